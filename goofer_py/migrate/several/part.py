"""What a migration does in one other database: its records there, its steps, and its context."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goofer_py.errors import ConnectionFailed, GooferError, StatementFailed
from goofer_py.migrate.record import DIRTY, DONE, Record
from goofer_py.migrate.several.part_book import PartBook
from goofer_py.migrate.several.part_context import PartContext
from goofer_py.migrate.state import Dirty
from goofer_py.migrate.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goofer_py.clock import Clock
    from goofer_py.events import Observer
    from goofer_py.migrate.failure import Failure
    from goofer_py.migrate.history import History
    from goofer_py.migrate.interruption import Interruption
    from goofer_py.migrate.pacing import Pacing
    from goofer_py.migrate.patience import Patience
    from goofer_py.migrate.progress import ProgressTable
    from goofer_py.migrate.several.companion import Companion
    from goofer_py.migrate.several.origin import Origin
    from goofer_py.migrate.several.stand import Stand
    from goofer_py.migrate.steps import Bench as StepsBench
    from goofer_py.stores.store import Session


@dataclass
class Bench:
    """What the steps of a part work on."""

    session: Session
    history: History
    interruption: Interruption
    clock: Clock
    observer: Observer | None
    patience: Patience
    pacing: Pacing


class CheckedSteps(Steps):
    """Steps that go on only while all leases of the run are held."""

    def __init__(
        self,
        bench: Bench,
        table: ProgressTable,
        failure: Failure,
        dirty: Dirty | None,
        check: Callable[[], None],
    ) -> None:
        super().__init__(bench, table, failure, dirty)
        self._check_all = check

    def check(self) -> None:
        """Raise Stopped after a signal, or LockLost."""
        super().check()
        self._check_all()


class Part:
    """One database's part of one attempt at a migration, in one direction."""

    def __init__(
        self,
        companion: Companion,
        bench: StepsBench,
        record: Record,
        origin: Origin,
        failure: Failure,
    ) -> None:
        self._companion = companion
        self._failure = failure
        self._started = bench.clock.monotonic()
        session = companion.session
        self.book = PartBook(session, companion.table, origin.attempt, record.direction)
        self.book.history.lease = companion.lease
        self._bench = Bench(
            session,
            self.book.history,
            bench.interruption,
            bench.clock,
            bench.observer,
            bench.patience,
            bench.pacing,
        )
        self._record = replace(
            record, checksum=None, down_script=origin.text, trace=None, irreversible=None
        )

    @property
    def name(self) -> str:
        """The name of its database in the program."""
        return self._companion.name

    @property
    def session(self) -> Session:
        """The connection to its database."""
        return self._companion.session

    def begin(self) -> None:
        """Record that it is begun here, once."""
        if not self.book.known:
            self.book.look()
        if not self.book.own:
            self.book.history.create()
            self._add(DIRTY)

    def context(
        self,
        version: str,
        settings: Mapping[str, object],
        half: Dirty | None,
        check: Callable[[], None],
    ) -> PartContext:
        """Return what the migration works here with; what is done of it is passed over."""
        self.begin()
        table = self.book.steps()
        table.create()
        before = None if half is None else replace(half, error=self.book.own[-1].error)
        steps = CheckedSteps(self._bench, table, self._failure, before, check)
        return PartContext(self._companion.session, version, settings, steps, check)

    def finish(self) -> None:
        """Record that all of it is done here, once."""
        self.begin()
        if not self.book.done:
            self._add(DONE)

    def fail(self, error: str) -> None:
        """Record why it stopped, if it has begun here and that is possible."""
        if self.book.own and not self.book.done:
            with suppress(StatementFailed, ConnectionFailed):
                self._add(DIRTY, error)

    def forget(self) -> None:
        """Forget the steps of the attempt, if that is possible: they are of no use any more."""
        with suppress(GooferError):
            self.book.forget()

    def stand(self) -> Stand:
        """Return how its database stands, as the records there say."""
        return self.book.stand(self.name)

    def _add(self, status: str, error: str | None = None) -> None:
        done = status == DONE
        duration = self._bench.clock.monotonic() - self._started if done else None
        self.book.add(replace(self._record, status=status, error=error, duration=duration))
