"""The lease of a store without tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from goofer_py.errors import UsageError
from goofer_py.migrate.lease_table import Held, LeaseTable, fresh
from goofer_py.stores.ledger import Cell

if TYPE_CHECKING:
    from goofer_py.stores.ledger import Ledger
    from goofer_py.stores.store import Session

_MS = 1000


class LedgerLease(LeaseTable):
    """The lease of one history, in one session; all times are the server's, where it has any."""

    def __init__(self, session: Session, ledger: Ledger, history: str) -> None:
        super().__init__(session, history)
        self._ledger = ledger
        self._book = history

    def exists(self) -> bool:
        """Say whether there is a ledger that it could be in."""
        return self._ledger.exists(self._book)

    def made(self) -> None:
        """Do nothing: its name is all there is to it."""

    @property
    def creation(self) -> tuple[str, ...]:
        """Nothing: no statement makes it."""
        return ()

    def create(self) -> None:
        """Make what the ledger needs."""
        self._ledger.create(self._book)

    def look(self) -> Held:
        """Return what the lease says now."""
        cell = self._ledger.look(self._book)
        if cell is None:
            return fresh()
        since = datetime.fromtimestamp(cell.since_ms / _MS, UTC)
        return Held(cell.token, cell.holder, cell.session, since, cell.left_ms / _MS)

    def take(self, seen: Held, token: str, holder: str, session: str, ttl: float) -> bool:
        """Take the lease if it is as it was `seen`, and free; says whether it was."""
        return self._ledger.take(self._book, seen.token, Cell(token, holder, session, 0, 0), ttl)

    def renew(self, token: str, ttl: float) -> bool:
        """Make the lease last from now on; says whether `token` still holds it."""
        return self._ledger.renew(self._book, token, ttl)

    def renewal(self, token: str, ttl: float) -> NoReturn:
        """Raise UsageError: no statement renews it."""
        del token, ttl
        raise UsageError(f"{self._session.database} has no SQL.")

    def release(self, token: str, *, holder: str = "", session: str = "") -> None:
        """Give the lease back, if `token` still holds it."""
        self._ledger.rewrite(self._book, token, Cell(token, holder, session, 0, 0), ended=True)

    def move(self, token: str, session: str) -> None:
        """Name another session as the one that `token` holds the lease with."""
        seen = self._ledger.look(self._book)
        if seen is not None and seen.token == token:
            moved = Cell(token, seen.holder, session, seen.since_ms, seen.left_ms)
            self._ledger.rewrite(self._book, token, moved, ended=False)

    def end(self, seen: Held) -> bool:
        """Take the lease away from whom it was `seen` with; says whether they had it still."""
        broken = Cell(f"{seen.token[:56]}-broken", seen.holder, seen.session, 0, 0)
        return self._ledger.rewrite(self._book, seen.token, broken, ended=True)

    def holds(self, token: str) -> bool:
        """Say whether `token` is that of the last who took the lease."""
        seen = self._ledger.look(self._book)
        return seen is not None and seen.token == token
