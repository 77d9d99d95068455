"""What gives way to another of its name: to a function with other arguments, or another type."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.dialects.postgresql.held import TYPES
from goofer_py.operations import CreateObject, DropObject, Operation, ReplaceObject
from goofer_py.schema import Name, Schema, Use


def overloads_together(operations: Iterable[Operation], schema: Schema) -> list[Operation]:
    """Return the operations where a function that tables call is never there twice, nor a type.

    A call that both take is ambiguous: the one that goes is gone before the other comes, and what
    calls it steps aside meanwhile, as for a function that changes. So it is with a domain that
    becomes a composite type: columns that have it go over.
    """
    done = list(operations)
    called = _called(schema)
    for come in [op for op in done if _takes_a_name(op, called)]:
        gone = next((op for op in done if _gives_way(op, come)), None)
        if isinstance(come, CreateObject) and isinstance(gone, DropObject):
            done[done.index(come)] = one = ReplaceObject(gone.object, come.object)
            done.remove(gone)
            _call_what_comes(one, done)
    return done


def _called(schema: Schema) -> set[Name]:
    """Return the names of the functions that tables call, and of those that these call."""
    functions: dict[Name, list[Use]] = {}
    for one in schema.objects:
        if one.kind == "function":
            functions.setdefault(one.name, []).extend(one.uses)
    waiting = [use for table in schema.tables for use in table.uses]
    found: set[Name] = set()
    while waiting:
        use = waiting.pop()
        if use.kind == "function" and not use.textual and use.name not in found:
            found.add(use.name)
            waiting += functions.get(use.name, ())
    return found


def _call_what_comes(one: ReplaceObject, done: list[Operation]) -> None:
    """Put what becomes of functions that the new one calls in `done` before it."""
    place = done.index(one)
    needed = {use.whole for use in one.after.uses}
    for operation in reversed(done[place + 1 :]):
        if (
            isinstance(operation, ReplaceObject)
            and operation.after.kind == "function"
            and operation.after.as_use in needed
        ):
            done.remove(operation)
            done.insert(place, operation)
            _call_what_comes(operation, done)


def is_another(operation: ReplaceObject) -> bool:
    """Whether the object that comes is not the one that goes, but called like it."""
    return operation.before.key != operation.after.key


def _takes_a_name(operation: Operation, called: set[Name]) -> bool:
    if not isinstance(operation, CreateObject):
        return False
    made = operation.object
    return made.kind in TYPES or (made.kind == "function" and made.name in called)


def _gives_way(operation: Operation, come: Operation) -> bool:
    if not isinstance(operation, DropObject) or not isinstance(come, CreateObject):
        return False
    old, new = operation.object, come.object
    alike = old.kind == new.kind or {old.kind, new.kind} <= TYPES
    return alike and old.name == new.name and old.key != new.key
