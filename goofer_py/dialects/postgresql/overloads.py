"""A function that gives way to another of its name, with other arguments."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.operations import CreateObject, DropObject, Operation, ReplaceObject
from goofer_py.schema import Name, Schema


def overloads_together(operations: Iterable[Operation], schema: Schema) -> list[Operation]:
    """Return the operations where a function that tables call is never there twice.

    A call that both take is ambiguous: the one that goes is gone before the other comes, and what
    calls it steps aside meanwhile, as for a function that changes.
    """
    done = list(operations)
    called = {use.name for table in schema.tables for use in table.uses if use.kind == "function"}
    for come in [op for op in done if _is_of_function(op, called)]:
        gone = next((op for op in done if _gives_way(op, come)), None)
        if isinstance(come, CreateObject) and isinstance(gone, DropObject):
            done[done.index(come)] = ReplaceObject(gone.object, come.object)
            done.remove(gone)
    return done


def is_another(operation: ReplaceObject) -> bool:
    """Whether the object that comes is not the one that goes, but called like it."""
    return operation.before.key != operation.after.key


def _is_of_function(operation: Operation, called: set[Name]) -> bool:
    return (
        isinstance(operation, CreateObject)
        and operation.object.kind == "function"
        and operation.object.name in called
    )


def _gives_way(operation: Operation, come: Operation) -> bool:
    return (
        isinstance(operation, DropObject)
        and isinstance(come, CreateObject)
        and (operation.object.kind, operation.object.name) == (come.object.kind, come.object.name)
        and operation.object.key != come.object.key
    )
