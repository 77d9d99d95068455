"""Computed columns that compute something else from now on, in their place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from goofer_py.operations import AddColumn, AlterColumn, DropColumn, Operation
from goofer_py.schema import Column
from goofer_py.schema.expression import identifiers


def with_expressions_set(operations: Iterable[Operation]) -> list[Operation]:
    """Return the operations with stored columns changed, not dropped and added, where that can be.

    What the old expression reads must be there as it was until the column is added.
    """
    done = list(operations)
    for add in [op for op in done if isinstance(op, AddColumn)]:
        drop = next((op for op in done if _is_before(op, add)), None)
        if not isinstance(drop, DropColumn):
            continue
        start, end = done.index(drop), done.index(add)
        if start < end and not any(_disturbs(op, drop) for op in done[start + 1 : end]):
            done[end] = AlterColumn(add.table, drop.column, add.column)
            del done[start]
    return done


def sets_expression(before: Column, after: Column) -> bool:
    """Whether nothing but the expression of a stored column changes."""
    old, new = before.computed, after.computed
    if old is None or new is None or not (old.stored and new.stored) or old == new:
        return False
    return replace(before, computed=new, comment=after.comment) == after


def _is_before(operation: Operation, add: AddColumn) -> bool:
    return (
        isinstance(operation, DropColumn)
        and (operation.table, operation.column.name) == (add.table, add.column.name)
        and sets_expression(operation.column, add.column)
    )


def _disturbs(operation: Operation, drop: DropColumn) -> bool:
    """Whether the operation takes from the old expression something that it reads."""
    if not isinstance(operation, DropColumn | AlterColumn) or operation.table != drop.table:
        return False
    column = operation.column if isinstance(operation, DropColumn) else operation.before
    computed = drop.column.computed
    return computed is not None and column.name in identifiers(computed.expression)
