"""Operations rewritten into ones that the server can execute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from goofer_py.dialects.postgresql import replaced
from goofer_py.dialects.postgresql.access import with_access_kept
from goofer_py.dialects.postgresql.bodies import with_bodies_unchecked
from goofer_py.dialects.postgresql.computed import sets_expression, with_expressions_set
from goofer_py.dialects.postgresql.conversion import conversion
from goofer_py.dialects.postgresql.enums import changes_in_place, enums_in_their_place, rebuilt
from goofer_py.dialects.postgresql.exchanged import with_names_freed
from goofer_py.dialects.postgresql.following import follows, merged_columns, said_when_new
from goofer_py.dialects.postgresql.keeping import left_to_go, with_kept
from goofer_py.dialects.postgresql.keys import key_changed
from goofer_py.dialects.postgresql.later import (
    named_again,
    options_at_once,
    options_said_later,
    waits_for_an_index,
)
from goofer_py.dialects.postgresql.overloads import overloads_together
from goofer_py.dialects.postgresql.partitions import (
    named_by_the_server,
    refuse_partitioning,
    without_indexes_alone,
)
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterEnum,
    AlterTable,
    CreateTable,
    DropColumn,
    Operation,
    ReplaceObject,
)
from goofer_py.operations.key import ChangeKey
from goofer_py.operations.reparent import Reparent
from goofer_py.schema import (
    Check,
    Column,
    Constraint,
    ForeignKey,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)


def lower(
    operations: Iterable[Operation], schema: Schema, *, sets_expressions: bool = False
) -> tuple[Operation, ...]:
    """Rewrite the operations, which start at `schema`; together they do the same."""
    if sets_expressions:
        operations = with_expressions_set(operations)
    operations = with_names_freed(overloads_together(operations, schema), schema)
    later = enums_in_their_place(operations)
    done: list[Operation] = []
    while later:
        operation = later.pop(0)
        steps = _lowered(operation, schema, later)
        if sets_expressions and _sets_expression(operation):
            steps = [operation]
        for lowered in steps:
            done += follows(lowered, schema, later)
            schema = _applied(lowered, schema)
    return with_access_kept(with_bodies_unchecked(done))


def _applied(operation: Operation, schema: Schema) -> Schema:
    """Return what `schema` is afterwards; tables that are put aside are no part of it."""
    if isinstance(operation, AlterColumn) and schema.find_table(operation.table) is None:
        return schema
    return operation.apply(schema)


def _lowered(operation: Operation, schema: Schema, later: list[Operation]) -> list[Operation]:
    if (steps := with_kept(operation, schema)) is not None:
        return steps
    refuse_partitioning(operation)
    match operation:
        case AlterEnum() if not changes_in_place(operation, later):
            return rebuilt(operation, schema, later)
        case ReplaceObject() if not replaced.changes_in_place(operation, schema):
            return replaced.replaced(operation, schema, later)
        case Reparent():
            return [left_to_go(operation, later)]
        case CreateTable() | AlterColumn() | AlterTable() | ChangeKey():
            return _of_table(operation, schema, later)
        case _:
            return [operation, *named_again(operation, schema)]


def _of_table(
    operation: CreateTable | AlterColumn | AlterTable | ChangeKey,
    schema: Schema,
    later: list[Operation],
) -> list[Operation]:
    if isinstance(operation, CreateTable):
        operation, alone = without_indexes_alone(named_by_the_server(operation, later))
        later += alone
        operation = replace(operation, merged=merged_columns(operation.table, schema))
        return [*_created(operation), *said_when_new(operation.table, schema)]
    if isinstance(operation, ChangeKey):
        return list(key_changed(operation))
    if isinstance(operation, AlterColumn):
        return _altered(operation)
    return _table_altered(operation, schema, later)


def _sets_expression(operation: Operation) -> bool:
    return isinstance(operation, AlterColumn) and sets_expression(operation.before, operation.after)


def _created(operation: CreateTable) -> list[Operation]:
    """Say afterwards what cannot be said inside CREATE TABLE."""
    table = operation.table
    after: list[Constraint] = [
        c
        for c in table.constraints
        if (isinstance(c, ForeignKey | Check) and not c.validated)
        or _needs_own_index(c, table)
        or _repeats_key(c, table)
    ]
    inside = reduce(Table.without_constraint, after, table)
    loose = [column for column in inside.columns if _is_nullable_serial(column)]
    for column in loose:
        inside = inside.with_column_replaced(column.name, replace(column, nullable=False))
    return [
        replace(operation, table=replace(inside, options=options_at_once(table))),
        *(AlterColumn(table.name, inside.column(c.name), c) for c in loose),
        *(AddConstraint(table.name, constraint) for constraint in after),
        *options_said_later(table),
    ]


def _needs_own_index(constraint: Constraint, table: Table) -> bool:
    """Whether a table points at columns of its own that only an index holds, which comes later."""
    if not isinstance(constraint, ForeignKey) or constraint.target != table.name:
        return False
    keys = (key.columns for key in table.constraints if isinstance(key, PrimaryKey | Unique))
    return {*constraint.target_columns} not in map(set, keys)


def _repeats_key(constraint: Constraint, table: Table) -> bool:
    """Whether the server would take it for the primary key said twice, and leave it out."""
    key = table.primary_key
    return isinstance(constraint, Unique) and key is not None and constraint.columns == key.columns


def _altered(operation: AlterColumn) -> list[Operation]:
    before, after = operation.before, operation.after
    if after.computed is not None and before.computed != after.computed:
        return [DropColumn(operation.table, before), AddColumn(operation.table, after)]
    if before.type != after.type and operation.using is None:
        return [replace(operation, using=conversion(before, after))]
    return [operation]


def _table_altered(
    operation: AlterTable, schema: Schema, later: list[Operation]
) -> list[Operation]:
    if later and waits_for_an_index(operation, schema):
        later.append(operation)
        return []
    return [operation]


def _is_nullable_serial(column: Column) -> bool:
    return column.nullable and column.identity is not None and column.identity.kind == "serial"
