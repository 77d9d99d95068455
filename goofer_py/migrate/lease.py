"""The right to change a database: taken for a run, renewed while it lasts, and given back."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from goofer_py.errors import (
    ConnectionFailed,
    GooferError,
    Interrupted,
    LockLost,
    StatementFailed,
    StoreError,
    UsageError,
)
from goofer_py.events import LeaseAwaited, LeaseTaken, OrphanSeen
from goofer_py.migrate.books import lease_of
from goofer_py.migrate.interruption import told_to_end
from goofer_py.migrate.lease_options import DEFAULT_LEASE
from goofer_py.migrate.lease_table import Held, LeaseTable, fresh
from goofer_py.migrate.record import host_name, user_name

if TYPE_CHECKING:
    from goofer_py.migrate.setting import Setting
    from goofer_py.stores.others import AtWork
    from goofer_py.stores.store import Bound, Session

_LONGEST_PAUSE = 30.0
_EARLY = 1.0
"""After how many seconds a run has the connection that renews its lease, or asks for it again."""
_REMEMBERED = 5
"""How many runs that were ended one after the other are looked for."""


class Lease:
    """Holds the lease of one history for one run.

    A heartbeat renews it over a connection of its own, which runs of less than a second do without.
    Whoever lost it is told by `check`, and by the fence, without which no record commits. `made`
    is its table where that was made a moment ago. `mine` has what the run calls the databases that
    it holds already, by the tokens of their leases.
    """

    def __init__(
        self,
        session: Session,
        setting: Setting,
        beside: Callable[[], Session],
        made: LeaseTable | None = None,
        mine: Mapping[str, str] | None = None,
    ) -> None:
        self._session = session
        self._history = setting.table
        self._options = setting.lease or DEFAULT_LEASE
        self._clock = setting.clock
        self._observer = setting.observer
        self._beside = beside
        self._table = made or lease_of(session, setting.table)
        self._token = os.urandom(16).hex()
        self._renewed = 0.0
        self._lost = False
        self._hindrance = ""
        self._mine = mine or {}
        self._over = threading.Event()
        self._created = self._fresh = made is not None
        self.identity = ""
        """What tells the session that holds it from all others of the server's."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lease; raises LockLost when it cannot be had in time."""
        try:
            before = self._acquired()
        except ConnectionFailed as error:
            raise ConnectionFailed(
                f"{error.message} Nothing was run.",
                database=error.database,
                server=error.server,
                hint=error.hint,
            ) from error
        heart = threading.Thread(target=self._beat, name="goofer lease", daemon=True)
        heart.start()
        unsettled = before if before.abandoned else None
        try:
            if unsettled is not None:
                self._settle(unsettled)
                unsettled = None
            yield
        finally:
            self._over.set()
            heart.join(self._options.heartbeat)
            self._give_back(unsettled)

    @property
    def token(self) -> str:
        """What holds it, for books that are not in tables."""
        return self._token

    @property
    def fence(self) -> Bound:
        """What is 1 in a statement for as long as the lease is held, and else makes it fail."""
        held = self._session.table_types.held
        return held.format(lease=self._table.table), (self._token,)

    @property
    def renewal(self) -> Bound | None:
        """What has to run in a transaction because nobody else can renew meanwhile; else None."""
        if not self._session.table_types.one_writer:
            return None
        return self._table.renewal(self._token, self._options.ttl)

    def check(self) -> None:
        """Raise LockLost unless the lease is held; asks the server when that is not certain."""
        if not self._lost and self._clock.monotonic() - self._renewed < self._options.ttl:
            return
        if not self._renew(self._table):
            raise self.lost()

    def lost(self) -> LockLost:
        """Return the error for a lease that somebody else has taken, or ended."""
        seen = self._table.look()
        by = f" {seen.holder} has it now." if seen.holder and not seen.free else ""
        return LockLost(
            f"This run has lost its lease on {self._session.database}: it was not renewed for"
            f" {self._options.ttl:g} s, or somebody ended it.{by}{self._why_not_renewed}",
            hint="goofer status",
        )

    @property
    def _why_not_renewed(self) -> str:
        return f" No connection renewed it: {self._hindrance}" if self._hindrance else ""

    def taken(self) -> bool:
        """Say whether somebody else took or ended the lease."""
        # While a script keeps tables locked, nobody can look.
        return not (self._session.confined or self._table.holds(self._token))

    def moved(self) -> None:
        """Take note that the run goes on over another connection."""
        self.identity = self._session.others.identity()
        self._table.move(self._token, self.identity)

    def settled(self, find: Callable[[], Sequence[AtWork]]) -> None:
        """Wait for, or end, what is still at work; raises LockLost when it goes on for too long."""
        told = False
        for _ in range(self._options.tries):
            if not (found := find()):
                return
            for one in found if self._options.orphans == "end" else ():
                self._session.others.end(one.id)
            if not told:
                self._tell(
                    OrphanSeen(self._session.database, self._options.orphans, _listed(found))
                )
                told = True
            self._pause()
        if found := find():
            raise LockLost(
                f"{_listed(found)} still works on {self._session.database} for a run that was"
                " ended. Nothing was run.",
                hint="try again later, or end it: goofer migrate --end-orphans",
            )

    def _acquired(self) -> Held:
        """Take the lease, and return what it said before."""
        identity = self.identity = self._session.others.identity()
        started, number, seen = self._clock.monotonic(), 0, None
        told = False
        while True:
            number += 1
            try:
                seen = self._looked()
                self._refuse_own(seen)
                asked = self._clock.monotonic()
                if seen.free and self._took(seen, identity):
                    self._renewed = asked
                    if told:
                        self._tell(LeaseTaken(self._session.database, asked - started))
                    return seen
            except StatementFailed as error:
                if not self._session.table_types.is_busy(error):
                    raise self._refused(error) from error
                self._unblock(seen)
            waited = self._clock.monotonic() - started
            if number >= self._options.tries or waited > self._options.patience:
                raise self._busy(seen, number, waited)
            if why := told_to_end():
                raise Interrupted(
                    f"{why} ended this run while it waited for {self._session.database}. Nothing"
                    " was run."
                )
            # One that somebody else takes at this moment has no holder to name yet.
            if seen is not None and not seen.free and not told:
                self._tell(LeaseAwaited(self._session.database, seen.holder, seen.since))
                told = True
            self._pause()

    def _refuse_own(self, seen: Held) -> None:
        """Raise UsageError for a lease that this very run holds: it would wait for itself."""
        if not seen.free and seen.token in self._mine:
            first = self._mine[seen.token]
            raise UsageError(
                f"{self._session.database} is held by this very run, which calls it {first}, too:"
                " both are one database, with one history. Nothing was run.",
                hint="name it once among the databases of a migration; what is to have a history of"
                " its own has history = in the settings",
            )

    def _unblock(self, seen: Held | None) -> None:
        """End, if that is wanted, what keeps a lease that ended from being taken."""
        if seen is not None and seen.abandoned and self._options.orphans == "end":
            for one in self._at_work(seen, blocking=True):
                self._session.others.end(one.id)

    def _looked(self) -> Held:
        if self._fresh:
            # Should somebody else have it already, it is not taken.
            self._fresh = False
            return fresh()
        if not self._created:
            self._table.create()
            self._created = True
        return self._table.look()

    def _took(self, seen: Held, identity: str) -> bool:
        # Should this run be ended before it has looked for the other, the next one looks for both.
        sessions = [identity, *(seen.session.split() if seen.abandoned else ())][:_REMEMBERED]
        return self._table.take(seen, self._token, _holder(), " ".join(sessions), self._options.ttl)

    def _refused(self, error: StatementFailed) -> StoreError:
        return StoreError(
            f"The lease on {self._session.database} cannot be taken: {error.server}. Nothing was"
            " run.",
            database=self._session.database,
            server=error.server,
            hint=error.server_hint
            or "let a role that may do so grant this one the right to write its table",
        )

    def _busy(self, seen: Held | None, tries: int, waited: float) -> LockLost:
        who = "Another program"
        if seen is not None and seen.holder:
            who = f"{seen.holder}, since {seen.since:%Y-%m-%d %H:%M:%S} UTC,"
        return LockLost(
            f"{who} holds {self._session.database}; this run asked for it {tries}"
            f" time{'s' * (tries > 1)} in {waited:.1f} s. Nothing was run.",
            hint="try again later; if that run is gone: goofer unlock",
        )

    def _settle(self, before: Held) -> None:
        self.settled(lambda: self._at_work(before))

    def _at_work(self, seen: Held, *, blocking: bool = False) -> Sequence[AtWork]:
        others = self._session.others
        return others.left_at_work(seen.session, self._history, blocking=blocking)

    def _beat(self) -> None:
        """Renew the lease until the run is over, whatever the run's own connection does."""
        table: LeaseTable | None = None
        early = pause = min(self._options.heartbeat, _EARLY)
        while not self._over.wait(pause):
            try:
                table = table or self._table_beside()
                # A run that ended meanwhile has given it back, or leaves it to end.
                if not self._over.is_set():
                    self._lost = not self._renew(table)
                pause, self._hindrance = self._options.heartbeat, ""
            except Exception as error:  # noqa: BLE001 - whatever a driver raises on its way
                # Over another connection next time; that the lease is lost is seen by its age.
                _close(table)
                table, pause = None, early
                self._hindrance = _reason(error)
        _close(table)

    def _table_beside(self) -> LeaseTable:
        session = self._beside()
        try:
            table = lease_of(session, self._history)
            table.exists()
        except BaseException:
            with suppress(GooferError):
                session.close()
            raise
        return table

    def _renew(self, table: LeaseTable) -> bool:
        asked = self._clock.monotonic()
        if renewed := table.renew(self._token, self._options.ttl):
            self._renewed = asked
        return renewed

    def _give_back(self, unsettled: Held | None) -> None:
        # Of a run that lost its connection nobody knows what goes on: the next one looks for it.
        if self._session.closed or self._session.in_transaction:
            return
        holder, session = (unsettled.holder, unsettled.session) if unsettled else ("", "")
        with suppress(StatementFailed, ConnectionFailed):
            self._table.release(self._token, holder=holder, session=session)

    def _pause(self) -> None:
        from random import uniform

        pause = self._options.pause
        self._clock.sleep(min(pause * uniform(0.75, 1.25), _LONGEST_PAUSE))  # noqa: S311

    def _tell(self, event: LeaseAwaited | LeaseTaken | OrphanSeen) -> None:
        if self._observer is not None:
            self._observer(event)


def _close(table: LeaseTable | None) -> None:
    if table is not None:
        with suppress(GooferError):
            table.close()


def _reason(error: Exception) -> str:
    """Return why something failed; what a driver says itself may hold secrets."""
    return error.message if isinstance(error, GooferError) else type(error).__name__


def _holder() -> str:
    return f"{user_name()}@{host_name()}, process {os.getpid()}"


def _listed(found: Sequence[AtWork]) -> str:
    return " and ".join(one.about for one in found)
