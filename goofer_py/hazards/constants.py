"""Whether a constant satisfies a condition: as much of SQL as defaults and checks are made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt, ne
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")*"|`[^`]*`)"""
    r"""|(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<word>[^\W\d]\w*)"""
    r"""|(?P<sign>::|<>|!=|<=|>=|[-=<>(),\[\]+.]))"""
)
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq,
    "<>": ne,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_LENGTHS = ("length", "char_length", "character_length")
_CASES: dict[str, Callable[[str], str]] = {"upper": str.upper, "lower": str.lower}
Value = str | Decimal | bool | None
"""What a constant is; None for NULL."""


class Undecided(Exception):
    """It takes a server to say."""


def constant(text: str) -> Value:
    """Return the value of a default; raises Undecided where it is no constant."""
    reader = _Reader(text, {}, exact=True)
    found = reader.operand()
    reader.end()
    return found


def violates(condition: str, column: str, value: Value, *, exact: bool) -> bool:
    """Say whether a condition is false for sure when the column has that value.

    With `exact`, texts that differ in their case alone differ.
    """
    try:
        reader = _Reader(condition, {column: value}, exact=exact)
        held = reader.condition()
        reader.end()
    except Undecided:
        return False
    return held is False


class _Reader:
    """Reads a condition from its first word to its last; None stands for NULL and not known."""

    def __init__(self, text: str, known: dict[str, Value], *, exact: bool) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._known = {name.lower(): value for name, value in known.items()}
        self._exact = exact
        self._place = 0
        place = 0
        text = text.strip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise Undecided
            self._tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
            place = match.end()

    def end(self) -> None:
        """Raise Undecided where something is left."""
        if self._place < len(self._tokens):
            raise Undecided

    def condition(self) -> bool | None:
        """Read alternatives."""
        held = self._all()
        while self._take("OR"):
            other = self._all()
            held = True if held or other else (None if None in (held, other) else False)
        return held

    def _all(self) -> bool | None:
        held = self._one()
        while self._take("AND"):
            other = self._one()
            held = False if False in (held, other) else (None if None in (held, other) else True)
        return held

    def _one(self) -> bool | None:
        if self._take("NOT"):
            held = self._one()
            return None if held is None else not held
        start = self._place
        if self._take("("):
            try:
                held = self.condition()
                if self._take(")") and not self._goes_on():
                    return held
            except Undecided:
                pass
            self._place = start
        return self._predicate()

    def _goes_on(self) -> bool:
        return self._peek() in (*_ORDER, "::", "+", "-", "IN", "NOT", "BETWEEN", "IS")

    def _predicate(self) -> bool | None:
        left = self.operand()
        if self._take("IS"):
            negated = self._take("NOT")
            self._expect("NULL")
            return (left is None) is not negated
        negated = self._take("NOT")
        if self._take("IN"):
            held = self._among(left, "(", ")")
        elif self._take("BETWEEN"):
            low = self.operand()
            self._expect("AND")
            held = self._both(
                self._compare(">=", left, low), self._compare("<=", left, self.operand())
            )
        elif negated:
            raise Undecided
        elif (sign := self._peek()) in _ORDER:
            self._place += 1
            if sign == "=" and self._take("ANY"):
                return self._any(left)
            held = self._compare(sign, left, self.operand())
        else:
            if left is not None and not isinstance(left, bool):
                raise Undecided
            held = left
        return None if held is None else held is not negated

    def _any(self, left: Value) -> bool | None:
        """Read what PostgreSQL makes of IN: ANY (ARRAY['a'::text, 'b'::text])."""
        depth = 0
        while self._take("("):
            depth += 1
        self._expect("ARRAY")
        held = self._among(left, "[", "]")
        while depth:
            self._cast()
            self._expect(")")
            depth -= 1
        return held

    def _among(self, left: Value, opens: str, closes: str) -> bool | None:
        self._expect(opens)
        found = [self._compare("=", left, self.operand())]
        while self._take(","):
            found.append(self._compare("=", left, self.operand()))
        self._expect(closes)
        self._cast()
        return True if True in found else (None if None in found else False)

    def _both(self, one: bool | None, other: bool | None) -> bool | None:
        return False if False in (one, other) else (None if None in (one, other) else True)

    def _compare(self, sign: str, left: Value, right: Value) -> bool | None:
        if left is None or right is None:
            return None
        if isinstance(left, str) and isinstance(right, str):
            return self._compare_texts(sign, left, right)
        if type(left) is not type(right):
            raise Undecided
        return _ORDER[sign](left, right)

    def _compare_texts(self, sign: str, left: str, right: str) -> bool:
        if sign not in ("=", "<>", "!="):
            raise Undecided  # Their order is the collation's.
        if not self._exact:
            left, right = left.casefold().rstrip(), right.casefold().rstrip()
        return _ORDER[sign](left, right)

    def operand(self) -> Value:
        """Read a constant, the column, or a function of them; raises Undecided."""
        sign = -1 if self._take("-") else 1
        kind, text = self._next()
        value: Value
        if kind == "number":
            value = Decimal(text) * sign
        elif sign < 0:
            raise Undecided
        elif kind == "text":
            value = text[1:-1].replace("''", "'")
        elif text == "(":
            value = self.operand()
            self._expect(")")
        else:
            value = self._named(kind, text)
        return self._cast(value)

    def _named(self, kind: str, text: str) -> Value:
        plain = text.strip('"`').lower()
        if kind == "word" and plain in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[plain]
        if plain in self._known and self._peek() not in ("(", "."):
            return self._known[plain]
        if plain in (*_LENGTHS, *_CASES) and self._take("("):
            inner = self.operand()
            self._expect(")")
            if not isinstance(inner, str):
                raise Undecided
            return _CASES[plain](inner) if plain in _CASES else Decimal(len(inner))
        raise Undecided

    def _cast(self, value: Value = None) -> Value:
        """Go past casts; numbers in texts that are cast to numbers are numbers."""
        while self._take("::"):
            _, name = self._next()
            while self._tokens[self._place : self._place + 1] and (
                self._tokens[self._place][0] == "word" and self._peek() in ("VARYING", "PRECISION")
            ):
                self._place += 1
            if self._take("("):
                self._next()
                self._expect(")")
            while self._take("["):
                self._expect("]")
            if isinstance(value, str) and name.lower() in ("integer", "bigint", "numeric"):
                value = _number(value)
        return value

    def _peek(self) -> str:
        if self._place >= len(self._tokens):
            return ""
        kind, text = self._tokens[self._place]
        return text.upper() if kind in ("word", "sign") else ""

    def _next(self) -> tuple[str, str]:
        if self._place >= len(self._tokens):
            raise Undecided
        self._place += 1
        return self._tokens[self._place - 1]

    def _take(self, word: str) -> bool:
        if self._peek() != word:
            return False
        self._place += 1
        return True

    def _expect(self, word: str) -> None:
        if not self._take(word):
            raise Undecided


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        raise Undecided from None
