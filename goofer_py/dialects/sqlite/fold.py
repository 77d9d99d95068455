"""Operations that need not be done, because others make up for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    CreateTable,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
)
from goofer_py.operations.combined import Combined
from goofer_py.schema import Check, ForeignKey, Name


def folded(operations: Iterable[Operation]) -> list[Operation]:
    """Return fewer operations that do the same on SQLite.

    A constraint that only steps aside stays, and what comes only to go does not come. What a new
    table gets later is part of its CREATE TABLE, for foreign keys may point at what is not there
    yet. A table that goes takes its constraints along.
    """
    kept = _without_stepping_aside(list(operations))
    kept = _without_parts_of_dropped(kept)
    return _with_columns_constrained(_with_whole_tables(kept))


def _without_stepping_aside(operations: list[Operation]) -> list[Operation]:
    kept: list[Operation] = []
    for operation in operations:
        # An index that goes and comes back has to: DROP COLUMN would find it in the way.
        in_vain = isinstance(operation, AddConstraint | DropConstraint | DropIndex)
        if in_vain and operation.inverse() in kept:
            kept.remove(operation.inverse())
        else:
            kept.append(operation)
    return kept


def _without_parts_of_dropped(operations: list[Operation]) -> list[Operation]:
    return _gathered(operations[::-1], DropTable, DropConstraint, CreateTable)[::-1]


def _with_whole_tables(operations: list[Operation]) -> list[Operation]:
    return _gathered(operations, CreateTable, AddConstraint, DropTable)


def _gathered(
    operations: list[Operation],
    whole: type[CreateTable | DropTable],
    part: type[AddConstraint | DropConstraint],
    end: type[CreateTable | DropTable],
) -> list[Operation]:
    """Let each `whole` have the constraints of every `part` behind it, as far as an `end`."""
    kept: list[Operation] = []
    places: dict[Name, tuple[int, CreateTable | DropTable]] = {}
    for operation in operations:
        if isinstance(operation, whole):
            places[operation.table.name] = len(kept), operation
        elif isinstance(operation, end):
            places.pop(operation.table.name, None)
        elif isinstance(operation, part) and operation.table in places:
            place, table = places[operation.table]
            table = replace(table, table=table.table.with_constraint(operation.constraint))
            places[operation.table] = place, table
            kept[place] = table
            continue
        kept.append(operation)
    return kept


def _with_columns_constrained(operations: list[Operation]) -> list[Operation]:
    """Put a new column together with the constraints about it alone: ADD COLUMN can say them."""
    kept: list[Operation] = []
    added: dict[tuple[Name, tuple[str, ...]], tuple[int, Combined]] = {}
    for operation in operations:
        match operation:
            case AddColumn(table=table, column=column):
                added[table, (column.name,)] = len(kept), Combined((operation,))
            case AddConstraint(table=table, constraint=ForeignKey() | Check() as constraint):
                found = added.get((table, constraint.columns))
                if found is not None:
                    combined = Combined((*found[1].operations, operation))
                    added[table, constraint.columns] = found[0], combined
                    kept[found[0]] = combined
                    continue
        kept.append(operation)
    return kept
