"""Tables and columns that are put aside must hold nothing fast.

What is kept may stay for a long time, in which enum types change and sequences go. So it lets go
of everything outside of itself: of the tables it refers to, of types that somebody made or that an
extension brought (its columns become texts), of functions that it calls, of operators that an
extension may have brought, and of sequences that are not its own. All of that comes back when it
does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from goofer_py.dialects.postgresql.conversion import conversion
from goofer_py.dialects.postgresql.dependents import dependents_within
from goofer_py.dialects.postgresql.made_types import as_text, is_made
from goofer_py.dialects.postgresql.options import PARTITION_BY
from goofer_py.dialects.postgresql.partitions import standing_alone
from goofer_py.operations import (
    AddColumn,
    AlterColumn,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
)
from goofer_py.operations.reparent import Reparent
from goofer_py.schema import Column, Name, Schema, Table
from goofer_py.schema.expression import identifiers

_NEXT = "nextval("
_CALL = re.compile(r"(?:\w+\.)?\w+(?=\()")
_GIVEN_NAMES = """
    abs age array_fill ceil clock_timestamp coalesce concat concat_ws current_setting date_part
    date_trunc decode encode extract floor gen_random_uuid greatest json_build_array
    json_build_object jsonb_build_array jsonb_build_object least left length lower lpad
    make_interval md5 now numeric nullif pg_current_xact_id random replace right round rpad sha256
    statement_timestamp substr substring timezone to_char to_date to_timestamp
    transaction_timestamp trim txid_current upper varchar varying
"""
_GIVEN = frozenset(_GIVEN_NAMES.split())
"""Functions that the server has by itself; any other may be of an extension that goes."""


def with_kept(operation: Operation, schema: Schema) -> list[Operation] | None:
    """Return the steps of an operation that puts something aside or takes it back, else None."""
    match operation:
        case DropTable(table=table, kept=Name() as kept):
            joined = standing_alone(table, schema)
            alone = joined[0].before if joined else table
            steps = _letting_go(alone)
            left = [replace(join.inverse(), called=_named(steps)) for join in joined]
            return [*left, *steps, DropTable(_after(steps, alone), kept)]
        case CreateTable(table=table, kept=Name() as kept):
            joined = standing_alone(table, schema)
            alone = joined[0].before if joined else table
            steps = _letting_go(alone)
            again = (_with_conversion(step.inverse()) for step in reversed(steps))
            return [CreateTable(_after(steps, alone), kept), *again, *joined]
        case DropColumn(kept=Name() as kept):
            return [operation, *_keys_as_text(operation, kept, schema)]
        case AddColumn(kept=Name() as kept):
            keys = _keys_as_text(operation, kept, schema)
            return [*(_with_conversion(key.inverse()) for key in keys), operation]
        case _:
            return None


def left_to_go(operation: Reparent, later: Iterable[Operation]) -> Reparent:
    """Return the operation without new names for what the table takes with it when it goes."""
    for drop in later:
        if isinstance(drop, DropTable) and drop.table.name == operation.table:
            steps = [] if drop.kept is None else _letting_go(drop.table)
            return replace(operation, called=_named(steps))
    return operation


def _named(steps: Iterable[Operation]) -> tuple[str, ...]:
    """Return the indexes that the steps name: all others stay called what they are."""
    found = []
    for step in steps:
        if isinstance(step, DropIndex):
            found.append(step.index.name)
        elif isinstance(step, DropConstraint):
            found.append(step.constraint.name or "")
    return tuple(found)


def _letting_go(table: Table) -> list[Operation]:
    """Return what leaves the table with nothing that belongs to somebody else."""
    found: list[Operation] = [DropConstraint(table.name, key) for key in table.foreign_keys]
    bare = replace(table, foreign_keys=())
    called = frozenset(use.name.name for use in table.uses if use.kind == "function")
    fixed = identifiers(table.option(PARTITION_BY) or "")
    made = {c.name for c in table.columns if is_made(c.type) and c.name not in fixed}
    found += dependents_within(bare, made, called).drops()
    for column in _after(found, table).columns:
        if column.name in made:
            found.append(_as_text(table.name, column))
        elif column.default is not None and _needs_others(column.default, called):
            found.append(AlterColumn(table.name, column, replace(column, default=None)))
    return found


def _needs_others(default: str, called: frozenset[str]) -> bool:
    calls = {call.lower() for call in _CALL.findall(default)}
    words = identifiers(default)
    return _NEXT in default or not called.isdisjoint(words) or not calls <= _GIVEN


def _after(steps: Iterable[Operation], table: Table) -> Table:
    schema = reduce(lambda schema, step: step.apply(schema), steps, Schema((table,)))
    return schema.tables[0]


def _as_text(table: Name, column: Column) -> AlterColumn:
    text = replace(column, type=as_text(column.type), default=None, collation=None, options=())
    return AlterColumn(table, column, text)


def _with_conversion(operation: Operation) -> Operation:
    if not isinstance(operation, AlterColumn):
        return operation
    return replace(operation, using=conversion(operation.before, operation.after))


def _keys_as_text(
    operation: DropColumn | AddColumn, kept: Name, schema: Schema
) -> list[AlterColumn]:
    """Return what makes the key in a side table independent of enum types."""
    table = schema.table(operation.table)
    keys = (column for column in table.columns if column.name in operation.key)
    return [_as_text(kept, column) for column in keys if is_made(column.type)]
