"""What lets go of columns while they change, where the server would refuse the change."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from goofer_py.dialects.mysql.constraints import is_numbered
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
from goofer_py.schema import Constraint, ForeignKey, Index, IndexPart, Name, Schema, Table

_IBFK = re.compile(r"_ibfk_\d+\Z")


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
    """Yield the operations, those that make foreign keys told what index they have.

    The server takes one that it made by itself for its own, and replaces it by one that is called
    after the foreign key. It does not tell which ones those are: the name has to.
    """
    let_go: set[tuple[Name, str]] = set()
    for operation in operations:
        if not isinstance(operation, AlterTogether):
            yield operation
            continue
        table = operation.before
        dropped = [op.constraint for op in operation.operations if isinstance(op, DropConstraint)]
        let_go |= {(table.name, index.name) for index in _made_for(dropped, table)}
        added = [op.constraint for op in operation.operations if isinstance(op, AddConstraint)]
        made = {op.index.name for op in operation.operations if isinstance(op, CreateIndex)}
        names = tuple(
            index.name
            for index in _kept_by(added, table)
            if index.name not in made
            and ((table.name, index.name) in let_go or _may_be_of_server(index))
        )
        yield replace(operation, held=names) if names else operation


def _made_for(constraints: Collection[Constraint], table: Table) -> Iterator[Index]:
    """Yield the indexes that the server made by itself for those of foreign keys."""
    return (index for index in _kept_by(constraints, table) if index.auto_named)


def _kept_by(constraints: Collection[Constraint], table: Table) -> Iterator[Index]:
    """Yield the indexes over just the columns of foreign keys, which are called otherwise."""
    for key in constraints:
        for index in table.indexes if isinstance(key, ForeignKey) else ():
            plain = Index(index.name, tuple(map(IndexPart, key.columns)))
            if replace(index, auto_named=False, columns=()) == plain and index.name != key.name:
                yield index


def _may_be_of_server(index: Index) -> bool:
    """Whether the name is one that the server gives to an index that a foreign key needs."""
    column = index.parts[0].column or ""
    return (
        index.name == column
        or is_numbered(index.name, f"{column}_")
        or bool(_IBFK.search(index.name))
    )


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
