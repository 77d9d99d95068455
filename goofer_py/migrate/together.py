"""A whole run in one transaction: all of its migrations, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from goofer_py.errors import (
    CheckFailed,
    ConnectionFailed,
    GooferError,
    HookFailed,
    Interrupted,
    LockLost,
    RebuildRefused,
    StatementFailed,
    UsageError,
)
from goofer_py.migrate.executor import Executor, result
from goofer_py.migrate.failure import Failure
from goofer_py.migrate.interruption import Stopped
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.results import MigrationResult
from goofer_py.migrate.retries import Retries
from goofer_py.migrate.work import CodeFailed, CodeWork, Work, enveloped

if TYPE_CHECKING:
    from goofer_py.migrate.hooking import Hooking

Prepared = tuple[Migration, Work]
_UNDONE = "The run is one transaction: nothing of it stayed."


class Together:
    """Runs prepared migrations, of which there is at least one, in one transaction."""

    def __init__(
        self,
        executor: Executor,
        direction: str,
        prepared: Sequence[Prepared],
        hooks: Hooking | None = None,
        verify: Callable[[], None] | None = None,
    ) -> None:
        self._hooks = hooks
        self._verify = verify
        self._executor = executor
        self._session = executor.session
        self._direction = direction
        self._prepared = prepared
        self._at = prepared[0]

    def run(self, begins: Callable[[Migration, Work], None]) -> list[MigrationResult]:
        """Run all of them, calling `begins` before each.

        Raises UsageError, before anything runs, when one of them cannot be in a transaction.
        """
        self._refuse_alone()
        executor = self._executor
        executor.interruption.atomic = True
        last_id = executor.history.last_id
        retries = Retries(executor, self.failure())
        while True:
            try:
                with enveloped(self._session, [work for _, work in self._prepared]):
                    return self._in_transaction(begins)
            except (StatementFailed, CodeFailed, RebuildRefused, Stopped) as error:
                executor.history.last_id = last_id
                cause = error.__cause__ if isinstance(error, CodeFailed) else error
                if not self._again(retries, cause):
                    raise self._explained(error, retries.told) from cause
            except (CheckFailed, HookFailed, Interrupted):
                executor.history.last_id = last_id
                raise

    def _again(self, retries: Retries, cause: BaseException | None) -> bool:
        # Where changes of the schema commit, not all of it was undone.
        if self._session.rules.ddl_commits:
            return False
        try:
            return retries.again(cause)
        except LockLost as error:
            raise self.failure().of_lost(error, _UNDONE) from None

    def failure(self) -> Failure:
        """Return what tells a failure in the migration that the run has come to."""
        return Failure(self._session.database, self._at[0], self._direction)

    def _refuse_alone(self) -> None:
        for migration, work in self._prepared:
            if isinstance(work, CodeWork) and work.declared:
                raise UsageError(
                    f"{migration.title} changes {' and '.join(work.declared)} too, so the run"
                    " cannot be one transaction. Nothing was run.",
                    hint="goofer migrate, without --single-transaction",
                )
            if work.alone:
                raise UsageError(
                    f"{migration.title} runs outside of a transaction, so the run cannot be one"
                    " transaction. Nothing was run.",
                    hint="goofer migrate, without --single-transaction",
                )

    def _in_transaction(self, begins: Callable[[Migration, Work], None]) -> list[MigrationResult]:
        session = self._session
        session.begin()
        try:
            broken = session.broken_references()
            results = [self._one(*prepared, begins) for prepared in self._prepared]
            session.refuse_broken_references(broken)
            if self._verify is not None:
                self._verify()
            session.commit()
        except BaseException:
            with suppress(StatementFailed, ConnectionFailed):
                session.rollback()
            raise
        return results

    def _one(
        self, migration: Migration, work: Work, begins: Callable[[Migration, Work], None]
    ) -> MigrationResult:
        executor = self._executor
        self._at = migration, work
        executor.interruption.check()
        if self._hooks is not None:
            self._hooks.before(migration, _UNDONE)
        begins(migration, work)
        started = executor.clock.monotonic()
        record = executor.record(migration, work, self._direction)
        ready = executor.watched(work)
        ready.perform(self._session, executor.history.claim(record), executor.history.finish())
        executor.history.took()
        duration = executor.clock.monotonic() - started
        if self._hooks is not None:
            self._hooks.after(migration, _UNDONE)
        return result(migration, work, self._direction, duration)

    def _explained(
        self, error: StatementFailed | CodeFailed | RebuildRefused | Stopped, told: str
    ) -> GooferError:
        failure = self.failure()
        if isinstance(error, Stopped):
            return failure.of_signal(self._executor.interruption.noted, _UNDONE)
        record = self._executor.record(*self._at, self._direction)
        return self._executor.explained(error, record, failure, _UNDONE + told)
