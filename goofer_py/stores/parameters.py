"""Statements with `?` for their parameters, in the spelling of a driver or with literals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

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
    first, *rest = _pieces(sql)
    values = iter(parameters)
    return first + "".join(f"{literal(next(values))}{piece}" for piece in rest)


@lru_cache(maxsize=64)
def _pieces(sql: str) -> tuple[str, ...]:
    """Return what stands around the marks; the same few statements are filled in over and over."""
    marks = [found.start() for found in _TOKEN.finditer(sql) if found[0] == "?"]
    starts = (0, *(mark + 1 for mark in marks))
    return tuple(sql[start:end] for start, end in zip(starts, (*marks, None), strict=True))


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
