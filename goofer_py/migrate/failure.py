"""What is said when a migration fails: what, where, why, and how things stand now."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from goofer_py.errors import (
    ConnectionFailed,
    FileError,
    GooferError,
    Interrupted,
    LockLost,
    MigrationFailed,
    RebuildRefused,
    StatementFailed,
    Unhealthy,
)
from goofer_py.migrate import work
from goofer_py.migrate.interruption import Unwell
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.phases import CONTRACT
from goofer_py.migrate.refusal import Refusal, refusal
from goofer_py.migrate.results import MigrationResult
from goofer_py.migrate.script import directives_of
from goofer_py.stores.fault import ScriptFailed

_LONGEST = 300
_AGAIN = {"up": "goofer migrate", "down": "goofer rollback"}


class Failure:
    """A migration of a run that failed, with what the run had done before it."""

    def __init__(
        self,
        database: str,
        migration: Migration,
        direction: str,
        done: Sequence[MigrationResult] = (),
    ) -> None:
        self.database = database
        self.migration = migration
        self.direction = direction
        self.done = done
        """What the run has committed; it may still grow until the failure is told."""

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that the run has committed."""
        return tuple(result.version for result in self.done)

    @property
    def what(self) -> str:
        """The migration and where it was going."""
        return f"{self.migration.title} ({self.direction})"

    @property
    def again(self) -> str:
        """The command that goes on with what failed."""
        if self.direction == "up" and directives_of(self.migration.up).phase == CONTRACT:
            return "goofer phase continue"
        return _AGAIN[self.direction]

    def of_statement(self, error: StatementFailed, state: str, *, undone: bool) -> MigrationFailed:
        """Return the error for a statement that the server refused."""
        line, column = getattr(error, "line", None), getattr(error, "column", None)
        at = getattr(error, "at", None)
        path = self._path()
        place = "".join(f":{n}" for n in (line, column) if n is not None) if at else ""
        if (refused := refusal(error.server)) is not None:
            return self._refused(refused, f"{path}{place}", error, line, column)
        lines = [f"{self.what} failed at {path}{place}: {error.server}"]
        if at is None:
            lines = [f"{self.what} failed {_when(error)}: {error.server}"]
        elif error.statement:
            lines.append(f"    {shortened(error.statement)}")
        if error.server_hint:
            lines.append(f"Hint: {error.server_hint}")
        return self._failed(lines, state, undone, error, line, column)

    def _refused(
        self,
        refused: Refusal,
        place: str,
        error: StatementFailed,
        line: int | None,
        column: int | None,
    ) -> MigrationFailed:
        lines = [f"{self.what} does not go on, by {place}: {refused.why}."]
        failed = self._failed(lines, "Nothing of it was run.", True, error, line, column)
        failed.hint = refused.next or failed.hint
        return failed

    def of_file(self, error: FileError) -> MigrationFailed:
        """Return the error for a file that turned out wrong after others ran."""
        return MigrationFailed(
            f"{self.what} did not start: {error.message}\n{self.before()}",
            version=self.migration.version,
            direction=self.direction,
            database=self.database,
            path=error.path,
            line=error.line,
            column=error.column,
            applied=self.versions,
            hint=error.hint,
        )

    def of_code(self, error: BaseException, state: str, *, undone: bool = True) -> MigrationFailed:
        """Return the error for an exception in a migration's own code."""
        frame = _own_frame(error)
        told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        if isinstance(error, StatementFailed):
            told = f"{error.server} in: {shortened(error.statement)}"
        lines = [f"{self.what} failed at {frame.filename}:{frame.lineno}: {told}"]
        if frame.line:
            lines.append(f"    {frame.line}")
        return MigrationFailed(
            "\n".join([*lines, f"{state} {self.before()}"]),
            version=self.migration.version,
            direction=self.direction,
            database=self.database,
            path=frame.filename,
            line=frame.lineno,
            undone=undone,
            applied=self.versions,
            hint=f"{_mending(error)}, then: {self.again}",
        )

    def of_refusal(self, error: RebuildRefused) -> RebuildRefused:
        """Return the error for a table that cannot be rebuilt safely."""
        return RebuildRefused(
            f"{self.what} was not run. {error.message}\n{self.before()}",
            database=self.database,
            hint=error.hint,
        )

    def of_connection(self, error: ConnectionFailed, state: str) -> ConnectionFailed:
        """Return the error for a connection that was lost on the way."""
        return ConnectionFailed(
            f"{error.message}\nThat was in {self.what}. {state} {self.before()}".strip(),
            database=self.database,
            server=error.server,
            hint="goofer status",
        )

    def of_signal(self, signal: str, state: str, *, undone: bool = True) -> Interrupted | Unhealthy:
        """Return the error for a run that a signal, or its watch, ended in this migration."""
        if isinstance(signal, Unwell):
            return self._of_watch(signal, state, undone)
        interrupted = Interrupted(
            f"{signal} ended the run in {self.what}. {state} {self.before()}".strip(),
            hint=self.again,
        )
        interrupted.undone = undone
        return interrupted

    def _of_watch(self, why: Unwell, state: str, undone: bool) -> Unhealthy:
        unhealthy = Unhealthy(
            f"{self.what} was ended for the sake of others, as {why}\n{state} {self.before()}",
            version=self.migration.version,
            direction=self.direction,
            database=self.database,
            undone=undone,
            applied=self.versions,
            hint=f"when all is well: {self.again}",
        )
        unhealthy.why = str(why)
        return unhealthy

    def of_rival(self) -> LockLost:
        """Return the error for another run that recorded something meanwhile."""
        return LockLost(
            f"Another run has changed {self.database} since this one looked at it, so {self.what}"
            f" was not run. {self.before()}".strip(),
            hint="goofer status",
        )

    def of_lost(self, error: LockLost, state: str) -> LockLost:
        """Return the error for a run that lost its lease in this migration."""
        return LockLost(
            f"{error.message} That was in {self.what}. {state} {self.before()}".strip(),
            hint=error.hint,
        )

    def before(self) -> str:
        """Say what the run had done before."""
        if not self.done:
            return "Nothing else was changed by this run."
        verb = {"up": "Applied", "down": "Reverted"}[self.direction]
        titles = [f"{result.version}_{result.name}" for result in self.done]
        return f"{verb} before it in this run: {listed(titles)}."

    def _failed(
        self,
        lines: Sequence[str],
        state: str,
        undone: bool,
        error: StatementFailed,
        line: int | None,
        column: int | None,
    ) -> MigrationFailed:
        return MigrationFailed(
            "\n".join([*lines, f"{state} {self.before()}"]),
            version=self.migration.version,
            direction=self.direction,
            database=self.database,
            path=self.migration.script(self.direction).path,
            line=line,
            column=column,
            statement=error.statement,
            server=error.server,
            server_hint=error.server_hint,
            undone=undone,
            applied=self.versions,
            hint=f"correct it, then: {self.again}",
        )

    def _path(self) -> str:
        path = self.migration.script(self.direction).path
        return str(path) if path else f"the {self.direction} script in the history"


