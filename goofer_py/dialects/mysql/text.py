"""SQL expressions as the servers print them, as far as rules can tell."""

from __future__ import annotations

import re
from functools import lru_cache

from goofer_py.dialects.mysql.quoting import quote, unquoted

TOKEN = re.compile(
    r"""'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|`(?:[^`]|``)*`|[\w$@]+|\s+|.""", re.DOTALL
)
"""One token of an expression: a string, a name in backticks, a word, a blank or a sign."""
_INTRODUCERS = frozenset(("_utf8mb4", "_utf8mb3", "_utf8", "_latin1"))


@lru_cache(maxsize=4096)
def spelled(expression: str) -> str:
    """Return the expression without what says nothing: outer parentheses, blanks, introducers."""
    return unwrapped("".join(map(_plain, TOKEN.findall(_without_introducers(expression)))))


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
    return re.sub(rf"{sign}{sign}|\\(.)", lambda m: m[1] or sign, text[1:-1], flags=re.DOTALL)


def _closes_at(text: str) -> int:
    """Return where the first parenthesis closes, -1 if it does not."""
    depth = 0
    for token in TOKEN.finditer(text):
        depth += (token[0] == "(") - (token[0] == ")")
        if depth == 0:
            return token.start()
    return -1


def _plain(token: str) -> str:
    """Return a token as it is spelled: names in backticks only where they must be."""
    if token.isspace():
        return " "
    return quote(unquoted(token)) if token[0] == "`" and len(token) > 1 else token


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
