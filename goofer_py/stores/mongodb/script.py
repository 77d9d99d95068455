"""Scripts of commands: documents of runCommand in extended JSON, in a list or one after another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from goofer_py.dialects.statement import BOM, Statement
from goofer_py.dialects.syntax import Syntax
from goofer_py.errors import FileError, UnfinishedStatement

DATABASE = "$db"
"""Names, in a command, another database than that of the URL."""

_REFUSED = {
    **dict.fromkeys(
        (
            "startTransaction",
            "commitTransaction",
            "abortTransaction",
            "endSessions",
            "startSession",
        ),
        "transactions are goofer's own",
    ),
    **dict.fromkeys(
        ("authenticate", "saslStart", "saslContinue", "logout", "hello", "isMaster"),
        "the connection is goofer's own",
    ),
    **dict.fromkeys(
        ("find", "getMore", "killCursors"), "a script does nothing with what it answers"
    ),
}
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|"|//|[{}\[\],]|[^\s{}\[\],"/]+|/')
_NAME = re.compile(r'\{\s*("(?:[^"\\]|\\.)*")\s*:')


@dataclass(slots=True)
class _Cutter:
    """Where the reading of a script is."""

    depth: int = 0
    listed: bool = False
    """A list is open around the documents."""
    closed: bool = False
    """The list around the documents is over."""
    parts: list[str] = field(default_factory=list)
    start: tuple[int, int, int] = (1, 1, 0)

    def over(self, number: int, offset: int, line: str) -> Iterator[Statement]:
        """Read one line; yields the commands that end in it."""
        begin = 0
        for token in _TOKEN.finditer(line):
            text, at = token[0], token.start()
            if self.depth == 0:
                if text == "//":
                    return
                if self._outside(text, number, at):
                    begin, self.depth = at, 1
                    self.start = (number, at + 1, offset + at)
            elif text == '"':
                raise _wrong(number, at, "a string ends on the line where it begins")
            elif text in ("{", "["):
                self.depth += 1
            elif text in ("}", "]"):
                self.depth -= 1
                if self.depth == 0:
                    yield self._ended(line[begin : token.end()])
        if self.depth:
            self.parts.append(line[begin:])

    def _outside(self, text: str, number: int, at: int) -> bool:
        """Say whether a document begins here; raises FileError for what may not stand here."""
        if text == "{" and not self.closed:
            return True
        if text == "[" and not (self.listed or self.closed):
            self.listed = True
        elif text == "]" and self.listed and not self.closed:
            self.closed = True
        elif text != "," or not self.listed or self.closed:
            raise _wrong(number, at, f"{text[:40]!r} stands where a command has to begin")
        return False

    def _ended(self, last: str) -> Statement:
        text = "".join((*self.parts, last))
        self.parts = []
        statement = Statement(text, *self.start)
        _check(statement)
        return statement


def cut(lines: Iterable[str]) -> Iterator[Statement]:
    """Yield the commands of a script, as they are reached.

    Raises FileError for what is no command or may not be there, and UnfinishedStatement for one
    that does not end.
    """
    cutter, offset = _Cutter(), 0
    for number, line in enumerate(lines, 1):
        marked = offset == 0 and line.startswith(BOM)
        yield from cutter.over(number, offset, line.replace(BOM, " ", 1) if marked else line)
        offset += len(line)
    if cutter.depth:
        raise UnfinishedStatement("{", cutter.start[0], cutter.start[1])
    if cutter.listed and not cutter.closed:
        raise UnfinishedStatement("[", 1, 1)


def command_of(text: str) -> str:
    """Return the name of a command: its first key."""
    found = _NAME.match(text)
    return str(json.loads(found[1])) if found else ""


def _check(statement: Statement) -> None:
    try:
        json.loads(statement.text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        line = statement.line + error.lineno - 1
        column = error.colno - 1 + (statement.column - 1 if error.lineno == 1 else 0)
        raise _wrong(line, column, f"this is no JSON: {error.msg}") from None
    except ValueError as error:
        raise _wrong(statement.line, statement.column - 1, f"this is no JSON: {error}") from None
    name = command_of(statement.text)
    if not name or name == DATABASE:
        raise _wrong(
            statement.line, statement.column - 1, "a document here has to begin with a command"
        )
    if why := _REFUSED.get(name):
        said = f"{name} may not be in a migration: {why}"
        raise _wrong(statement.line, statement.column - 1, said)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f'{name}; write {{"$numberDouble": "{name}"}}')


def _wrong(line: int, at: int, message: str) -> FileError:
    return FileError(
        f"{message}. Nothing of the file ran.",
        line=line,
        column=at + 1,
        hint='write commands like {"insert": "things", "documents": [{"_id": 1}]}',
    )


MONGODB_SYNTAX = Syntax(cut=cut)