def _own_frame(error: BaseException) -> traceback.FrameSummary:
    """Return the last place in the file of the migration's own function."""
    frames = traceback.extract_tb(error.__traceback__)
    called = next((frame for frame in frames if frame.filename != work.__file__), frames[-1])
    return [frame for frame in frames if frame.filename == called.filename][-1]


def _when(error: StatementFailed) -> str:
    if isinstance(error, ScriptFailed) and error.recording:
        return "to be recorded"
    return "to begin or commit"


@contextmanager
def in_a_spare() -> Iterator[None]:
    """Say of a migration that fails in here that it ran in a database that is dropped now."""
    try:
        yield
    except MigrationFailed as error:
        # What the last line says of the state was so in that database alone.
        what, _, _ = error.message.rpartition("\n")
        gone = "It ran in an empty database of its own, which is gone. Nothing was written."
        again = "correct it, and type the same again"
        hint = again if (error.hint or "").startswith("correct it") else error.hint
        raise _as_told(error, f"{what}\n{gone}", hint) from error.__cause__


def _as_told(error: MigrationFailed, message: str, hint: str | None) -> MigrationFailed:
    return MigrationFailed(
        message,
        version=error.version,
        direction=error.direction,
        database=error.database,
        path=error.path,
        line=error.line,
        column=error.column,
        statement=error.statement,
        server=error.server,
        server_hint=error.server_hint,
        undone=error.undone,
        applied=error.applied,
        hint=hint,
    )


def listed(titles: Sequence[str], limit: int = 10) -> str:
    """Return titles for a message, the first `limit` of them."""
    more = f" and {len(titles) - limit} more" if len(titles) > limit else ""
    return ", ".join(titles[:limit]) + more


def shortened(statement: str) -> str:
    """Return a statement on one line, cut when it is long."""
    line = " ".join(statement.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} ..."


def _mending(error: BaseException) -> str:
    """Say how code is mended that failed: what goofer says of its own errors, if anything."""
    told = error.hint if isinstance(error, GooferError) else None
    return told or "correct it"
