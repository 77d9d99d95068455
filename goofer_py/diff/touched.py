"""What an operation touches, as something that an object may use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from goofer_py.operations import (
    AlterColumn,
    AlterEnum,
    AlterTable,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropObject,
    DropSequence,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
    ReplaceObject,
)
from goofer_py.schema import Use


def touched(operation: Operation) -> Use | None:
    """Return the thing that the operation changes or drops, with its column if it is only that."""
    told = _TOUCHED.get(type(operation))
    return None if told is None else told(operation)


def _constraint(operation: DropConstraint) -> Use:
    table = operation.table
    return Use("constraint", table.renamed(f"{table.name}.{operation.constraint.name}"))


def _column(operation: DropColumn | AlterColumn) -> Use:
    column = operation.column if isinstance(operation, DropColumn) else operation.before
    return Use("table", operation.table, column.name)


_TOUCHED: dict[type, Callable[[Any], Use]] = {
    RenameTable: lambda op: Use("table", op.before),
    RenameColumn: lambda op: Use("table", op.table, op.before),
    DropConstraint: _constraint,
    DropTable: lambda op: Use("table", op.table.name),
    AlterTable: lambda op: Use("table", op.table),
    DropColumn: _column,
    AlterColumn: _column,
    AlterEnum: lambda op: Use("enum", op.before.name),
    DropEnum: lambda op: Use("enum", op.enum.name),
    DropSequence: lambda op: Use("sequence", op.sequence.name),
    DropObject: lambda op: op.object.as_use,
    ReplaceObject: lambda op: op.before.as_use,
}
