"""A change as it is written once nothing stands in its way in the rows that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from goofer_py.dialects.dialect import Dialect
from goofer_py.dialects.splitter import split
from goofer_py.errors import StatementFailed, UnsafeChange
from goofer_py.generate.choices import Choices
from goofer_py.generate.coming import types_made
from goofer_py.generate.obstacle import Obstacle
from goofer_py.generate.proof import Change
from goofer_py.generate.render import Renderer
from goofer_py.generate.rows import obstacles, refusal
from goofer_py.generate.trace import trace
from goofer_py.generate.ways import with_way
from goofer_py.operations import FixRows, Operation
from goofer_py.stores.store import Session

_CORRECTING = ("delete", "update", "insert", "replace", "merge", "with", "select")
_NOT_ALLOWED = ("42501", "25006", "SQLITE_READONLY")


def settled(
    change: Change,
    session: Session,
    renderer: Renderer,
    choices: Choices,
    made: Callable[[tuple[Operation, ...]], Change],
) -> tuple[Change, list[str]]:
    """Return the change with a way out for all rows in its way, and what was not tried on them.

    `made` gives the change for other operations. Raises UnsafeChange when there is an obstacle
    that nobody chose a way for, or that is there still when
    the statements that correct rows have run.
    """
    found = _found(change, session, renderer)
    answered = {operation.place for operation in _fixes(change)}
    operations, unsettled = change.operations, []
    for obstacle in found:
        if obstacle.place in answered:
            continue
        way = choices.ask_way(obstacle)
        if way is None:
            unsettled.append(obstacle)
        else:
            operations = with_way(operations, obstacle.place, way)
            answered |= {obstacle.place} if way.kind == "fix" else set()
    if unsettled:
        raise refusal(unsettled)
    if operations != change.operations:
        change = made(operations)
    fixes = _fixes(change)
    undone = session.dialect.capabilities.transactional_ddl
    tried = undone and all(_is_harmless(fix, session.dialect) for fix in fixes)
    if not fixes or (tried and _holds(change, session, renderer)):
        return change, []
    places = ", ".join(fix.place for fix in fixes)
    return change, [f"what corrects rows for {places} was not tried on the rows that are there"]


def _is_harmless(fix: FixRows, dialect: Dialect) -> bool:
    """Whether a rollback undoes all that the statements do."""
    texts = (statement.text.lower() for statement in split(fix.text, dialect.syntax))
    return all(text.startswith(_CORRECTING) for text in texts)


def _fixes(change: Change) -> list[FixRows]:
    return [op for op in change.operations if isinstance(op, FixRows)]


def _found(change: Change, session: Session, renderer: Renderer) -> list[Obstacle]:
    traced = trace(change.current, change.operations)
    with types_made(session, change.up, renderer):
        return obstacles(session, change.operations, change.current, traced)


def _holds(change: Change, session: Session, renderer: Renderer) -> bool:
    """Whether the corrected rows were looked at; raises UnsafeChange when some are in the way."""
    with _corrected(session, _fixes(change)) as done:
        still = _found(change, session, renderer) if done else []
    if still:
        told = "Once the statements that correct rows have run: "
        raise refusal([replace(one, problem=told + one.problem) for one in still])
    return done


@contextmanager
def _corrected(session: Session, fixes: Sequence[FixRows]) -> Iterator[bool]:
    """Let the rows be corrected inside, in a transaction that is rolled back.

    Gives False where this user may not change them. Raises UnsafeChange when a statement fails.
    """
    session.begin()
    try:
        yield all(_runs(session, fix) for fix in fixes)
    finally:
        session.rollback()


def _runs(session: Session, fix: FixRows) -> bool:
    try:
        for statement in split(fix.text, session.dialect.syntax):
            session.execute(statement.text)
    except StatementFailed as error:
        if error.state in _NOT_ALLOWED:
            return False
        raise UnsafeChange(
            f"What corrects rows for {fix.place} fails on the rows that are there: "
            f"{error.server}\n{fix.text}\nNothing was written.",
        ) from error
    return True
