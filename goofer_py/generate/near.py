"""The part of a schema that a change can reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from goofer_py.diff.objects import EARLY_KINDS, uses_of
from goofer_py.diff.touched import touched
from goofer_py.operations import Operation
from goofer_py.schema import Name, ObjectKey, Schema, SchemaObject, Table, Use
from goofer_py.schema.heritage import heirs


def near(
    current: Schema, desired: Schema, operations: Iterable[Operation]
) -> tuple[Schema, Schema]:
    """Return both schemas with only the tables that the change touches, and those around them.

    Around them are the tables with a foreign key to one, those that a view or trigger names
    together with one, and every table that any of these needs to hold rows. So a proof costs what
    the change is large, not what the database is large.
    """
    touched = _differing(current, desired) | _named(operations)
    tables = [*current.tables, *desired.tables]
    touched = touched.union(*(heirs(tables, name) for name in touched))
    reached = touched | {t.name for t in tables if _targets(t) & touched}
    objects = _reached_objects([*current.objects, *desired.objects], operations, reached)
    every = (*current.objects, *desired.objects)
    while missing := _missing(reached, objects, tables, every) | _counting(
        current, desired, reached, tables
    ):
        reached |= missing
        objects = _reached_objects([*current.objects, *desired.objects], operations, reached)
    return _only(current, reached, objects), _only(desired, reached, objects)


def _missing(
    reached: set[Name],
    objects: set[ObjectKey],
    tables: list[Table],
    every: Iterable[SchemaObject],
) -> set[Name]:
    used = {
        use.name
        for one in every
        if one.key in objects
        for use in uses_of(one)
        if use.kind == "table"
    }
    there = {table.name for table in tables}
    return (_needed(reached, tables) | (used & there)) - reached


def _counting(
    current: Schema, desired: Schema, reached: set[Name], tables: Iterable[Table]
) -> set[Name]:
    """Return the tables that count by a sequence of one that is reached, and the other way."""
    sequences = {one for one in (*current.sequences, *desired.sequences) if one.owned_by}
    found: set[Name] = set()
    for table in tables if sequences else ():
        said = [*(c.default for c in table.columns), *(o.default for o in table.overrides or ())]
        defaults = [text for text in said if text and "nextval(" in text]
        for sequence in sequences if defaults else ():
            owner = sequence.owned_by.name if sequence.owned_by else table.name
            if any(sequence.name.name in text for text in defaults):
                found |= {table.name, owner} if {table.name, owner} & reached else set()
    return found - reached


def _reached_objects(
    objects: Sequence[SchemaObject], operations: Iterable[Operation], reached: set[Name]
) -> set[ObjectKey]:
    """Return the objects that change, use a table that is reached, or are used by such ones.

    What a table uses is among them, and what belongs to the whole database.
    """
    found = {one.key for operation in operations for one in _objects_of(operation)}
    found |= {one.key for one in objects if _uses_one(one, reached)}
    changed = {what.whole for operation in operations if (what := touched(operation)) is not None}
    found |= _users(objects, changed)
    while users := _users(objects, {o.as_use for o in objects if o.key in found}) - found:
        found |= users
    found |= {one.key for one in objects if one.kind in EARLY_KINDS}
    keys = {one.as_use: one for one in objects}
    waiting = [one for one in objects if one.key in found]
    while waiting:
        for use in uses_of(waiting.pop()):
            needed = keys.get(use.whole)
            if needed is not None and needed.key not in found:
                found.add(needed.key)
                waiting.append(needed)
    return found


def _users(objects: Sequence[SchemaObject], things: set[Use]) -> set[ObjectKey]:
    return {one.key for one in objects if any(use.whole in things for use in uses_of(one))}


def _uses_one(one: SchemaObject, reached: set[Name]) -> bool:
    return any(use.kind == "table" and use.name in reached for use in uses_of(one))


def _objects_of(operation: Operation) -> Iterator[SchemaObject]:
    for field in ("object", "before", "after"):
        found = getattr(operation, field, None)
        if isinstance(found, SchemaObject):
            yield found


def _needed(reached: set[Name], tables: Iterable[Table]) -> set[Name]:
    return {n for t in tables if t.name in reached for n in _targets(t)} - reached


def _only(schema: Schema, reached: set[Name], objects: set[ObjectKey]) -> Schema:
    """Return the schema with only what is reached, and what names nothing else."""
    return replace(
        with_owners_there(schema.only(reached)),
        objects=tuple(one for one in schema.objects if one.key in objects),
    )


def with_owners_there(schema: Schema) -> Schema:
    """Return the schema whose sequences are owned by no table that is not in it."""
    if all(one.owned_by is None for one in schema.sequences):
        return schema
    there = set(schema.by_name)
    return replace(
        schema,
        sequences=tuple(
            one
            if one.owned_by is None or one.owned_by.name in there
            else replace(one, owned_by=None)
            for one in schema.sequences
        ),
    )


def _differing(current: Schema, desired: Schema) -> set[Name]:
    old, new = current.by_name, desired.by_name
    differing = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    enums = {enum.name for enum in set(current.enums) ^ set(desired.enums)}
    sequences = set(current.sequences) ^ set(desired.sequences)
    differing |= {one.owned_by.name for one in sequences if one.owned_by is not None}
    return differing | {
        table.name
        for table in current.tables
        if any(column.type.enum in enums for column in table.columns)
    }


def _named(operations: Iterable[Operation]) -> set[Name]:
    found = (getattr(operation, "table", None) for operation in operations)
    names = {item.name if isinstance(item, Table) else item for item in found}
    return {name for name in names if isinstance(name, Name)}


def _targets(table: Table) -> set[Name]:
    return {key.target for key in table.foreign_keys} | {*table.parents}
