"""How the values of an enum type change: in place, or by a type made anew.

ALTER TYPE can add and rename values; what it adds cannot be used before the transaction ends.
Everything else (a value removed, another order, a new value used at once) needs a new type.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from goofer_py.dialects.postgresql.aside import with_users_aside
from goofer_py.dialects.postgresql.dependents import columns_of
from goofer_py.dialects.postgresql.expressions import (
    strings,
    uses_value,
    with_strings,
    with_strings_inside,
)
from goofer_py.dialects.postgresql.held import Remaking, holding
from goofer_py.operations import (
    AlterEnum,
    AlterSequence,
    CreateEnum,
    CreateNamespace,
    CreateSequence,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
    RenameConstraint,
    RenameIndex,
)
from goofer_py.operations.rebuild_enum import RebuildEnum
from goofer_py.schema import Column, Schema, Use

_DROPS = (DropColumn, DropConstraint, DropIndex, DropTable)
_HARMLESS = (
    AlterEnum,
    AlterSequence,
    CreateEnum,
    CreateNamespace,
    CreateSequence,
    RenameConstraint,
    RenameIndex,
)


def enums_in_their_place(operations: Iterable[Operation]) -> list[Operation]:
    """Return the operations with each type changed where nothing stands in the way.

    Its new values are there before the first operation that uses them, and what is dropped
    anyway, perhaps for the sake of a value that goes, is dropped before.
    """
    ordered = list(operations)
    for change in [op for op in ordered if isinstance(op, AlterEnum)]:
        start = ordered.index(change)
        ordered.remove(change)
        ordered.insert(_place(change, start, ordered), change)
    return ordered


def _place(change: AlterEnum, start: int, others: list[Operation]) -> int:
    added = added_values(change)
    users = (place for place, other in enumerate(others) if uses_value(other, added))
    first = next(users, len(others))
    if first < start:
        return first
    place = start
    for position in range(start, first):
        if isinstance(others[position], _DROPS):
            place = position + 1
        elif not isinstance(others[position], _HARMLESS):
            break
    return place


def added_values(operation: AlterEnum) -> frozenset[str]:
    """Return the values that rows cannot hold before."""
    renamed = {new for _, new in operation.renamed}
    return frozenset(operation.after.values) - frozenset(operation.before.values) - renamed


def changes_in_place(operation: AlterEnum, later: Iterable[Operation]) -> bool:
    """Whether ALTER TYPE can do it, given what the same transaction does `later`."""
    old, new = dict(operation.renamed), {new for _, new in operation.renamed}
    if new & set(operation.before.values):
        return False
    rest = iter(operation.after.values)
    if not all(old.get(value, value) in rest for value in operation.before.values):
        return False
    added = added_values(operation)
    return not any(uses_value(other, added) for other in later)


def rebuilt(operation: AlterEnum, schema: Schema, later: list[Operation]) -> list[Operation]:
    """Return what makes the type anew, with all that stands on it out of the way meanwhile.

    What `later` drops anyway is not made again, and goes from `later`.
    """
    enum = operation.before.name
    found = {table.name: columns for table, columns in columns_of(schema, enum)}
    values = (*operation.renamed, *operation.replaced)
    respelled = partial(_with_default_after, operation=operation)
    held = holding(Remaking(Use("enum", enum), found, values, respelled), schema, later)
    columns = tuple(
        (
            table,
            tuple(
                (column, respelled(column))
                for column in (held.meanwhile(table, one) for one in there)
            ),
        )
        for table, there in found.items()
    )
    rebuild = RebuildEnum(operation.before, operation.after, columns, values)
    renamed = dict(operation.renamed)
    again = (with_strings_inside(made, renamed) for made in held.after)
    steps = [*held.before, rebuild, *again]
    return with_users_aside(steps, held.things, schema, later, held.apart)


def _with_default_after(column: Column, operation: AlterEnum) -> Column:
    """Return the column with a default that the new type has, or none until another is set."""
    if column.default is None:
        return column
    default = with_strings(column.default, dict(operation.renamed))
    gone = frozenset(operation.before.values) - frozenset(operation.after.values)
    return replace(column, default=None if strings(default) & gone else default)
