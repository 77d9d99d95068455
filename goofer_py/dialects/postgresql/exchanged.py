"""Names that change hands: what has one steps aside before something else takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from goofer_py.dialects.postgresql.held import TYPES
from goofer_py.dialects.postgresql.numbering import (
    counting,
    counts_by,
    sequence_behind,
    sequence_of,
)
from goofer_py.dialects.postgresql.quoting import cut, qualified
from goofer_py.operations import (
    AddColumn,
    AlterColumn,
    AlterSequence,
    CreateEnum,
    CreateObject,
    CreateSequence,
    CreateTable,
    DropEnum,
    DropObject,
    DropSequence,
    Operation,
)
from goofer_py.operations.hold_sequence import HoldSequence
from goofer_py.operations.step_aside import DropAside, StepAside
from goofer_py.schema import Name, Schema

_Thing = tuple[str, Name]
_TYPE, _SEQUENCE = "type", "sequence"


def with_names_freed(operations: Iterable[Operation], schema: Schema) -> list[Operation]:
    """Return the operations, which start at `schema`, where no two things want one name at once.

    Sequences that a serial column lets go of, or takes, stay what they are, and count on.
    """
    done = _with_sequences_handed_over(list(operations))
    owned = {sequence_of(table.name, column) for table in schema.tables for column in table.columns}
    for operation in list(done):
        for thing in _made(operation):
            _step_aside(thing, done.index(operation), done, owned)
    return done


def _step_aside(thing: _Thing, place: int, done: list[Operation], owned: set[Name | None]) -> None:
    for later in range(place + 1, len(done)):
        if _dropped(done[later]) == thing:
            aside = _aside(thing[1])
            done[later] = DropAside(done[later], _called(done[later], aside))
            kind = _kind(done[later])
            done.insert(place, StepAside(kind, thing[1], aside))
            return
    if thing[0] == _SEQUENCE and thing[1] in owned and isinstance(done[place], CreateSequence):
        done.insert(place, StepAside("SEQUENCE", thing[1], _aside(thing[1])))


def _aside(name: Name) -> Name:
    return name.renamed(cut(f"goofer_former_{name.name}"))


def _made(operation: Operation) -> Iterator[_Thing]:
    match operation:
        case CreateEnum(enum=enum):
            yield _TYPE, enum.name
        case CreateObject(object=one) if one.kind in TYPES:
            yield _TYPE, one.name
        case CreateSequence(sequence=sequence):
            yield _SEQUENCE, sequence.name
        case CreateTable(table=table, kept=None):
            names = (sequence_of(table.name, column) for column in table.columns)
            yield from ((_SEQUENCE, name) for name in names if name is not None)
        case AddColumn(table=name, column=column) | AlterColumn(table=name, after=column):
            behind = sequence_of(name, column)
            if behind is not None:
                yield _SEQUENCE, behind


def _dropped(operation: Operation) -> _Thing | None:
    match operation:
        case DropEnum(enum=enum):
            return _TYPE, enum.name
        case DropObject(object=one) if one.kind in TYPES:
            return _TYPE, one.name
        case DropSequence(sequence=sequence):
            return _SEQUENCE, sequence.name
        case _:
            return None


def _called(operation: Operation, name: Name) -> Operation:
    """Return the drop of the same thing under another name."""
    match operation:
        case DropEnum(enum=enum):
            return replace(operation, enum=replace(enum, name=name))
        case DropObject(object=one):
            return DropObject(replace(one, name=name))
        case DropSequence(sequence=sequence):
            return DropSequence(replace(sequence, name=name))
        case _:
            return operation


def _kind(operation: Operation) -> str:
    match operation:
        case DropAside(operation=DropObject(object=one)):
            return "DOMAIN" if one.kind == "domain" else "TYPE"
        case DropAside(operation=DropSequence()):
            return "SEQUENCE"
        case _:
            return "TYPE"


def _with_sequences_handed_over(done: list[Operation]) -> list[Operation]:
    for change in [op for op in done if isinstance(op, AlterColumn)]:
        let_go = sequence_of(change.table, change.before)
        taken = sequence_of(change.table, change.after)
        if let_go is not None and taken is None and _is_serial(change, "before"):
            _let_go(change, let_go, done)
        elif taken is not None and let_go is None and _is_serial(change, "after"):
            _take(change, taken, done)
    return done


def _is_serial(change: AlterColumn, which: str) -> bool:
    by = getattr(change, which).identity
    return by is not None and by.kind == "serial"


def _let_go(change: AlterColumn, name: Name, done: list[Operation]) -> None:
    """Give the sequence of a column free, instead of making another of its name."""
    made = next(
        (o for o in done if isinstance(o, CreateSequence) and o.sequence.name == name), None
    )
    if made is None:
        return
    column = counting(change.before, name)
    owned = sequence_behind(name, change.table, change.before)
    place = done.index(made)
    done[place : place + 1] = [
        HoldSequence(change.table, change.before, column, owned),
        AlterSequence(owned, made.sequence),
    ]
    place = done.index(change)
    done[place : place + 1] = _unless_same(replace(change, before=column))


def _take(change: AlterColumn, name: Name, done: list[Operation]) -> None:
    """Let the column have the sequence that it counts by, instead of making another."""
    drops = (op for op in done if isinstance(op, DropSequence))
    gone = next((op for op in drops if op.sequence.name == name), None)
    if gone is None or counts_by(change.before.default) != qualified(name):
        return
    column = counting(change.after, name)
    owned = sequence_behind(name, change.table, change.after)
    place = done.index(change)
    done[place : place + 1] = [
        *_unless_same(replace(change, after=column)),
        AlterSequence(gone.sequence, owned),
        HoldSequence(change.table, column, change.after, owned),
    ]
    done.remove(gone)


def _unless_same(change: AlterColumn) -> list[Operation]:
    return [] if change.before == change.after else [change]
