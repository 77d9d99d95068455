"""The leases of one migrator's runs, on the one database that it works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from goofer_py.errors import StatementFailed
from goofer_py.migrate.books import lease_of
from goofer_py.migrate.records import history_of

if TYPE_CHECKING:  # A look at the state needs none of them.
    from goofer_py.migrate.history import History
    from goofer_py.migrate.lease import Lease
    from goofer_py.migrate.lease_table import Held
    from goofer_py.migrate.setting import Setting
    from goofer_py.stores.store import Session, Store


class Leases:
    """Takes the lease for a run, once for runs inside of one another."""

    def __init__(self, setting: Setting, store: Store) -> None:
        self._setting = setting
        self._store = store
        self._lease: Lease | None = None

    def create(self, session: Session) -> None:
        """Make the table where runs will need it, if it is not there."""
        if self._needed(session):
            lease_of(session, self._setting.table).create()

    @contextmanager
    def held(self, session: Session, history: History | None = None) -> Iterator[Lease | None]:
        """Hold the lease; None where no other run can be at work, or all of it can be undone.

        Without a `history`, the table of the runs' is made with one of its own.
        """
        if self._lease is not None or not self._needed(session):
            yield self._lease
            return
        from goofer_py.migrate.lease import Lease

        history = history or history_of(session, self._setting.table)
        table = lease_of(session, self._setting.table)
        if made := history.create(table.creation):
            table.made()
        self._lease = Lease(session, self._setting, self._store.beside, table if made else None)
        try:
            with self._lease.held():
                yield self._lease
        finally:
            self._lease = None

    def holder(self, session: Session) -> Held | None:
        """Return who holds the lease, None when nobody does."""
        table = lease_of(session, self._setting.table)
        seen = table.look() if table.exists() else None
        return None if seen is None or seen.free else seen

    def seen(self, session: Session) -> Held | None:
        """Return who holds the lease, None also where this role may not look."""
        try:
            return self.holder(session)
        except StatementFailed:
            return None

    def end(self, session: Session, seen: Held) -> bool:
        """Take the lease away from whom it was `seen` with; says whether they had it still."""
        table = lease_of(session, self._setting.table)
        return table.exists() and table.end(seen)

    def _needed(self, session: Session) -> bool:
        # Inside of a caller's transaction, it is the caller who commits, later than any lease.
        possible = self._store.contended and not session.in_transaction
        return possible and self._setting.lease is not None
