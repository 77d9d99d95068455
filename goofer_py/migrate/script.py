"""What a migration runs in one direction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from goofer_py.dialects.statement import Statement
from goofer_py.errors import FileError, UnfinishedStatement
from goofer_py.migrate.blocks import MARKED, statements_of
from goofer_py.migrate.checksum import checksum, exact_checksum, stream_checksum
from goofer_py.migrate.context import Context
from goofer_py.migrate.directives import NO_DIRECTIVES, Directives, code_directives, directives
from goofer_py.migrate.files import PYTHON, STREAMED, read_text, read_unless_large
from goofer_py.migrate.filled import filled
from goofer_py.migrate.head import head_directives
from goofer_py.migrate.languages import SQL, check_language, kept, language_of
from goofer_py.migrate.outline import Outline, outline
from goofer_py.migrate.work import CodeWork, SQLWork, Work, stream
from goofer_py.stores.keeping import once
from goofer_py.stores.limits import NO_LIMITS
from goofer_py.stores.store import Session

_HEAD = 1 << 16
_PIECE = 1 << 20
_SHORT = 1 << 16
"""How long a text may be that is kept from one database to the next."""


class Script(Protocol):
    """SQL or code; nothing is read before it is asked for."""

    @property
    def path(self) -> Path | None:
        """The file it is in; None when it is in memory."""

    @property
    def text(self) -> str:
        """The text; empty for code. Raises FileError."""

    def checksum(self) -> str | None:
        """Return what changes when the script does, None for code; raises FileError."""

    def for_history(self) -> str | None:
        """Return the text to keep in the history; None for code and for very large files."""

    def prepare(self, session: Session) -> Work:
        """Read the script to its end and make it ready; raises FileError."""


class SQLScript:
    """An SQL script in a file."""

    __slots__ = ("_file",)

    def __init__(self, path: Path | str) -> None:
        # A Path for each of thousands of files takes longer than to read them.
        self._file = path

    @property
    def file(self) -> Path | str:
        """The file it is in, as it was given."""
        return self._file

    @property
    def path(self) -> Path:
        """The file it is in."""
        return Path(self._file)

    @property
    def text(self) -> str:
        """The file's text as it is; raises FileError."""
        return read_text(self._file)

    def checksum(self) -> str:
        """Return what changes when the script does; raises FileError."""
        text = read_unless_large(self._file)
        return self._stream_checksum() if text is None else _sum(text, self._file)

    def for_history(self) -> str | None:
        """Return the file's text, None when it is very large; raises FileError."""
        return kept(read_unless_large(self._file), self._file)

    def prepare(self, session: Session) -> Work:
        """Read the file to its end and make it ready; raises FileError."""
        text = read_unless_large(self._file)
        if text is None:
            return self._prepare_stream(session)
        return prepare_text(text, self._file, session)

    def _stream_checksum(self) -> str:
        with self.path.open("rb") as file:
            return stream_checksum(file)

    def _prepare_stream(self, session: Session) -> Work:
        check_language(session, self._file)
        with self.path.open(encoding="utf-8", newline="") as file:
            said = directives(file.read(_HEAD), self.path)
        if said.substitute or self._holds(MARKED.encode()):
            raise _too_large(self.path)
        each = partial(stream, self.path, session)
        try:
            found = outline(each(), session.rules, self.path, alone=said.no_transaction)
        except UnfinishedStatement as error:
            raise _in_file(error, self.path) from None
        except UnicodeDecodeError as error:
            raise FileError(
                f"the file is not UTF-8 text: {error.reason}. Nothing of it ran.", path=self.path
            ) from None
        return _work(each, found, self._stream_checksum(), None, said, session)

    def _holds(self, mark: bytes) -> bool:
        with self.path.open("rb") as file:
            before = b""
            while piece := file.read(_PIECE):
                if mark in before + piece:
                    return True
                before = piece[-len(mark) :]
        return False


