"""What a declaration leaves unsaid stays as it is."""

from __future__ import annotations

from dataclasses import replace

from goofer_py.schema import Column, Schema, SchemaObject, Table

_DEFINER = "definer"
_NOT_NULL = "not_null"


def keep_unsaid(desired: Schema, current: Schema) -> Schema:
    """Return `desired` with the counters and definers of `current` where it wants no others.

    So it is with the words NOT NULL that the key of a column makes superfluous.

    A counter moves on with the rows: only a later start than it has by now is a change.
    """
    there, objects = current.by_name, current.objects_by_key
    tables = (_with_columns(table, there.get(table.name)) for table in desired.tables)
    found = (_with_definer(one, objects.get(one.key)) for one in desired.objects)
    return replace(desired, tables=tuple(tables), objects=tuple(found))


def _with_columns(table: Table, old: Table | None) -> Table:
    if old is None or old is table or table.columns == old.columns:
        return table
    pairs = [(column, old.find_column(column.name)) for column in table.columns]
    return replace(table, columns=tuple(_as_it_was(_with_counter(c, o), o) for c, o in pairs))


def _as_it_was(column: Column, old: Column | None) -> Column:
    """Return the column with NOT NULL in words, or left to its key, as it is now."""
    same = old is not None and (column.type, column.nullable) == (old.type, old.nullable)
    if old is None or not same or column.option(_NOT_NULL) == old.option(_NOT_NULL):
        return column
    others = [option for option in column.options if option[0] != _NOT_NULL]
    kept = [option for option in old.options if option[0] == _NOT_NULL]
    return replace(column, options=tuple(sorted((*others, *kept))))


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
