"""Defaults as the servers print them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from goofer_py.dialects.mysql.quoting import literal
from goofer_py.dialects.mysql.text import spelled, string_value
from goofer_py.dialects.mysql.types import BLOBS, INTEGERS, SPATIAL, TEXTS, TypeParts, parse

_NOW = re.compile(
    r"(?:current_timestamp|now|localtime|localtimestamp)\s*(?:\(\s*(\d?)\s*\))?\Z", re.IGNORECASE
)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\Z", re.IGNORECASE)
_BITS = re.compile(r"(?:b'([01]+)'|0b([01]+))\Z", re.IGNORECASE)
_HEX = re.compile(r"(?:x'(?:[0-9a-f]{2})*'|0x[0-9a-f]+)\Z", re.IGNORECASE)
_TEMPORAL = re.compile(r"(?:date|time|timestamp)\s*('.*')\Z", re.IGNORECASE | re.DOTALL)
_IN_PARENTHESES = frozenset((*TEXTS, *BLOBS, *SPATIAL, "json"))
"""Types whose defaults MySQL takes only as expressions."""
_WORDS = {"true": "1", "false": "0"}


def canonical_default(default: str | None, type_text: str) -> str | None:
    """Return what follows DEFAULT: a literal of the type, CURRENT_TIMESTAMP or (expression)."""
    if default is None:
        return None
    text = spelled(default)
    if text.lower() == "null":
        return None
    parts = parse(type_text)
    found = now(text) or _literal(text, parts)
    return f"({text})" if found is None or parts.name in _IN_PARENTHESES else found


def now(text: str) -> str | None:
    """Return CURRENT_TIMESTAMP with its precision where that is what the text says."""
    found = _NOW.match(text.strip())
    if found is None:
        return None
    return (
        f"CURRENT_TIMESTAMP({found[1]})" if found[1] not in (None, "", "0") else "CURRENT_TIMESTAMP"
    )


def is_literal(default: str) -> bool:
    """Whether a canonical default is the same for every row and every time, and no expression."""
    return default[:1] != "(" and not default.startswith("CURRENT_TIMESTAMP")


def takes_only_expressions(type_text: str) -> bool:
    """Whether MySQL takes no literal as the default of a column of the type."""
    return parse(type_text).name in _IN_PARENTHESES


def _literal(text: str, parts: TypeParts) -> str | None:
    if found := _TEMPORAL.match(text):
        text = found[1]
    value = string_value(text)
    if value is None:
        text = _WORDS.get(text.lower(), text)
        if not (_NUMBER.match(text) or _BITS.match(text) or _HEX.match(text)):
            return None
        value = text
    if parts.name == "bit":
        return _bits(value)
    if parts.name in INTEGERS or parts.name in ("decimal", "float", "double", "year"):
        return _number(value, parts)
    return text if _BITS.match(text) or _HEX.match(text) else literal(_moment(value, parts))


def _bits(value: str) -> str | None:
    if found := _BITS.match(value):
        return f"b'{(found[1] or found[2]).lstrip('0') or '0'}'"
    return f"b'{int(value):b}'" if value.isdigit() else None


def _number(value: str, parts: TypeParts) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if parts.name == "decimal":
        return f"{number:.{int(parts.arguments[1])}f}"
    if number == number.to_integral_value():
        return str(int(number))
    return str(round(number)) if parts.name in INTEGERS else f"{number:f}"


def _moment(value: str, parts: TypeParts) -> str:
    """Return a point in time with as many digits of a second as the type has."""
    if parts.name not in ("datetime", "timestamp", "time") or ":" not in value:
        return value
    whole, _, fraction = value.partition(".")
    digits = int(parts.arguments[0]) if parts.arguments else 0
    return whole if digits == 0 else f"{whole}.{fraction[:digits].ljust(digits, '0')}"
