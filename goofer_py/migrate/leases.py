"""The leases of one migrator's runs, on the one database that it works on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from goofer_py.errors import StatementFailed
from goofer_py.migrate.books import lease_of
from goofer_py.migrate.records import history_of

if TYPE_CHECKING:  # A look at the state needs none of them.
    from contextlib import AbstractContextManager

    from goofer_py.migrate.choice import Choice
    from goofer_py.migrate.history import History
    from goofer_py.migrate.lease import Lease
    from goofer_py.migrate.lease_table import Held
    from goofer_py.migrate.setting import Setting
    from goofer_py.migrate.several.companion import Companions
    from goofer_py.stores.store import Session, Store


class Leases:
    """Takes the lease for a run, once for runs inside of one another."""

    def __init__(self, setting: Setting, store: Store) -> None:
        self._setting = setting
        self._store = store
        self._lease: Lease | None = None
        self._companions: Companions | None = None

    @property
    def companions(self) -> Companions | None:
        """The other databases that are held now."""
        return self._companions

    def create(self, session: Session) -> None:
        """Make the table where runs will need it, if it is not there."""
        if self._needed(session):
            lease_of(session, self._setting.table).create()

    @contextmanager
    def held(
        self,
        session: Session,
        history: History | None = None,
        choice: Choice | None = None,
        mine: Mapping[str, str] | None = None,
    ) -> Iterator[Lease | None]:
        """Hold the lease; None where no other run can be at work, or all of it can be undone.

        Without a `history`, the table of the runs' is made with one of its own. With a `choice`,
        those of the other databases are held too that its migrations say they change. `mine` has
        what the run holds already, by its tokens.
        """
        if not (names := self._others(choice)):
            with self._own(session, history, mine or {}) as lease:
                if history is not None:
                    history.companions = self._companions
                yield lease
            return
        from goofer_py.migrate.several.holding import held

        own = self._store, partial(self._own, session, history)
        with held(self._setting, own, names, _hold) as (lease, companions):
            self._companions = companions
            if history is not None:
                history.companions = companions
            try:
                yield lease
            finally:
                self._companions = None

    def _others(self, choice: Choice | None) -> tuple[str, ...]:
        """Return the names of those that the migrations of a run say, and that are not held."""
        if choice is None or not choice.versions:
            return ()
        from goofer_py.migrate.several.names import said_by

        names = said_by(choice, self._setting.source)
        if not names:
            return names
        from goofer_py.migrate.several.untouched import UNTOUCHED

        held = self._companions is not None or self._setting.databases is UNTOUCHED
        return () if held else names

    @contextmanager
    def _own(
        self, session: Session, history: History | None, mine: Mapping[str, str]
    ) -> Iterator[Lease | None]:
        if self._lease is not None or not self._needed(session):
            yield self._lease
            return
        from goofer_py.migrate.lease import Lease

        history = history or history_of(session, self._setting.table)
        table = lease_of(session, self._setting.table)
        if made := history.create(table.creation):
            table.made()
        beside = self._store.beside
        self._lease = Lease(session, self._setting, beside, table if made else None, mine)
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


def _hold(
    setting: Setting, store: Store, session: Session, mine: Mapping[str, str]
) -> AbstractContextManager[Lease | None]:
    """Hold the lease of another database."""
    return Leases(setting, store).held(session, mine=mine)
