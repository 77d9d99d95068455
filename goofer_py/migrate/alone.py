"""A migration that runs outside of a transaction: each of its steps is recorded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import groupby, islice
from operator import attrgetter
from typing import Protocol

from goofer_py.dialects.statement import Statement
from goofer_py.errors import (
    ConnectionFailed,
    DirtyOrDrifted,
    GooferError,
    StatementFailed,
    UsageError,
)
from goofer_py.migrate.checksum import RunningSum
from goofer_py.migrate.failure import Failure
from goofer_py.migrate.history import History
from goofer_py.migrate.interruption import Interruption, Stopped
from goofer_py.migrate.record import DIRTY, DONE, Record
from goofer_py.migrate.state import Dirty
from goofer_py.migrate.work import Work, enveloped
from goofer_py.stores.store import Session


class Bench(Protocol):
    """What a migration runs on."""

    session: Session
    history: History
    interruption: Interruption


class Alone:
    """Runs one script statement by statement, and goes on where an earlier run stopped.

    Until the last statement is done, the last record says dirty, with how many are: whoever looks
    at the database, also after this process was killed, knows where it stands.
    """

    def __init__(self, bench: Bench, record: Record, work: Work, failure: Failure) -> None:
        self._session = bench.session
        self._history = bench.history
        self._interruption = bench.interruption
        self._record = record
        self._work = work
        self._failure = failure
        self._done = 0
        self._running = RunningSum()
        self._sum = self._running.text()

    def run(self, dirty: Dirty | None) -> None:
        """Run what is left; raises MigrationFailed or Interrupted, which say how far it came."""
        self._refuse_a_transaction()
        self._done = self._start(dirty)
        self._interruption.atomic = False
        try:
            self._note(DIRTY)
            with enveloped(self._session, [self._work]):
                self._statements()
            self._note(DONE)
        except Stopped:
            raise self._stopped() from None
        except StatementFailed as error:
            raise self._failed(error) from error

    def _refuse_a_transaction(self) -> None:
        if self._session.in_transaction:
            raise UsageError(
                f"{self._failure.what} runs outside of a transaction, and the connection that was"
                f" given is inside of one. It was not run. {self._failure.before()}",
                hint="give goofer the URL or the engine",
            )

    def _start(self, dirty: Dirty | None) -> int:
        if dirty is None or dirty.statements == 0:
            return 0
        for _, portions in islice(self._numbered(), dirty.statements):
            deque(self._running.over(portions), maxlen=0)
        self._sum = self._running.text()
        if dirty.checksum != self._sum:
            raise DirtyOrDrifted(
                f"{self._failure.what} stopped after {dirty.statements} of {dirty.total}"
                " statements, and its script has changed since in what is done already: what is"
                " left of it is not known. Nothing was run.",
                hint="bring the statements that are done back as they were, then: goofer migrate",
            )
        return dirty.statements

    def _numbered(self) -> Iterator[tuple[int, Iterator[Statement]]]:
        """Number the statements; what is too long for one comes in portions."""
        grouped = groupby(self._work.statements(), attrgetter("offset"))
        return enumerate((portions for _, portions in grouped), 1)

    def _statements(self) -> None:
        for number, portions in self._numbered():
            if number <= self._done:
                continue
            self._interruption.check()
            self._session.run_statements(self._running.over(portions))
            # Inside of the script's own transaction nothing is certain yet.
            if not self._session.in_transaction:
                self._advance(number)

    def _advance(self, number: int) -> None:
        self._done, self._sum = number, self._running.text()
        if number < self._record.total:
            self._note(DIRTY)

    def _note(self, status: str, error: str | None = None) -> None:
        done = status == DONE
        record = replace(
            self._record,
            status=status,
            statements=self._done,
            error=error,
            # What is not done yet may still be corrected, so it does not count before.
            checksum=self._record.checksum if done else self._sum,
            down_script=self._record.down_script if done else None,
        )
        self._history.add(record)

    def _stopped(self) -> GooferError:
        self._end_own_transaction()
        signal = self._interruption.noted
        with suppress(StatementFailed, ConnectionFailed):
            self._note(DIRTY, f"ended by {signal}")
        return self._failure.of_signal(signal, self._stands())

    def _failed(self, error: StatementFailed) -> GooferError:
        self._end_own_transaction()
        if self._interruption.noted:
            return self._stopped()
        if self._history.moved():
            return self._failure.of_rival()
        with suppress(StatementFailed, ConnectionFailed):
            self._note(DIRTY, error.server)
        return self._failure.of_statement(error, self._stands(), undone=False)

    def _end_own_transaction(self) -> None:
        """Undo what the script began by itself and did not finish."""
        if self._session.in_transaction:
            with suppress(StatementFailed, ConnectionFailed):
                self._session.execute("ROLLBACK")

    def _stands(self) -> str:
        total = self._record.total
        return (
            f"It runs without a transaction: {self._done} of {total} statements are done and"
            " stay. The next run goes on after them."
        )
