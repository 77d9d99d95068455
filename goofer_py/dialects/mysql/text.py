"""SQL expressions as the servers print them, as far as rules can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from goofer_py.dialects.mysql.quoting import quote, unquoted

TOKEN = re.compile(
    r"""'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|`(?:[^`]|``)*`|[\w$@]+|\s+|.""", re.DOTALL
)
"""One token of an expression: a string, a name in backticks, a word, a blank or a sign."""
# Words that mean something besides a column where no parenthesis follows them.
_UNITS = """
    array as binary char collate date datetime day decimal double float hour interval json
    microsecond minute month nchar quarter real second separator signed time unsigned using week
    year
"""
_SIGNS = {"0": "\0", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "Z": "\x1a"}
_AMBIGUOUS = frozenset(_UNITS.split())
_INTRODUCERS = frozenset(("_utf8mb4", "_utf8mb3", "_utf8", "_latin1"))


_CALLED = {"substring": "substr"}
_CALLED_BY_MARIADB = {**_CALLED, "length": "octet_length", "lower": "lcase", "upper": "ucase"}


@lru_cache(maxsize=4096)
def called(expression: str, *, mariadb: bool) -> str:
    """Return the expression with functions called as the server calls them in what it prints."""
    names = _CALLED_BY_MARIADB if mariadb else _CALLED
    tokens = TOKEN.findall(expression)
    pairs = zip(tokens, (*tokens[1:], ""), strict=True)
    return "".join(names.get(t.lower(), t) if after == "(" else t for t, after in pairs)


@lru_cache(maxsize=4096)
def spelled(expression: str, columns: frozenset[str] = frozenset()) -> str:
    """Return the expression without what says nothing: outer parentheses, blanks, introducers.

    Names of `columns` are in backticks, as the servers print them, so that they are known when a
    column is renamed.
    """
    tokens = [" " if t.isspace() else t for t in TOKEN.findall(_without_introducers(expression))]
    words = {token.lower() for token in tokens}
    if columns and "`" not in expression and not words & _AMBIGUOUS:
        tokens = [_in_backticks(t, after, columns) for t, after in _pairs(tokens)]
    return unwrapped("".join(tokens))


def plain(expression: str) -> str:
    """Return the expression with names in backticks only where they must be."""
    if "`" not in expression:
        return expression
    tokens = TOKEN.findall(expression)
    return "".join(quote(unquoted(t)) if t[0] == "`" and len(t) > 1 else t for t in tokens)


def unwrapped(expression: str) -> str:
    """Return the expression without the parentheses around all of it."""
    text = expression.strip()
    while text[:1] == "(" and _closes_at(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def string_value(text: str) -> str | None:
    """Return the value where the text is one string literal."""
    found = TOKEN.match(text)
    if found is None or found.end() != len(text) or text[0] not in "'\"":
        return None
    sign = text[0]
    return re.sub(
        rf"{sign}{sign}|\\(.)", lambda m: _meant(m[1] or sign), text[1:-1], flags=re.DOTALL
    )


def _meant(sign: str) -> str:
    # LIKE patterns keep the backslash before these.
    return f"\\{sign}" if sign in "%_" else _SIGNS.get(sign, sign)


def _closes_at(text: str) -> int:
    """Return where the first parenthesis closes, -1 if it does not."""
    depth = 0
    for token in TOKEN.finditer(text):
        depth += (token[0] == "(") - (token[0] == ")")
        if depth == 0:
            return token.start()
    return -1


def _in_backticks(token: str, after: str, columns: frozenset[str]) -> str:
    return f"`{token}`" if token in columns and after[:1] != "(" else token


def _pairs(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Return each token with the one that follows it, blanks aside."""
    for place, token in enumerate(tokens):
        rest = tokens[place + 1 : place + 3]
        yield token, next((other for other in rest if other != " "), "")


def _without_introducers(expression: str) -> str:
    """Return the text without the charset that the server prints before each string."""
    if "_" not in expression:
        return expression
    tokens = TOKEN.findall(expression)
    return "".join(
        token
        for token, after in zip(tokens, (*tokens[1:], ""), strict=True)
        if not (after[:1] == "'" and token.lower() in _INTRODUCERS)
    )
