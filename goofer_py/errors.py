"""Every error goofer raises, as one short tree.

GooferError                       exit code 1
├── UsageError                    2   the call or a setting is wrong; nothing was touched
│   ├── ConfigError               2   goofer.toml, [tool.goofer] or GOOFER_*
│   ├── UnknownVersion            2   a version that no migration has
│   ├── AnswerNeeded              2   a question that only a person or an answers file settles
│   ├── ToolMissing               2   a program of the server's that is not there, or too old
│   └── MissingDriver             2   the extra to install
├── EntityError                   1   an entity cannot be read as a table
│   ├── UnmappedType              1
│   ├── UnknownModule             1   no module of entities has that name
│   └── ImportFailed              1
├── FileError                     1   a migration file is wrong; nothing ran
│   └── UnfinishedStatement       1
├── StoreError                    1   the database refused or is out of reach
│   ├── ConnectionFailed          1
│   ├── StatementFailed           1
│   ├── MigrationFailed           1   a statement failed; says what was and was not done
│   │   ├── RollbackFailed        7   a run failed, and what it did could not all be taken back
│   │   └── Unhealthy             8   others suffered from a run, so it was ended
│   ├── CheckFailed               6   a check of the data failed before or after a run
│   ├── HistoryTooNew             1
│   ├── NotEmpty                  1   load and restore want an empty database; names what is there
│   ├── LoadFailed                1
│   ├── BackupFailed              1   the server's own tool failed, or what it wrote is not whole
│   ├── RebuildRefused            1
│   └── ScratchRefused            1
├── GenerateError                 1   no migration was written
│   ├── UnsafeChange              1   rows could not survive it
│   ├── SquashRefused             1   one migration would lose what many do; names it
│   └── ProofFailed               1
├── SomeFailed                    1   some of many databases failed; their code if it is one
├── ChangesFound                  3   `--check` found something to do
├── HookFailed                    1   what was to be done before or after a run failed
├── LockLost                      4   another run holds or took the lease
├── DirtyOrDrifted                5   the database is not what its history says
├── PrecheckFailed                8   something stands in the way of a run; nothing was begun
├── HazardsFound                9   what a migration would lock, break or lose is above fail_on
└── Interrupted                   130 a signal ended the run between statements

Each class has `exit_code`; each instance has `hint`, the next command to type or None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar


class GooferError(Exception):
    """Anything goofer refuses or fails at; `str()` is a complete sentence for a person."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.args, vars(self))

    @property
    def code(self) -> str:
        """The class's name: what documentation and `--json` call this error."""
        return type(self).__name__


def _again(
    kind: type[GooferError], args: tuple[object, ...], fields: Mapping[str, object]
) -> GooferError:
    """Return an error that comes from another process, without what its class asks for."""
    error = kind.__new__(kind, *args)
    vars(error).update(fields)
    return error


class UsageError(GooferError):
    """The call is wrong; nothing was touched."""

    exit_code = 2


class ConfigError(UsageError):
    """A setting is missing, unknown or has the wrong type."""


_POINTS = {
    **dict.fromkeys(("0", "base", "none"), "zero is before the first migration"),
    **dict.fromkeys(("head", "heads", "last", "newest", "max"), "latest is the newest migration"),
}
"""What stands here for the words by which other programs call the ends of the history."""


class UnknownVersion(UsageError):
    """A version that no migration has was asked for; nothing ran."""

    def __init__(self, version: str, known: Sequence[str] = ()) -> None:
        near = f" The latest is {known[-1]}." if known else " There are no migrations yet."
        super().__init__(
            f"There is no migration with version {version}.{near} Nothing was changed.",
            hint=_POINTS.get(version, "goofer status"),
        )
        self.version = version


