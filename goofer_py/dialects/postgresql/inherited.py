"""Tables without what they have from others, which the server keeps with the others."""

from __future__ import annotations

from dataclasses import replace

from goofer_py.schema import Table
from goofer_py.schema.heritage import ancestors, whole, without_parts


def without_inherited(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """Return the tables, those that inherit or are a part of another with only what is their own.

    A partition has no columns of its own.
    """
    if not any(table.parents for table in tables):
        return tables
    named = {table.name: table for table in tables}

    def own(table: Table) -> Table:
        is_partition = table.partition_of is not None
        for parent in ancestors(named, table):
            table = without_parts(table, whole(named, parent), is_partition=is_partition)
        return replace(table, columns=()) if is_partition else table

    return tuple(own(table) if table.parents else table for table in tables)
