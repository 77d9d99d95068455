"""The order of columns, where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce

from goofer_py.diff.phase import Phase, Step, in_order
from goofer_py.operations import DropColumn, Operation, OrderColumns
from goofer_py.schema import Name, Schema


def order_steps(current: Schema, desired: Schema, steps: Iterable[Step]) -> Iterator[Step]:
    """Yield what puts the columns of tables that stay in the order of `desired`.

    `steps` are all others. What is dropped goes last first, in the order in which the way back
    adds it again, so that the way back can put each column where it was.
    """
    operations = tuple(in_order(steps))
    made = _after(current, operations).by_name
    there, gone = current.by_name, _dropped(operations)
    for table in desired.tables:
        if table.name not in there:
            continue
        before, found = there[table.name].column_names, made[table.name].column_names
        last = gone.get(table.name, [])[::-1]
        aside = (*(name for name in before if name not in last), *last)
        if before != aside:
            yield Phase.ORDER_DROPPED, OrderColumns(table.name, before, aside)
        if found != table.column_names:
            yield Phase.ORDER_COLUMNS, OrderColumns(table.name, found, table.column_names)


def _after(schema: Schema, operations: Iterable[Operation]) -> Schema:
    return reduce(lambda before, operation: operation.apply(before), operations, schema)


def _dropped(operations: Iterable[Operation]) -> dict[Name, list[str]]:
    found: dict[Name, list[str]] = {}
    for operation in operations:
        if isinstance(operation, DropColumn):
            found.setdefault(operation.table, []).append(operation.column.name)
    return found
