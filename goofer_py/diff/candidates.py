"""Drops and adds that look like one rename."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from goofer_py.schema import Column, Name, Schema, SchemaObject, Table

LIKELY = 0.55
"""The likeness from which a pair is worth a question."""
SAME = 0.9
"""The likeness from which two definitions are nearly the same."""


@dataclass(frozen=True, slots=True)
class RenameCandidate:
    """A drop and an add that may be one rename; `table` is None when it is a table's.

    `enum` is the type when it is one of its values, `kind` what it is when it is a view, a function
    or the like.
    """

    before: str
    after: str
    likeness: float
    table: Name | None = None
    enum: Name | None = None
    kind: str | None = None

    @property
    def key(self) -> str:
        """What an answers file calls it: the old table, or the table and the old column.

        An object is called by its kind and its old name.
        """
        if self.kind is not None:
            return f"{self.kind} {self.before}"
        if self.enum is not None:
            return f"{self.enum}.{self.before}"
        return self.before if self.table is None else f"{self.table}.{self.before}"

    def __str__(self) -> str:
        if self.enum is not None:
            return f"value of {self.enum}: {self.before} -> {self.after}"
        if self.kind is not None:
            return f"{self.kind} {self.before} -> {self.after}"
        place = "table" if self.table is None else f"column {self.table}:"
        return f"{place} {self.before} -> {self.after}"


def table_candidates(current: Schema, desired: Schema) -> list[RenameCandidate]:
    """Return the likely renames of tables, the likeliest first, each name at most once."""
    old, new = current.by_name, desired.by_name
    scored = (
        RenameCandidate(str(a), str(b), _table_likeness(old[a], new[b]))
        for a in old
        if a not in new
        for b in new
        if b not in old
        if a.schema == b.schema and old[a].bound == new[b].bound
    )
    return _best(scored)


def column_candidates(current: Table, desired: Table) -> list[RenameCandidate]:
    """Return the likely renames of columns of one table, the likeliest first, each name once."""
    if current.columns == desired.columns:
        return []
    gone = [c for c in current.columns if desired.find_column(c.name) is None]
    come = [c for c in desired.columns if current.find_column(c.name) is None]
    places = {name: place for place, name in enumerate(current.column_names)}
    new_places = {name: place for place, name in enumerate(desired.column_names)}
    scored = (
        RenameCandidate(
            a.name,
            b.name,
            _column_likeness(a, b, places[a.name] == new_places[b.name]),
            desired.name,
        )
        for a in gone
        for b in come
        if (a.computed is None) == (b.computed is None)
    )
    return _best(scored)


def value_candidates(current: Schema, desired: Schema) -> Iterator[RenameCandidate]:
    """Yield the one value of each enum type that went, with the one that came in its place."""
    wanted = {enum.name: enum.values for enum in desired.enums}
    for enum in current.enums:
        old, new = enum.values, wanted.get(enum.name, enum.values)
        pairs = [(a, b) for a, b in zip(old, new, strict=False) if a != b]
        if len(old) == len(new) and len(pairs) == 1 and pairs[0][1] not in old:
            before, after = pairs[0]
            yield RenameCandidate(before, after, _likeness(before, after), enum=enum.name)


def object_candidates(
    current: Schema, desired: Schema, kinds: Collection[str]
) -> list[RenameCandidate]:
    """Return the likely renames of views, functions and the like of `kinds`, each name once.

    They say the same, or nearly; all that has one name of a kind goes by it. A name that is
    there on both sides, for things of other kinds, changed hands.
    """
    there, wanted = _all_names(current), _all_names(desired)
    gone = [o for o in current.objects if o.kind in kinds and o.name not in wanted]
    come = [o for o in desired.objects if o.kind in kinds and o.name not in there]
    scored = [
        RenameCandidate(str(a.name), str(b.name), likeness, kind=a.kind)
        for a in gone
        for b in come
        if _is_alike(a, b) and (likeness := _object_likeness(a, b))
    ]
    return [one for kind in sorted(kinds) for one in _best(c for c in scored if c.kind == kind)]


def _all_names(schema: Schema) -> set[Name]:
    relations = {one.name for one in schema.tables} | {one.name for one in schema.sequences}
    return relations | {one.name for one in schema.enums} | {one.name for one in schema.objects}


def _is_alike(a: SchemaObject, b: SchemaObject) -> bool:
    places = [(one.kind, one.name.schema, one.table, one.signature) for one in (a, b)]
    return places[0] == places[1] and bool(a.definition)


def _object_likeness(a: SchemaObject, b: SchemaObject) -> float:
    """Return how much alike two objects are; 0 where they say different things."""
    same = 1.0
    if a.definition != b.definition:
        matcher = SequenceMatcher(None, a.definition, b.definition)
        # The quick one is never less than the exact one, which takes long for long texts.
        same = matcher.quick_ratio()
        same = matcher.ratio() if same >= SAME else 0.0
    return 0.7 * same + 0.3 * _likeness(a.name.name, b.name.name) if same >= SAME else 0.0


def _best(scored: Iterable[RenameCandidate]) -> list[RenameCandidate]:
    likely = (c for c in scored if c.likeness >= LIKELY)
    ranked = sorted(likely, key=lambda c: (-c.likeness, c.before, c.after))
    return list(_each_name_once(ranked))


def _each_name_once(ranked: list[RenameCandidate]) -> Iterator[RenameCandidate]:
    taken: set[tuple[str, str]] = set()
    for candidate in ranked:
        ends = {("before", candidate.before), ("after", candidate.after)}
        if not ends & taken:
            taken |= ends
            yield candidate


def _column_likeness(before: Column, after: Column, same_place: bool) -> float:
    likeness = 0.5 * _likeness(before.name, after.name)
    likeness += 0.3 * (before.type == after.type)
    likeness += 0.1 * (before.nullable == after.nullable and before.default == after.default)
    return likeness + 0.1 * same_place


def _table_likeness(before: Table, after: Table) -> float:
    old = {(c.name, c.type) for c in before.columns}
    new = {(c.name, c.type) for c in after.columns}
    shared = len(old & new) / max(len(old | new), 1)
    return 0.3 * _likeness(before.name.name, after.name.name) + 0.7 * shared


def _likeness(a: str, b: str) -> float:
    return SequenceMatcher(None, a.lower(), b.lower()).ratio()
