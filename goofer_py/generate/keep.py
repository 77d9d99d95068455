"""What becomes of the rows that a change drops: kept aside for the way back, or discarded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from goofer_py.dialects.dialect import Dialect
from goofer_py.diff.objects import EARLY_KINDS
from goofer_py.errors import AnswerNeeded, UnsafeChange
from goofer_py.operations import (
    AddConstraint,
    AlterColumn,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropTable,
    Operation,
    ReplaceObject,
)
from goofer_py.operations.object import attributes_lost
from goofer_py.schema import Enum, Name, PrimaryKey, Schema, SchemaObject, Table

Fate = Literal["keep", "discard"]
"""What becomes of dropped rows."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A table or a column whose rows or values an operation drops."""

    table: Name
    column: str | None = None

    def __str__(self) -> str:
        return str(self.table) if self.column is None else f"{self.table}.{self.column}"


def losses(operations: Sequence[Operation], current: Schema | None = None) -> list[Loss]:
    """Return what the operations drop that holds data of its own, in their order.

    An attribute of a composite type does where tables of `current` hold such values.
    """
    return list(_losses(operations, current or Schema()))


def fates_settled(
    dropped: Sequence[Loss], decide: Callable[[Loss], Fate | None]
) -> dict[Loss, Fate]:
    """Return the fate of each loss, as `decide` says.

    Raises AnswerNeeded, with the text for the answers file, when it does not say.
    """
    found = {loss: decide(loss) for loss in dropped}
    unanswered = [loss for loss, fate in found.items() if fate is None]
    if unanswered:
        raise _answer_needed(unanswered)
    return {loss: fate for loss, fate in found.items() if fate is not None}


def with_fates(
    operations: Sequence[Operation],
    fates: Mapping[Loss, Fate],
    current: Schema,
    dialect: Dialect,
    version: str,
) -> tuple[Operation, ...]:
    """Return the operations with every drop told where to put its rows, and what fills the gaps.

    Raises UnsafeChange when a column is to be kept and no key that stays tells its rows apart.
    """
    done: list[Operation] = []
    schema = current
    for operation in operations:
        done.append(_with_fate(operation, fates, current, schema, operations, dialect, version))
        schema = operation.apply(schema)
    return tuple(done)


def _losses(operations: Sequence[Operation], current: Schema) -> Iterator[Loss]:
    for operation in operations:
        match operation:
            case ReplaceObject(before=type_) if _is_held(type_, current):
                yield from (Loss(type_.name, name) for name in attributes_lost(operation))
            case DropTable(table=table, moved=()):
                yield Loss(table.name)
            case DropColumn(table=name, column=column, moved=()) if column.computed is None:
                yield Loss(name, column.name)


def _is_held(type_: SchemaObject, current: Schema) -> bool:
    """Whether a column is of the type, or of one that is made of it."""
    held = {type_.as_use}
    types = [one for one in current.objects if one.kind in EARLY_KINDS]
    while (
        more := {one.as_use for one in types if any(use.whole in held for use in one.uses)} - held
    ):
        held |= more
    return any(use.whole in held for table in current.tables for use in table.uses)


def _with_fate(
    operation: Operation,
    fates: Mapping[Loss, Fate],
    current: Schema,
    schema: Schema,
    operations: Sequence[Operation],
    dialect: Dialect,
    version: str,
) -> Operation:
    match operation:
        case DropTable(table=table) if fates.get(Loss(table.name)) == "keep":
            return replace(operation, kept=dialect.kept_table(table.name, version))
        case DropColumn(table=name, column=column) if column.computed is None:
            fill = None if column.fills_itself else dialect.zero(column, current.find_table(name))
            dropped = replace(operation, fill=operation.fill or fill)
            if fates.get(Loss(name, column.name)) != "keep":
                return dropped
            kept = dialect.kept_column(name, column.name, version)
            key = _lasting_key(schema.table(name), operations, column.name, dialect)
            return replace(dropped, kept=kept, key=key)
        case AlterColumn(table=name, before=old) if _leaves(operation, operations):
            return replace(operation, fill=dialect.zero(old, current.find_table(name)))
        case ReplaceObject(before=type_):
            _refuse_to_keep(type_, attributes_lost(operation), fates)
        case DropEnum(enum=enum) if _is_in_a_kept_table(enum, operations, fates):
            return replace(operation, kept=dialect.kept_table(enum.name, version))
    return operation


