"""Errors of databases: what one refused, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from goofer_py.errors.calls import GooferError


class StoreError(GooferError):
    """The database refused something or is out of reach.

    `database` is its name without secrets; `server` the server's own message.
    """

    def __init__(
        self, message: str, *, database: str = "", server: str = "", hint: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.database = database
        self.server = server


class ConnectionFailed(StoreError):
    """No connection to the database; nothing was touched.

    `reason` is "away" (nothing answers, or it is not known why), "starting", "busy" (it has too
    many connections, or is locked), "absent" (there is no such database) or "refused".
    """

    def __init__(
        self,
        message: str,
        *,
        database: str = "",
        server: str = "",
        hint: str | None = None,
        reason: str = "away",
    ) -> None:
        super().__init__(message, database=database, server=server, hint=hint)
        self.reason = reason


class CopyDiffers(StoreError):
    """A copy is not the same as the table that it was to take the place of; it was not swapped."""


class StatementFailed(StoreError):
    """The server refused a statement.

    `offset` is the 0-based character offset into the text that was sent, None when the server
    does not tell; `state` is its SQLSTATE or error name.
    """

    def __init__(
        self,
        server: str,
        *,
        database: str = "",
        statement: str = "",
        offset: int | None = None,
        state: str = "",
        server_hint: str = "",
    ) -> None:
        super().__init__(f"{database}: {server}", database=database, server=server)
        self.statement = statement
        self.offset = offset
        self.state = state
        self.server_hint = server_hint


class HistoryTooNew(StoreError):
    """The history table was written by a newer goofer, which this one must not touch."""


class NotEmpty(StoreError):
    """What wants an empty database found one that is not; `there` is what is in it.

    Nothing was changed.
    """

    def __init__(
        self, message: str, *, there: Sequence[str], database: str = "", hint: str | None = None
    ) -> None:
        super().__init__(message, database=database, hint=hint)
        self.there = tuple(there)


class LoadFailed(StoreError):
    """A statement of a loaded file failed; says whether all was `undone`."""

    def __init__(
        self,
        message: str,
        *,
        path: Path,
        line: int | None = None,
        undone: bool = True,
        database: str = "",
        server: str = "",
        hint: str | None = None,
    ) -> None:
        super().__init__(message, database=database, server=server, hint=hint)
        self.path = path
        self.line = line
        self.undone = undone


class HistoryGone(StoreError):
    """The history table is not there any more, so nobody knows what ran; nothing was touched."""


class BackupFailed(StoreError):
    """A backup was not written or not brought back; says in the tool's own words why."""

    def __init__(
        self,
        message: str,
        *,
        tool: str,
        database: str = "",
        server: str = "",
        hint: str | None = None,
    ) -> None:
        super().__init__(message, database=database, server=server, hint=hint)
        self.tool = tool


class RebuildRefused(StoreError):
    """A SQLite table rebuild cannot be done safely here; nothing was touched."""


class ScratchRefused(StoreError):
    """The role may make no scratch to ask the server in; nothing was touched."""


class MigrationFailed(StoreError):
    """A statement of a migration failed.

    Says the place in the file, the server's message and hint, and the state things are left in:
    `undone` (nothing of this migration stayed) or not, and the versions `applied` before it.
    """

    def __init__(
        self,
        message: str,
        *,
        version: str,
        direction: str,
        database: str = "",
        path: Path | str | None = None,
        line: int | None = None,
        column: int | None = None,
        statement: str = "",
        server: str = "",
        server_hint: str = "",
        undone: bool = True,
        applied: Sequence[str] = (),
        hint: str | None = None,
    ) -> None:
        super().__init__(message, database=database, server=server, hint=hint)
        self.version = version
        self.direction = direction
        self.path = None if path is None else Path(path)
        self.line = line
        self.column = column
        self.statement = statement
        self.server_hint = server_hint
        self.undone = undone
        self.applied = tuple(applied)


class PartlyDone(MigrationFailed):
    """A migration over several databases failed, and some of them have what was done of it.

    `stands` tells for each of them, its own first: `name` in the program (empty for its own),
    `database`, `state` (untouched, undone by its transaction, changed, done, undone or unknown) and
    how `far` it is.
    """

    def __init__(
        self,
        message: str,
        *,
        version: str,
        direction: str,
        database: str = "",
        path: Path | str | None = None,
        line: int | None = None,
        column: int | None = None,
        statement: str = "",
        server: str = "",
        server_hint: str = "",
        undone: bool = False,
        applied: Sequence[str] = (),
        hint: str | None = None,
        stands: Sequence[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(
            message,
            version=version,
            direction=direction,
            database=database,
            path=path,
            line=line,
            column=column,
            statement=statement,
            server=server,
            server_hint=server_hint,
            undone=undone,
            applied=applied,
            hint=hint,
        )
        self.stands = tuple(stands)


class RollbackFailed(MigrationFailed):
    """A run failed that was to go back then, and it could not, or not all of the way.

    `applied` are the versions of the run that are still there, `because` the error that the run
    failed with and `instead` the one that kept it from going back, each by its class's name; empty
    where there is none.
    """

    exit_code = 7

    because = ""
    instead = ""


class Unhealthy(MigrationFailed):
    """A run was ended in a migration because others suffered; `why` says from what."""

    exit_code = 8

    why = ""


class CheckFailed(StoreError):
    """Checks of the data failed; says which, with examples, and what of the run is done.

    `when` is "before" or "after" a run, or "alone". Each of the `failures` has `check`, `message`,
    `rows` (the first of them, each with its values as texts) and `more`: whether there are others.
    `applied` are the versions that the run has committed and that stay.
    """

    exit_code = 6

    def __init__(
        self,
        message: str,
        *,
        when: str,
        failures: Sequence[Mapping[str, object]],
        applied: Sequence[str] = (),
        database: str = "",
        hint: str | None = None,
    ) -> None:
        super().__init__(message, database=database, hint=hint)
        self.when = when
        self.failures = list(failures)
        self.applied = tuple(applied)
