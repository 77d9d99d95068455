"""A migration in code that runs outside of a transaction, in steps that are remembered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Protocol

from goofer_py.errors import (
    ConnectionFailed,
    GooferError,
    LockLost,
    StatementFailed,
    UsageError,
)
from goofer_py.migrate.alone import Bench as AloneBench
from goofer_py.migrate.books import progress_of
from goofer_py.migrate.failure import Failure
from goofer_py.migrate.interruption import Stopped
from goofer_py.migrate.progress import told
from goofer_py.migrate.record import DIRTY, DONE, Record
from goofer_py.migrate.retries import Retries
from goofer_py.migrate.state import Dirty
from goofer_py.migrate.steps import Bench as StepsBench
from goofer_py.migrate.steps import Steps
from goofer_py.migrate.work import CodeFailed, CodeWork, enveloped


class Bench(AloneBench, StepsBench, Protocol):
    """What a migration in code runs on."""


class CodeAlone:
    """Runs one function; until it is done, the history says dirty, and its steps say how far.

    A later run calls the function again, and what it has finished is passed over.
    """

    def __init__(self, bench: Bench, record: Record, work: CodeWork, failure: Failure) -> None:
        self._bench = bench
        self._session = bench.session
        self._history = bench.history
        self._record = record
        self._work = work
        self._failure = failure
        self._started = bench.clock.monotonic()
        self._stepping: Steps | None = None
        self._table = progress_of(
            bench.session, bench.history.name, record.version, record.direction
        )

    def run(self, dirty: Dirty | None) -> None:
        """Run what is left; raises MigrationFailed, Interrupted or LockLost, which say how far."""
        if self._session.in_transaction:
            raise UsageError(
                f"{self._failure.what} runs outside of a transaction, and the connection that was"
                f" given is inside of one. It was not run. {self._failure.before()}",
                hint="give goofer the URL or the engine",
            )
        self._bench.interruption.atomic = False
        try:
            self._persistently(partial(self._begin, dirty))
            with enveloped(self._session, [self._work]):
                self._session.run_statements(self._work.limiting)
                self._work.call(self._session, self._steps(dirty))
            self._persistently(self._finish)
        except (Stopped, LockLost) as error:
            raise self._ended(error) from None
        except (StatementFailed, CodeFailed) as error:
            cause = error.__cause__ if isinstance(error, CodeFailed) else error
            raise self._failed(error) from cause

    def _begin(self, dirty: Dirty | None) -> None:
        self._table.create()
        if dirty is None:
            self._table.clear()
        self._note(DIRTY)

    def _persistently(self, work: Callable[[], None]) -> None:
        """Do what leaves nothing behind when it fails, again where it failed for a lock."""
        retries = Retries(self._bench, self._failure)
        while True:
            try:
                return work()
            except StatementFailed as error:
                if not retries.again(error):
                    raise

    def _steps(self, dirty: Dirty | None) -> Steps:
        self._stepping = Steps(self._bench, self._table, self._failure, dirty)
        return self._stepping

    def _finish(self) -> None:
        """Record the end and forget the steps, both or none."""
        if self._session.in_transaction:
            raise CodeFailed from UsageError(
                "The function has left a transaction open.", hint="commit it, or roll it back"
            )
        last_id = self._history.last_id
        self._session.begin()
        try:
            # Without a transaction, what is left behind is harmless in this order alone.
            self._note(DONE)
            self._table.clear()
            self._session.commit()
        except BaseException:
            self._history.last_id = last_id
            with suppress(StatementFailed, ConnectionFailed):
                self._session.rollback()
            raise

    def _note(self, status: str, error: str | None = None) -> None:
        done = status == DONE
        duration = self._bench.clock.monotonic() - self._started if done else None
        self._history.add(
            replace(
                self._record,
                status=status,
                error=error,
                duration=duration,
                trace=self._record.trace or "",
            )
        )

    def _ended(self, error: Stopped | LockLost) -> GooferError:
        """Return the error for a signal, or for a lease that is lost, between two batches."""
        self._end_transaction()
        if isinstance(error, LockLost):
            return self._failure.of_lost(error, self._stands())
        return self._stopped()

    def _stopped(self) -> GooferError:
        signal = self._bench.interruption.noted
        self._keep(f"ended by {signal}")
        return self._failure.of_signal(signal, self._stands(), undone=False)

    def _failed(self, error: StatementFailed | CodeFailed) -> GooferError:
        self._end_transaction()
        if self._bench.interruption.noted:
            return self._stopped()
        if rival := self._bench.rival(self._failure, self._stands()):
            return rival
        cause = error.__cause__ or error if isinstance(error, CodeFailed) else error
        self._keep(getattr(cause, "server", "") or f"{type(cause).__name__}: {cause}")
        state = self._stands()
        if isinstance(error, StatementFailed):
            return self._failure.of_statement(error, state, undone=False)
        return self._failure.of_code(cause, state, undone=False)

    def _end_transaction(self) -> None:
        """Undo what the function began by itself and did not finish."""
        with suppress(StatementFailed, ConnectionFailed):
            if self._session.in_transaction:
                self._session.execute("ROLLBACK")

    def _keep(self, error: str) -> None:
        with suppress(StatementFailed, ConnectionFailed):
            self._note(DIRTY, error)

    def _stands(self) -> str:
        try:
            at = told(self._table.steps())
        except (StatementFailed, ConnectionFailed):
            at = "unknown: the database did not say"
        return (
            f"It runs without a transaction, and what it has committed stays ({at})."
            f" The next run goes on from there.{self._stepping.left if self._stepping else ''}"
        )
