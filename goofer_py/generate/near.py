"""The part of a schema that a change can reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from goofer_py.operations import Operation
from goofer_py.schema import Name, Schema, Table, Trigger, View
from goofer_py.schema.expression import identifiers


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
    reached = touched | {t.name for t in tables if _targets(t) & touched}
    while missing := _needed(reached, tables) | _read_together(reached, current) - reached:
        reached |= missing
    return _only(current, reached), _only(desired, reached)


def _needed(reached: set[Name], tables: Iterable[Table]) -> set[Name]:
    return {n for t in tables if t.name in reached for n in _targets(t)} - reached


def _read_together(reached: set[Name], schema: Schema) -> set[Name]:
    """Return what views and triggers name besides the tables and views that are reached."""
    names = [*_tables_and_views(schema), *(one.name for one in schema.unmanaged)]
    found: set[Name] = set()
    dependents: list[View | Trigger] = [*schema.views, *schema.triggers]
    for dependent in dependents:
        named = _named_in(dependent, names)
        found |= named if named & reached else set()
    return found


def _only(schema: Schema, reached: set[Name]) -> Schema:
    """Return the schema with only what is reached, and what names nothing else."""
    names = _tables_and_views(schema)
    return replace(
        schema.only(reached),
        views=tuple(view for view in schema.views if _named_in(view, names) & reached),
        triggers=tuple(t for t in schema.triggers if _named_in(t, names) & reached),
    )


def _tables_and_views(schema: Schema) -> list[Name]:
    return [*(table.name for table in schema.tables), *(view.name for view in schema.views)]


def _named_in(dependent: View | Trigger, names: Iterable[Name]) -> set[Name]:
    words = {word.lower() for word in identifiers(dependent.definition)}
    own = dependent.name if isinstance(dependent, View) else dependent.table
    return {own, *(name for name in names if name.name.lower() in words)}


def _differing(current: Schema, desired: Schema) -> set[Name]:
    old, new = current.by_name, desired.by_name
    differing = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    enums = {enum.name for enum in set(current.enums) ^ set(desired.enums)}
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
    return {key.target for key in table.foreign_keys}
