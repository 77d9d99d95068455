"""How rows are merged into a table by a key: what the databases spell apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from goofer_py.schema import Column

_TRUE = frozenset(("true", "t", "yes", "y", "on"))
_FALSE = frozenset(("false", "f", "no", "n", "off"))


@dataclass(frozen=True, slots=True)
class Merging:
    """How rows are staged in a temporary table and merged into another one.

    `stage` is what such a table is called, with its number. In `update` and `differs` stand the
    names of what they are about. `written` gives a value as it is bound for a column.
    """

    stage: str
    create: str
    """Makes one with the columns that a query has."""
    drop: str
    update: str
    target: str
    """What comes before a column that is set."""
    differs: str
    written: Callable[[Column, object], object]
    overriding: str = ""
    """What lets a row have a number that the server would give by itself."""
    catch_up: Callable[[str, str], str] | None = None
    """Makes what numbers the rows of a table, by one of its columns, go on behind them."""


def as_text(value: object) -> str:
    """Return a value as text that any database reads: dates in ISO 8601, the rest of it as JSON."""
    match value:
        case bool():
            return str(value).lower()
        case dict() | list() | tuple():
            return _as_json(value)
        case _:
            # Dates and times say themselves in ISO 8601.
            return str(value)


def _as_json(value: object) -> str:
    """Return JSON in which decimals are numbers, with all of their digits."""
    match value:
        case dict():
            pairs = (
                f"{json.dumps(str(k), ensure_ascii=False)}: {_as_json(value[k])}" for k in value
            )
            return f"{{{', '.join(pairs)}}}"
        case list() | tuple():
            return f"[{', '.join(map(_as_json, value))}]"
        case Decimal() if value.is_finite():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)


def as_bytes(value: object) -> bytes:
    r"""Return the bytes of a binary value: what \x and hexadecimal digits say, else its text's.

    Raises ValueError for digits that are none.
    """
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    text = as_text(value)
    return bytes.fromhex(text[2:]) if text.startswith("\\x") else text.encode()


def as_flag(value: object) -> object:
    """Return 1 or 0 for a word that means yes or no, any other value as it is."""
    if isinstance(value, bool):
        return int(value)
    word = value.strip().lower() if isinstance(value, str) else ""
    return 1 if word in _TRUE else 0 if word in _FALSE else value
