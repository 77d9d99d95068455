"""Forms that do the same without keeping others from their work; each is measured.

They hold only outside of a transaction, where every statement is committed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from goofer_py.dialects.postgresql.keys import index_behind, key_changed
from goofer_py.dialects.postgresql.names import object_name
from goofer_py.dialects.postgresql.quoting import quote
from goofer_py.operations import (
    AddConstraint,
    AlterColumn,
    CreateIndex,
    CreateTable,
    DropConstraint,
    DropIndex,
    Operation,
)
from goofer_py.operations.backfill import Backfill
from goofer_py.operations.held_tables import HeldTables
from goofer_py.operations.key import ChangeKey
from goofer_py.operations.refuse_rows import RefuseRows
from goofer_py.operations.validate_constraint import ValidateConstraint
from goofer_py.schema import Check, ForeignKey, Name, PrimaryKey, Schema, Table, Unique

_CONCURRENTLY = re.compile(
    r"((?:CREATE(?:\s+UNIQUE)?|DROP)\s+INDEX|REINDEX(?:\s+\([^)]*\))?\s+(?:TABLE|INDEX)"
    r"|REFRESH\s+MATERIALIZED\s+VIEW)\s+CONCURRENTLY\b",
    re.IGNORECASE,
)


def rehearsed(statement: str) -> str:
    """Return a statement without CONCURRENTLY, which cannot run in a transaction."""
    return _CONCURRENTLY.sub(r"\1", statement, count=1)


def online(operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:
    """Rewrite operations that would lock out readers or writers while rows are looked at.

    What is done to tables that the operations make themselves stays as it is: nobody waits there.
    """
    operations = tuple(operations)
    made = {op.table.name for op in operations if isinstance(op, CreateTable)}
    done: list[Operation] = []
    for operation in operations:
        if isinstance(operation, HeldTables):
            done += _held(operation)
            schema = operation.apply(schema)
            continue
        table = _table_of(operation, schema)
        alone = table is not None and table.name not in made and not _is_divided(table, schema)
        done += _milder(operation, table) if alone and table is not None else [operation]
        schema = operation.apply(schema)
    return tuple(done)


def held(
    guards: Sequence[RefuseRows], tables: Sequence[Name], operations: Sequence[Operation]
) -> tuple[Operation, ...]:
    """Look at the rows while others write, and have a check keep off what was not found."""
    checked = [guard for guard in guards if guard.check is not None]
    locked = [replace(guard, locks=True) for guard in guards if guard.check is None]
    loose = [
        (guard.table, Check(f"NOT ({guard.where})", guard.check, validated=False))
        for guard in checked
    ]
    return (
        *guards,
        *(AddConstraint(table, check) for table, check in loose),
        *(ValidateConstraint(table, one, replace(one, validated=True)) for table, one in loose),
        HeldTables(tuple(tables), (*locked, *operations)),
    )


def _table_of(operation: Operation, schema: Schema) -> Table | None:
    name = getattr(operation, "table", None)
    return schema.find_table(name) if isinstance(name, Name) else None


def _is_divided(table: Table, schema: Schema) -> bool:
    """Whether others share what is done to the table: no milder form works on all of them."""
    return bool(table.parents) or any(table.name in one.parents for one in schema.tables)


def _milder(operation: Operation, table: Table) -> list[Operation]:
    match operation:
        case CreateIndex() | DropIndex():
            return [replace(operation, concurrently=True)]
        case AddConstraint(constraint=ForeignKey() | Check() as one) if one.validated:
            return list(_validated_later(operation, one)) if one.enforced else [operation]
        case AddConstraint(
            constraint=PrimaryKey(without_overlaps=False, name=str())
            | Unique(without_overlaps=False, name=str()) as one
        ):
            return list(_by_index(operation, one, table))
        case ChangeKey():
            return list(key_changed(operation, concurrently=True))
        case AlterColumn(before=before, after=after) if (
            before.nullable and replace(before, nullable=False) == after and not operation.using
        ):
            return list(_required(operation, table))
        case _:
            return [operation]


def _validated_later(operation: AddConstraint, one: ForeignKey | Check) -> Iterator[Operation]:
    loose = replace(one, validated=False)
    yield AddConstraint(operation.table, loose)
    yield ValidateConstraint(operation.table, loose, one)


def _held(operation: HeldTables) -> Iterator[Operation]:
    """Yield it with rows looked at only when the tables are no longer held."""
    steps = [[one] for one in operation.operations]
    for place, one in enumerate(operation.operations):
        if isinstance(one, AddConstraint) and isinstance(one.constraint, ForeignKey):
            steps[place] = list(_validated_later(one, one.constraint))
    yield replace(operation, operations=tuple(first for first, *_ in steps))
    for _, *later in steps:
        yield from later


def _by_index(
    operation: AddConstraint, one: PrimaryKey | Unique, table: Table
) -> Iterator[Operation]:
    if isinstance(one, PrimaryKey) and any(table.column(name).nullable for name in one.columns):
        # The rows would be read for NULLs, while the table is locked: no less than by the index.
        yield operation
        return
    index = index_behind(one, one.name or "")
    yield CreateIndex(operation.table, index, concurrently=True)
    yield replace(operation, using_index=index.name)


def _required(operation: AlterColumn, table: Table) -> Iterator[Operation]:
    """Yield NOT NULL by way of a check, which is validated while others read and write."""
    name, column = operation.table, quote(operation.after.name)
    title = object_name(name.name, operation.after.name, "not_null")
    loose = Check(f"{column} IS NOT NULL", title, validated=False)
    check = replace(loose, validated=True)
    yield AddConstraint(name, loose)
    if operation.fill is not None:
        key = table.primary_key.columns if table.primary_key else ()
        yield Backfill(name, operation.after.name, operation.fill, f"{column} IS NULL", key)
    yield ValidateConstraint(name, loose, check)
    yield replace(operation, fill=None)
    yield DropConstraint(name, check)
