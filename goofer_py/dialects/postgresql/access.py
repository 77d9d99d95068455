"""Owners and grants, which PostgreSQL forgets with what is dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from goofer_py.operations import CreateObject, DropObject, Operation
from goofer_py.operations.access import GiveBackAccess, NoteAccess
from goofer_py.operations.rebuild_enum import RebuildEnum
from goofer_py.operations.rebuild_type import RebuildType
from goofer_py.operations.unchecked import Unchecked
from goofer_py.schema import ObjectKey

_KeyOf = Callable[[Operation], ObjectKey | None]
_OWNED = frozenset(
    (
        "view",
        "materialized view",
        "function",
        "procedure",
        "aggregate",
        "domain",
        "composite type",
        "range type",
    )
)


def with_access_kept(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """Return the operations between what notes the access to all that is made anew, and gives it.

    What the server has of it is asked when the migration runs: no two databases need the same.
    """
    done = tuple(operations)
    dropped, made = _places(done, _dropped), _places(done, _made)
    again = [key for key in dropped if key in made]
    if not again:
        return done
    first = min(dropped[key] for key in again)
    last = max(made[key] for key in again) + 1
    keys = tuple(again)
    return (
        *done[:first],
        NoteAccess(keys),
        *done[first:last],
        GiveBackAccess(keys),
        *done[last:],
    )


def _places(operations: tuple[Operation, ...], key_of: _KeyOf) -> dict[ObjectKey, int]:
    found = ((key_of(operation), place) for place, operation in enumerate(operations))
    return {key: place for key, place in found if key is not None}


def _dropped(operation: Operation) -> ObjectKey | None:
    if isinstance(operation, DropObject) and operation.object.kind in _OWNED:
        return operation.object.key
    return _rebuilt(operation)


def _made(operation: Operation) -> ObjectKey | None:
    if isinstance(operation, Unchecked):
        operation = operation.operation
    if isinstance(operation, CreateObject) and operation.object.kind in _OWNED:
        return operation.object.key
    return _rebuilt(operation)


def _rebuilt(operation: Operation) -> ObjectKey | None:
    match operation:
        case RebuildEnum(before=enum):
            return ObjectKey("enum", enum.name)
        case RebuildType(before=one):
            return one.key
        case _:
            return None
