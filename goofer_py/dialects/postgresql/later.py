"""Options of a table that name an index, or that CREATE TABLE cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from goofer_py.dialects.postgresql.options import LATER, Options, index_of
from goofer_py.operations import AddConstraint, AlterTable, CreateIndex, Operation
from goofer_py.schema import Exclusion, Name, PrimaryKey, Schema, Table, Unique

_INDEXED = (PrimaryKey, Unique, Exclusion)


def options_at_once(table: Table) -> Options:
    """Return the options that CREATE TABLE can say."""
    return tuple(option for option in table.options if option[0] not in LATER)


def options_said_later(table: Table) -> Iterator[AlterTable]:
    """Yield what says the other options of a table that was made without them."""
    at_once = options_at_once(table)
    if at_once != table.options:
        yield AlterTable(table.name, (table.comment, table.comment), (at_once, table.options))


def named_again(operation: Operation, schema: Schema) -> Iterator[AlterTable]:
    """Yield what says again, of an index that `operation` makes anew, what its table says of it."""
    made = _made(operation)
    table = None if made is None else schema.find_table(made[0])
    if made is None or table is None:
        return
    rest = tuple(option for option in table.options if index_of(option) != made[1])
    if made[1] is not None and rest != table.options:
        yield AlterTable(table.name, (table.comment, table.comment), (rest, table.options))


def _made(operation: Operation) -> tuple[Name, str | None] | None:
    match operation:
        case CreateIndex(table=table, index=index):
            return table, index.name
        case AddConstraint(table=table, constraint=constraint):
            return table, constraint.name if isinstance(constraint, _INDEXED) else None
        case _:
            return None


def waits_for_an_index(operation: AlterTable, schema: Schema) -> bool:
    """Whether the operation names an index that is not there yet."""
    table = schema.find_table(operation.table)
    new = set(operation.options[1]) - set(operation.options[0])
    named = {index for option in new if (index := index_of(option)) is not None}
    return table is not None and not named <= _indexes(table)


def _indexes(table: Table) -> set[str | None]:
    return {
        *(index.name for index in table.indexes),
        *(one.name for one in table.constraints if isinstance(one, _INDEXED)),
    }
