"""What lets go of columns while they change, where the server would refuse the change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from goofer_py.dialects.mysql.converting import through
from goofer_py.dialects.mysql.options import SRID
from goofer_py.dialects.mysql.table_options import changes_charset, inherits_charset
from goofer_py.operations import (
    AddConstraint,
    AlterColumn,
    AlterTable,
    CreateIndex,
    DropConstraint,
    DropIndex,
    Operation,
)
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.schema import Constraint, ForeignKey, Name, Schema, Table


def with_keys_let_go(operations: Sequence[Operation], schema: Schema) -> tuple[Operation, ...]:
    """Return the operations with foreign keys over text dropped while its charset changes.

    Both ends must have one charset at all times. What changes columns by themselves has seen to
    its foreign keys already.
    """
    changing = [op.table for op in operations if isinstance(op, AlterTable) and changes_charset(op)]
    if not changing:
        return tuple(operations)
    first = next(place for place, op in enumerate(operations) if changes_charset(op))
    for operation in operations[:first]:
        schema = operation.apply(schema)
    keys = list(_keys_over_text(schema, changing))
    last = max(
        place for place, op in enumerate(operations) if isinstance(op, AlterColumn | AlterTable)
    )
    return (
        *operations[:first],
        *(DropConstraint(table, key) for table, key in keys),
        *operations[first : last + 1],
        *(AddConstraint(table, key) for table, key in keys),
        *operations[last + 1 :],
    )


def with_indexes_held(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Yield the operations, those that make foreign keys again told what index they have.

    The server takes one that it made by itself for its own, and replaces it by one that is called
    after the foreign key.
    """
    let_go: set[tuple[Name, str]] = set()
    for operation in operations:
        if not isinstance(operation, AlterTogether):
            yield operation
            continue
        table = operation.before
        dropped = [op.constraint for op in operation.operations if isinstance(op, DropConstraint)]
        let_go |= {(table.name, name) for name in _made_for(dropped, table)}
        added = [op.constraint for op in operation.operations if isinstance(op, AddConstraint)]
        names = [name for name in _made_for(added, table) if (table.name, name) in let_go]
        yield replace(operation, held=tuple(names)) if names else operation


def _made_for(constraints: Collection[Constraint], table: Table) -> Iterator[str]:
    """Yield the names of indexes that the server made by itself for those of foreign keys."""
    for key in constraints:
        for index in table.indexes if isinstance(key, ForeignKey) else ():
            columns = tuple(part.column for part in index.parts)
            if index.auto_named and columns == key.columns and index.name != key.name:
                yield index.name


def _keys_over_text(
    schema: Schema, changing: Collection[Name]
) -> Iterator[tuple[Name, ForeignKey]]:
    """Yield the foreign keys with an end whose columns take another charset with their table."""
    for table in schema.tables:
        for key in table.foreign_keys:
            ends = ((table, key.columns), (schema.find_table(key.target), key.target_columns))
            if any(
                end is not None and end.name in changing and _inherit(end, columns)
                for end, columns in ends
            ):
                yield table.name, key


def _inherit(table: Table, columns: Collection[str]) -> bool:
    return any(inherits_charset(column) for column in table.columns if column.name in columns)


def changes_place(operation: AlterColumn) -> bool:
    """Whether a column gets another SRID, and NULLs stay what they are."""
    changed = operation.before.option(SRID) != operation.after.option(SRID)
    return changed and operation.fill is None


def placed_anew(operation: AlterColumn, table: Table) -> Iterator[Operation]:
    """Yield the change of an SRID without the indexes over the column: each a statement."""
    over = [index for index in table.indexes if operation.before.name in index.reads]
    for index in over:
        yield AlterTogether(table, (DropIndex(table.name, index),))
        table = replace(table, indexes=tuple(i for i in table.indexes if i != index))
    if operation.using is not None:
        yield from through(operation, operation.after.type, table)
    else:
        yield AlterTogether(table, (replace(operation, back=None),))
    table = table.with_column_replaced(operation.before.name, operation.after)
    for index in over:
        yield AlterTogether(table, (CreateIndex(table.name, index),))
        table = replace(table, indexes=(*table.indexes, index))
