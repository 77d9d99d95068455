"""Scripts of ClickHouse's SQL, cut into statements as the server's own lexer reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from goofer_py.dialects.statement import BOM, Statement
from goofer_py.dialects.syntax import Syntax
from goofer_py.errors import UnfinishedStatement

_BLANKS = " \t\r\n\f\v"
_TOKEN = re.compile(
    r"(?P<line>--|//|\#(?=[\ !]))"
    r"|(?P<block>/\*)"
    r"|(?P<quote>['\"`])"
    r"|(?P<here>(?<![\w$])\$\w*\$)"
    r"|(?P<end>;)"
    r"|(?P<open>\()|(?P<close>\))"
    r"|(?P<word>(?<![\w$.])(?i:FORMAT|SELECT|WITH|INPUT)(?![\w$]))",
    re.ASCII,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_IN_QUOTES = {mark: re.compile(rf"\\.|{mark}{mark}|{mark}", re.DOTALL) for mark in "'\"`"}
_INSERT = re.compile(r"INSERT(?![\w$])", re.IGNORECASE | re.ASCII)
_WORD = re.compile(r"\w+", re.ASCII)
_VALUES = "values"


@dataclass(slots=True)
class _Cutter:
    """Where the reading of a script is."""

    parts: list[str] = field(default_factory=list)
    started: bool = False
    start: tuple[int, int, int] = (1, 1, 0)
    inside: str = ""
    """The quote, heredoc or comment that is open, by the text that opened it."""
    opened: tuple[int, int] = (1, 1)
    comments: int = 0
    inserts: bool = False
    selects: bool = False
    parentheses: int = 0
    awaits: bool = False
    """The word FORMAT was read, and the name of the format is next."""
    data: str = ""
    """What a line of rows ends with that is the last one; empty outside of rows."""

    begin: int = 0
    """Where in the line what belongs to the statement begins."""
    ready: list[Statement] = field(default_factory=list)

    def over(self, number: int, offset: int, line: str) -> list[Statement]:
        """Read one line; returns the statements that end in it."""
        self.begin = position = 0
        self.ready = []
        while position < len(line):
            if self.inside:
                position = self._past(line, position)
            elif not self.started:
                self.begin = position = self._first(number, offset, line, position)
            elif self.data:
                position = self._row(line)
            elif self.awaits:
                position = self._format(number, line, position)
            else:
                position = self._next(number, line, position)
        if self.started:
            self.parts.append(line[self.begin :])
        return self.ready

    def _next(self, number: int, line: str, position: int) -> int:
        """Go past the next token."""
        token = _TOKEN.search(line, position)
        if token is None or token.lastgroup == "line":
            return len(line)
        if token.lastgroup == "end":
            self._end(line[self.begin : token.start()])
            self.begin = token.end()
        else:
            self._note(token, number)
        return token.end()

    def _row(self, line: str) -> int:
        """Go past a line of rows, which may be the last one."""
        said = line.rstrip(_BLANKS)
        if said.strip(_BLANKS) == ";" or (self.data == "inline" and said.endswith(";")):
            self._end(said[self.begin : -1])
            self.begin = len(line)
        return len(line)

    def _first(self, number: int, offset: int, line: str, position: int) -> int:
        """Go to where a statement begins, or past what comes before it."""
        while position < len(line) and line[position] in _BLANKS + ";":
            position += 1
        token = _TOKEN.match(line, position)
        if token is not None and token.lastgroup == "line":
            return len(line)
        if token is not None and token.lastgroup == "block":
            self._note(token, number)
            return token.end()
        if position < len(line):
            self.started, self.start = True, (number, position + 1, offset + position)
            self.inserts = _INSERT.match(line, position) is not None
        return position

    def _note(self, token: re.Match[str], number: int) -> None:
        """Take note of what opens here."""
        kind = token.lastgroup
        if kind in ("quote", "here", "block"):
            self.inside, self.opened = token[0], (number, token.start() + 1)
            self.comments = 1
        elif kind == "open":
            self.parentheses += 1
        elif kind == "close":
            self.parentheses -= 1
        elif kind == "word" and self.inserts:
            word = token[0].upper()
            if word == "INPUT":
                self.selects = False
            elif not self.parentheses:
                self.awaits = word == "FORMAT" and not self.selects
                self.selects = self.selects or word in ("SELECT", "WITH")

    def _past(self, line: str, position: int) -> int:
        """Go past what is open, as far as it ends in this line."""
        if self.inside == "/*":
            for edge in _COMMENT_EDGE.finditer(line, position):
                self.comments += 1 if edge[0] == "/*" else -1
                if not self.comments:
                    self.inside = ""
                    return edge.end()
            return len(line)
        if self.inside[0] == "$":
            end = line.find(self.inside, position)
            if end < 0:
                return len(line)
            end += len(self.inside)
            self.inside = ""
            return end
        for found in _IN_QUOTES[self.inside].finditer(line, position):
            if found[0] == self.inside:
                self.inside = ""
                return found.end()
        return len(line)

    def _format(self, number: int, line: str, position: int) -> int:
        """Read the name of a format, and see where its rows end."""
        token = _TOKEN.match(line, position)
        if token is not None and token.lastgroup in ("line", "block"):
            self._note(token, number)
            self.inside = "/*" if token.lastgroup == "block" else ""
            return token.end() if self.inside else len(line)
        if line[position] in _BLANKS:
            return position + 1
        self.awaits = False
        found = _WORD.match(line, position)
        if found is None:
            return position
        name, rest = found[0].lower(), line[found.end() :].strip(_BLANKS)
        if name != _VALUES and not rest.startswith((";", "(", ",", ")", "--", "//", "/*")):
            self.data = "inline" if rest or name.startswith("json") else "below"
        return found.end()

    def _end(self, last: str) -> None:
        text = "".join((*self.parts, last)).rstrip(_BLANKS)
        self.ready.append(Statement(text, *self.start))
        self.parts, self.started, self.inserts, self.selects = [], False, False, False
        self.parentheses, self.awaits, self.data = 0, False, ""

    def finished(self) -> list[Statement]:
        """Return what the script ends with that no semicolon ends."""
        if self.inside:
            raise UnfinishedStatement(_name(self.inside), *self.opened)
        self.ready = []
        if self.started:
            self._end("")
        return self.ready


def cut(lines: Iterable[str]) -> Iterator[Statement]:
    """Yield the statements of a script, as they are reached.

    The rows of INSERT ... FORMAT end with a line that is a semicolon alone, or with the script;
    those of a JSON format, and those that begin on the line of the format's name, also with a
    semicolon at the end of a line. Raises UnfinishedStatement for a quote, heredoc or comment
    that does not end.
    """
    cutter, offset = _Cutter(), 0
    for number, line in enumerate(lines, 1):
        marked = offset == 0 and line.startswith(BOM)
        yield from cutter.over(number, offset, line.replace(BOM, " ", 1) if marked else line)
        offset += len(line)
    yield from cutter.finished()


def _name(opened: str) -> str:
    if opened == "/*":
        return "comment /*"
    return f"heredoc {opened}" if opened[0] == "$" else f"quote {opened}"


CLICKHOUSE_SYNTAX = Syntax(cut=cut)
