"""Find where things end in an SQL text: a statement, a quote, a comment, a body."""

from __future__ import annotations

from collections.abc import Iterator
from re import Match, Pattern

from goofer_py.dialects.lexer import (
    COMMENT_EDGE,
    CONTINUATION,
    DOLLAR_QUOTE,
    DOUBLED,
    ESCAPES,
    LETTER,
    WORD,
    WORD_TAIL,
    Lexer,
    Token,
    Tokens,
    delimited,
)
from goofer_py.dialects.statement import BOM
from goofer_py.errors import FileError, UnfinishedStatement

_STOPS = frozenset(
    {
        *(Token.DELIMITER, Token.BEGIN, Token.OPENING, Token.CLOSING),
        *(Token.WORD, Token.COLON),
    }
)


class Scanner:
    """A text that may still grow, with the lines counted up to a mark.

    Every offset is one into `text`. Until `ended`, an end at len(text) means that it is not known
    yet. Once `ended`, what is opened and never closed raises UnfinishedStatement.
    """

    def __init__(self, lexer: Lexer) -> None:
        self.lexer = lexer
        self.text = ""
        self.ended = False
        self.base = 0
        """Where `text` begins in the script."""
        self._line = 1
        self._line_start = 0
        self._mark = 0
        self._returns = False

    def feed(self, piece: str, position: int) -> None:
        """Put `piece` behind the text and forget what is before `position`."""
        self.place(position)
        self.base += position
        if self.base == 0 and not self.text and piece.startswith(BOM):
            self.base, piece = 1, piece[1:]
        self.text = self.text[position:] + piece
        self._line_start -= position
        self._mark = 0
        self._returns = "\r" in self.text

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column in the script; no offset may be asked for after a later one."""
        text, mark = self.text, self._mark
        lines = text.count("\n", mark, offset)
        newline = text.rfind("\n", mark, offset) if lines else -1
        if self._returns:
            lines += text.count("\r", mark, offset) - text.count("\r\n", mark, offset)
            newline = max(newline, text.rfind("\r", mark, offset))
        if lines:
            self._line += lines
            self._line_start = newline + 1
        self._mark = offset
        return self._line, offset - self._line_start + 1

    def plain_end(self, position: int, special: int | None = None) -> int:
        """Return where the next delimiter is, or the end of the text.

        Nothing before `special` needs a look.
        """
        plain = self.lexer.plain.match(self.text, position if special is None else special)
        if plain and self.text.startswith(";", plain.end()):
            return plain.end()
        stop = next(self.stops(self.lexer.tokens, position), None)
        return stop.start() if stop else len(self.text)

    def delimited_end(self, position: int, delimiter: str) -> int:
        """Return where the next `delimiter` is, or the end of the text."""
        tokens = delimited(self.lexer.syntax, self.lexer.escapes, delimiter)
        stop = next(self.stops(tokens, position), None)
        return stop.start() if stop else len(self.text)

    def nested_end(self, position: int) -> int:
        """Return where the next delimiter outside of parentheses is, or the end of the text."""
        tokens = self.lexer.nesting
        opened: list[int] = []
        for token in self.stops(tokens, position):
            kind = tokens.kind(token)
            if kind is Token.OPENING:
                opened.append(token.start())
            elif kind is Token.DELIMITER and not opened:
                return token.start()
            elif kind is Token.CLOSING and opened:
                opened.pop()
        return self.unfinished("parenthesis (", opened[-1]) if opened else len(self.text)

    def body_end(self, position: int) -> int:
        """Return where the next delimiter outside of a body is, or the end of the text."""
        end = self.plain_end(position)
        if not self.lexer.opens.search(self.text, position, end):
            return end
        opening = next(self.stops(self.lexer.opening, position), None)
        if opening is None or opening[0] == ";":
            return opening.start() if opening else len(self.text)
        end = opening.end()
        while (past := self._past_closing(end)) is None:
            end = self.plain_end(end) + 1
            if end > len(self.text):
                return self.unfinished(f"body {opening[0]}", opening.start())
        return self.plain_end(past)

    def past_comment(self, begin: int) -> int:
        """Return where the comment that begins here ends, with its line end; else `begin`."""
        mark = self.text[begin : begin + 2]
        if mark == "/*":
            return begin if self.executed(begin) else self._past_block(begin)
        line = mark == "--" and self.lexer.dashes.match(self.text, begin)
        if line or (mark[:1] == "#" and self.lexer.syntax.hash_comments):
            newline = self.lexer.newline.search(self.text, begin)
            return newline.end() if newline else len(self.text)
        return begin

    def executed(self, begin: int) -> bool:
        """Say whether a comment that the server executes begins here."""
        return self.lexer.executed.match(self.text, begin) is not None

    def past_command(self, begin: int, leading: bool = False) -> int:
        """Return where a harmless command of the client ends that stands where a statement would.

        Raises FileError for any other command.
        """
        if not self.ended and not self.lexer.newline.search(self.text, begin):
            return len(self.text)
        harmless = self.lexer.harmless.match(self.text, begin) if leading else None
        if harmless:
            return harmless.end()
        program = self.lexer.syntax.client.program if self.lexer.syntax.client else ""
        command = self.text[begin : begin + 40].split(maxsplit=1)[0]
        line, column = self.place(begin)
        raise FileError(
            f"{command} at line {line}, column {column} is a command of the program {program},"
            " which only that program can run; it is not SQL.",
            line=line,
            column=column,
            hint=f"leave {command} out, or write in SQL what it does",
        )

    def stops(self, tokens: Tokens, position: int) -> Iterator[Match[str]]:
        """Yield the tokens that decide where a statement ends, none inside a quote or comment."""
        since = position
        while position < len(self.text):
            found = tokens.pattern.finditer(self.text, position)
            position = len(self.text)
            for token in found:
                kind = tokens.kind(token)
                if kind in _STOPS:
                    yield token
                elif kind is Token.MAYBE_DOLLAR and self._in_name(token.start(), since):
                    position = self._past_name(token.end())
                    break
                elif kind is not None:
                    since = position = self._past(tokens, token, since)
                    break

    def _past(self, tokens: Tokens, token: Match[str], since: int) -> int:
        """Return where what begins with `token` ends; no quote or comment is open at `since`."""
        begin = token.start()
        match tokens.kind(token):
            case Token.COMMENT:
                return self._past_block(begin)
            case Token.DOLLAR | Token.MAYBE_DOLLAR:
                return self._past_dollar(begin)
            case Token.ESCAPED | Token.MAYBE_ESCAPED as kind:
                plain = kind is Token.MAYBE_ESCAPED and self._in_name(begin - 1, since)
                return self._past_quote(begin, DOUBLED if plain else ESCAPES[token[0]])
            case Token.COMMAND:
                return self.past_command(begin)
        return self.unfinished(f"quote {token[0]}", _opening(tokens, self.text, since, begin))

    def _past_executed(self, begin: int) -> int:
        """Return where a comment ends that is read like SQL: its quotes may hold the end's mark."""
        tokens = self.lexer.executed_end
        for token in self.stops(tokens, begin + 3):
            if tokens.kind(token) is Token.CLOSING:
                return token.end()
        return self.unfinished("comment /*!", begin)

    def _past_block(self, begin: int) -> int:
        if self.executed(begin):
            return self._past_executed(begin)
        if not self.lexer.syntax.nested_comments:
            end = self.text.find("*/", begin + 2)
            return end + 2 if end >= 0 else self.unfinished("comment /*", begin)
        depth = 1
        for edge in COMMENT_EDGE.finditer(self.text, begin + 2):
            depth += 1 if edge[0] == "/*" else -1
            if not depth:
                return edge.end()
        return self.unfinished("comment /*", begin)

    def _past_quote(self, begin: int, parts: Pattern[str]) -> int:
        quote = self.text[begin]
        position = begin + 1
        while True:
            found = parts.finditer(self.text, position)
            closing = next((part for part in found if part[0] == quote), None)
            if closing is None:
                return self.unfinished(f"quote {quote}", begin)
            more = CONTINUATION.match(self.text, closing.end()) if quote == "'" else None
            if more is None:
                return closing.end()
            position = more.end()

    def _past_dollar(self, begin: int) -> int:
        opening = DOLLAR_QUOTE.match(self.text, begin)
        if opening is None:
            return begin + 1
        end = self.text.find(opening[0], opening.end())
        if end < 0:
            return self.unfinished(f"dollar quote {opening[0]}", begin)
        return end + len(opening[0])

    def _past_name(self, position: int) -> int:
        tail = WORD_TAIL.match(self.text, position)
        return tail.end() if tail else position

    def _in_name(self, offset: int, since: int) -> bool:
        """Tell a name (a1$) from a number or a lone `$` before `offset`: it has a letter."""
        word = offset
        while word > since and WORD.match(self.text, word - 1):
            word -= 1
        return LETTER.search(self.text, word, offset) is not None

    def _past_closing(self, position: int) -> int | None:
        """Return where the word that closes a body ends, None if another word is next."""
        while True:
            found = self.lexer.closing.match(self.text, position)
            if found is None or found[2] is None:
                break
            position = self.past_comment(found.start(2))
        if found is None:
            return None
        undecided = found.end() + (0 if found[1] else self.lexer.longest_close) >= len(self.text)
        if undecided and not self.ended:
            return len(self.text)
        return found.end() if found[1] else None

    def unfinished(self, opened: str, begin: int) -> int:
        """Return the end of the text while it may grow; raises UnfinishedStatement after that."""
        if not self.ended:
            return len(self.text)
        raise UnfinishedStatement(opened, *self.place(begin))


def _opening(tokens: Tokens, text: str, since: int, begin: int) -> int:
    """Return where the quote opened that is unfinished from `begin` on.

    A doubled quote looks like the end of one quote and the beginning of the next.
    """
    opened = end = -1
    for token in tokens.pattern.finditer(text, since):
        if token.start() != end or text[end] != text[opened]:
            opened = token.start()
        if token.start() >= begin:
            break
        end = token.end()
    return opened
