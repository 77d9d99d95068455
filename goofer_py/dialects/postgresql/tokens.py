"""An expression cut into tokens, as far as it is plain enough to be read without a server."""

from __future__ import annotations

import re
from dataclasses import dataclass

from goofer_py.dialects.postgresql.quoting import fold

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?(?![\w.]))
    |(?P<string>'(?:[^'\\]|'')*')
    |(?P<quoted>"(?:[^"]|"")+")
    |(?P<word>[^\x00-@\[-\^`{-\x7f][\w$]*)
    |(?P<sign><>|!=|<=|>=|!~\*|!~|~\*|~|\|\||[-+*/%<>=(),])
    )""",
    re.VERBOSE,
)


class NotPlain(Exception):
    """The expression is beyond what is read here."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `text` is lower case for words, the value for strings, unquoted for names."""

    kind: str
    text: str


def tokens(expression: str) -> list[Token]:
    """Return the tokens of `expression`; raises NotPlain for anything unusual."""
    found: list[Token] = []
    position, end = 0, len(expression.rstrip())
    while position < end:
        match = _TOKEN.match(expression, position)
        if match is None or match.lastgroup is None:
            raise NotPlain(expression)
        found.append(_token(match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return found


def _token(kind: str, text: str) -> Token:
    if kind == "string":
        return Token(kind, text[1:-1].replace("''", "'"))
    if kind == "quoted":
        return Token(kind, fold(text))
    if kind == "word":
        return Token(kind, text.lower())
    return Token(kind, "<>" if text == "!=" else text)
