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
    LockLost,
    StatementFailed,
    UsageError,
)
from goofer_py.migrate.checksum import RunningSum
from goofer_py.migrate.failure import Failure, shortened
from goofer_py.migrate.interruption import Stopped
from goofer_py.migrate.leftovers import going_on, taken_away
from goofer_py.migrate.record import DIRTY, DONE, Record
from goofer_py.migrate.refusal import refusal
from goofer_py.migrate.retries import Bench as RetriesBench
from goofer_py.migrate.retries import Retries
from goofer_py.migrate.state import Dirty
from goofer_py.migrate.work import Work, enveloped
from goofer_py.stores.fault import Fault, script_failed
from goofer_py.stores.rules import Kind

_TO = {"up": "", "down": " --to VERSION"}


class Bench(RetriesBench, Protocol):
    """What a migration runs on."""

    def rival(self, failure: Failure, state: str) -> LockLost | None:
        """Return the error for another run that took over, None when there is none."""


class Alone:
    """Runs one script statement by statement, and goes on where an earlier run stopped.

    Until the last statement is done, the last record says dirty, with how many are: whoever looks
    at the database, also after this process was killed, knows where it stands.
    """

    def __init__(self, bench: Bench, record: Record, work: Work, failure: Failure) -> None:
        self._bench = bench
        self._session = bench.session
        self._history = bench.history
        self._interruption = bench.interruption
        self._clock = bench.clock
        self._rival = bench.rival
        self._started = bench.clock.monotonic()
        self._record = record
        self._work = work
        self._failure = failure
        self._done = 0
        self._running = RunningSum(exact=bench.session.ledger is not None)
        self._sum = self._running.text()
        self._ahead = self._firsts()
        self._upcoming: Statement | None = None
        """The statement that runs next."""
        self._left: str | None = ""
        """How things stood before it."""
        self._outside = False
        """It was refused in a transaction."""

    def run(self, dirty: Dirty | None) -> None:
        """Run what is left; raises MigrationFailed or Interrupted, which say how far it came.

        Raises DirtyOrDrifted when it is not known what is left.
        """
        self._refuse_a_transaction()
        self._history.keep_traces()
        again = self._start(dirty)
        self._interruption.atomic = False
        try:
            with enveloped(self._session, [self._work]):
                self._session.run_statements([*self._work.limiting, *again])
                if dirty is not None:
                    self._settle(dirty)
                self._note(DIRTY)
                self._statements()
            self._note(DONE)
        except Stopped:
            raise self._stopped() from None
        except LockLost as error:
            raise self._failure.of_lost(error, self._stands()) from None
        except StatementFailed as error:
            raise self._failed(error) from error

    def _refuse_a_transaction(self) -> None:
        if self._session.in_transaction:
            raise UsageError(
                f"{self._failure.what} runs outside of a transaction, and the connection that was"
                f" given is inside of one. It was not run. {self._failure.before()}",
                hint="give goofer the URL or the engine",
            )

    def _start(self, dirty: Dirty | None) -> list[Statement]:
        """Go past what is done; returns what of it set up the session, which is another now."""
        again: list[Statement] = []
        done = dirty.statements if dirty else 0
        for _, portions in islice(self._numbered(), done):
            again.extend(filter(self._sets_up, self._running.over(portions)))
            next(self._ahead)
        self._done, self._sum = done, self._running.text()
        self._upcoming = next(self._ahead, None)
        if dirty and done and dirty.checksum != self._sum:
            raise DirtyOrDrifted(
                f"{self._failure.what} stopped after {dirty.statements} of {dirty.total}"
                " statements, and its script has changed since in what is done already: what is"
                " left of it is not known. Nothing was run.",
                hint="bring the statements that are done back as they were, then:"
                f" {self._failure.again}",
            )
        return again

    def _sets_up(self, statement: Statement) -> bool:
        return self._session.rules.kind(statement.text) in (Kind.SETTING, Kind.SESSION)

    def _settle(self, dirty: Dirty) -> None:
        """Find out whether the statement ran in which an earlier run was ended without a word."""
        statement = self._upcoming
        if statement is None or dirty.trace == "":
            return
        if dirty.error is None:
            self._wait_for(statement)
        finished = bool(dirty.trace) and self._session.mend(statement, str(dirty.trace))
        if dirty.error is not None and not finished:
            return
        interrupted, now = dirty.interrupted, self._session.trace(statement)
        known = dirty.trace is not None and now is not None
        if known and str(dirty.trace).partition(":")[0] == str(now).partition(":")[0]:
            interrupted = "again" if now == dirty.trace else "done"
        if interrupted is None:
            raise self._unsettled(
                "was running when an earlier run was ended, and nothing shows whether it came to"
                " its end",
                f"goofer migrate{_TO[self._failure.direction]} --interrupted done, if it did;"
                " else: --interrupted again",
            )
        if interrupted == "done":
            deque(self._running.over(self._statement(self._done + 1)), maxlen=0)
            self._advance(self._done + 1)

    def _wait_for(self, statement: Statement) -> None:
        """Let a session end that still runs the statement; raises when it does not."""
        others = self._session.others
        if self._history.lease is not None:
            self._history.lease.settled(lambda: others.running(statement))
        elif found := others.running(statement):
            raise self._unsettled(
                f"is still running on the server, in {found[0].about}", "goofer status"
            )

    def _unsettled(self, what: str, hint: str) -> DirtyOrDrifted:
        statement = shortened(self._session.hide(self._upcoming.text)) if self._upcoming else ""
        return DirtyOrDrifted(
            f"Statement {self._done + 1} of {self._record.total} of {self._failure.what} {what}:"
            f"\n    {statement}\nNothing was run.",
            hint=hint,
        )

    def _numbered(self) -> Iterator[tuple[int, Iterator[Statement]]]:
        """Number the statements; what is too long for one comes in portions."""
        grouped = groupby(self._work.statements(), attrgetter("offset"))
        return enumerate((portions for _, portions in grouped), 1)

    def _statement(self, number: int) -> Iterator[Statement]:
        return next(islice(self._numbered(), number - 1, None))[1]

    def _firsts(self) -> Iterator[Statement]:
        """Yield the statements once more, to look ahead."""
        yield from (next(portions) for _, portions in self._numbered())

    def _statements(self) -> None:
        for number, portions in self._numbered():
            if number <= self._done:
                continue
            if not (self._session.in_transaction or self._session.confined):
                self._interruption.rest()
            self._interruption.check()
            if self._history.lease is not None and not self._session.confined:
                self._history.lease.check()
            if self._persistently(number, portions):
                continue
            # Inside of the script's own transaction nothing is certain yet.
            certain = not self._session.in_transaction
            self._advance(number, certain=certain, noted=certain and number < self._record.total)
        if self._session.in_transaction:
            raise self._unfinished()

    def _unfinished(self) -> StatementFailed:
        """Return the error for a script whose own transaction would be undone at its end."""
        began = next(self._statement(self._done + 1))
        fault = Fault("nothing commits the transaction that begins here, so it is undone")
        return script_failed(fault, database=self._session.database, at=began)

    def _persistently(self, number: int, portions: Iterator[Statement]) -> bool:
        """Run a statement, again where it failed for a lock; says whether it is recorded."""
        retries = Retries(self._bench, self._failure)
        half = False
        while True:
            # What the script began itself is undone by its own failure, and not only this.
            again = not self._session.in_transaction and self._left is not None
            before = self._running.copy()
            try:
                return self._once(number, portions, half)
            except StatementFailed as error:
                if not again or not retries.again(error):
                    raise
            self._running, half = before, True
            portions = self._statement(number)

    def _once(self, number: int, portions: Iterator[Statement], half: bool) -> bool:
        """Run a statement; `half` says that it was begun before. Says whether it is recorded."""
        if self._closes():
            self._close(number, portions)
            return True
        if self._joins() and not self._session.in_transaction:
            if self._joined(number, portions):
                return True
            portions = self._statement(number)
        elif half and self._mended():
            deque(self._running.over(portions), maxlen=0)
            return False
        self._session.run_statements(self._running.over(portions))
        return False

    def _mended(self) -> bool:
        """Undo what a statement left half done; says whether all of it is done instead."""
        if self._upcoming is None or not self._left:
            return False
        return self._session.mend(self._upcoming, self._left)

    def _joined(self, number: int, portions: Iterator[Statement]) -> bool:
        """Run a statement with its record; says whether a transaction can hold it."""
        before = self._running.copy()
        try:
            self._together(number, portions)
        except StatementFailed as error:
            if not self._session.refuses_transaction(error):
                raise
            self._running, self._outside = before, True
            # Whoever finds this run ended has to know that it was not undone with its record.
            self._note(DIRTY)
            return False
        return True

    def _closes(self) -> bool:
        """Say whether the next statement commits what the script began by itself."""
        if self._upcoming is None or not self._session.in_transaction or self._session.confined:
            return False
        return self._session.rules.kind(self._upcoming.text) is Kind.CLOSES

    def _close(self, number: int, portions: Iterator[Statement]) -> None:
        """Note that the script's own transaction is done inside of it, and commit both."""
        before, last_id = (self._done, self._sum), self._history.last_id
        commit = list(self._running.over(portions))
        try:
            self._advance(number, noted=True)
            self._session.run_statements(commit)
        except BaseException:
            (self._done, self._sum), self._history.last_id = before, last_id
            raise

    def _together(self, number: int, portions: Iterator[Statement]) -> None:
        """Run a statement and note that it is done, both or none."""
        before, last_id = (self._done, self._sum), self._history.last_id
        self._session.begin()
        try:
            self._session.run_statements(self._running.over(portions))
            self._advance(number, noted=True)
            self._session.commit()
        except BaseException:
            (self._done, self._sum), self._history.last_id = before, last_id
            with suppress(StatementFailed, ConnectionFailed):
                self._session.rollback()
            raise

    def _advance(self, number: int, *, certain: bool = True, noted: bool = False) -> None:
        self._upcoming, self._outside = next(self._ahead, None), False
        if certain:
            self._done, self._sum = number, self._running.text()
        if noted:
            self._note(DIRTY)

    def _note(self, status: str, error: str | None = None) -> None:
        done = status == DONE
        record = replace(
            self._record,
            status=status,
            statements=self._done,
            error=error,
            duration=self._clock.monotonic() - self._started if done else None,
            # What is not done yet may still be corrected, so it does not count before.
            checksum=self._record.checksum if done else self._sum,
            down_script=self._record.down_script if done else None,
            trace=None if done else self._left if error else self._trace(),
        )
        self._added(record)

    def _added(self, record: Record) -> None:
        """Add a record, again where it failed for a lock."""
        retries = Retries(self._bench, self._failure)
        while True:
            try:
                return self._history.add(record)
            except StatementFailed as error:
                # Within a transaction, all of it has to be tried again; a failure just is told.
                if record.error or self._session.in_transaction or not retries.again(error):
                    raise

    def _joins(self) -> bool:
        if self._upcoming is None or self._outside:
            return False
        return self._session.joins(self._upcoming)

    def _trace(self) -> str | None:
        self._left = ""
        if self._upcoming is not None and not self._joins():
            self._left = self._session.trace(self._upcoming)
        return self._left

    def _stopped(self) -> GooferError:
        self._end_own_transaction()
        signal = self._interruption.noted
        with suppress(StatementFailed, ConnectionFailed):
            self._note(DIRTY, f"ended by {signal}")
        state = f"{self._stands()}{going_on(self._session, self._upcoming)}"
        return self._failure.of_signal(signal, state, undone=False)

    def _failed(self, error: StatementFailed) -> GooferError:
        self._end_own_transaction()
        if self._interruption.noted:
            return self._stopped()
        if rival := self._rival(self._failure, self._stands()):
            return rival
        away = taken_away(self._session, self._upcoming, self._left)
        state = self._stands()
        try:
            if refusal(error.server) is not None:
                self._take_back(error.server)
            else:
                self._note(DIRTY, error.server)
        except (StatementFailed, ConnectionFailed) as unnoted:
            state = f"{self._stands_unnoted()} {unnoted.server or unnoted.message}."
        return self._failure.of_statement(error, f"{state}{away}", undone=False)

    def _take_back(self, why: str) -> None:
        """Note that nothing of it was run: what came before it has only looked at rows."""
        version, up = self._record.version, self._record.direction == "up"
        was = None if up else self._history.last_applied(version)
        self._added(
            replace(
                self._record,
                direction="up" if was else "down",
                statements=0,
                error=why,
                irreversible=was.irreversible if was else None,
                checksum=was.checksum if was else None,
                down_script=was.down_script if was else None,
            )
        )

    def _end_own_transaction(self) -> None:
        """Undo what the script began by itself and did not finish."""
        if self._session.in_transaction:
            with suppress(StatementFailed, ConnectionFailed):
                self._session.execute("ROLLBACK")

    def _stands(self) -> str:
        return f"{self._far()} The next run goes on after them."

    def _stands_unnoted(self) -> str:
        return f"{self._far()} The history could not be told so:"

    def _far(self) -> str:
        done, total = self._done, self._record.total
        return f"It runs without a transaction: {done} of {total} statements are done and stay."
