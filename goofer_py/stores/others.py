"""The other sessions on a server: some may go on with what an ended run had begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement


@dataclass(frozen=True, slots=True)
class AtWork:
    """A session of somebody's: `id` as the server tells sessions apart, `about` for a person.

    `left` is a sentence on what the server goes on with by itself when a run is ended, and how to
    look at it and end it.
    """

    id: int
    about: str
    left: str = ""


class Others(Protocol):
    """What one session can find out about the others, and do to them."""

    def identity(self) -> str:
        """Return what tells the own session from all that the server had; empty if none lasts."""

    def there(self, identity: str) -> bool:
        """Say whether the server still has the session of that identity."""

    def left_at_work(
        self, identity: str, history: str, *, blocking: bool = False
    ) -> Sequence[AtWork]:
        """Return the sessions that still work for a run that was ended.

        `identity` was that run's session, or several with blanks between; `history` is the table
        whose records it writes. With `blocking` it is known that something of it keeps others
        from going on.
        """

    def running(self, statement: Statement) -> Sequence[AtWork]:
        """Return the other sessions that are running `statement` now."""

    def end(self, id_: int) -> None:
        """Make the server end a session and undo what it has not committed; harmless if gone."""


class NoOthers:
    """Where a session is part of its process, and ends with it."""

    def identity(self) -> str:
        """Return nothing."""
        return ""

    def there(self, identity: str) -> bool:  # noqa: ARG002
        """Return False: it ended with its process."""
        return False

    def left_at_work(
        self,
        identity: str,  # noqa: ARG002
        history: str,  # noqa: ARG002
        *,
        blocking: bool = False,  # noqa: ARG002
    ) -> Sequence[AtWork]:
        """Return nothing."""
        return ()

    def running(self, statement: Statement) -> Sequence[AtWork]:  # noqa: ARG002
        """Return nothing."""
        return ()

    def end(self, id_: int) -> None:
        """Do nothing."""