def _refuse_to_keep(
    type_: SchemaObject, attributes: Sequence[str], fates: Mapping[Loss, Fate]
) -> None:
    for name in attributes:
        if fates.get(Loss(type_.name, name)) == "keep":
            raise UnsafeChange(
                f"The values of {type_.name}.{name} cannot be kept: an attribute goes out of every "
                f"value of the {type_.kind}, wherever it is. Nothing was written.\n"
                "Copy them in a migration of its own first, then say that they are discarded:\n\n"
                f'[dropped]\n"{type_.name}.{name}" = "discard"',
                hint="that in goofer.answers.toml, or goofer makemigrations --discard-data",
            )


def _leaves(operation: AlterColumn, operations: Sequence[Operation]) -> bool:
    """Whether the column only lets go of NOT NULL before it is dropped."""
    return operation.after.nullable and any(
        isinstance(op, DropColumn) and (op.table, op.column) == (operation.table, operation.after)
        for op in operations
    )


def _is_in_a_kept_table(
    enum: Enum, operations: Sequence[Operation], fates: Mapping[Loss, Fate]
) -> bool:
    return any(
        column.type.enum == enum.name
        for op in operations
        if isinstance(op, DropTable) and fates.get(Loss(op.table.name)) == "keep"
        for column in op.table.columns
    )


def _lasting_key(
    table: Table, operations: Sequence[Operation], column: str, dialect: Dialect
) -> tuple[str, ...]:
    """Return the columns that find the rows again: those of a primary key, before or after.

    It is empty for a table without one whose rows have numbers of their own.
    """
    numbered = dialect.capabilities.row_number is not None and table.primary_key is None
    if numbered and not _is_keyed(table.name, operations):
        return ()
    key = next(_lasting_keys(table, operations), ())
    if not key:
        raise UnsafeChange(
            f"The values of {table.name}.{column} cannot be kept: {table.name} has no primary key "
            "that stays, so nothing would tell which row they belong to. Nothing was written.\n"
            "Give it a primary key in a migration of its own first; or discard them, once a copy "
            f"of {table.name} is made by hand.",
            hint="goofer makemigrations --discard-data",
        )
    return key


def _lasting_keys(table: Table, operations: Sequence[Operation]) -> Iterator[tuple[str, ...]]:
    """Yield the columns of the keys that the table has, had, or gets, as far as they stay."""
    ours = [op for op in operations if getattr(op, "table", None) == table.name]
    changed = {op.before.name for op in ours if isinstance(op, AlterColumn)}
    dropped = {op.column.name for op in ours if isinstance(op, DropColumn)}
    there = set(table.column_names) - dropped
    if table.primary_key is not None and there.issuperset(table.primary_key.columns):
        yield table.primary_key.columns
    had = [key for op in ours if isinstance(op, DropConstraint) and (key := _whole_key(op))]
    yield from (key for key in had if there.issuperset(key))
    # Of what takes the place of a key, the values must be those that tell the rows apart by now.
    told = {c.name for c in table.columns if c.name in there and not c.nullable} - changed
    gets = [key for op in ours if isinstance(op, AddConstraint) and (key := _whole_key(op))]
    yield from (key for key in gets if had and told.issuperset(key))


def _whole_key(operation: AddConstraint | DropConstraint) -> tuple[str, ...]:
    """Return the columns of a primary key that compares whole values, () for anything else."""
    key = operation.constraint
    is_whole = isinstance(key, PrimaryKey) and all(part.length is None for part in key.parts)
    return key.columns if isinstance(key, PrimaryKey) and is_whole else ()


def _is_keyed(table: Name, operations: Sequence[Operation]) -> bool:
    """Whether a table gets a primary key, which may number its rows anew."""
    return any(
        isinstance(op, AddConstraint)
        and op.table == table
        and isinstance(op.constraint, PrimaryKey)
        for op in operations
    )


def _answer_needed(unanswered: Sequence[Loss]) -> AnswerNeeded:
    names = "\n".join(f"  {loss}" for loss in unanswered)
    answers = "[dropped]\n" + "".join(f'"{loss}" = "keep"\n' for loss in unanswered)
    return AnswerNeeded(
        f"These hold rows that would be dropped; nothing was written:\n{names}\n"
        "Say for each whether they are kept aside, so that the way back restores them, or "
        f'discarded, in goofer.answers.toml ("keep" or "discard"):\n\n{answers}',
        answers=answers,
        hint="goofer makemigrations --keep-data (or --discard-data)",
    )
