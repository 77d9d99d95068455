"""Runs one migration over several databases: begun, done or taken back in all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from goofer_py.errors import (
    ConnectionFailed,
    GooferError,
    LockLost,
    MigrationFailed,
    PartlyDone,
    StatementFailed,
    UsageError,
)
from goofer_py.migrate.record import DIRTY, FAILED, Record
from goofer_py.migrate.several.attempt import Attempt, attempt_of, new_attempt
from goofer_py.migrate.several.origin import Origin
from goofer_py.migrate.several.part import Part
from goofer_py.migrate.several.parts import Parts
from goofer_py.migrate.several.stand import Stand, far, listed

if TYPE_CHECKING:
    from goofer_py.migrate.code_alone import Bench
    from goofer_py.migrate.failure import Failure
    from goofer_py.migrate.several.companion import Companion, Companions
    from goofer_py.migrate.state import Dirty
    from goofer_py.migrate.work import CodeWork

Plainly = Callable[[Record, "CodeWork", "Dirty | None"], None]
"""Runs the migration in its own database, with its record."""


_UNTOUCHED = "nothing of it stayed, anywhere"


class Jointly:
    """One migration, in one direction.

    Its own history says that it is begun before anything else is; what each of the others has of
    it, their own records say. They are done first, and its own database commits last.
    """

    def __init__(self, bench: Bench, record: Record, work: CodeWork, failure: Failure) -> None:
        self._bench = bench
        self._session = bench.session
        self._history = bench.history
        self._record = record
        self._work = work
        self._failure = failure
        self._undoing = False

    def run(self, dirty: Dirty | None, plainly: Plainly) -> None:
        """Run what is left; raises PartlyDone, Interrupted or LockLost, which say how all stand."""
        self._refuse_a_transaction()
        direction = self._record.direction
        attempt = (attempt_of(dirty, direction) or new_attempt()).over(self._work.declared)
        self._undoing = attempt.undoing
        half = dirty if dirty is not None and dirty.direction == direction else None
        self._history.keep_traces()
        self._record = replace(self._record, trace=attempt.text)
        parts = self._parts(attempt, half, looked=dirty is not None)
        work = replace(
            self._work,
            parts=parts,
            begin=parts.renew,
            finish=parts.finish,
            changed=self._changed(attempt),
        )
        try:
            if not work.alone:
                self._history.add(self._noted(DIRTY))
            with self._interruptible(parts):
                plainly(self._record, work, half)
        except GooferError as error:
            raise self._told(error, parts) from error.__cause__
        parts.forget()

    @contextmanager
    def _interruptible(self, parts: Parts) -> Iterator[None]:
        """Let a second signal end what runs in another database, which cannot be undone."""
        with ExitStack() as stack:
            ends = [stack.enter_context(one.interruptible()) for one in parts.sessions]
            stack.enter_context(self._bench.interruption.ends_too(ends))
            yield

    def _refuse_a_transaction(self) -> None:
        if self._session.in_transaction:
            raise UsageError(
                f"{self._failure.what} changes several databases, and the connection that was given"
                f" is inside of a transaction. It was not run. {self._failure.before()}".strip(),
                hint="give goofer the URL or the engine",
            )

    def _parts(self, attempt: Attempt, half: Dirty | None, *, looked: bool) -> Parts:
        companions = self._companions()
        origin = Origin(self._session.database, attempt.id)
        parts = [
            Part(companion, self._bench, self._record, origin, self._failure)
            for companion in companions
        ]
        for part in parts if looked else ():
            part.book.look()
        options = self._work.options or {}
        undoing = attempt.undoing
        return Parts(parts, options, self._record.version, half, self._check, undoing=undoing)

    def _companions(self) -> list[Companion]:
        """Return those that the migration says it changes, in the order of their leases."""
        held: Companions | None = self._history.companions
        lacking = [one for one in self._work.declared if held is None or one not in held]
        if held is None or lacking:
            raise UsageError(
                f"{self._failure.what} changes {' and '.join(lacking)} too, which this run does not"
                f" hold. It was not run. {self._failure.before()}".strip(),
                hint="try again; a seed changes one database, and a migration may change several",
            )
        return [one for name, one in held.items() if name in self._work.declared]

    def _check(self) -> None:
        """Raise Stopped after a signal, or LockLost."""
        self._bench.interruption.check()
        lease = self._history.lease
        # Within a transaction its commit is fenced, and asking would keep others from renewing.
        if lease is not None and not self._session.in_transaction:
            lease.check()
        if self._history.companions is not None:
            self._history.companions.check()

    def _changed(self, attempt: Attempt) -> bool:
        """Say whether something of it may be there in its own database when it is taken back."""
        if not attempt.undoing:
            return True
        return self._work.alone or self._session.rules.ddl_commits

    def _noted(self, status: str, error: str | None = None) -> Record:
        return replace(self._record, status=status, error=error, down_script=None)

    def _told(self, error: GooferError, parts: Parts) -> GooferError:
        """Write down why it stopped, and return the error with how all of them stand."""
        error = self._lost(error)
        why = _why(error)
        parts.fail(why)
        undone = not self._work.alone and getattr(error, "undone", True)
        # What is half taken back is neither there nor gone.
        if undone and not (parts.begun or self._undoing) and self._cleared(why):
            return error
        stands = [self._own(error, undone=undone), *parts.stands()]
        if isinstance(error, MigrationFailed):
            return self._partly(error, stands)
        error.message = f"{error.message}{parts.left}\n{listed(stands)}"
        error.args = (error.message,)
        return error

    def _lost(self, error: GooferError) -> GooferError:
        """Return the error of a lease that was lost, if that is why it stopped."""
        if isinstance(error, LockLost):
            told = self._failure.what in error.message
            return error if told else self._failure.of_lost(error, "")
        if isinstance(error, StatementFailed):
            with suppress(StatementFailed, ConnectionFailed):
                return self._bench.rival(self._failure, "") or error
        if not isinstance(error, MigrationFailed) or self._history.companions is None:
            return error
        lost = self._history.companions.lost()
        return error if lost is None else self._failure.of_lost(lost, "")

    def _cleared(self, why: str) -> bool:
        """Record that all is as it was before, and why it failed; says whether that could be."""
        record, version = replace(self._record, trace=None, down_script=None), self._record.version
        with suppress(StatementFailed, ConnectionFailed):
            was = None if record.direction == "up" else self._history.last_applied(version)
            gone = replace(record, direction="down", checksum=None, irreversible=None)
            self._history.add(was or replace(gone, error=_UNTOUCHED))
            self._history.add(replace(record, status=FAILED, statements=0, error=why))
            return True
        return False

    def _own(self, error: GooferError, *, undone: bool) -> Stand:
        database = self._session.database
        lost = isinstance(error, ConnectionFailed) and error.database == database
        if lost and not self._work.alone:
            return Stand("", database, "unknown", "the connection was lost")
        if undone:
            return Stand("", database, "undone by its transaction")
        if not self._work.alone:
            return Stand("", database, "changed", "it commits changes of the schema by itself")
        try:
            steps = self._history.steps_of(self._record.version, self._record.direction)
        except (StatementFailed, ConnectionFailed) as error:
            return Stand("", database, "unknown", error.message)
        return Stand("", database, "changed", far(steps))

    def _partly(self, error: MigrationFailed, stands: list[Stand]) -> PartlyDone:
        what, _, _ = error.message.rpartition("\n")
        before = self._failure.before() if self._failure.done else ""
        again = self._failure.again
        back = "" if self._record.direction == "down" else "; or take it back: goofer rollback"
        return PartlyDone(
            "\n".join(filter(None, (what, listed(stands), before))),
            version=error.version,
            direction=error.direction,
            database=error.database,
            path=error.path,
            line=error.line,
            column=error.column,
            statement=error.statement,
            server=error.server,
            server_hint=error.server_hint,
            undone=False,
            applied=error.applied,
            hint=f"correct it, then: {again}{back}",
            stands=[one.fields for one in stands],
        )


def _why(error: GooferError) -> str:
    """Return why a migration stopped, in the words of whoever refused."""
    cause = error.__cause__
    for one in (error, cause):
        if server := getattr(one, "server", ""):
            return str(server)
    if cause is None or isinstance(cause, GooferError):
        return error.message.partition("\n")[0]
    return f"{type(cause).__name__}: {cause}"
