"""One run: migrations in their order, until the last, a failure or a signal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from goofer_py.errors import ConnectionFailed, FileError, GooferError, LockLost
from goofer_py.events import (
    Event,
    MigrationErred,
    MigrationFinished,
    MigrationStarted,
    MigrationWarned,
    RunFinished,
    RunStarted,
)
from goofer_py.migrate.choice import Choice
from goofer_py.migrate.executor import Executor
from goofer_py.migrate.failure import Failure
from goofer_py.migrate.find import find
from goofer_py.migrate.history import History
from goofer_py.migrate.in_turn import InTurn
from goofer_py.migrate.interruption import Interruption
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.outcome import outcome
from goofer_py.migrate.results import MigrationResult
from goofer_py.migrate.setting import Setting
from goofer_py.migrate.state import REPEATED, Dirty
from goofer_py.migrate.together import Prepared, Together
from goofer_py.migrate.work import CodeWork, Work
from goofer_py.stores.store import Session

if TYPE_CHECKING:
    from goofer_py.migrate.approval import Approval
    from goofer_py.migrate.hooking import Hooking


Guard = Callable[[Interruption], AbstractContextManager[object]]


class Run:
    """Runs chosen migrations on one session."""

    def __init__(
        self, setting: Setting, session: Session, history: History, names: Mapping[str, str]
    ) -> None:
        self._setting = setting
        self._session = session
        self._history = history
        self._names = names
        self._lacking = {""}
        self._hooks: Hooking | None = None
        self.verify: Callable[[], None] | None = None
        """What is asked of the data before a run that is one transaction commits."""
        self.approved: Approval | None = None
        """What may run, where somebody said so."""
        self.done: list[MigrationResult] = []
        """What is committed."""

    def again(self) -> Run:
        """Return another run on the same session."""
        return Run(self._setting, self._session, self._history, self._names)

    def go(
        self,
        choice: Choice,
        dirty: Dirty | None = None,
        *,
        together: bool = False,
        guard: Guard = nullcontext,
    ) -> None:
        """Run what was chosen; raises what Executor.run raises, or FileError when nothing ran.

        `guard` is around all of it, and may end it.
        """
        if not choice:
            return
        database, clock = self._session.database, self._setting.clock
        repeated = (REPEATED,) * len(choice.repeatables)
        self._tell(RunStarted(database, choice.direction, choice.versions + repeated))
        started, ok = clock.monotonic(), False
        try:
            self._history.create()
            self._history.begin_run()
            with Interruption() as interruption, self._session.interruptible() as end:
                interruption.ends(end)
                setting = self._setting
                how = (setting.observer, setting.patience, setting.pacing)
                executor = Executor(self._session, self._history, clock, interruption, *how)
                with self._seen(), guard(interruption), self._hooked(executor, choice, end):
                    self._run(executor, choice, dirty, together)
            ok = True
        finally:
            duration = clock.monotonic() - started
            ran = tuple(result.version for result in self.done)
            self._tell(RunFinished(database, choice.direction, ran, ok, duration))

    def _seen(self) -> AbstractContextManager[object]:
        """Return what tells of what takes long, if that is wanted."""
        told = self._setting.observer
        if not isinstance(told, InTurn):
            return nullcontext()
        from goofer_py.migrate.seeing import Seeing

        return Seeing(self._setting, self._session, told)

    @contextmanager
    def _hooked(
        self, executor: Executor, choice: Choice, end: Callable[[], None]
    ) -> Iterator[None]:
        """Call the hooks before and after the run, if it has any."""
        if not self._setting.hooks:
            yield
            return
        from goofer_py.migrate.hooking import Hooking

        settings, hooks = self._setting.options, self._setting.hooks
        self._hooks = Hooking(hooks, executor, choice.direction, self._tell, settings, end)
        with self._hooks.around(choice.versions, lambda: [one.version for one in self.done]):
            yield

    def _run(self, executor: Executor, choice: Choice, dirty: Dirty | None, together: bool) -> None:
        if together:
            self._all_together(executor, choice)
            return
        for migration in self._migrations(choice):
            failure = Failure(self._session.database, migration, choice.direction, self.done)
            executor.interruption.rest()
            if executor.interruption.noted:
                raise failure.of_signal(executor.interruption.noted, "It was not begun.")
            self._still_held(failure)
            work = self._prepared(migration, failure)
            if self._hooks is not None:
                self._hooks.before(migration, failure.before())
            self._begins(migration, work, choice.direction)
            half = dirty if dirty and dirty.version == migration.version else None
            try:
                self._ends(executor.run(migration, work, failure, half))
            except GooferError as error:
                raise self._erred(error, failure) from error.__cause__
            if self._hooks is not None:
                self._hooks.after(migration, failure.before())

    def _migrations(self, choice: Choice) -> Iterator[Migration]:
        """Yield what runs, in its order."""
        direction, source = choice.direction, self._setting.source
        for version in choice.versions:
            yield find(version, direction, source, self._names, self._history)
        for one in choice.repeatables:
            yield Migration(REPEATED, one.name, one.script)

    def _still_held(self, failure: Failure) -> None:
        try:
            if self._history.lease is not None:
                self._history.lease.check()
        except LockLost as error:
            raise failure.of_lost(error, "It was not begun.") from None

    def _all_together(self, executor: Executor, choice: Choice) -> None:
        direction = choice.direction
        prepared: list[Prepared] = []
        for migration in self._migrations(choice):
            work = self._ready(migration, direction)
            prepared.append((migration, self._furnished(work)))
        run = Together(executor, direction, prepared, self._hooks, self.verify)
        try:
            results = run.run(lambda migration, work: self._begins(migration, work, direction))
        except GooferError as error:
            raise self._erred(error, run.failure()) from error.__cause__
        for result in results:
            self._ends(result)

    def _prepared(self, migration: Migration, failure: Failure) -> Work:
        try:
            return self._furnished(self._ready(migration, failure.direction))
        except FileError as error:
            if not self.done:
                raise
            raise failure.of_file(error) from error

    def _ready(self, migration: Migration, direction: str) -> Work:
        """Return what a migration runs, read to its end."""
        work = migration.script(direction).prepare(self._session)
        if self.approved is not None:
            self.approved.check_script(migration, work.checksum)
        return work

    def _furnished(self, work: Work) -> Work:
        """Give a script the limits of the run, and code the settings that its context has."""
        patience = self._setting.patience
        if patience.limits:
            work = work.within(self._session, patience)
        if not isinstance(work, CodeWork):
            return work
        setting = self._setting
        work = replace(work, options=setting.options, databases=setting.databases)
        if not work.declared:
            return work
        from goofer_py.migrate.several.untouched import UNTOUCHED

        # In a trial there is only its own database, in which it runs as any other.
        tried = setting.databases is UNTOUCHED
        return replace(work, declared=(), parts=UNTOUCHED) if tried else work

    def _erred(self, error: GooferError, failure: Failure) -> GooferError:
        """Tell of an error, and return it with how things stand."""
        if isinstance(error, ConnectionFailed):
            lease = self._history.lease
            state = outcome(self._setting, lease.identity if lease else "", failure)
            error = failure.of_connection(error, state)
        migration, said = failure.migration, error.message
        event = MigrationErred(
            failure.database, migration.version, migration.name, failure.direction, said
        )
        self._tell(event)
        return error

    def _begins(self, migration: Migration, work: Work, direction: str) -> None:
        tell = self._setting.observer
        if tell is None:
            return
        database, version, name = self._session.database, migration.version, migration.name
        tell(MigrationStarted(database, version, name, direction, work.total))
        if work.lacking not in self._lacking:
            self._lacking.add(work.lacking)
            tell(MigrationWarned(database, version, name, work.lacking))

    def _ends(self, result: MigrationResult) -> None:
        self.done.append(result)
        tell = self._setting.observer
        if tell is None:
            return
        tell(
            MigrationFinished(
                self._session.database,
                result.version,
                result.name,
                result.direction,
                result.statements,
                result.duration,
            )
        )

    def _tell(self, event: Event) -> None:
        if self._setting.observer is not None:
            self._setting.observer(event)
