"""Scripts in CQL: statements that end with a semicolon, and batches of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from goofer_py.dialects.statement import BOM, Statement
from goofer_py.dialects.syntax import Syntax
from goofer_py.errors import FileError, UnfinishedStatement

_REFUSED = {
    "USE": "the URL says which keyspace it is; write keyspace.table for another one",
    "CONSISTENCY": "the URL says it: ?consistency=QUORUM",
    "SERIAL": "the URL says it: ?serial_consistency=LOCAL_SERIAL",
    **dict.fromkeys(
        (
            *("CAPTURE", "CLEAR", "CLS", "COPY", "DEBUG", "DESC", "DESCRIBE", "EXIT", "EXPAND"),
            *("HELP", "HISTORY", "LOGIN", "PAGING", "QUIT", "SHOW", "SOURCE", "TRACING", "UNICODE"),
        ),
        "it is a command of cqlsh",
    ),
}
_TOKEN = re.compile(r"--|//|/\*|['\";]|\$\$|\w+|\s+|[^\w\s]")
_CLOSES = {"'": "'", '"': '"', "$$": "$$", "/*": "*/"}
_GROUPS = {"BATCH": "APPLY", "TRANSACTION": "COMMIT"}
"""What begins a group of statements, and the word before the one that ends it."""
_OPENS = re.compile(r"BEGIN (?:(?:UNLOGGED|LOGGED|COUNTER) )?(?P<what>BATCH|TRANSACTION)\Z")
_HEAD = 3
"""So many words tell a group."""


@dataclass(slots=True)
class _Cutter:
    """Where the reading of a script is."""

    quote: str = ""
    """What opened the quote or the comment that is open."""
    opened: tuple[int, int] = (1, 1)
    parts: list[str] = field(default_factory=list)
    length: int = 0
    """How long the statement is so far, with what follows it."""
    kept: int = 0
    """How long it is without blanks and comments at its end."""
    start: tuple[int, int, int] | None = None
    head: list[str] = field(default_factory=list)
    last: str = ""
    group: str = ""
    """The word that begins the group of statements which is open, and ends it too."""

    def over(self, number: int, offset: int, line: str) -> Iterator[Statement]:
        """Read one line; yields the statements that end in it."""
        at = begin = 0
        while at < len(line):
            if self.quote:
                at = self._past(line, at, begin)
                continue
            text, place = _token(line, at), at
            at += len(text)
            if text in ("--", "//"):
                break
            if text in _CLOSES:
                self.quote, self.opened = text, (number, place + 1)
            if text.isspace() or text == "/*":
                continue
            if text == ";" and not self.group:
                yield from self._ended(line[begin:place])
                begin = at
                continue
            if self.start is None:
                self.start, begin = (number, place + 1, offset + place), place
            self._met(text)
            self.kept = self.length + at - begin
        if self.start is not None:
            self.parts.append(line[begin:])
            self.length += len(line) - begin

    def _past(self, line: str, at: int, begin: int) -> int:
        """Return where the quote or comment ends that is open, or the line."""
        closes = _CLOSES[self.quote]
        end = line.find(closes, at)
        past = len(line) if end < 0 else end + len(closes)
        if self.quote != "/*":
            self.kept = self.length + past - begin
        if end >= 0:
            # A doubled quote ends one and begins the next.
            self.quote = ""
        return past

    def _met(self, text: str) -> None:
        """Take note of a word or a mark of the statement."""
        word = text.upper()
        if len(self.head) < _HEAD:
            self.head.append(word)
            if opens := _OPENS.match(" ".join(self.head)):
                self.group = opens["what"]
            self._check(word)
        if word == self.group and self.last == _GROUPS[word]:
            self.group = ""
        self.last = word

    def _check(self, word: str) -> None:
        if len(self.head) == 1 and self.start is not None and (why := _REFUSED.get(word)):
            raise FileError(
                f"{word} may not be in a migration: {why}. Nothing of the file ran.",
                line=self.start[0],
                column=self.start[1],
                hint="take the line out",
            )

    def _ended(self, last: str) -> Iterator[Statement]:
        """Yield the statement that has ended, if one was begun."""
        if self.start is not None:
            yield Statement("".join((*self.parts, last))[: self.kept], *self.start)
        self.parts, self.length, self.kept = [], 0, 0
        self.start, self.head, self.last = None, [], ""

    def rest(self) -> Iterator[Statement]:
        """Yield what the script ends with; raises UnfinishedStatement for what is still open."""
        if self.quote:
            raise UnfinishedStatement(self.quote, *self.opened)
        if self.start is not None and self.group:
            raise UnfinishedStatement(f"BEGIN {self.group}", self.start[0], self.start[1])
        yield from self._ended("")


def _token(line: str, at: int) -> str:
    found = _TOKEN.match(line, at)
    return found[0] if found else line[at]


def cut(lines: Iterable[str]) -> Iterator[Statement]:
    """Yield the statements of a script, as they are reached; a batch is one.

    Raises FileError for a command of cqlsh, and UnfinishedStatement for a quote, a comment or a
    batch that does not end.
    """
    cutter, offset = _Cutter(), 0
    for number, line in enumerate(lines, 1):
        marked = offset == 0 and line.startswith(BOM)
        yield from cutter.over(number, offset, line.replace(BOM, " ", 1) if marked else line)
        offset += len(line)
    yield from cutter.rest()


CQL_SYNTAX = Syntax(cut=cut)
