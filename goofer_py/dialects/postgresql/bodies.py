"""Functions whose bodies name what a migration makes only after them."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.operations import (
    AddColumn,
    CreateEnum,
    CreateObject,
    CreateSequence,
    CreateTable,
    Operation,
    ReplaceObject,
)
from goofer_py.operations.rebuild_enum import RebuildEnum
from goofer_py.operations.rebuild_type import RebuildType
from goofer_py.operations.unchecked import Unchecked
from goofer_py.schema import SchemaObject, Table, Use

_ROUTINES = frozenset(("function", "procedure"))


def with_bodies_unchecked(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """Return the operations with each function unchecked that names what comes behind it.

    What the server knows a function to use is there already, but perhaps not all of its columns.
    """
    coming: set[Use] = set()
    done: list[Operation] = []
    for operation in reversed(list(operations)):
        routine = _routine(operation)
        if routine is not None and coming & {use.whole for use in routine.uses}:
            done.append(Unchecked(operation))
        else:
            done.append(operation)
        coming |= _made(operation)
    return tuple(reversed(done))


def _routine(operation: Operation) -> SchemaObject | None:
    match operation:
        case CreateObject(object=made) | ReplaceObject(after=made) if made.kind in _ROUTINES:
            return made
        case _:
            return None


def _made(operation: Operation) -> set[Use]:
    match operation:
        case CreateTable(table=Table(name=name)) | AddColumn(table=name):
            return {Use("table", name)}
        case CreateObject(object=made) | ReplaceObject(after=made):
            return {made.as_use}
        case RebuildType(after=made):
            return {made.as_use}
        case CreateEnum(enum=enum) | RebuildEnum(after=enum):
            return {Use("enum", enum.name)}
        case CreateSequence(sequence=sequence):
            return {Use("sequence", sequence.name)}
        case _:
            return set()
