"""One operation as steps that are each one statement, or one clause of an ALTER TABLE."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.converting import converted
from goofer_py.dialects.mysql.defaults import canonical_default, is_literal
from goofer_py.dialects.mysql.kept import clear_aside, put_aside
from goofer_py.dialects.mysql.letting_go import changes_place, placed_anew
from goofer_py.dialects.mysql.online import in_key
from goofer_py.dialects.mysql.options import INVISIBLE, ON_UPDATE
from goofer_py.dialects.mysql.rows import fill_nulls, restore
from goofer_py.dialects.mysql.table_options import altered_table
from goofer_py.dialects.mysql.types import BLOBS, SPATIAL, TEXTS, parse
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterConstraint,
    AlterIndex,
    AlterTable,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
    RenameColumn,
    RenameConstraint,
)
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.schema import Check, Column, ForeignKey, Name, Schema, Table, Unique
from goofer_py.schema.expression import identifiers

_NO_LITERAL = frozenset((*TEXTS, *BLOBS, "json", *SPATIAL))


def steps_of(
    operation: Operation, schema: Schema, server: MySQLCapabilities, later: Sequence[Operation]
) -> Iterator[Operation]:
    """Yield the steps of an operation that starts at `schema`; `later` ones come after it."""
    match operation:
        case DropTable(kept=Name()) | CreateTable(kept=Name()):
            yield from _aside(operation, server)
        case AddColumn() | DropColumn() | AlterColumn() | RenameColumn():
            yield from _of_column(operation, schema.table(operation.table), server)
        case AlterTable():
            yield from altered_table(operation, schema.table(operation.table), later)
        case AlterConstraint(table=name, before=before, after=after):
            yield DropConstraint(name, before)
            yield AddConstraint(name, after)
        case RenameConstraint(table=name, before=before, after=after):
            if isinstance(before, Unique):
                yield operation
            else:
                yield DropConstraint(name, before)
                yield AddConstraint(name, after)
        case AlterIndex(table=name, before=before, after=after) if not _only_visibility(operation):
            yield DropIndex(name, before)
            yield CreateIndex(name, after)
        case _:
            yield operation


def _aside(operation: DropTable | CreateTable, server: MySQLCapabilities) -> Iterator[Operation]:
    """Yield the steps that put a table aside, or take it back."""
    table = operation.table
    held = _held(table, server)
    if isinstance(operation, DropTable):
        yield from (DropConstraint(table.name, constraint) for constraint in held)
    yield replace(operation, table=_bare(table, server))
    if isinstance(operation, CreateTable):
        yield from (AddConstraint(table.name, constraint) for constraint in reversed(held))


def _of_column(
    operation: AddColumn | DropColumn | AlterColumn | RenameColumn,
    table: Table,
    server: MySQLCapabilities,
) -> Iterator[Operation]:
    match operation:
        case AddColumn():
            yield from _added(operation, table, server)
        case AlterColumn() if changes_place(operation):
            yield from placed_anew(operation, table)
        case AlterColumn():
            yield from converted(operation, table)
        case RenameColumn():
            yield _renamed_column(operation, table, server)
        case DropColumn(kept=kept):
            if kept is not None:
                yield put_aside(operation, kept, table)
            yield operation


def _held(table: Table, server: MySQLCapabilities) -> list[ForeignKey | Check]:
    """Return what a table that is put aside lets go of, as names are kept for the database."""
    checks = [] if server.mariadb else table.checks
    return [*table.foreign_keys, *checks]


def _bare(table: Table, server: MySQLCapabilities) -> Table:
    return replace(table, foreign_keys=(), checks=table.checks if server.mariadb else ())


def _added(operation: AddColumn, table: Table, server: MySQLCapabilities) -> Iterator[Operation]:
    column, name = operation.column, operation.table
    if not server.mariadb and _is_place(column) and operation.fill is None:
        # MySQL gives the rows that are there NULL, and refuses it.
        operation = replace(operation, fill=column.default)
    if column.computed is not None or (operation.kept is None and operation.fill is None):
        yield replace(operation, fill=None)
        return
    constant = _constant(operation, server)
    if constant is not None:
        filled = replace(column, default=constant)
        yield AddColumn(name, filled)
        if filled != column:
            yield AlterColumn(name, filled, column)
        return
    bare = _without_value(column)
    yield AddColumn(name, bare)
    table = table.with_column(bare)
    if operation.kept is not None:
        yield restore(operation, operation.kept, table)
        yield clear_aside(operation, operation.kept, table)
    fill = operation.fill if operation.fill is not None or column.nullable else column.default
    if fill is not None:
        yield fill_nulls(table, column.name, fill)
    if bare != column:
        yield AlterColumn(name, bare, column)


def _is_place(column: Column) -> bool:
    is_plain = column.nullable or column.computed is not None
    return not is_plain and parse(column.type.text).name in SPATIAL


def _without_value(column: Column) -> Column:
    """Return the column as a place for values, and nothing else."""
    options = tuple(option for option in column.options if option[0] != ON_UPDATE)
    return replace(column, nullable=True, default=None, identity=None, options=options)


def _constant(operation: AddColumn, server: MySQLCapabilities) -> str | None:
    """Return what rows get where it can stand as the default meanwhile."""
    column = operation.column
    kind = parse(column.type.text).name
    if operation.kept is not None or operation.fill is None or column.identity is not None:
        return None
    if kind in _NO_LITERAL and not (server.mariadb and kind in (*TEXTS, *BLOBS)):
        return None
    default = canonical_default(operation.fill, column.type.text)
    return default if default is not None and is_literal(default) else None


def _renamed_column(operation: RenameColumn, table: Table, server: MySQLCapabilities) -> Operation:
    """Return the rename; MySQL wants all that is computed from the column to be said again."""
    if server.mariadb:
        return operation
    old, names = operation.before, {operation.before: operation.after}
    again: list[Operation] = []
    for check in table.checks:
        if old in identifiers(check.expression):
            again += [
                DropConstraint(table.name, check),
                AddConstraint(table.name, check.with_columns_renamed(names)),
            ]
    for index in table.indexes:
        if any(p.expression and old in identifiers(p.expression) for p in index.parts):
            again += [
                DropIndex(table.name, index),
                CreateIndex(table.name, index.with_columns_renamed(names)),
            ]
    for column in table.columns:
        renamed = replace(column.with_columns_renamed(names), name=column.name)
        if renamed != column:
            again.append(AlterColumn(table.name, column, renamed))
    options = table.with_columns_renamed(names).options
    if options != table.options:
        # The only place where the partitions can be said again is behind the rename.
        comment = (table.comment, table.comment)
        change = AlterTable(table.name, comment, (table.options, options))
        return AlterTogether(table, (*again, operation, change))
    if not again and not in_key(old, table):
        return operation
    return AlterTogether(table, (*again, operation))


def _only_visibility(operation: AlterIndex) -> bool:
    before, after = (
        replace(index, options=tuple(o for o in index.options if o[0] != INVISIBLE))
        for index in (operation.before, operation.after)
    )
    return before == after
