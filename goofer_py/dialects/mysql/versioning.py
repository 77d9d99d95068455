"""What MariaDB leaves out of a table's history: columns, once the table has one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard

from goofer_py.dialects.mysql.options import SYSTEM_VERSIONING, WITHOUT_SYSTEM_VERSIONING
from goofer_py.operations import AddColumn, AlterColumn, AlterTable, Operation
from goofer_py.schema import Table


def with_histories_first(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """Return the operations with a history begun before columns are said to be left out of it."""
    done = list(operations)
    for operation in operations:
        if not begins_history(operation):
            continue
        place = done.index(operation)
        ours = (n for n, op in enumerate(done) if leaves_out(op) and op.table == operation.table)
        first = next(ours, place)
        if first < place:
            begin, rest = _taken_apart(operation)
            done[place : place + 1] = [rest] if rest != rest.inverse() else []
            done.insert(first, begin)
    return tuple(done)


def begins_history(operation: Operation) -> TypeGuard[AlterTable]:
    """Whether a table gets a history."""
    if not isinstance(operation, AlterTable):
        return False
    before, after = (dict(options) for options in operation.options)
    return SYSTEM_VERSIONING in after and SYSTEM_VERSIONING not in before


def limits_of_options(operation: AlterTable, table: Table) -> Iterator[str]:
    """Yield what becomes of a history that ends."""
    had, has = (SYSTEM_VERSIONING in dict(options) for options in operation.options)
    if had and not has:
        yield f"the history of {table.name} is discarded, and begins anew"
    if has and not had:
        yield f"the history of {table.name} is discarded"


def leaves_out(operation: Operation) -> TypeGuard[AddColumn | AlterColumn]:
    """Whether a column is said to have no part in its table's history."""
    match operation:
        case AddColumn(column=column) | AlterColumn(after=column):
            return column.option(WITHOUT_SYSTEM_VERSIONING) is not None
        case _:
            return False


def _taken_apart(operation: AlterTable) -> tuple[AlterTable, AlterTable]:
    """Return the begin of the history, and all else that changes."""
    before, after = operation.options
    begun = tuple(sorted((*before, (SYSTEM_VERSIONING, dict(after)[SYSTEM_VERSIONING]))))
    comment = operation.comment[0]
    begin = replace(operation, comment=(comment, comment), options=(before, begun))
    return begin, replace(operation, options=(begun, after))
