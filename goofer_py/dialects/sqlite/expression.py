"""Expressions spelled one way, because SQLite keeps the text that it was given.

Blanks, comments, the case of words, quotes that are not needed, the table's own name before a
column and parentheses around the whole count for nothing; everything else does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from goofer_py.dialects.sqlite.quoting import literal, quote, quoted
from goofer_py.dialects.sqlite.tokens import Kind, Token, closing, tokenize
from goofer_py.dialects.sqlite.types import collation_text
from goofer_py.dialects.sqlite.words import CALLED, KEYWORDS, OPERANDS, OPERATORS, RESERVED, TIMES

_SYNONYMS = {"==": "=", "<>": "!="}
_UNARY = ("+", "-", "~")

Columns = Mapping[str, str]
"""The columns that an expression may read: from lower case to their own spelling."""


@lru_cache(maxsize=1024)
def columns_of(names: tuple[str, ...]) -> Columns:
    """Return a lookup for the columns called `names`."""
    return {name.lower(): name for name in names}


def canonical_expression(text: str, columns: Columns, table: str = "") -> str:
    """Return `text` spelled one way; it reads `columns` of `table`."""
    tokens = without_parentheses(_unqualified(tokenize(text), columns, table))
    pieces: list[_Piece] = []
    for place, token in enumerate(tokens):
        called = place + 1 < len(tokens) and tokens[place + 1].text == "("
        pieces.append(_piece(token, pieces[-1] if pieces else None, columns, called))
    return _written(pieces)


@lru_cache(maxsize=1024)
@lru_cache(maxsize=512)
def canonical_default(text: str) -> str | None:
    """Return a DEFAULT without its parentheses; None for NULL, which is no default at all."""
    tokens = without_parentheses(tokenize(text))
    if len(tokens) == 1 and tokens[0].is_name and tokens[0].word not in (OPERANDS | TIMES):
        return literal(tokens[0].name)  # a bare or quoted name is a string here, and only here
    spelled = canonical_expression(text, {})
    return None if spelled == "NULL" else spelled


def is_constant(default: str) -> bool:
    """Whether a canonical default is a literal, the same for every row."""
    tokens = tokenize(default)
    if len(tokens) == 2 and tokens[0].text in ("+", "-"):
        return tokens[1].kind is Kind.NUMBER
    return len(tokens) == 1 and (
        tokens[0].kind in (Kind.STRING, Kind.BLOB, Kind.NUMBER)
        or tokens[0].word in ("TRUE", "FALSE", "NULL")
    )


def default_clause(default: str) -> str:
    """Return a canonical default as it stands after the word DEFAULT."""
    bare = is_constant(default) or default.upper() in TIMES
    return default if bare else f"({default})"


def columns_read(text: str, columns: Columns) -> tuple[str, ...]:
    """Return the columns that an expression may read; too many rather than too few."""
    named = (columns.get(t.name.lower()) for t in tokenize(text) if t.is_name)
    return tuple(dict.fromkeys(name for name in named if name is not None))


def without_parentheses(tokens: list[Token]) -> list[Token]:
    """Return the tokens without parentheses around all of them, except those of a subquery."""
    while (
        len(tokens) > 2
        and tokens[0].text == "("
        and closing(tokens, 0) == len(tokens) - 1
        and tokens[-1].text == ")"
        and tokens[1].word not in ("SELECT", "VALUES", "WITH")
    ):
        tokens = tokens[1:-1]
    return tokens


class _Piece:
    """A token as it will be written, and what it says about the next one."""

    __slots__ = ("calls", "ends_operand", "names", "text", "unary")

    def __init__(self, text: str, *, ends_operand: bool, calls: bool = False) -> None:
        self.text = text
        self.ends_operand = ends_operand
        self.calls = calls
        self.unary = False
        self.names = _NAMED.get(text)


def _piece(token: Token, before: _Piece | None, columns: Columns, called: bool) -> _Piece:
    wants_operand = before is None or not before.ends_operand
    match token.kind:
        case Kind.WORD:
            if before is not None and before.names is not None:
                return before.names(token, called)
            return _word(token, columns, called, wants_operand)
        case Kind.QUOTED:
            column = columns.get(token.name.lower())
            known = column is not None and not called
            return _Piece(
                quote(column or "") if known else quoted(token.name),
                ends_operand=True,
                calls=called,
            )
        case Kind.OPERATOR:
            return _operator(token.text, wants_operand)
        case Kind.NUMBER | Kind.BLOB:
            return _Piece(token.text.lower(), ends_operand=True)
        case _:
            return _Piece(token.text, ends_operand=True)


def _word(token: Token, columns: Columns, called: bool, wants_operand: bool) -> _Piece:
    word = token.word
    column = None if word in RESERVED else columns.get(token.text.lower())
    if column is not None and not called and (wants_operand or word not in OPERATORS):
        return _Piece(quote(column), ends_operand=True)
    if called and (word not in KEYWORDS or (word in CALLED and wants_operand)):
        text = word if word in KEYWORDS else token.text.lower()
        return _Piece(text, ends_operand=True, calls=True)
    if word in OPERANDS:
        return _Piece(word, ends_operand=True)
    if word in OPERATORS:
        return _Piece(word, ends_operand=False)
    return _Piece(word if word in KEYWORDS else token.text, ends_operand=word not in KEYWORDS)


def _collation(token: Token, _: bool) -> _Piece:
    return _Piece(collation_text(token.text) or "BINARY", ends_operand=True)


def _cast_type(token: Token, called: bool) -> _Piece:
    return _Piece(token.text.upper(), ends_operand=True, calls=called)


_NAMED = {"COLLATE": _collation, "AS": _cast_type}
"""Words that say what the next one names."""


def _operator(text: str, wants_operand: bool) -> _Piece:
    # Behind `count(` an asterisk is an operand of its own.
    whole = text == ")" or (text == "*" and wants_operand)
    piece = _Piece(_SYNONYMS.get(text, text), ends_operand=whole)
    piece.unary = text == "~" or (wants_operand and text in _UNARY)
    return piece


def _written(pieces: list[_Piece]) -> str:
    text, before = "", None
    for piece in pieces:
        text += piece.text if before is None or _tight(before, piece) else f" {piece.text}"
        before = piece
    return text


def _tight(before: _Piece, piece: _Piece) -> bool:
    if piece.text in (")", ",", ".") or before.text in ("(", "."):
        return True
    if piece.text == "(":
        return before.calls or before.unary
    return before.unary and not piece.unary


def _unqualified(tokens: list[Token], columns: Columns, table: str) -> list[Token]:
    """Leave out `table.` before a column: it would name the wrong table during a rebuild."""
    found: list[Token] = []
    for token in tokens:
        if (
            len(found) > 1
            and token.is_name
            and found[-1].text == "."
            and found[-2].is_name
            and found[-2].name.lower() == table.lower()
            and token.name.lower() in columns
        ):
            del found[-2:]
            # In quotes, because a bare word may read differently on its own.
            found.append(replace(token, kind=Kind.QUOTED, text=quoted(token.name)))
        else:
            found.append(token)
    return found
