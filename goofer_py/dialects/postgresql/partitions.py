"""Tables that are a part of others, or inherit from them, where they cannot go on as that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from goofer_py.dialects.postgresql.options import PARTITION_BY
from goofer_py.errors import UnsafeChange
from goofer_py.operations import AlterTable, CreateIndex, CreateTable, Operation
from goofer_py.operations.reparent import Reparent
from goofer_py.schema import Schema, Table
from goofer_py.schema.heritage import whole, without_parts


def standing_alone(table: Table, schema: Schema) -> list[Reparent]:
    """Return what lets a table join its parents that has all its parts itself; none without."""
    if not table.parents:
        return []
    parent = None if table.partition_of is None else schema.find_table(table.partition_of)
    alone = whole({**schema.by_name, table.name: table}, table)
    return [Reparent(alone, table, parent and whole(schema.by_name, parent, renamed=False))]


def named_by_the_server(operation: CreateTable, later: Iterable[Operation]) -> CreateTable:
    """Return the operation without the keys and indexes that a parent which it joins later gives.

    Their names are then those that a partition has that is made as one.
    """
    for join in later:
        if isinstance(join, Reparent) and join.table == operation.table.name and join.parent:
            table = operation.table
            own = without_parts(table, join.parent, is_partition=True)
            bare = replace(
                table,
                primary_key=own.primary_key,
                uniques=own.uniques,
                exclusions=own.exclusions,
                indexes=own.indexes,
            )
            return replace(operation, table=bare)
    return operation


def without_indexes_alone(operation: CreateTable) -> tuple[CreateTable, list[CreateIndex]]:
    """Return the operation without the indexes that are of the whole alone, and what makes these.

    That has to wait for the partitions: one that is made after them would have the index too.
    """
    table = operation.table
    alone = [index for index in table.indexes if not index.valid]
    if not alone or not table.has_option(PARTITION_BY):
        return operation, []
    kept = tuple(index for index in table.indexes if index.valid)
    made = [CreateIndex(table.name, index) for index in alone]
    return replace(operation, table=replace(table, indexes=kept)), made


def refuse_partitioning(operation: Operation) -> None:
    """Raise UnsafeChange for a table that becomes partitioned, or ceases to be."""
    if not isinstance(operation, AlterTable):
        return
    old, new = (dict(options).get(PARTITION_BY) for options in operation.options)
    if old == new:
        return
    raise UnsafeChange(
        f"{operation.table} would be partitioned by {new or 'nothing'}, not by {old or 'nothing'} "
        "as it is: the server can only do that to a new table. Nothing was written.",
        hint=f"declare the new table under another name, move the rows there in a migration of "
        f"its own (goofer create), then drop {operation.table} and rename the new one",
    )
