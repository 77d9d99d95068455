"""Operations as actions: what rules are asked about a change that is not written yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from goofer_py.hazards import action as a
from goofer_py.hazards.knowledge import made, of_enums
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterConstraint,
    AlterEnum,
    AlterIndex,
    AlterSequence,
    AlterTable,
    CreateEnum,
    CreateIndex,
    CreateNamespace,
    CreateObject,
    CreateSequence,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropIndex,
    DropNamespace,
    DropObject,
    DropSequence,
    DropTable,
    FixRows,
    MoveValues,
    Operation,
    OrderColumns,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameObject,
    RenameTable,
    ReplaceObject,
)
from goofer_py.operations.access import GiveBackAccess, NoteAccess
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.operations.backfill import Backfill
from goofer_py.operations.combined import Combined
from goofer_py.operations.copy_table import CopyTable
from goofer_py.operations.guarded import Guarded
from goofer_py.operations.held_tables import HeldTables
from goofer_py.operations.hold_sequence import HoldSequence
from goofer_py.operations.inherited import AlterInherited
from goofer_py.operations.key import ChangeKey
from goofer_py.operations.move_whole import MoveWhole
from goofer_py.operations.numbering import MoveNumbering, NumberNewRows
from goofer_py.operations.rebuild_enum import RebuildEnum
from goofer_py.operations.rebuild_table import RebuildTable
from goofer_py.operations.rebuild_type import RebuildType
from goofer_py.operations.refuse_rows import RefuseRows
from goofer_py.operations.rename_namespace import RenameNamespace
from goofer_py.operations.reparent import Reparent
from goofer_py.operations.return_values import ReturnValues
from goofer_py.operations.second_name import NameTaken, SecondName
from goofer_py.operations.shape import CreateShape, DropShape, SeenTable, Shape
from goofer_py.operations.side_table import ClearAside, PutAside
from goofer_py.operations.step_aside import DropAside, StepAside
from goofer_py.operations.unchecked import Unchecked
from goofer_py.operations.update_rows import UpdateRows
from goofer_py.operations.validate_constraint import LoosenConstraint, ValidateConstraint
from goofer_py.schema import Check, Constraint, ForeignKey, Name, PrimaryKey, Unique
from goofer_py.schema.expression import identifiers

Reader = Callable[[Any], Iterable[a.Action]]

_SEVERAL = (Guarded, Combined, AlterTogether, MoveWhole, HeldTables, NameTaken, SecondName)
"""Operations that are made of others."""


class OperationReader:
    """Turns operations into actions; with `whole_columns` a column is only changed as a whole."""

    def __init__(self, *, whole_columns: bool) -> None:
        self._whole = whole_columns
        self._aside: set[Name] = set()
        """The tables of which something was put aside."""

    def steps(self, operations: Iterable[Operation]) -> tuple[a.Step, ...]:
        """Return each operation as a step, in order."""
        return tuple(
            a.Step(a.Reading(tuple(self.actions(one))), title=one.describe(), offset=number)
            for number, one in enumerate(operations)
        )

    def actions(self, operation: Operation) -> Iterator[a.Action]:
        """Yield what an operation does; Unread for a kind that is not known."""
        if isinstance(operation, PutAside):
            self._aside.add(operation.table)
        if isinstance(operation, _SEVERAL):
            yield from chain.from_iterable(map(self.actions, operation.operations))
        elif isinstance(operation, CopyTable):
            yield from self._in_a_copy(operation)
        elif isinstance(operation, AlterInherited):
            yield from chain.from_iterable(map(self.actions, operation.steps))
        elif isinstance(operation, Unchecked | DropAside):
            yield from self.actions(operation.operation)
        elif isinstance(operation, RebuildTable):
            yield self._rebuilt(operation)
        elif isinstance(operation, AlterColumn):
            yield from self._altered(operation)
        elif (reader := _READERS.get(type(operation))) is not None:
            yield from reader(operation)
        else:
            yield a.Unread(f"operations of the kind {type(operation).__name__} are not known here")

    def _in_a_copy(self, operation: CopyTable) -> Iterator[a.Action]:
        """Yield what programs notice of a change that keeps none of them waiting."""
        for one in operation.alter.operations:
            if isinstance(one, DropColumn):
                yield from self.actions(one)
        yield a.Harmless("in a copy")

    def _rebuilt(self, operation: RebuildTable) -> a.Action:
        old, new = operation.before, operation.after
        read = chain.from_iterable(identifiers(source) for _, source in operation.sources)
        kept = {*new.column_names, *read}
        lost = () if old.name in self._aside else old.columns
        names = tuple(c.name for c in lost if c.name not in kept and c.computed is None)
        plain = {name for name, source in operation.sources if _is_plain(source)}
        filled = tuple(name for name, _ in operation.sources if name not in plain)
        return a.RebuildTable(old.name, old, new, guarded=True, lost=names, filled=filled)

    def _altered(self, operation: AlterColumn) -> Iterator[a.Action]:
        table, old, new = operation.table, operation.before, operation.after
        if operation.fill is not None:
            yield a.WriteRows("UPDATE", table, where=True, columns=(new.name,))
        if self._whole:
            yield a.ModifyColumn(table, old.name, new, place=operation.place)
            return
        if old.type != new.type or old.collation != new.collation:
            yield a.AlterType(table, new.name, str(new.type), operation.using, new.collation)
        if old.nullable != new.nullable:
            made = a.DropNotNull if new.nullable else a.SetNotNull
            yield made(table, new.name)
        if old.default != new.default:
            yield a.SetDefault(table, new.name, new.default)
        if old.identity != new.identity:
            kind = None if new.identity is None else new.identity.kind
            yield a.SetIdentity(table, new.name, kind)
        if old.computed != new.computed:
            said = None if new.computed is None else new.computed.expression
            yield a.SetComputed(table, new.name, said)
        if old.comment != new.comment or old.options != new.options:
            yield a.SetOption(table, "column options", column=new.name)


def _is_plain(source: str) -> bool:
    """Say whether an expression is no more than the name of a column."""
    return source.strip('"`').isidentifier()


def _create_table(one: CreateTable) -> Iterator[a.Action]:
    yield a.CreateTable(one.table)
    if one.kept is not None:
        yield a.WriteRows("INSERT", one.table.name, where=True)


def _add_column(one: AddColumn) -> Iterator[a.Action]:
    yield a.AddColumn(one.table, one.column, place=one.place)
    if one.fill is not None or one.kept is not None:
        yield a.WriteRows("UPDATE", one.table, columns=(one.column.name,))


def _drop_column(one: DropColumn) -> Iterator[a.Action]:
    kept = one.kept is not None or bool(one.moved)
    yield a.DropColumn(one.table, one.column.name, kept=kept)


def _drop_table(one: DropTable) -> Iterator[a.Action]:
    kept = one.kept is not None or bool(one.moved)
    yield a.DropTable(one.table.name, kept=kept)


def _kind(constraint: Constraint) -> str:
    match constraint:
        case PrimaryKey():
            return "primary key"
        case Unique():
            return "unique"
        case ForeignKey():
            return "foreign key"
        case Check():
            return "check"
    return "exclude"


def _drop_constraint(one: DropConstraint) -> Iterator[a.Action]:
    yield a.DropConstraint(one.table, one.constraint.name, _kind(one.constraint))


def _rename_constraint(one: RenameConstraint) -> Iterator[a.Action]:
    yield a.RenameConstraint(one.table, one.before.name or "", one.after.name or "")


def _loosen(one: LoosenConstraint) -> Iterator[a.Action]:
    yield a.DropConstraint(one.table, one.before.name, _kind(one.before))
    yield a.AddConstraint(one.table, one.after)


def _index(table: Name, name: str) -> Name:
    return Name(name, table.schema)


def _drop_index(one: DropIndex) -> Iterator[a.Action]:
    name = _index(one.table, one.index.name)
    yield a.DropIndex(one.table, name, concurrently=one.concurrently)


def _rename_index(one: RenameIndex) -> Iterator[a.Action]:
    yield a.RenameIndex(one.table, _index(one.table, one.before), one.after)


def _alter_enum(one: AlterEnum) -> Iterator[a.Action]:
    name = one.before.name
    for before, after in one.renamed:
        yield a.RenameEnumValue(name, before, after)
    known = {*one.before.values, *(after for _, after in one.renamed)}
    for value in one.after.values:
        if value not in known:
            yield a.AddEnumValue(name, value, placed=True)


def _rebuild_enum(one: RebuildEnum) -> Iterator[a.Action]:
    gone = (value for value in one.before.values if value not in one.after.values)
    removed = ", ".join("'" + value.replace("'", "''") + "'" for value in gone)
    details = (("removed", removed),) if removed else ()
    yield from _rebuilt("enum", one.before.name, (name for name, _ in one.columns), details)


def _rebuilt(
    kind: str, name: Name, tables: Iterable[Name], details: tuple[tuple[str, str], ...] = ()
) -> Iterator[a.Action]:
    yield a.AlterObject(kind, name, "rebuild", details=details)
    for table in tables:
        yield a.SetOption(table, "rewrite")


def _replace_object(one: ReplaceObject) -> Iterator[a.Action]:
    yield dataclasses.replace(made(one.after), replace=True)


def _reparent(one: Reparent) -> Iterator[a.Action]:
    for parent in (one.before.partition_of,):
        if parent is not None:
            yield a.DetachPartition(parent, one.before.name)
    for _ in one.before.inherits:
        yield a.SetOption(one.table, "inherit", "drop")
    if one.after.partition_of is not None:
        yield a.AttachPartition(one.after.partition_of, one.table, one.after.bound or "")
    for _ in one.after.inherits:
        yield a.SetOption(one.table, "inherit", "add")


def _alter_table(one: AlterTable) -> Iterator[a.Action]:
    before, after = map(dict, one.options)
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            yield a.SetOption(one.table, name, after.get(name, ""))
    if one.comment[0] != one.comment[1]:
        yield a.SetOption(one.table, "comment", one.comment[1] or "")


def _move_values(one: MoveValues) -> Iterator[a.Action]:
    for move in one.moves:
        verb = move.how[0].upper()
        yield a.WriteRows("UPDATE" if verb == "UPDATE" else "INSERT", move.target, where=True)


def _change_key(one: ChangeKey) -> Iterator[a.Action]:
    old, new = one.keys
    yield a.DropConstraint(one.table, old.name, _kind(old))
    yield a.AddConstraint(one.table, new, one.index.name)


def _move_numbering(one: MoveNumbering) -> Iterator[a.Action]:
    yield a.SetIdentity(one.table, one.taker.name, one.identity.kind)


def _create_shape(one: CreateShape) -> Iterator[a.Action]:
    yield a.CreateObject("schema", Name(one.shape.schema))
    for seen in one.shape.tables:
        columns = "\n".join(f"{c.name} ={seen.table}.{c.source}" for c in seen.columns)
        details = (("columns", columns),)
        yield a.CreateObject("view", _view(one.shape, seen), details=details)
    yield a.ChangeAccess(grants=True)


def _drop_shape(one: DropShape) -> Iterator[a.Action]:
    for seen in one.shape.tables:
        yield a.DropObject("view", _view(one.shape, seen), if_exists=True)
    yield a.DropObject("schema", Name(one.shape.schema), if_exists=True)


def _view(shape: Shape, seen: SeenTable) -> Name:
    return Name(seen.name, shape.schema)


def _one(make: Callable[[Any], a.Action]) -> Reader:
    return lambda one: (make(one),)


_READERS: dict[type, Reader] = {
    CreateTable: _create_table,
    DropTable: _drop_table,
    RenameTable: _one(lambda one: a.RenameTable(one.before, one.after)),
    AlterTable: _alter_table,
    AddColumn: _add_column,
    DropColumn: _drop_column,
    RenameColumn: _one(lambda one: a.RenameColumn(one.table, one.before, one.after)),
    OrderColumns: _one(lambda one: a.SetOption(one.table, "order")),
    AddConstraint: _one(lambda one: a.AddConstraint(one.table, one.constraint, one.using_index)),
    DropConstraint: _drop_constraint,
    RenameConstraint: _rename_constraint,
    AlterConstraint: _one(lambda one: a.SetOption(one.table, "comment")),
    ValidateConstraint: _one(lambda one: a.ValidateConstraint(one.table, one.after.name or "")),
    LoosenConstraint: _loosen,
    CreateIndex: _one(
        lambda one: a.CreateIndex(one.table, one.index, concurrently=one.concurrently)
    ),
    DropIndex: _drop_index,
    RenameIndex: _rename_index,
    AlterIndex: _one(lambda one: a.SetOption(one.table, "index", one.after.name)),
    CreateEnum: _one(lambda one: made(of_enums((one.enum,))[0])),
    DropEnum: _one(lambda one: a.DropObject("type", one.enum.name)),
    AlterEnum: _alter_enum,
    RebuildEnum: _rebuild_enum,
    RebuildType: lambda one: _rebuilt(
        one.before.kind, one.before.name, (name for name, _ in one.columns)
    ),
    CreateSequence: _one(lambda one: a.CreateObject("sequence", one.sequence.name)),
    DropSequence: _one(lambda one: a.DropObject("sequence", one.sequence.name)),
    AlterSequence: _one(lambda one: a.AlterObject("sequence", one.before.name, "options")),
    HoldSequence: _one(lambda one: a.AlterObject("sequence", one.sequence.name, "owned by")),
    CreateNamespace: _one(lambda one: a.CreateObject("schema", Name(one.name))),
    DropNamespace: _one(lambda one: a.DropObject("schema", Name(one.name))),
    RenameNamespace: _one(lambda one: a.RenameObject("schema", Name(one.before), Name(one.after))),
    CreateObject: _one(lambda one: made(one.object)),
    DropObject: _one(
        lambda one: a.DropObject(
            one.object.kind, one.object.name, one.object.table, signature=one.object.signature
        )
    ),
    ReplaceObject: _replace_object,
    RenameObject: _one(
        lambda one: a.RenameObject(
            one.before.kind, one.before.name, one.after.name, one.before.table
        )
    ),
    Reparent: _reparent,
    MoveValues: _move_values,
    ReturnValues: lambda one: _move_values(one) if one.back else (),
    UpdateRows: _one(lambda one: a.WriteRows("UPDATE", one.table, where=one.where is not None)),
    Backfill: _one(lambda one: a.WriteRows("UPDATE", one.table, where=True, limited=True)),
    RefuseRows: _one(lambda _: a.Harmless("refuse rows")),
    FixRows: _one(lambda _: a.Unread("it is what somebody wrote to correct rows")),
    PutAside: _one(lambda _: a.Harmless("put aside")),
    ClearAside: _one(lambda _: a.Harmless("clear aside")),
    NoteAccess: _one(lambda _: a.Harmless("note access")),
    GiveBackAccess: _one(lambda _: a.ChangeAccess(grants=True)),
    ChangeKey: _change_key,
    MoveNumbering: _move_numbering,
    NumberNewRows: _one(
        lambda one: a.SetDefault(one.table, one.after.name, "the next number of a sequence")
    ),
    CreateShape: _create_shape,
    DropShape: _drop_shape,
    StepAside: _one(lambda _: a.Harmless("step aside")),
}
