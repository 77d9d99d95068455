"""What a statement that failed outside of a transaction has left half done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goofer_py.errors import ConnectionFailed, StatementFailed

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement
    from goofer_py.stores.store import Session


def taken_away(session: Session, statement: Statement | None, trace: str | None) -> str:
    """Undo what a statement left half done, and say so; empty when it left nothing.

    `trace` is how things stood before it. An index that is not valid would slow every write down,
    or keep rows out, and a corrected statement would find its name taken.
    """
    if statement is None or not trace or session.in_transaction:
        return ""
    try:
        if session.trace(statement) == trace:
            return ""
        session.mend(statement, trace)
        undone = session.trace(statement) == trace
    except (StatementFailed, ConnectionFailed) as error:
        why = error.server or error.message
        return f" What that one left half done could not be taken away: {why}."
    return " What that one had left half done was taken away." if undone else ""


def going_on(session: Session, statement: Statement | None) -> str:
    """Say what the server goes on with, of a statement that a signal ended; empty for nothing."""
    if statement is None or session.in_transaction or session.confined:
        return ""
    try:
        return "".join(one.left for one in session.others.running(statement))
    except (StatementFailed, ConnectionFailed):
        return ""
