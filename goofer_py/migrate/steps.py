"""The steps of a migration in code that runs outside of a transaction, each remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol, TypeVar

from goofer_py.clock import Clock
from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement
from goofer_py.errors import DirtyOrDrifted, StatementFailed, UsageError
from goofer_py.events import BatchDone, Observer
from goofer_py.migrate.context import Change
from goofer_py.migrate.failure import Failure, shortened
from goofer_py.migrate.history import History
from goofer_py.migrate.interruption import Interruption
from goofer_py.migrate.keyed import Key, Keyed, read, written
from goofer_py.migrate.leftovers import going_on, taken_away
from goofer_py.migrate.pace import Sizes, Throttle
from goofer_py.migrate.pacing import Pacing
from goofer_py.migrate.patience import Patience
from goofer_py.migrate.progress import ProgressTable, Step
from goofer_py.migrate.retries import Retries
from goofer_py.migrate.state import Dirty
from goofer_py.stores.rules import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goofer_py.stores.store import Session

T = TypeVar("T")

_NAP = 0.2
"""How long a pause goes on before signals and the lease are looked at, in seconds."""


class Bench(Protocol):
    """What the steps work on."""

    session: Session
    history: History
    interruption: Interruption
    clock: Clock
    observer: Observer | None
    patience: Patience

    @property
    def pacing(self) -> Pacing:
        """What batches of rows go by."""


class Steps:
    """Runs the steps of one migration; those that an earlier run finished are passed over."""

    def __init__(
        self,
        bench: Bench,
        table: ProgressTable,
        failure: Failure,
        dirty: Dirty | None,
    ) -> None:
        self.bench = bench
        self.session = bench.session
        self._table = table
        self._failure = failure
        self.left = ""
        """What is to be said of what a statement that failed had left half done."""
        self._interrupted = dirty.interrupted if dirty else None
        # A statement that failed did not end without a word.
        self._failed = dirty is not None and dirty.error is not None
        self._known = {step.name: step for step in table.steps()}
        self._met: set[str] = set()

    @property
    def pacing(self) -> Pacing:
        """What batches of rows go by."""
        return self.bench.pacing

    @property
    def stopped(self) -> bool:
        """Whether a signal came."""
        return bool(self.bench.interruption.noted)

    def once(self, script: str) -> None:
        """Run the statements of a script that have not run yet."""
        for statement in list(split(script, self.session.syntax)):
            self._once(statement)

    def executed(self, sql: str, parameters: Sequence[object]) -> int:
        """Run one statement that has not run yet; returns how many rows it touched, when it did."""
        given = f"{sql}\0{parameters!r}" if parameters else sql
        return self._once(
            Statement(sql, 1, 1, 0), given, lambda: self.session.execute(sql, parameters)
        )

    def update(
        self,
        table: str,
        change: Change,
        key: tuple[str, ...],
        columns: tuple[str, ...],
        where: tuple[str, tuple[object, ...]],
        size: int | None,
        pause: float,
    ) -> int:
        """Change rows batch by batch; returns how many were done, earlier runs included."""
        keyed = Keyed(self.session.dialect, table, key, *where)
        step = self.step(f"update {table}", count=keyed)

        def batch(step: Step, size: int) -> Step:
            return self._batch(step, keyed, change, (*key, *columns), len(key), size)

        return self.batches(step, batch, size, pause).done

    def batches(
        self,
        step: Step,
        batch: Callable[[Step, int], Step],
        size: int | None,
        pause: float = 0.0,
        *,
        throttled: bool = True,
        counts: str | None = None,
    ) -> Step:
        """Do a step batch by batch, each of which is committed; returns it as it is at the end.

        Without a `size` batches are so large that each takes about as long as it should. Those
        that are `throttled` wait while others have enough to do. They are of what the store
        `counts`, unless it is said.
        """
        clock, pacing = self.bench.clock, self.bench.pacing
        sizes, throttle = Sizes(size, pacing.seconds), Throttle(self.bench, self.check)
        started, before = clock.monotonic(), step.done
        while not step.finished:
            self.check()
            if throttled:
                throttle.wait()
            done, began = step.done, clock.monotonic()
            step = self.persistently(partial(batch, step, sizes.next))
            sizes.took(step.done - done, clock.monotonic() - began)
            self._known[step.name] = step
            seconds = clock.monotonic() - started
            rate = (step.done - before) / seconds if seconds > 0 else 0.0
            self._tell(step, rate, step.done - done, counts or self.session.counts)
            if not step.finished:
                self.pause(pause)
        return step

    def alter_by_copy(
        self, table: str, alter: str, renamed: Mapping[str, str], size: int | None, tool: str | None
    ) -> int:
        """Change a table through a copy of it; returns how many rows were copied."""
        from goofer_py.migrate.table_copy import changed_by_copy

        return changed_by_copy(self, table, alter, renamed, size, tool)

    def portions(
        self,
        name: str,
        work: Callable[[Step], Step],
        pause: float = 0.0,
        *,
        counts: str | None = None,
    ) -> Step:
        """Let `work` go on from where a step is until it is finished; returns how it ended."""

        def portion(step: Step, _: int) -> Step:
            with self.committing():
                step = work(step)
                self.write(step)
            return step

        step = self.step(name)
        return self.batches(step, portion, 1, pause, throttled=False, counts=counts)

    def _batch(
        self, step: Step, keyed: Keyed, change: Change, names: Sequence[str], wide: int, size: int
    ) -> Step:
        """Change the next rows, and write down that they are, both or none."""
        with self.committing():
            return self._changed(step, keyed, change, names, wide, size)

    def _changed(
        self, step: Step, keyed: Keyed, change: Change, names: Sequence[str], wide: int, size: int
    ) -> Step:
        session = self.session
        after = read(step.position) if step.position else None
        lock = session.table_types.row_lock
        # One more than are changed, to see whether the next batch would leave it out.
        found = session.query(*keyed.page(names[wide:], after, size + 1, lock))
        rows, beyond = found[:size], found[size:]
        if beyond and beyond[0][:wide] == rows[-1][:wide]:
            raise UsageError(
                f"Rows of {keyed.table} have the same key ({keyed.named}), so some would be left"
                " out.",
                hint="give a key that is unique: key=...",
            )
        if rows:
            self._change(rows, keyed, change, names, wide, after)
        step = replace(
            step,
            finished=not beyond,
            done=step.done + len(rows),
            total=max(step.total, step.done + len(rows)),
            position=written(rows[-1][:wide]) if rows else step.position,
        )
        self._table.write(step, self.bench.history.lease)
        return step

    def _change(
        self,
        rows: Sequence[tuple[object, ...]],
        keyed: Keyed,
        change: Change,
        names: Sequence[str],
        wide: int,
        after: Key | None,
    ) -> None:
        execute = self.session.execute
        if isinstance(change, str):
            execute(*keyed.change_between(change, after, rows[-1][:wide]))
            return
        for row in rows:
            if values := change(dict(zip(names, row, strict=True))):
                execute(*keyed.change_row(values, row[:wide]))

    def _once(
        self, statement: Statement, given: str = "", run: Callable[[], int] | None = None
    ) -> int:
        """Run a statement that has not run yet; returns how many rows it touched, if `run` says."""
        if self.session.rules.kind(statement.text) in (Kind.OPENS, Kind.CLOSES, Kind.BREAKS):
            raise UsageError(
                "Each statement is committed with the note that it ran; a script that runs"
                f" once has none of its own: {shortened(statement.text)}"
            )
        run = run or partial(self._ran, statement)
        text = " ".join(statement.text.split())
        digest = sha256((given or statement.text).encode()).hexdigest()[:16]
        step = self.step(f"{text[:60]} [{digest}]", statement=statement)
        if step.finished:
            return step.done
        self.check()
        done = replace(step, finished=True)
        if self.session.joins(statement) or not self._commits(statement):
            done = self.persistently(partial(self._noted, run, done))
        else:
            if not self._settled(step, statement):
                done = replace(done, done=max(self._alone(statement, step.trace, run), 0))
            self.persistently(partial(self.write, done))
        self._known[step.name] = done
        return done.done

    def _ran(self, statement: Statement) -> int:
        self.session.run_statements([statement])
        return 0

    def _noted(self, run: Callable[[], int], done: Step) -> Step:
        """Run a statement and note that it is done, both or none."""
        with self.committing():
            done = replace(done, done=max(run(), 0))
            self.write(done)
        return done

    def noted(self, step: Step) -> Step:
        """Write down, by itself, how far a step is, and return it."""
        self.persistently(partial(self.write, step))
        self._known[step.name] = step
        return step

    def write(self, step: Step) -> None:
        """Write down how far a step is, in the transaction that is open."""
        self._table.write(step, self.bench.history.lease)

    def _alone(self, statement: Statement, trace: str | None, run: Callable[[], int]) -> int:
        """Run what no transaction holds; again after a lock where one sees what it left."""
        session, retries = self.session, Retries(self.bench, self._failure)
        while True:
            try:
                return run()
            except StatementFailed as error:
                if trace is None or not retries.again(error):
                    left = going_on(session, statement) if self.stopped else ""
                    self.left = f"{taken_away(session, statement, trace)}{left}"
                    raise
            if trace and session.mend(statement, trace):
                return 0

    def persistently(self, work: Callable[[], T], patience: Patience | None = None) -> T:
        """Do what leaves nothing behind when it fails, again where it failed for a lock."""
        retries = Retries(self.bench, self._failure, patience)
        while True:
            try:
                return work()
            except StatementFailed as error:
                if not retries.again(error):
                    raise

    def _commits(self, statement: Statement) -> bool:
        """Say whether nothing can be recorded together with the statement."""
        alone = self.session.rules.kind(statement.text) is Kind.ALONE
        return alone or self.session.rules.ddl_commits

    def _settled(self, step: Step, statement: Statement) -> bool:
        """Say whether an earlier run, which was ended, had run the statement."""
        if step.name not in self._known:
            return False
        others, lease = self.session.others, self.bench.history.lease
        if lease is not None:
            lease.settled(lambda: others.running(statement))
        if step.trace and self.session.mend(statement, step.trace):
            return True
        if self._failed or step.trace == "":
            return False
        now = self.session.trace(statement)
        known = step.trace is not None and now is not None
        if known and str(step.trace).partition(":")[0] == str(now).partition(":")[0]:
            return now != step.trace
        if self._interrupted is None:
            raise DirtyOrDrifted(
                f"A statement of {self._failure.what} was running when an earlier run was ended,"
                " and nothing shows whether it came to its end:"
                f"\n    {shortened(statement.text)}\nNothing was run.",
                hint="goofer migrate --interrupted done, if it did; else: --interrupted again",
            )
        return self._interrupted == "done"

    def step(
        self, name: str, *, count: Keyed | None = None, statement: Statement | None = None
    ) -> Step:
        """Return a step as it stands, which is begun if it was not."""
        number, own = 1, name
        while own in self._met:
            number += 1
            own = f"{name} #{number}"
        self._met.add(own)
        if own in self._known:
            return self._known[own]
        total = self._counted(count) if count is not None else 0
        joined = statement is None or self.session.joins(statement)
        trace = "" if statement is None or joined else self.session.trace(statement)
        step = Step(own, total=total, trace=trace)
        self.persistently(partial(self._table.begin, step))
        return step

    def _counted(self, keyed: Keyed) -> int:
        """Return how many rows are meant; refuses those that no key leads to."""
        ((total, *keys),) = self.session.query(*keyed.count())
        if any(some < total for some in keys):
            raise UsageError(
                f"Rows of {keyed.table} have no value in their key ({keyed.named}), so they would"
                " be left out.",
                hint="give a key that is unique and never NULL: key=...",
            )
        return int(total)

    @contextmanager
    def committing(self) -> Iterator[None]:
        """Commit what is done within, or undo it."""
        session = self.session
        session.begin()
        try:
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise

    def check(self) -> None:
        """Raise Stopped after a signal, or LockLost."""
        if not self.session.in_transaction:
            self.bench.interruption.rest()
        self.bench.interruption.check()
        if self.bench.history.lease is not None:
            self.bench.history.lease.check()

    def pause(self, seconds: float) -> None:
        """Wait, unless a signal comes."""
        while seconds > 0:
            self.check()
            self.bench.clock.sleep(min(seconds, _NAP))
            seconds -= _NAP

    def _tell(self, step: Step, rate: float, rows: int, unit: str) -> None:
        if self.bench.observer is not None:
            # At the end it is known how many there were.
            total = step.done if step.finished else step.total
            event = BatchDone(
                self.session.database,
                self._failure.migration.version,
                step.name,
                step.done,
                total,
                rate,
                rows,
                unit,
            )
            self.bench.observer(event)
