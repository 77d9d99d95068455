"""What a change makes before it touches rows, made for a moment so that rows can be tried on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from goofer_py.diff.objects import EARLY_KINDS
from goofer_py.errors import StatementFailed
from goofer_py.generate.render import Renderer
from goofer_py.operations import (
    AlterColumn,
    CreateEnum,
    CreateNamespace,
    CreateObject,
    CreateSequence,
    Operation,
)
from goofer_py.stores.store import Session


@contextmanager
def types_made(
    session: Session, operations: Iterable[Operation], renderer: Renderer
) -> Iterator[None]:
    """Let the types and functions that come first be there inside, where a column becomes one.

    They are made in a transaction that is rolled back. What the server refuses to make is not
    there.
    """
    operations = list(operations)
    coming = [op for op in operations if _is_early(op)]
    retyped = any(
        isinstance(op, AlterColumn) and op.before.type != op.after.type for op in operations
    )
    if not coming or not retyped or not session.dialect.capabilities.transactional_ddl:
        yield
        return
    session.begin()
    try:
        for operation in coming:
            _made(session, operation, renderer)
        yield
    finally:
        session.rollback()


def _is_early(operation: Operation) -> bool:
    match operation:
        case CreateNamespace() | CreateEnum() | CreateSequence():
            return True
        case CreateObject(object=one):
            return one.kind in EARLY_KINDS or one.kind == "function"
        case _:
            return False


def _made(session: Session, operation: Operation, renderer: Renderer) -> None:
    session.begin()
    try:
        session.run(renderer.operation(operation))
    except StatementFailed:
        session.rollback()
    else:
        session.commit()
