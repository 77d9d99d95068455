"""What tables say themselves of columns that they have from others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from goofer_py.diff.phase import Phase, Step
from goofer_py.operations.inherited import AlterInherited
from goofer_py.schema import Column, Name, Override, Schema, Table
from goofer_py.schema.heritage import inherited_column, said_above, source
from goofer_py.schema.override import LOCAL, facets_of

Tables = Mapping[Name, Table]


def adopt_overrides(desired: Schema, current: Schema) -> Schema:
    """Return `desired` with what it leaves unsaid of inherited columns as it is in `current`.

    What says no more than the parents do by now is gone. Whether a column is the table's own as
    well is settled when it is made: no statement changes that.
    """
    if not any(table.parents and table.overrides != () for table in desired.tables) and not any(
        table.overrides for table in current.tables
    ):
        return desired
    there, tables = current.by_name, desired.by_name

    def adopted(table: Table) -> Table:
        if not table.parents:
            return table
        old = there.get(table.name)
        said = _adopted(table, old, there)
        if said is not None:
            said = tuple(sorted(o for o in said if not _is_idle(o, table, tables)))
        return table if said == table.overrides else replace(table, overrides=said)

    return desired.map_tables(adopted)


def _adopted(table: Table, old: Table | None, there: Tables) -> Iterable[Override] | None:
    if old is None or {*old.parents} != {*table.parents}:
        return table.overrides
    if table.overrides is None:
        return old.overrides
    local = [one for one in old.overrides or () if one.facet == LOCAL]
    new = (
        one
        for one in table.overrides
        if one.facet != LOCAL or said_above(there, old, one.column) is None
    )
    return (*local, *new)


def _is_idle(one: Override, table: Table, tables: Tables) -> bool:
    above = said_above(tables, table, one.column)
    if above is None:
        return True
    is_counted = (owner := source(tables, table, one.column)) is not None and (
        owner.column(one.column).identity is not None
    )
    return not is_counted and facets_of(above).get(one.facet) == one.said


def override_steps(old: Table, new: Table, before: Tables, after: Tables) -> Iterator[Step]:
    """Yield what changes the overrides of a table.

    Of a column that goes or gets another type they go first, and come back behind that. Which
    columns are the table's own too has to be known whenever these come or go.
    """
    was, wanted = old.overrides or (), new.overrides or ()
    parted = {
        one.column
        for one in (*was, *wanted)
        if _kind(inherited_column(before, old, one.column))
        != _kind(inherited_column(after, new, one.column))
    }
    local = {one for one in (*was, *wanted) if one.facet == LOCAL}
    kept = tuple(sorted(local.union(one for one in was if one.column not in parted)))
    if kept != was:
        yield Phase.RESET_INHERITED, AlterInherited(new.name, was, kept)
    if kept != wanted:
        yield Phase.ALTER_INHERITED, AlterInherited(new.name, kept, wanted)


def _kind(column: Column | None) -> object:
    return column and (column.type, column.collation, column.computed)
