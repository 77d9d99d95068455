"""A column that becomes another one, with the values of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from goofer_py.dialects.mysql.conversion import address_conversion
from goofer_py.dialects.mysql.options import ON_UPDATE
from goofer_py.dialects.mysql.quoting import quote
from goofer_py.dialects.mysql.rows import fill_nulls, set_values
from goofer_py.dialects.mysql.types import TypeParts, parse
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    DropColumn,
    DropConstraint,
    Operation,
)
from goofer_py.schema import Column, PrimaryKey, Table, Type

_ASIDE = "goofer_new_"


def converted(operation: AlterColumn, table: Table) -> Iterator[Operation]:
    """Yield the steps of a change of a column; values are converted on the way."""
    address = address_conversion(operation.before, operation.after)
    if operation.using is not None:
        yield from _using(operation, table)
    elif address is not None:
        # The server assigns no address of one kind to the other, but each is a text.
        yield from through(replace(operation, using=address), Type("varchar(45)"), table)
    elif operation.fill is not None and operation.before.nullable:
        yield from _filled(operation, table)
    else:
        yield replace(operation, back=None, fill=None)


def _filled(operation: AlterColumn, table: Table) -> Iterator[Operation]:
    """Yield the new type first, so that what fills the gaps is of that type."""
    before, after, fill = operation.before, operation.after, operation.fill or "NULL"
    loose = replace(after, nullable=True) if before.type != after.type else before
    if loose != before:
        yield AlterColumn(operation.table, before, loose)
        table = table.with_column_replaced(before.name, loose)
    yield fill_nulls(table, after.name, fill)
    yield AlterColumn(operation.table, loose, after)


def _using(operation: AlterColumn, table: Table) -> Iterator[Operation]:
    both = _with_all_values(parse(operation.before.type.text), parse(operation.after.type.text))
    if both is not None:
        yield from through(operation, Type(both), table)
    elif table.primary_key and operation.before.name in table.primary_key.columns:
        yield from _without_key(operation, table, table.primary_key)
    else:
        yield from _beside(operation, table)


def _without_key(operation: AlterColumn, table: Table, key: PrimaryKey) -> Iterator[Operation]:
    """Yield the steps for a column of the primary key, which meanwhile can't be there.

    Columns of a key are never NULL, and a column that numbers its rows has to be in one.
    """
    name = operation.table
    before, after = (replace(c, identity=None) for c in (operation.before, operation.after))
    if before != operation.before:
        yield AlterColumn(name, operation.before, before)
        table = table.with_column_replaced(before.name, before)
    yield DropConstraint(name, key)
    bare = replace(table, primary_key=None)
    yield from _beside(replace(operation, before=before, after=after), bare)
    yield AddConstraint(name, key)
    if after != operation.after:
        yield AlterColumn(name, after, operation.after)


def through(operation: AlterColumn, wide: Type, table: Table) -> Iterator[Operation]:
    """Yield the steps by way of a type that holds the values of both."""
    before, after = operation.before, operation.after
    between = replace(
        after, type=wide, nullable=before.nullable or after.nullable, default=None, options=()
    )
    yield AlterColumn(operation.table, before, between)
    table = table.with_column_replaced(before.name, between)
    yield set_values(table, after.name, operation.using or "")
    if operation.fill is not None:
        yield fill_nulls(table, after.name, operation.fill)
    yield AlterColumn(operation.table, between, after)


def _beside(operation: AlterColumn, table: Table) -> Iterator[Operation]:
    """Yield the steps by way of a column that has the new values meanwhile."""
    before, after, name = operation.before, operation.after, operation.table
    aside = Column(_ASIDE + after.name[:50], after.type, collation=after.collation)
    empty = _emptied(before)
    yield AddColumn(name, aside)
    table = table.with_column(aside)
    yield set_values(table, aside.name, operation.using or "")
    if empty != before:
        yield AlterColumn(name, before, empty)
    yield set_values(table, before.name, "NULL")
    loose = _emptied(after)
    yield AlterColumn(name, empty, loose)
    yield set_values(table, after.name, quote(aside.name))
    if operation.fill is not None:
        yield fill_nulls(table, after.name, operation.fill)
    if loose != after:
        yield AlterColumn(name, loose, after)
    yield DropColumn(name, aside)


def _emptied(column: Column) -> Column:
    """Return the column as one that can be NULL and gets nothing by itself."""
    options = tuple(option for option in column.options if option[0] != ON_UPDATE)
    return replace(column, nullable=True, default=None, identity=None, options=options)


def _with_all_values(before: TypeParts, after: TypeParts) -> str | None:
    """Return the type with the values of both enums, or of both sets, the new ones last."""
    if before.name != after.name or before.name not in ("enum", "set"):
        return None
    values = dict.fromkeys((*before.arguments, *after.arguments))
    return TypeParts(before.name, tuple(values)).spelled
