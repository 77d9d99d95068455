"""What a declaration leaves unsaid stays as it is."""

from __future__ import annotations

from dataclasses import replace

from goofer_py.schema import Column, Schema, SchemaObject, Table

_DEFINER = "definer"


def keep_unsaid(desired: Schema, current: Schema) -> Schema:
    """Return `desired` with the counters and definers of `current` where it wants no others.

    A counter moves on with the rows: only a later start than it has by now is a change.
    """
    there, objects = current.by_name, current.objects_by_key
    tables = (_with_counters(table, there.get(table.name)) for table in desired.tables)
    found = (_with_definer(one, objects.get(one.key)) for one in desired.objects)
    return replace(desired, tables=tuple(tables), objects=tuple(found))


def _with_counters(table: Table, old: Table | None) -> Table:
    if old is None or old is table or all(column.identity is None for column in table.columns):
        return table
    columns = (_with_counter(column, old.find_column(column.name)) for column in table.columns)
    return replace(table, columns=tuple(columns))


def _with_counter(column: Column, old: Column | None) -> Column:
    wanted, there = column.identity, None if old is None else old.identity
    if wanted is None or there is None or {wanted.kind, there.kind} != {"autoincrement"}:
        return column
    if (wanted.start or 1) > (there.start or 1):
        return column
    return replace(column, identity=replace(wanted, start=there.start))


def _with_definer(one: SchemaObject, old: SchemaObject | None) -> SchemaObject:
    definer = None if old is None else old.detail(_DEFINER)
    if definer is None or one.detail(_DEFINER) is not None:
        return one
    return replace(one, details=tuple(sorted((*one.details, (_DEFINER, definer)))))