class TextScript:
    """An SQL script in memory; `path` is where it came from, if it has such a place."""

    __slots__ = ("path", "text")

    def __init__(self, text: str, path: Path | None = None) -> None:
        self.text: str = text
        self.path: Path | None = path

    def checksum(self) -> str:
        """Return what changes when the script does."""
        return _sum(self.text, self.path)

    def for_history(self) -> str | None:
        """Return the text."""
        return kept(self.text, self.path)

    def prepare(self, session: Session) -> Work:
        """Make the script ready; raises FileError."""
        return prepare_text(self.text, self.path, session)


class CodeScript:
    """A function of a program."""

    __slots__ = ("_alone", "_function", "_version", "databases", "path", "text")

    def __init__(
        self,
        version: str,
        function: Callable[[Context], object],
        *,
        alone: bool = False,
        databases: tuple[str, ...] = (),
    ) -> None:
        self.databases = databases
        self._version = version
        self._function = function
        self._alone = alone
        self.path: Path | None = None
        self.text: str = ""

    def checksum(self) -> None:
        """Return None: what code does is not in its text alone."""
        return

    def for_history(self) -> None:
        """Return None: code is not kept."""
        return

    def prepare(self, session: Session) -> Work:
        """Make the function ready."""
        alone = self._alone or session.ledger is not None
        return CodeWork(self._version, self._function, alone=alone, declared=self.databases)


def prepare_text(text: str, path: Path | str | None, session: Session) -> Work:
    """Cut `text` into its statements and see how they have to run; raises FileError."""
    check_language(session, path)
    said = directives(text, path)
    whole = text
    if said.substitute:
        whole, secrets = filled(text, path)
        session.conceal(secrets)
    if len(whole) > _SHORT:
        statements, found = _cut(whole, path, said, session)
        return _work(lambda: statements, found, _sum(text, path), text, said, session)
    key = whole, path, session.syntax, session.rules
    statements, found = once(("cut", *key), lambda: _cut(whole, path, said, session))
    sum_ = once(("sum", text), lambda: _sum(text, path))
    return _work(lambda: statements, found, sum_, text, said, session)


def _sum(text: str, path: Path | str | None) -> str:
    return checksum(text) if language_of(path) == SQL else exact_checksum(text)


def _cut(
    text: str, path: Path | str | None, said: Directives, session: Session
) -> tuple[Sequence[Statement], Outline]:
    statements = statements_of(kept(text, path) or "", session.syntax, path)
    return statements, outline(statements, session.rules, path, alone=said.no_transaction)


def directives_of(script: Script) -> Directives:
    """Return what a script says about itself; raises FileError."""
    if isinstance(script, SQLScript):
        return head_directives(script.file)
    if isinstance(script, TextScript):
        return directives(script.text, script.path)
    if script.path is not None and script.path.suffix == PYTHON:
        return code_directives(script.text, script.path)
    return NO_DIRECTIVES


def _work(
    each: Callable[[], Iterable[Statement]],
    found: Outline,
    checksum: str,
    text: str | None,
    said: Directives,
    session: Session,
) -> SQLWork:
    alone = said.no_transaction or found.alone is not None or session.ledger is not None
    limits = NO_LIMITS
    if said.timeout or said.lock_timeout:
        limits = session.limits(said.timeout, said.lock_timeout, alone=alone)
    own = said.timeout, said.lock_timeout
    return SQLWork(each, found, checksum, text, alone, limits, said.irreversible, own)


def _in_file(error: UnfinishedStatement, path: Path | str | None) -> UnfinishedStatement:
    return UnfinishedStatement(error.opened, error.line or 1, error.column or 1, path=path)


def _too_large(path: Path) -> FileError:
    return FileError(
        f"a file of more than {STREAMED >> 20} MB is read in pieces: it can neither have variables"
        " filled in nor mark statements. Nothing of it ran.",
        path=path,
        hint="put the rows into a migration of their own",
    )
