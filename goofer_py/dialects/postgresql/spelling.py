"""How the server would spell a plain expression on the columns of a table.

Most checks and conditions are plain: a column compared with a value. Knowing what the server
makes of them saves asking it. What is not certain is left for the server to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from goofer_py.dialects.postgresql.quoting import qualified, quote
from goofer_py.dialects.postgresql.text import read_again, single_spaced, unwrapped
from goofer_py.dialects.postgresql.tokens import NotPlain, Token, tokens
from goofer_py.dialects.postgresql.typed import (
    BOOLEAN,
    INTEGER,
    TEXT,
    UNKNOWN,
    Typed,
    calculated,
    cast,
    compared,
    first_of,
    joined,
    matched,
    number,
    one_of,
    string,
)
from goofer_py.dialects.postgresql.types import parse
from goofer_py.schema import Column, Type

_COMPARISONS = frozenset(("=", "<>", "<", "<=", ">", ">="))
_MATCHES = frozenset(("~", "~*", "!~", "!~*"))
_LIKES = {"like": "~~", "ilike": "~~*"}
_TEXT_FUNCTIONS = {
    "lower": TEXT,
    "upper": TEXT,
    "md5": TEXT,
    "length": INTEGER,
    "char_length": INTEGER,
    "character_length": INTEGER,
}
_VALUES = {
    "true": Typed("true", BOOLEAN),
    "false": Typed("false", BOOLEAN),
    "current_date": Typed("CURRENT_DATE", "date"),
    "current_timestamp": Typed("CURRENT_TIMESTAMP", "timestamp with time zone"),
}
_END = Token("end", "")
_Part = Callable[[], Typed]


Signature = tuple[tuple[str, Type], ...]
"""The names and types of a table's columns."""


def signature(columns: Iterable[Column]) -> Signature:
    """Return what `spelled` has to know of a table."""
    return tuple((column.name, column.type) for column in columns)


@lru_cache(maxsize=16384)
def spelled(expression: str, columns: Signature) -> str:
    """Return the expression without parentheses around it, as the server prints it if certain."""
    bare = single_spaced(unwrapped(expression))
    if "::" in bare:
        return read_again(bare)
    try:
        return read_again(unwrapped(_Parser(tokens(bare), dict(columns)).whole()))
    except (NotPlain, RecursionError):
        return read_again(bare)


