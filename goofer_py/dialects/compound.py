"""Where statements end that hold blocks of statements, told by the grammar of the blocks.

BEGIN, IF, CASE and the loops open a block only where a statement begins: elsewhere they are
functions, expressions or names, and so is END.
"""

from __future__ import annotations

from goofer_py.dialects.lexer import WORD_TAIL, Token
from goofer_py.dialects.scanner import Scanner

_BLOCKS = frozenset({"BEGIN", "IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"})
_FULL_OF_STATEMENTS = frozenset({"BEGIN", "LOOP", "REPEAT"})
_SIMPLE = frozenset(
    {
        *("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "SET", "CALL", "RETURN", "WITH"),
        *("CREATE", "DROP", "ALTER", "RENAME", "TRUNCATE", "GRANT", "REVOKE", "LOAD", "TABLE"),
        *("SIGNAL", "RESIGNAL", "GET", "LEAVE", "ITERATE", "OPEN", "FETCH", "CLOSE", "DECLARE"),
        *("START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PREPARE", "EXECUTE", "DO"),
        *("ANALYZE", "OPTIMIZE", "CHECK", "REPAIR", "FLUSH", "KILL", "SHOW", "VALUES", "LOCK"),
    }
)
# Behind these, SET is part of a type.
_TYPES = frozenset({"CHARACTER", "CHAR", "RETURNS"})
_EXPRESSION = "an expression"


def compound_end(scanner: Scanner, position: int) -> int:
    """Return where the delimiter behind the statement at `position` is, or the end of the text.

    Raises UnfinishedStatement for a block that is never closed.
    """
    header = scanner.lexer.header.match(scanner.text, position)
    if header is None:
        compound = scanner.lexer.syntax.compound
        alone = {words.split(" ")[0] for words in compound.alone} if compound else set()
        first = WORD_TAIL.match(scanner.text, position)
        if first is None or first[0].upper() not in alone:
            return scanner.plain_end(position)
        return _blocks_end(scanner, position)
    body = _body(scanner, header.end(), header["words"])
    if body is None:
        return scanner.plain_end(position)
    return _blocks_end(scanner, body)


def _body(scanner: Scanner, position: int, words: str | None) -> int | None:
    """Return where the block begins that is the body, None when it is a single statement.

    `words` is the kind of what has no parameters in parentheses.
    """
    tokens = scanner.lexer.blocks
    inside = words is None
    awaited = {"TRIGGER": "ROW", "EVENT": "DO"}.get((words or "").upper(), "")
    depth, previous = 0, ""
    for token in scanner.stops(tokens, position):
        kind = tokens.kind(token)
        word = token[0].upper()
        if kind is Token.OPENING:
            depth += 1
        elif kind is Token.CLOSING:
            depth -= 1
            inside = inside and depth > 0
        elif kind is Token.DELIMITER:
            return None
        elif awaited or inside:
            awaited = "" if word == awaited else awaited
        elif word in _BLOCKS:
            return token.start()
        elif word in _SIMPLE and not (word == "SET" and previous in _TYPES) and not depth:
            return None
        previous = word
    return None


def _blocks_end(scanner: Scanner, position: int) -> int:
    tokens = scanner.lexer.blocks
    blocks = _Blocks()
    for token in scanner.stops(tokens, position):
        match tokens.kind(token):
            case Token.WORD:
                blocks.word(token[0].upper())
                if not blocks.open:
                    return scanner.plain_end(token.end())
            case Token.DELIMITER:
                blocks.begin_statement()
            case Token.COLON:
                blocks.label()
            case _:
                blocks.starts = False
    return scanner.unfinished(f"body {scanner.text[position : position + 10].split()[0]}", position)


class _Blocks:
    """The blocks that are open, and whether a statement begins at the next word."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.starts = True
        self._handler = False
        """Behind DECLARE ... HANDLER, before its statement."""
        self._until = False
        self._closed = False
        """The last word was END."""
        self._previous = ""

    def begin_statement(self) -> None:
        """Take note of a delimiter."""
        self.starts = True
        self._handler = self._until = self._closed = False

    def label(self) -> None:
        """Take note of the colon behind a label."""
        self.starts = self.open[-1:] != [_EXPRESSION]

    def word(self, word: str) -> None:
        """Take the next word."""
        innermost = self.open[-1] if self.open else ""
        if innermost == _EXPRESSION:
            self._in_expression(word)
        elif self._closed and word in _BLOCKS:
            self._closed = False
        elif word == "END" and (self.starts or self._until):
            self.open.pop()
            self.starts = self._until = False
            self._closed = True
        elif word in _BLOCKS and (self.starts or (self._handler and word != "FOR")):
            self.open.append(word)
            self.starts = word in _FULL_OF_STATEMENTS
            self._handler = False
        else:
            self._plain(word, innermost)
        self._previous = word

    def _in_expression(self, word: str) -> None:
        if word == "CASE":
            self.open.append(_EXPRESSION)
        elif word == "END":
            self.open.pop()

    def _plain(self, word: str, innermost: str) -> None:
        begins = self.starts
        self._closed = False
        self.starts = (
            word in ("THEN", "ELSE")
            or (word == "DO" and not begins)
            # BEGIN NOT ATOMIC
            or (begins and (self._previous, word) in (("BEGIN", "NOT"), ("NOT", "ATOMIC")))
        )
        if word == "CASE":
            self.open.append(_EXPRESSION)
        elif word == "HANDLER" and not begins:
            self._handler = True
        elif word in _SIMPLE:
            self._handler = False
        elif word == "UNTIL" and begins and innermost == "REPEAT":
            self._until = True
