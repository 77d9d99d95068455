"""Whether a database answers, and if not, why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from goofer_py.errors import ConnectionFailed, StatementFailed

if TYPE_CHECKING:
    from goofer_py.stores.store import Session


class Reached(Protocol):
    """What sessions are opened on."""

    @property
    def database(self) -> str:
        """What to call it in messages."""

    def connect(self) -> Session:
        """Open a session; raises ConnectionFailed."""


def answer(store: Reached) -> None:
    """Connect, and ask what only the server behind any pooler answers; raises ConnectionFailed."""
    session = store.connect()
    try:
        session.query("SELECT 1")
    except StatementFailed as error:
        raise ConnectionFailed(
            f"{store.database} takes connections, and answers nothing: {error.server}.",
            database=store.database,
            server=error.server,
        ) from error
    finally:
        session.close()


def reason_of(said: str, reasons: Mapping[str, str]) -> str:
    """Return why there is no connection, by the words of a message."""
    lowered = said.lower()
    return next((reason for words, reason in reasons.items() if words in lowered), "away")
