"""Tables that are a part of others, or inherit from them, where they cannot go on as that."""

from __future__ import annotations

from goofer_py.dialects.postgresql.options import PARTITION_BY
from goofer_py.errors import UnsafeChange
from goofer_py.operations import AlterTable, Operation
from goofer_py.operations.reparent import Reparent
from goofer_py.schema import Schema, Table
from goofer_py.schema.heritage import whole


def standing_alone(table: Table, schema: Schema) -> list[Reparent]:
    """Return what lets a table join its parents that has all its parts itself; none without."""
    if not table.parents:
        return []
    parent = None if table.partition_of is None else schema.find_table(table.partition_of)
    alone = whole({**schema.by_name, table.name: table}, table)
    return [Reparent(alone, table, parent and whole(schema.by_name, parent, renamed=False))]


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
