"""Runs single migrations, each together with its record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from goofer_py.clock import Clock
from goofer_py.dialects.statement import Statement
from goofer_py.errors import (
    ConnectionFailed,
    GooferError,
    LockLost,
    RebuildRefused,
    StatementFailed,
)
from goofer_py.events import Observer
from goofer_py.migrate.alone import Alone
from goofer_py.migrate.directives import IRREVERSIBLE
from goofer_py.migrate.failure import Failure
from goofer_py.migrate.history import History
from goofer_py.migrate.interruption import Interruption, Stopped
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.patience import NO_PATIENCE, Patience
from goofer_py.migrate.record import DIRTY, DONE, FAILED, Record, host_name, user_name
from goofer_py.migrate.results import MigrationResult
from goofer_py.migrate.retries import Retries
from goofer_py.migrate.script import Script, directives_of
from goofer_py.migrate.state import Dirty
from goofer_py.migrate.work import CodeFailed, CodeWork, SQLWork, Work, enveloped
from goofer_py.stores.keeping import Strayed
from goofer_py.stores.store import Session

if TYPE_CHECKING:
    from goofer_py.migrate.pacing import Pacing

_UNDONE = "It was undone: nothing of it stayed."
_STAYS = (
    "The database commits changes of the schema by itself: those before the failure stay, and the"
    " next run begins anew."
)
_APPLIED = "The migration itself is committed; what should have followed it failed."


class Executor:
    """Runs migrations on one session and adds what came of them to its history."""

    def __init__(
        self,
        session: Session,
        history: History,
        clock: Clock,
        interruption: Interruption,
        observer: Observer | None = None,
        patience: Patience = NO_PATIENCE,
        pacing: Pacing | None = None,
    ) -> None:
        self.patience = patience
        self._pacing = pacing
        self.observer = observer
        self.session = session
        self.history = history
        self.clock = clock
        self.interruption = interruption
        self._user = user_name()
        self._host = host_name()

    @property
    def pacing(self) -> Pacing:
        """What batches of rows go by."""
        from goofer_py.migrate.pacing import DEFAULT_PACING

        return self._pacing or DEFAULT_PACING

    def run(
        self, migration: Migration, work: Work, failure: Failure, dirty: Dirty | None = None
    ) -> MigrationResult:
        """Run one migration, or what is left of a dirty one.

        Raises MigrationFailed, RebuildRefused, Interrupted or LockLost, which say how things
        stand, and ConnectionFailed.
        """
        started = self.clock.monotonic()
        record = self.record(migration, work, failure.direction)
        if isinstance(work, CodeWork) and work.declared:
            from goofer_py.migrate.several.jointly import Jointly

            def plainly(record: Record, work: CodeWork, dirty: Dirty | None) -> None:
                self._run(migration, record, work, failure, dirty)

            Jointly(self, record, work, failure).run(dirty, plainly)
        else:
            self._run(migration, record, work, failure, dirty)
        return result(migration, work, failure.direction, self.clock.monotonic() - started)

    def _run(
        self,
        migration: Migration,
        record: Record,
        work: Work,
        failure: Failure,
        dirty: Dirty | None,
    ) -> None:
        if isinstance(work, CodeWork) and work.alone:
            # What it brings along is of no use to the others.
            from goofer_py.migrate.code_alone import CodeAlone

            CodeAlone(self, record, work, failure).run(dirty)
        elif work.alone and migration.repeatable:
            from goofer_py.migrate.repeatable import Repeated

            Repeated(self, record, work, failure).run()
        elif work.alone:
            Alone(self, record, work, failure).run(dirty)
        else:
            self._transactional(record, work, failure)

    def record(self, migration: Migration, work: Work, direction: str) -> Record:
        """Return what the history will say when all of it ran."""
        down = migration.down if direction == "up" else None
        reason = self._irreversible(work, down) if direction == "up" else None
        return Record(
            id=0,
            version=migration.version,
            name=migration.name,
            direction="repeat" if migration.repeatable else direction,
            status=DONE,
            started_at=self.clock.now(),
            checksum=work.checksum,
            statements=work.total,
            total=work.total,
            user=self._user,
            host=self._host,
            irreversible=reason,
            down_script=_kept(down.for_history() if down else None, work.irreversible),
        )

    def _irreversible(self, work: Work, down: Script | None) -> str | None:
        """Return why nothing leads back, as one of the two scripts says."""
        if work.irreversible is not None or down is None:
            return work.irreversible
        return directives_of(down).irreversible

    def explained(
        self,
        error: StatementFailed | CodeFailed | RebuildRefused | Stopped,
        record: Record,
        failure: Failure,
        state: str,
        *,
        undone: bool = True,
    ) -> GooferError:
        """Return what to raise for an error after everything is undone; it is kept if it can be."""
        cause = error.__cause__ or error if isinstance(error, CodeFailed) else error
        if isinstance(error, RebuildRefused):
            return failure.of_refusal(error)
        if (undone or isinstance(error, Stopped)) and self.interruption.noted:
            self._keep(record, f"ended by {self.interruption.noted}")
            return failure.of_signal(self.interruption.noted, state, undone=undone)
        if getattr(error, "recording", False) and (rival := self.rival(failure, state)):
            return rival
        if undone and not self._locked_out(cause):
            self._keep(record, getattr(cause, "server", "") or f"{type(cause).__name__}: {cause}")
        if isinstance(error, StatementFailed):
            return failure.of_statement(error, state, undone=undone)
        return failure.of_code(cause, state)

    def watched(self, work: Work) -> Work:
        """Return the same work, which raises Stopped before a statement once a signal was noted.

        What ends a statement ends none when none is running at that moment.
        """
        if isinstance(work, CodeWork):
            return replace(work, check=self.interruption.check)
        if not isinstance(work, SQLWork):
            return work

        def each() -> Iterator[Statement]:
            for statement in work.each():
                self.interruption.check()
                yield statement

        return replace(work, each=each)

    def rival(self, failure: Failure, state: str) -> LockLost | None:
        """Return the error for another run that took over, None when there is none."""
        lease = self.history.lease
        if lease is not None and lease.taken():
            return failure.of_lost(lease.lost(), state)
        return failure.of_rival() if self.history.moved() else None

    def _transactional(self, record: Record, work: Work, failure: Failure) -> None:
        self.interruption.atomic = True
        retries = Retries(self, failure)
        while not self._performed(record, work, failure, retries):
            pass

    def _performed(self, record: Record, work: Work, failure: Failure, retries: Retries) -> bool:
        """Run all of it; says whether it is done, else it was undone and is to be tried again."""
        committed = False
        try:
            with enveloped(self.session, [work]):
                ready = self.watched(work)
                ready.perform(self.session, self.history.claim(record), self.history.finish())
                self.history.took()
                committed = True
        except Strayed:
            self.session.make_own()
            if self.history.lease is not None:
                self.history.lease.moved()
            return False
        except (StatementFailed, CodeFailed, RebuildRefused, Stopped) as error:
            stays = committed or getattr(error, "stays", False)
            cause = error.__cause__ if isinstance(error, CodeFailed) else error
            if not stays and self._again(retries, cause, failure):
                return False
            state = _APPLIED if committed else _STAYS if stays else _UNDONE
            explained = self.explained(
                error, record, failure, state + retries.told, undone=not stays
            )
            raise explained from cause
        return True

    def _again(self, retries: Retries, cause: BaseException | None, failure: Failure) -> bool:
        try:
            return retries.again(cause)
        except LockLost as error:
            raise failure.of_lost(error, _UNDONE) from None

    def _keep(self, record: Record, error: str) -> None:
        """Add a failure to the history, if that is possible: what failed may be the database."""
        # What others have of it stays, and the attempt goes on.
        status = DIRTY if record.trace else FAILED
        failed = replace(record, status=status, statements=0, error=error, down_script=None)
        with suppress(StatementFailed, ConnectionFailed):
            self.history.add(failed)

    def _locked_out(self, cause: BaseException | None) -> bool:
        """Say whether somebody else has the whole database: a record would wait for the same."""
        types = self.session.table_types
        return types.one_writer and isinstance(cause, StatementFailed) and types.is_locked(cause)


def _kept(down: str | None, reason: str | None) -> str | None:
    """Return what of the way back the history keeps: the file may be gone when it is asked for."""
    return down if reason is None else f"-- goofer: {IRREVERSIBLE} {reason}\n{down or ''}"


def result(migration: Migration, work: Work, direction: str, duration: float) -> MigrationResult:
    """Return what a run tells of one migration."""
    direction = "repeat" if migration.repeatable else direction
    return MigrationResult(migration.version, migration.name, direction, work.total, duration)
