"""The part of a schema that a change can reach."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.operations import Operation
from goofer_py.schema import Name, Schema, Table


def near(
    current: Schema, desired: Schema, operations: Iterable[Operation]
) -> tuple[Schema, Schema]:
    """Return both schemas with only the tables that the change touches, and those around them.

    Around them are the tables with a foreign key to one, and every table that any of these needs
    to hold rows. So a proof costs what the change is large, not what the database is large.
    """
    touched = _differing(current, desired) | _named(operations)
    tables = [*current.tables, *desired.tables]
    reached = touched | {t.name for t in tables if _targets(t) & touched}
    while missing := {n for t in tables if t.name in reached for n in _targets(t)} - reached:
        reached |= missing
    return current.only(reached), desired.only(reached)


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
