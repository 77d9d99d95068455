"""Scripts of documents in JSON: in a list, or one after another, with comments after //."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from goofer_py.dialects.statement import BOM, Statement
from goofer_py.errors import FileError, UnfinishedStatement

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|"|//|[{}\[\],]|[^\s{}\[\],"/]+|/')


@dataclass(frozen=True, slots=True)
class JsonScript:
    """Cuts scripts into documents.

    `check` is given each of them, and says with FileError what may not be there. `constant` says
    what to write instead of a number that JSON has not. `hint` is an example.
    """

    check: Callable[[Statement], None]
    constant: Callable[[str], str]
    hint: str

    def cut(self, lines: Iterable[str]) -> Iterator[Statement]:
        """Yield the documents of a script, as they are reached.

        Raises FileError for what is no document or may not be there, and UnfinishedStatement for
        one that does not end.
        """
        cutter, offset = _Cutter(self), 0
        for number, line in enumerate(lines, 1):
            marked = offset == 0 and line.startswith(BOM)
            yield from cutter.over(number, offset, line.replace(BOM, " ", 1) if marked else line)
            offset += len(line)
        if cutter.depth:
            raise UnfinishedStatement("{", cutter.start[0], cutter.start[1])
        if cutter.listed and not cutter.closed:
            raise UnfinishedStatement("[", 1, 1)

    def wrong(self, line: int, at: int, message: str) -> FileError:
        """Return what to raise for something at the character `at`, from 0, of a line, from 1."""
        return FileError(
            f"{message}. Nothing of the file ran.", line=line, column=at + 1, hint=self.hint
        )

    def refused(self, statement: Statement, message: str) -> FileError:
        """Return what to raise for a whole document."""
        return self.wrong(statement.line, statement.column - 1, message)

    def checked(self, statement: Statement) -> Statement:
        """Return the document; raises FileError for what is no JSON or may not be there."""
        try:
            json.loads(statement.text, parse_constant=self._no_constant)
        except json.JSONDecodeError as error:
            line = statement.line + error.lineno - 1
            column = error.colno - 1 + (statement.column - 1 if error.lineno == 1 else 0)
            raise self.wrong(line, column, f"this is no JSON: {error.msg}") from None
        except ValueError as error:
            raise self.refused(statement, f"this is no JSON: {error}") from None
        self.check(statement)
        return statement

    def _no_constant(self, name: str) -> NoReturn:
        raise ValueError(f"{name}; {self.constant(name)}")


@dataclass(slots=True)
class _Cutter:
    """Where the reading of a script is."""

    script: JsonScript
    depth: int = 0
    listed: bool = False
    """A list is open around the documents."""
    closed: bool = False
    """The list around the documents is over."""
    parts: list[str] = field(default_factory=list)
    start: tuple[int, int, int] = (1, 1, 0)

    def over(self, number: int, offset: int, line: str) -> Iterator[Statement]:
        """Read one line; yields the documents that end in it."""
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
                raise self.script.wrong(number, at, "a string ends on the line where it begins")
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
            said = f"{text[:40]!r} stands where a command has to begin"
            raise self.script.wrong(number, at, said)
        return False

    def _ended(self, last: str) -> Statement:
        text = "".join((*self.parts, last))
        self.parts = []
        return self.script.checked(Statement(text, *self.start))
