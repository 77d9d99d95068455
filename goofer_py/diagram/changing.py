"""What leads from one schema to another, as one picture of both."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from goofer_py.diagram.picture import Box, Mark, Picture, Relation, Row
from goofer_py.diagram.reading import keys_of, relations_of, roots_of, rows_of, typed
from goofer_py.schema import Check, Column, Constraint, Exclusion, Index, Name, Schema, Table

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Renames:
    """The tables (new names to old) and columns (new table and column to the old column)."""

    tables: Mapping[Name, Name] = field(default_factory=dict)
    columns: Mapping[tuple[Name, str], str] = field(default_factory=dict)


NONE = Renames()


def change_picture(before: Schema, after: Schema, title: str, renames: Renames = NONE) -> Picture:
    """Return both schemas in one picture, where everything that differs has its mark."""
    old = {**{name: name for name in before.by_name}}
    old |= {new: was for new, was in renames.tables.items() if was in old and new in after.by_name}
    new_names = {was: new for new, was in old.items() if new in after.by_name}
    seen = _as_after(before, new_names, renames)
    relations = tuple(_relations(seen, after))
    joined = {one.source for one in relations if one.mark}
    boxes = (
        replace(box, mark=Mark.CHANGED) if box.name in joined and not box.mark else box
        for box in _boxes(seen, after, new_names, renames)
    )
    return Picture(title, tuple(boxes), relations, is_change=True)


def _as_after(before: Schema, names: Mapping[Name, Name], renames: Renames) -> Schema:
    """Return `before` with the names of `after`, so that only what differs otherwise differs."""
    columns: dict[Name, dict[str, str]] = {}
    for (table, new), was in renames.columns.items():
        columns.setdefault(table, {})[was] = new

    def renamed(table: Table) -> Table:
        name = names.get(table.name, table.name)
        found = replace(table.with_columns_renamed(columns.get(name, {})), name=name)
        keys = tuple(
            replace(
                key,
                target=(target := names.get(key.target, key.target)),
                target_columns=tuple(
                    columns.get(target, {}).get(one, one) for one in key.target_columns
                ),
            )
            for key in found.foreign_keys
        )
        whole = table.partition_of
        return replace(
            found,
            foreign_keys=keys,
            partition_of=None if whole is None else names.get(whole, whole),
            inherits=tuple(names.get(one, one) for one in table.inherits),
        )

    return before.map_tables(renamed)


def _boxes(
    seen: Schema, after: Schema, names: Mapping[Name, Name], renames: Renames
) -> Iterator[Box]:
    was_called = {new: was for was, new in names.items() if was != new}
    old, new = seen.by_name, after.by_name
    old_roots, new_roots = roots_of(seen), roots_of(after)
    for name in sorted({*old, *new}, key=lambda one: one.sort_key):
        if new_roots.get(name, old_roots.get(name)) != name:
            continue
        parts = (_parts(old_roots, name), _parts(new_roots, name))
        yield _box(old.get(name), new.get(name), was_called.get(name), renames, parts)


def _parts(roots: Mapping[Name, Name], whole: Name) -> frozenset[Name]:
    return frozenset(name for name, root in roots.items() if root == whole and name != whole)


def _box(
    old: Table | None,
    new: Table | None,
    was: Name | None,
    renames: Renames,
    parts: tuple[frozenset[Name], frozenset[Name]],
) -> Box:
    if new is None:
        assert old is not None  # noqa: S101 - one of them is there
        return _wholly(old, len(parts[0]), Mark.DROPPED)
    if old is None:
        return _wholly(new, len(parts[1]), Mark.ADDED)
    rows = (*_columns(old, new, renames), *_notes(old, new), *_partitions(*parts))
    told = was is not None or any(row.mark for row in rows)
    return Box(new.name, rows, Mark.CHANGED if told else Mark.SAME, was, new.comment)


def _wholly(table: Table, partitions: int, mark: Mark) -> Box:
    rows = (replace(row, mark=mark) for row in rows_of(table, partitions))
    return Box(table.name, tuple(rows), mark, comment=table.comment)


def _columns(old: Table, new: Table, renames: Renames) -> Iterator[Row]:
    """Yield the columns in the order of the new table, those that go where they were."""
    gone = {c.name: place for place, c in enumerate(old.columns) if not new.find_column(c.name)}
    for place, column in enumerate(new.columns):
        while gone and min(gone.values()) <= place:
            yield _dropped(old, gone)
        before = old.find_column(column.name)
        keys = keys_of(new, column.name)
        if before is None:
            yield Row(column.name, typed(column), keys, Mark.ADDED)
            continue
        was = renames.columns.get((new.name, column.name))
        differs = before != column or was is not None
        detail = _difference(before, column, was) if differs else typed(column)
        yield Row(column.name, detail, keys, Mark.CHANGED if differs else Mark.SAME)
    while gone:
        yield _dropped(old, gone)


def _dropped(old: Table, gone: dict[str, int]) -> Row:
    name = min(gone, key=gone.__getitem__)
    del gone[name]
    return Row(name, typed(old.column(name)), keys_of(old, name), Mark.DROPPED)


def _difference(before: Column, after: Column, was: str | None) -> str:
    told = [f"was {was}"] if was is not None else []
    if typed(before) != typed(after):
        told.append(f"{typed(before)} → {typed(after)}")
    else:
        told.insert(0, typed(after))
    if before.default != after.default:
        told.append(f"default {before.default or 'none'} → {after.default or 'none'}")
    others = ("identity", "computed", "collation", "comment", "options")
    told += [one for one in others if getattr(before, one) != getattr(after, one)]
    return ", ".join(told)


def _notes(old: Table, new: Table) -> Iterator[Row]:
    """Yield what differs beside the columns. Foreign keys are relations."""
    yield from _differing(
        {_constraint(c): c for c in _own(old)}, {_constraint(c): c for c in _own(new)}
    )
    yield from _differing({_index(i): i for i in old.indexes}, {_index(i): i for i in new.indexes})

    for what in ("comment", "options"):
        if getattr(old, what) != getattr(new, what):
            yield Row(what, mark=Mark.CHANGED, is_note=True)


def _differing(old: Mapping[str, _V], new: Mapping[str, _V]) -> Iterator[Row]:
    for name in sorted({*old, *new}):
        if name not in new:
            yield Row(name, mark=Mark.DROPPED, is_note=True)
        elif name not in old:
            yield Row(name, mark=Mark.ADDED, is_note=True)
        elif old[name] != new[name]:
            yield Row(name, mark=Mark.CHANGED, is_note=True)


def _own(table: Table) -> tuple[Constraint, ...]:
    keys = {id(one) for one in table.foreign_keys}
    return tuple(one for one in table.constraints if id(one) not in keys)


def _constraint(constraint: Constraint) -> str:
    match constraint:
        case Check(expression=expression):
            return f"check ({expression})"
        case Exclusion(elements=elements):
            return f"exclude ({elements})"
        case _:
            kind = {"PrimaryKey": "primary key", "Unique": "unique"}[type(constraint).__name__]
            return f"{kind} ({', '.join(constraint.columns)})"


def _index(index: Index) -> str:
    parts = ", ".join(part.column or part.expression or "" for part in index.parts)
    return f"{'unique index' if index.unique else 'index'} {index.name} ({parts})"


def _partitions(old: frozenset[Name], new: frozenset[Name]) -> Iterator[Row]:
    marks = {**dict.fromkeys(old - new, Mark.DROPPED), **dict.fromkeys(new - old, Mark.ADDED)}
    for name in sorted(marks, key=lambda one: one.sort_key):
        yield Row(f"partition {name}", mark=marks[name], is_note=True)
    if staying := len(old & new):
        yield Row(f"{staying} partition{'' if staying == 1 else 's'}", is_note=True)


def _relations(before: Schema, after: Schema) -> Iterator[Relation]:
    old = {_joins(one): one for one in relations_of(before, roots_of(before))}
    new = {_joins(one): one for one in relations_of(after, roots_of(after))}
    there = {*before.by_name, *after.by_name}
    for key in sorted({*old, *new}, key=str):
        found = new.get(key) or old[key]
        if found.source not in there or found.target not in there:
            continue
        yield replace(found, mark=_mark(old, new, key))


def _mark(old: Mapping[_K, Relation], new: Mapping[_K, Relation], key: _K) -> Mark:
    if key not in old:
        return Mark.ADDED
    if key not in new:
        return Mark.DROPPED
    return Mark.SAME if old[key].actions == new[key].actions else Mark.CHANGED


def _joins(relation: Relation) -> tuple[object, ...]:
    return (
        relation.source.sort_key,
        relation.target.sort_key,
        relation.columns,
        relation.target_columns,
        relation.inherits,
    )
