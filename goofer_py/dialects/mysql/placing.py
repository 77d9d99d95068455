"""Columns put in order: each one that has to move says behind which one it comes.

What changes or is added anyway takes its place in the same clause; of the rest as few columns
move as can be: those in the longest run that is in order already stay.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from goofer_py.operations import (
    AddColumn,
    AlterColumn,
    DropColumn,
    Operation,
    OrderColumns,
    RenameColumn,
    RenameTable,
)
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.schema import Name, Schema


def placed(steps: Sequence[Operation], schema: Schema) -> list[Operation]:
    """Return the steps, which start at `schema`, with places in the stead of orders."""
    found = list(steps)
    for table in dict.fromkeys(op.table for op in steps if isinstance(op, OrderColumns)):
        first, last = _between_renames(found, table)
        start = reduce(lambda s, operation: operation.apply(s), found[:first], schema)
        placing = _Placing.of(found[first:last], table, start)
        found[first:last] = placing.placed(found[first:last], start)
    return found


def staying(names: Sequence[str], places: dict[str, int]) -> frozenset[str]:
    """Return a longest run of `names` whose `places` rise."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, name in enumerate(names):
        length = bisect_left(ends, places[name])
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [places[name]]
        at[length : length + 1] = [number]
    found, number = [], at[-1] if at else -1
    while number >= 0:
        found.append(names[number])
        number = before[number]
    return frozenset(found)


def _between_renames(steps: Sequence[Operation], table: Name) -> tuple[int, int]:
    """Return the part around the last order in which nothing of the table gets another name."""
    last = max(
        i for i, op in enumerate(steps) if isinstance(op, OrderColumns) and op.table == table
    )
    first = end = last
    while first > 0 and not _renames(steps[first - 1], table):
        first -= 1
    while end < len(steps) and not _renames(steps[end], table):
        end += 1
    return first, end


def _renames(operation: Operation, table: Name) -> bool:
    match operation:
        case RenameTable(before=before, after=after):
            return table in (before, after)
        case RenameColumn():
            return operation.table == table
        case AlterTogether(operations=parts):
            return any(_renames(part, table) for part in parts)
        case _:
            return False


@dataclass(slots=True)
class _Placing:
    """The columns of one table on their way: `settled` are in order among each other."""

    table: Name
    places: dict[str, int]
    moving: set[str]
    changing: dict[str, int]
    settled: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, steps: Sequence[Operation], table: Name, start: Schema) -> _Placing:
        own = [(i, op) for i, op in enumerate(steps) if getattr(op, "table", None) == table]
        wanted = [op.after for _, op in own if isinstance(op, OrderColumns)][-1]
        added = [op.column.name for _, op in own if isinstance(op, AddColumn)]
        dropped = {op.column.name for _, op in own if isinstance(op, DropColumn)}
        there = [n for n in start.table(table).column_names if n not in dropped]
        names = dict.fromkeys((*wanted, *added))
        places = {name: place for place, name in enumerate(names)}
        fixed = staying(there, places)
        changing = {op.after.name: i for i, op in own if isinstance(op, AlterColumn)}
        return cls(table, places, {*there} - fixed, changing, {*fixed})

    def placed(self, steps: Sequence[Operation], schema: Schema) -> Iterator[Operation]:
        last = max(i for i, op in enumerate(steps) if self.is_order(op))
        for number, operation in enumerate(steps):
            found: list[Operation] = [operation]
            if self.is_order(operation):
                found = list(self.moves(schema)) if number == last else []
            elif isinstance(operation, AddColumn) and operation.table == self.table:
                found = [self.added(operation, steps[number + 1 :])]
            elif isinstance(operation, AlterColumn) and operation.table == self.table:
                found = [self.altered(operation, number)]
            for one in found:
                yield one
                schema = one.apply(schema)

    def is_order(self, operation: Operation) -> bool:
        return isinstance(operation, OrderColumns) and operation.table == self.table

    def moves(self, schema: Schema) -> Iterator[Operation]:
        """Yield the moves of columns that nothing else happens to."""
        table = schema.table(self.table)
        for name in sorted(self.moving - self.changing.keys(), key=self.places.__getitem__):
            column = table.column(name)
            yield AlterColumn(self.table, column, column, place=self.settle(name))

    def added(self, operation: AddColumn, later: Sequence[Operation]) -> Operation:
        name = operation.column.name
        if name in _dropped(later, self.table):
            return operation
        is_last = all(self.places[other] < self.places[name] for other in self.settled)
        place = self.settle(name)
        return operation if is_last else replace(operation, place=place)

    def altered(self, operation: AlterColumn, number: int) -> Operation:
        name = operation.after.name
        if name not in self.moving or self.changing[name] != number:
            return operation
        return replace(operation, place=self.settle(name))

    def settle(self, name: str) -> str:
        """Return the column that comes before `name` among those in order, and add it to them."""
        before = [other for other in self.settled if self.places[other] < self.places[name]]
        self.settled.add(name)
        return max(before, key=self.places.__getitem__, default="")


def _dropped(steps: Sequence[Operation], table: Name) -> Collection[str]:
    return {op.column.name for op in steps if isinstance(op, DropColumn) and op.table == table}
