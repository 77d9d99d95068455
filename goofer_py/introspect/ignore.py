"""What goofer leaves alone, by kind and pattern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TypeVar

from goofer_py.diff import constraints, indexes
from goofer_py.errors import UsageError
from goofer_py.introspect.patterns import matches
from goofer_py.schema import (
    Constraint,
    Declared,
    Index,
    Name,
    Schema,
    SchemaObject,
    Sequence,
    Table,
)
from goofer_py.schema.unmanaged import Unmanaged

KINDS = (
    "tables",
    "columns",
    "indexes",
    "constraints",
    "enums",
    "sequences",
    "views",
    "materialized_views",
    "functions",
    "procedures",
    "aggregates",
    "routines",
    "triggers",
    "event_triggers",
    "events",
    "rules",
    "policies",
    "domains",
    "composite_types",
    "range_types",
    "base_types",
    "collations",
    "conversions",
    "casts",
    "operators",
    "operator_classes",
    "operator_families",
    "statistics",
    "extensions",
    "publications",
    "partitions",
    "foreign_tables",
    "foreign_servers",
    "virtual_tables",
    "shadow_tables",
    "owned_sequences",
    "text_search_configurations",
    "text_search_dictionaries",
    "text_search_parsers",
    "text_search_templates",
    "grants",
    "default_privileges",
    "security_labels",
    "schema_comments",
)
"""What `ignore` has patterns for."""

Part = tuple[str, Name, str]
"""One column, index or constraint: its kind as in KINDS, its table and its name."""

_Named = TypeVar("_Named", SchemaObject, Unmanaged)
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ignore:
    """Patterns per kind; what matches is neither created, altered nor dropped.

    A pattern is held against a name with and without its schema; that of a column, index,
    constraint, trigger or partition also with its table: "legacy", "users.legacy",
    "billing.users.legacy".
    `parts` are single columns, indexes and constraints by kind, table and name.
    """

    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    parts: frozenset[Part] = frozenset()

    def __post_init__(self) -> None:
        for kind in self.patterns:
            if kind not in KINDS:
                near = get_close_matches(kind, KINDS, n=1)
                raise UsageError(
                    f"Nothing of the kind {kind!r} can be ignored.",
                    hint=f"write {near[0]}" if near else f"the kinds are {', '.join(KINDS)}",
                )

    def merged(self, other: Ignore) -> Ignore:
        """Both together."""
        kinds = {**self.patterns, **other.patterns}
        both = {k: (*self.patterns.get(k, ()), *other.patterns.get(k, ())) for k in kinds}
        return Ignore(both, self.parts | other.parts)

    def covers(self, kind: str, name: Name, table: Name | None = None) -> bool:
        """Whether the object is left alone; `kind` is one of KINDS or a kind in plain words."""
        patterns = self.patterns.get(plural(kind))
        if patterns is None and not self.parts:
            return False
        if table is not None and (plural(kind), table, name.name) in self.parts:
            return True
        return matches(patterns or (), _spellings(name, table))

    def within(self, schema: Schema) -> Schema:
        """Return `schema` without anything that is left alone.

        Indexes and constraints over an ignored column are left alone with it.
        """
        if self == _NONE:
            return schema
        gone = self._tables(schema)
        tables = (t for t in schema.tables if t.name not in gone)
        return replace(
            schema,
            tables=tuple(map(self._managed, tables)),
            enums=tuple(e for e in schema.enums if not self.covers("enums", e.name)),
            sequences=tuple(s for s in schema.sequences if not self._has_sequence(s, gone)),
            objects=self._outside(schema.objects),
            declared=tuple(d for d in schema.declared if not self._is_declared(d)),
            unmanaged=self._outside(schema.unmanaged),
        )

    def keeping(self, desired: Schema, current: Schema) -> Schema:
        """Return `desired` with what is left alone as it is in `current`.

        So what rebuilds a table, or drops a view to make it again, puts back what it holds, and
        foreign keys to ignored tables have something to point at.
        """
        if self == _NONE:
            return desired
        rest, there, whole = self.within(desired), current.by_name, self._tables(current)
        tables = (self._with_ignored(t, there.get(t.name), desired) for t in rest.tables)
        return replace(
            rest,
            tables=(*tables, *(t for t in current.tables if t.name in whole)),
            enums=(
                *rest.enums,
                *(e for e in current.enums if self.covers("enums", e.name)),
            ),
            sequences=(
                *rest.sequences,
                *(s for s in current.sequences if self._has_sequence(s, whole)),
            ),
            objects=(
                *rest.objects,
                *(o for o in current.objects if self.covers(o.kind, o.name, o.table)),
            ),
        )

    def _has_sequence(self, one: Sequence, tables: frozenset[Name]) -> bool:
        """Whether the sequence, or the table that owns it, is left alone."""
        is_owned = one.owned_by is not None and one.owned_by.name in tables
        return is_owned or self.covers("sequences", one.name)

    def _tables(self, schema: Schema) -> frozenset[Name]:
        """Return the tables that are left alone, with all of their partitions."""
        found = {t.name for t in schema.tables if self.covers("tables", t.name)}
        parts = [t for t in schema.tables if t.partition_of is not None]
        found |= {t.name for t in parts if self.covers("partitions", t.name, t.partition_of)}
        while more := {t.name for t in parts if t.partition_of in found} - found:
            found |= more
        return frozenset(found)

    def _outside(self, things: Iterable[_Named]) -> tuple[_Named, ...]:
        return tuple(
            one
            for one in things
            if not self.covers(one.kind, one.name, getattr(one, "table", None))
        )

    def _is_declared(self, one: Declared) -> bool:
        return one.kind is not None and one.name is not None and self.covers(one.kind, one.name)

    def _columns(self, table: Table) -> frozenset[str]:
        if "columns" not in self.patterns and not self.parts:
            return _NOTHING
        names = table.column_names
        return frozenset(c for c in names if self.covers("columns", Name(c), table.name))

    def _managed(self, table: Table, gone: frozenset[str] = _NOTHING) -> Table:
        """Return what of a table is managed, when its columns in `gone` are ignored too."""
        gone |= self._columns(table)
        left = [c for c in table.constraints if self._has_constraint(c, table.name, gone)]
        for constraint in left:
            table = table.without_constraint(constraint)
        return replace(
            table,
            columns=tuple(c for c in table.columns if c.name not in gone),
            indexes=tuple(i for i in table.indexes if not self._has_index(i, table.name, gone)),
        )

    def _with_ignored(self, managed: Table, there: Table | None, desired: Schema) -> Table:
        """Return the table with what `there`, as it is now, has that is ignored."""
        if there is None:
            return managed
        gone = self._columns(there) | self._columns(desired.table(managed.name))
        managed = self._managed(managed, gone)
        for constraint in there.constraints:
            if self._has_constraint(constraint, there.name, gone):
                managed = managed.with_constraint(constraint)
        ignored = (i for i in there.indexes if self._has_index(i, there.name, gone))
        return replace(
            managed,
            columns=(*managed.columns, *(c for c in there.columns if c.name in gone)),
            indexes=(*managed.indexes, *ignored),
        )

    def _has_constraint(self, one: Constraint, table: Name, gone: frozenset[str]) -> bool:
        if gone and gone & constraints.columns_read(one):
            return True
        return one.name is not None and self.covers("constraints", Name(one.name), table)

    def _has_index(self, one: Index, table: Name, gone: frozenset[str]) -> bool:
        if gone and gone & indexes.columns_read(one):
            return True
        return self.covers("indexes", Name(one.name), table)


def plural(kind: str) -> str:
    """Return what `ignore` calls a kind of objects: "policies" for "policy"."""
    words = kind.replace(" ", "_")
    if words in KINDS:
        return words
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith(("s", "x")) else f"{words}s"


def _spellings(name: Name, table: Name | None) -> Iterable[str]:
    """Return all ways in which a pattern may spell the name."""
    if table is None:
        return {name.name, str(name)}
    of_table = {f"{table.name}.{name.name}", f"{table}.{name.name}"}
    return {name.name, str(table.renamed(name.name)), *of_table}


_NONE = Ignore()