class _Parser:
    """Reads an expression by the server's precedence, the loosest operator first."""

    def __init__(self, found: list[Token], columns: Mapping[str, Type]) -> None:
        self._tokens = [*found, _END]
        self._place = 0
        self._columns = columns

    def whole(self) -> str:
        """Read all of it."""
        result = self._either()
        if self._next is not _END or result.type == UNKNOWN:
            raise NotPlain(self._next.text)
        return result.text

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        self._place += 1
        return self._tokens[self._place - 1]

    def _accept(self, *words: str) -> str | None:
        """Take the next token if it is one of these words or signs."""
        token = self._next
        if token.kind in ("word", "sign") and token.text in words:
            self._place += 1
            return token.text
        return None

    def _expect(self, word: str) -> None:
        if self._accept(word) is None:
            raise NotPlain(self._next.text)

    def _either(self) -> Typed:
        return self._chain("or", self._both)

    def _both(self) -> Typed:
        return self._chain("and", self._negated)

    def _chain(self, word: str, part: _Part) -> Typed:
        start = self._place
        parts = [part()]
        # The server takes (a AND b) AND c for one chain: parentheses leave no trace.
        if self._next.text == word and self._is_nested(start, word):
            raise NotPlain(word)
        while self._accept(word):
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        if any(p.type != BOOLEAN for p in parts):
            raise NotPlain(word)
        return Typed(f"({f' {word.upper()} '.join(p.text for p in parts)})", BOOLEAN)

    def _is_nested(self, start: int, word: str) -> bool:
        inside = self._tokens[start : self._place]
        return inside[0].text == "(" and any(token.text == word for token in inside)

    def _negated(self) -> Typed:
        if not self._accept("not"):
            return self._comparison()
        inner = self._negated()
        if inner.type != BOOLEAN:
            raise NotPlain("not")
        return Typed(f"(NOT {inner.text})", BOOLEAN)

    def _comparison(self) -> Typed:
        left = self._sum()
        if sign := self._accept(*_COMPARISONS):
            left = compared(left, sign, self._sum())
        elif sign := self._accept(*_MATCHES):
            left = matched(left, sign, self._sum())
        elif self._accept("is"):
            left = self._is(left)
        else:
            left = self._with_word(left)
        if self._next.text in _COMPARISONS or self._next.text in ("is", "in", "like", "between"):
            raise NotPlain(self._next.text)
        return left

    def _is(self, left: Typed) -> Typed:
        negated = "NOT " if self._accept("not") else ""
        word = self._accept("null", "true", "false", "unknown")
        if word is None or left.type == UNKNOWN or (word != "null" and left.type != BOOLEAN):
            raise NotPlain("is")
        return Typed(f"({left.text} IS {negated}{word.upper()})", BOOLEAN)

    def _with_word(self, left: Typed) -> Typed:
        """Read IN, BETWEEN or LIKE, each perhaps with NOT in front."""
        negated = self._accept("not") is not None
        if self._accept("in"):
            return one_of(left, self._list(), negated=negated)
        if self._accept("between"):
            return self._between(left, negated=negated)
        if like := self._accept(*_LIKES):
            return matched(left, "!" * negated + _LIKES[like], self._sum())
        if negated:
            raise NotPlain("not")
        return left

    def _between(self, left: Typed, *, negated: bool) -> Typed:
        low = self._sum()
        self._expect("and")
        high = self._sum()
        signs = ("<", "OR", ">") if negated else (">=", "AND", "<=")
        first, last = compared(left, signs[0], low), compared(left, signs[2], high)
        return Typed(f"({first.text} {signs[1]} {last.text})", BOOLEAN)

    def _list(self) -> list[Typed]:
        """Read what IN compares with; a column among the values is another case."""
        self._expect("(")
        items = [self._value()]
        while self._accept(","):
            items.append(self._value())
        self._expect(")")
        return items

    def _value(self) -> Typed:
        if self._next.kind not in ("number", "string") and self._next.text != "-":
            raise NotPlain(self._next.text)
        return self._factor()

    def _sum(self) -> Typed:
        left = self._product()
        while sign := self._accept("+", "-", "||"):
            right = self._product()
            if sign == "||":
                # It binds looser than + and -, so that a mix is another tree.
                left = joined(left, right)
                if self._next.text in ("+", "-"):
                    raise NotPlain(sign)
            else:
                left = calculated(left, sign, right)
                if self._next.text == "||":
                    raise NotPlain(sign)
        return left

    def _product(self) -> Typed:
        left = self._factor()
        while sign := self._accept("*", "/", "%"):
            left = calculated(left, sign, self._factor())
        return left

    def _factor(self) -> Typed:
        token = self._take()
        match token.kind:
            case "number":
                return number(token.text)
            case "string":
                return string(token.text)
            case "quoted":
                return self._column(token.text)
            case "word":
                return self._word(token.text)
        if token.text == "(":
            inner = self._either()
            self._expect(")")
            return inner
        if token.text == "-" and self._next.kind == "number":
            return number(self._take().text, negative=True)
        raise NotPlain(token.text)

    def _word(self, word: str) -> Typed:
        if self._next.text == "(" and self._next.kind == "sign":
            return self._call(word)
        return _VALUES.get(word) or self._column(word)

    def _call(self, name: str) -> Typed:
        self._expect("(")
        if name == "now" and self._accept(")"):
            return Typed("now()", "timestamp with time zone")
        arguments = [self._either()]
        while self._accept(","):
            arguments.append(self._either())
        self._expect(")")
        if name == "coalesce":
            return first_of(arguments)
        result, argument = _TEXT_FUNCTIONS.get(name), arguments[0]
        if result is None or len(arguments) > 1 or argument.type not in (TEXT, "character varying"):
            raise NotPlain(name)
        return Typed(f"{name}({cast(argument, TEXT).text})", result)

    def _column(self, name: str) -> Typed:
        kind = self._columns.get(name)
        if kind is None:
            raise NotPlain(name)
        if kind.enum is not None:
            return Typed(quote(name), qualified(kind.enum) + kind.text, is_enum=not kind.text)
        parts = parse(kind.text)
        return Typed(quote(name), parts.spelled if parts.array else parts.name)
