"""Cut an SQL script into its statements, by the lexical rules of its dialect."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import TextIO

from goofer_py.dialects.compound import compound_end
from goofer_py.dialects.lexer import BLANKS, REST_OF_LINE, lexer
from goofer_py.dialects.scanner import Scanner
from goofer_py.dialects.statement import Statement, statement_at
from goofer_py.dialects.syntax import Syntax
from goofer_py.errors import FileError, UnfinishedStatement

__all__ = ["Syntax", "split", "split_stream"]

_NEWLINE = re.compile(r"[\r\n]")
_END_OF_ROWS = "\\."
_LINE = re.compile(r"([^\r\n]*+)([\r\n]|\Z)")
_GAP = re.compile(rf"[{BLANKS};]*+")


def split(text: str, syntax: Syntax) -> Iterator[Statement]:
    """Yield the statements of `text` in order; empty ones and comments yield nothing.

    Raises UnfinishedStatement for a quote, comment, body or COPY data that is never closed, and
    FileError for a command of the server's command line program, both only when they are reached:
    exhaust the iterator first where nothing may run in part.
    """
    if syntax.cut is not None:
        return syntax.cut(StringIO(text, newline=""))
    splitter = _Splitter(syntax)
    splitter.feed(text)
    splitter.scanner.ended = True
    return splitter.statements()


def split_stream(
    stream: TextIO, syntax: Syntax, chunk: int = 1 << 20, portion: int | None = None
) -> Iterator[Statement]:
    r"""Yield what `split` yields for all of `stream`, reading at least `chunk` characters at once.

    Open the stream with `newline=""`, so that offsets are those of the file. Memory is bounded by
    a few times the largest statement with its COPY data, or, with `portion`, without it: rows that
    take more than `portion` characters then arrive in portions, as that many statements that
    differ in `data` only. Rows are never cut in two; COPY with CSV or HEADER never comes in
    portions.
    """
    if syntax.cut is not None:
        yield from syntax.cut(stream)
        return
    splitter = _Splitter(syntax, portion)
    while piece := stream.read(max(chunk, splitter.waiting)):
        splitter.feed(piece)
        yield from splitter.statements()
    splitter.scanner.ended = True
    yield from splitter.statements()


class _Splitter:
    """Reads statements off a script that arrives in pieces."""

    def __init__(self, syntax: Syntax, portion: int | None = None) -> None:
        self.syntax = self.first = syntax
        self.delimiter = ";"
        """What ends a statement; a command of the client can set it."""
        self.portion = portion
        self.scanner = Scanner(lexer(syntax, escapes=False))
        self.position = 0
        """What is before it has been read off."""
        self.copying: Statement | None = None
        """The COPY whose rows begin at `position`."""
        self.special = -1
        """The next place from `position` on that needs a look, if it is not before it."""

    @property
    def waiting(self) -> int:
        """How many characters have not been read off yet."""
        return len(self.scanner.text) - self.position

    def feed(self, piece: str) -> None:
        """Add `piece` to the script."""
        self.scanner.feed(piece, self.position)
        self.special = -1
        self.position = 0

    def statements(self) -> Iterator[Statement]:
        """Yield the statements that what is there decides."""
        while True:
            if self.copying:
                statement = self._rows(self.copying)
            else:
                if self.delimiter == ";":
                    yield from self._plain()
                statement = self._statement()
            if statement is None:
                return
            yield statement

    def _plain(self) -> Iterator[Statement]:
        """Yield statements as long as they have no head or comment before them to look at."""
        scanner = self.scanner
        text, place, base = scanner.text, scanner.place, scanner.base
        lead, special = scanner.lexer.lead, scanner.lexer.special
        while True:
            blanks = lead.match(text, self.position)
            if blanks is None or blanks.lastindex:
                return
            start = blanks.end()
            if self.special < start:  # one search may serve many statements
                found = special.search(text, start)
                self.special = found.start() if found else len(text)
            if self.special == start:
                past = scanner.past_comment(start)
                if past == start or (past == len(text) and not scanner.ended):
                    return
                self.position = past
                continue
            end = text.find(";", start)
            if end < 0 or end > self.special:
                end = scanner.plain_end(start, self.special)
                if end == len(text) and not scanner.ended:
                    return
            self.position = end + 1
            yield statement_at(text[start:end].rstrip(BLANKS), *place(start), base + start)

    def _statement(self) -> Statement | None:
        scanner = self.scanner
        while True:
            start = self._start()
            if start == len(scanner.text):
                return None
            head = scanner.lexer.heads.match(scanner.text, start)
            kind = head.lastgroup if head else None
            if kind == "command":
                if not self._obeyed(start):
                    return None
                continue
            end = self._end(start, kind)
            if end == len(scanner.text) and not scanner.ended:
                return None
            if kind == "rows" and scanner.lexer.rows.match(scanner.text, start):
                return self._copy(start, end)
            self.position = end + len(self.delimiter)
            if end > start:
                return self._read(start, end, kind)

    def _read(self, start: int, end: int, kind: str | None) -> Statement:
        """Cut out a statement, and read what follows as it sets it."""
        if kind == "setting":
            self._set(start)
        statement = self._cut(start, end)
        modes = self.syntax.modes
        if modes and (kind == "modes" or self.scanner.executed(start)):
            self.syntax = modes.read(self.first, self.syntax, statement.text)
            self.scanner.lexer = lexer(self.syntax, escapes=False)
        return statement

    def _obeyed(self, start: int) -> bool:
        """Follow the client's command for another delimiter; False while its line has no end.

        Raises FileError for any other command.
        """
        scanner, client = self.scanner, self.syntax.client
        line = _LINE.match(scanner.text, start)
        if client is None or line is None or not (line[2] or scanner.ended):
            return False
        words = line[1].split()
        if words[0].upper() != client.delimiter or len(words) < 2:
            scanner.past_command(start)
        self.delimiter = words[1]
        self.position = line.end()
        return True

    def _start(self) -> int:
        """Return where the next statement begins; comments before it are read off."""
        scanner, client = self.scanner, self.syntax.client
        while True:
            gap = _GAP.match(scanner.text, self.position)
            start = gap.end() if gap else self.position
            past = scanner.past_comment(start)
            if client and scanner.text.startswith(client.mark, start):
                past = scanner.past_command(start, leading=True)
            if past == start or (past == len(scanner.text) and not scanner.ended):
                return past
            self.position = past

    def _end(self, start: int, kind: str | None) -> int:
        if self.delimiter != ";":
            return self.scanner.delimited_end(start, self.delimiter)
        if kind == "compound":
            return compound_end(self.scanner, start)
        if kind == "body":
            return self.scanner.body_end(start)
        if kind == "parentheses":
            return self.scanner.nested_end(start)
        return self.scanner.plain_end(start)

    def _cut(self, start: int, end: int) -> Statement:
        line, column = self.scanner.place(start)
        ends = BLANKS if self.delimiter == ";" else BLANKS + ";"
        text = self.scanner.text[start:end].rstrip(ends)
        return statement_at(text, line, column, self.scanner.base + start)

    def _set(self, start: int) -> None:
        """Read what follows with backslashes as the statement sets them, if it does."""
        setting = self.scanner.lexer.setting.match(self.scanner.text, start)
        if setting:
            self.scanner.lexer = lexer(self.syntax, escapes=setting.lastindex is not None)

    def _copy(self, start: int, end: int) -> Statement | None:
        """Read off a COPY and its rows, which begin on the next line."""
        scanner = self.scanner
        begin = min(end + 1, len(scanner.text))
        if not scanner.ended and not _NEWLINE.search(scanner.text, begin, len(scanner.text) - 1):
            return None
        self.copying = self._cut(start, end)
        rest = REST_OF_LINE.match(scanner.text, begin)
        if rest is None:
            line, column = scanner.place(begin)
            raise FileError(
                f"the rows of a COPY begin on the next line, but line {line} goes on in column"
                f" {column}.",
                line=line,
                column=column,
                hint="begin a new line after the semicolon",
            )
        self.position = rest.end()
        return self._rows(self.copying)

    def _rows(self, copying: Statement) -> Statement | None:
        """Read off the rows of `copying`, or the next portion of them."""
        text, first = self.scanner.text, self.position
        limit = first + self._portion(copying)
        end = self._end_of_rows(first, limit)
        if end is not None:
            self.copying = None
            self.position = end + len(_END_OF_ROWS)
        elif (end := _end_of_portion(text, first, limit)) > first:
            self.position = end
        elif self.scanner.ended:
            raise UnfinishedStatement("COPY data", copying.line, copying.column)
        else:
            return None
        return replace(copying, data=text[first:end])

    def _portion(self, copying: Statement) -> int:
        rows = self.syntax.rows
        if self.portion is None or rows is None or re.search(rows.whole, copying.text):
            return sys.maxsize
        return self.portion

    def _end_of_rows(self, first: int, limit: int) -> int | None:
        """Return where the line that ends the rows begins, None while that is not known."""
        text, size = self.scanner.text, len(_END_OF_ROWS)
        found = text.find(_END_OF_ROWS, first, limit + size)
        while found >= 0:
            after = text[found + size : found + size + 1]
            if not after and not self.scanner.ended:
                return None
            if after in "\r\n" and (found == first or text[found - 1] in "\r\n"):
                return found
            found = text.find(_END_OF_ROWS, found + size, limit + size)
        return None


def _end_of_portion(text: str, first: int, limit: int) -> int:
    """Return where the last row that fits before `limit` ends, or the first row if none fits.

    Return `first` where no portion is due, or more text has to show its end.
    """
    if len(text) <= limit + len(_END_OF_ROWS):
        return first
    end = limit
    while (end := text.rfind("\n", first, end)) >= first:
        if end == first or text[end - 1] != "\\":  # else the line end is part of a value
            return end + 1
    end = text.find("\n", limit)
    while end >= 0 and text[end - 1] == "\\" and not text.startswith(_END_OF_ROWS, end + 1):
        end = text.find("\n", end + 1)
    return end + 1 if 0 <= end < len(text) - len(_END_OF_ROWS) else first
