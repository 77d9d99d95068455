"""Errors of a call, a setting, an entity or a file: nothing was touched."""

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


class Unconfirmed(UsageError):
    """Somebody has to confirm it, and nobody could be asked; nothing was changed."""


class Declined(UsageError):
    """Somebody was asked, and said no; nothing was changed."""


class ConfigError(UsageError):
    """A setting is missing, unknown or has the wrong type."""


_POINTS = {
    **dict.fromkeys(("0", "base", "none"), "zero is before the first migration"),
    **dict.fromkeys(("head", "heads", "last", "newest", "max"), "latest is the newest migration"),
}


"""What stands here for the words by which other programs call the ends of the history."""


class UndeclaredDatabase(UsageError):
    """A migration changes another database, called `name`, that it does not say it changes."""

    def __init__(self, message: str, *, name: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.name = name


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


class MissingExtra(UsageError):
    """The library for what was asked is not installed; names the extra that brings it."""

    def __init__(self, what: str, module: str, extra: str) -> None:
        super().__init__(
            f"{what} is made by the Python module {module!r}, which is not installed."
            " Nothing was written.",
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


def _place(line: int | None, column: int | None) -> str:
    return "".join(f":{number}" for number in (line, column) if number is not None)
