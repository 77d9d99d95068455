"""Names and values as ClickHouse reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from goofer_py.errors import UsageError

_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?\*/"""
    r"""|'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|`(?:[^`\\]|``|\\.)*`|\$(\w*)\$.*?\$\1\$|\?""",
    re.DOTALL,
)


def quoted(name: str) -> str:
    """Return a name in backticks."""
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"


def text(value: str) -> str:
    """Return a text in quotes."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def literal(value: object) -> str:
    """Return a literal for None, a text, bytes, a number, a time, or a list of such."""
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        # A time without a zone is taken as one in UTC.
        utc = value.astimezone(UTC) if value.tzinfo else value
        return f"toDateTime64({text(utc.strftime('%Y-%m-%d %H:%M:%S.%f'))}, 6, 'UTC')"
    if isinstance(value, bytes | bytearray):
        return f"unhex('{value.hex()}')"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    return text(str(value))


def filled(sql: str, parameters: Sequence[object]) -> str:
    """Return `sql` with a literal for each `?` that stands outside of quotes and comments.

    Raises UsageError when there are not as many of them as parameters.
    """
    if not parameters:
        return sql
    marks = sum(found[0] == "?" for found in _TOKEN.finditer(sql))
    if marks != len(parameters):
        raise UsageError(f"A statement has {marks} `?`, and {len(parameters)} parameters: {sql}")
    values = iter(parameters)
    return _TOKEN.sub(lambda found: literal(next(values)) if found[0] == "?" else found[0], sql)
