"""Statements with `?` for their parameters, in the spelling of a driver or with literals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[?%]""")


def as_format(sql: str) -> str:
    """Return `sql` with `%s` for each `?` that stands outside of quotes."""
    return _TOKEN.sub(lambda found: _FORMAT.get(found[0], found[0].replace("%", "%%")), sql)


def as_mysql_format(sql: str) -> str:
    """Return the same for MySQL, where a backslash escapes and names stand in backticks."""
    return _MYSQL_TOKEN.sub(lambda found: _FORMAT.get(found[0], found[0].replace("%", "%%")), sql)


_FORMAT = {"?": "%s", "%": "%%"}
_MYSQL_TOKEN = re.compile(
    r"""'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|`(?:[^`]|``)*`|[?%]""", re.DOTALL
)


def inlined(sql: str, parameters: Sequence[object]) -> str:
    """Return `sql` with a literal, as PostgreSQL reads it at any setting, for each `?`."""
    values = iter(parameters)
    return _TOKEN.sub(lambda found: _filled(found[0], values), sql)


def _filled(piece: str, values: Iterator[object]) -> str:
    return literal(next(values)) if piece == "?" else piece


def literal(value: object) -> str:
    """Return a literal for text, a number, a time or None."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    # A zero byte ends the text that a driver sends, whatever follows it.
    text = text.replace("\0", "").replace("'", "''")
    if "\\" in text:
        text = text.replace("\\", "\\\\")
        return f"E'{text}'"
    return f"'{text}'"