class AnswerNeeded(UsageError):
    """A question (a rename, what becomes of dropped rows) that this run may not guess.

    `answers` is the text to put into goofer.answers.toml.
    """

    def __init__(self, message: str, *, answers: str = "", hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.answers = answers


class MissingDriver(UsageError):
    """The driver for a URL is not installed; names the extra that brings it."""

    def __init__(self, database: str, module: str, extra: str) -> None:
        super().__init__(
            f"{database} is reached through the Python module {module!r}, which is not installed.",
            hint=f"pip install 'goofer-py[{extra}]'",
        )
        self.module = module
        self.extra = extra


class ToolMissing(UsageError):
    """A program that comes with the server is not there, or is too old for it."""

    def __init__(self, message: str, *, tool: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.tool = tool


class EntityError(GooferError):
    """An entity cannot be read as a table."""


class UnmappedType(EntityError):
    """A field's type has no column type; names entity, field and type."""

    def __init__(self, entity: str, field: str, type_name: str, *, hint: str | None = None) -> None:
        super().__init__(
            f"{entity}.{field} has the type {type_name}, which has no column type.",
            hint=hint or "give the field a column type of its own, or leave it out",
        )
        self.entity = entity
        self.field = field
        self.type_name = type_name


class UnknownModule(EntityError):
    """There is no module of that name to import entities from; nothing was imported from it."""

    def __init__(self, module: str, *, looked_in: Sequence[str], near: str | None = None) -> None:
        hint = f"did you mean {near!r}?" if near else "name modules as in `import app.models`"
        places = ", ".join(looked_in)
        super().__init__(f"There is no module {module!r}; looked in {places}.", hint=hint)
        self.module = module


class ImportFailed(EntityError):
    """A module of entities could not be imported; holds the user's own traceback, shortened."""

    def __init__(self, module: str, trace: str) -> None:
        super().__init__(
            f"The module {module!r} could not be imported:\n{trace}",
            hint="mend what its last line says, or take the module out of models",
        )
        self.module = module
        self.trace = trace


class FileError(GooferError):
    """A migration file or folder is wrong; nothing ran."""

    def __init__(
        self,
        message: str,
        *,
        path: Path | str | None = None,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        place = "" if path is None else f"{path}{_place(line, column)}: "
        super().__init__(f"{place}{message}", hint=hint)
        self.path = None if path is None else Path(path)
        self.line = line
        self.column = column


class UnfinishedStatement(FileError):
    """A quote, comment or body is opened and never closed; says what and where."""

    def __init__(
        self, opened: str, line: int, column: int, *, path: Path | str | None = None
    ) -> None:
        message = f"the {opened} opened at line {line}, column {column} is never closed."
        super().__init__(message, path=path, line=line, column=column)
        self.opened = opened


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


class GenerateError(GooferError):
    """No migration was written."""


class UnsafeChange(GenerateError):
    """Rows that are there cannot survive the change; names the ways out.

    `obstacles` tell for each place what is in the way, as far as rows were looked at: `kind`,
    `place`, `rows` (a number up to a limit; `more` says that it was reached), `examples`, `query`,
    which finds them all, and `ways`.
    """

    def __init__(
        self,
        message: str,
        *,
        obstacles: Sequence[Mapping[str, object]] = (),
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.obstacles = tuple(obstacles)


class UnkeyedReference(GenerateError):
    """A foreign key of `table` points at `columns` of `target` that no key holds."""

    def __init__(
        self, message: str, *, table: str, target: str, columns: Sequence[str], hint: str
    ) -> None:
        super().__init__(message, hint=hint)
        self.table = table
        self.target = target
        self.columns = tuple(columns)


class SquashRefused(GenerateError):
    """One migration would not do all that many do; `reasons` name what would be lost."""

    def __init__(self, message: str, *, reasons: Sequence[str], hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.reasons = tuple(reasons)


class ProofFailed(GenerateError):
    """The generated migration does not lead where it should; holds the remaining difference."""

    def __init__(self, message: str, *, remaining: Sequence[str] = ()) -> None:
        super().__init__(message, hint="--no-proof writes it unproved, and says so in its header")
        self.remaining = tuple(remaining)


class SomeFailed(GooferError):
    """Of many databases some failed; the others are as they should be, or were `left` as they were.

    Its exit code is that of those which `failed`, if it is the same for all.
    """

    def __init__(
        self,
        message: str,
        *,
        failed: Sequence[str] = (),
        left: Sequence[str] = (),
        code: int = 1,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.failed = list(failed)
        self.left = list(left)
        # The class has one for all others.
        self.exit_code = code  # type: ignore[misc]


class ChangesFound(GooferError):
    """`--check` found changes that no migration holds yet."""

    exit_code = 3


class HookFailed(GooferError):
    """A hook failed; says what of the run is done. `when` is the list it is in."""

    def __init__(self, message: str, *, when: str, hook: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.when = when
        self.hook = hook


class LockLost(GooferError):
    """Another run holds the database; this one stopped before its next change."""

    exit_code = 4


class DirtyOrDrifted(GooferError):
    """The database is not what its history and files say."""

    exit_code = 5


class PrecheckFailed(GooferError):
    """Checks before a run said no, and nothing was begun; `checks` are their names."""

    exit_code = 8

    def __init__(self, message: str, *, checks: Sequence[str], hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.checks = tuple(checks)


class HazardsFound(GooferError):
    """Migrations hold hazards at or above the setting fail_on; `rules` are their ids."""

    exit_code = 9

    def __init__(
        self,
        message: str,
        *,
        rules: Sequence[str],
        findings: Sequence[str] = (),
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.rules = tuple(rules)
        self.findings = tuple(findings)


class Interrupted(GooferError):
    """A signal ended the run between statements; says where it stopped."""

    exit_code = 130


def _place(line: int | None, column: int | None) -> str:
    return "".join(f":{number}" for number in (line, column) if number is not None)
