"""Defaults that mean the same, spelled the same.

The server keeps what was written and prints it with the casts it found, so that one value has
many texts: 0, '0'::bigint and (0)::numeric. Here a constant becomes the shortest text that gives
the column the same value: a bare number, a bare string, true or false.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from goofer_py.dialects.postgresql.quoting import literal
from goofer_py.dialects.postgresql.text import single_spaced, string_literal, unwrapped
from goofer_py.dialects.postgresql.types import TypeParts, parse
from goofer_py.schema.spelled import Spelled

WHOLE = frozenset(("smallint", "integer", "bigint", "oid"))
NUMBERS = WHOLE | {"numeric", "real", "double precision"}
TEXTS = frozenset(("text", "character varying", "character", "bpchar"))
_BITS = frozenset(("bit", "bit varying", '"bit"'))
_TRUE = frozenset(("t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"))
_FALSE = frozenset(("f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0"))
_MOST_DIGITS = 400

_NULL = re.compile(r"null(?:\s*::.*)?\Z", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(
    r"(?P<paren>\()?(?P<number>[-+]?\s*(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?(paren)\))"
    r"(?:::(?P<cast>[a-z ]+))?\Z",
    re.IGNORECASE,
)
_BIT_STRING = re.compile(r"[bB]'([01]*)'(?:::.*)?\Z")
_CALL = re.compile(r"[A-Za-z_][A-Za-z_0-9]*\s*\(\s*\)\Z")
_CLOCK = frozenset(("now()", "transaction_timestamp()", "current_timestamp"))
_KEYWORDS = frozenset(
    (
        "current_catalog",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_user",
        "localtime",
        "localtimestamp",
        "session_user",
        "user",
    )
)
_MOMENTS = ("date", "time")
_DAYS = {
    "today": "CURRENT_DATE",
    "tomorrow": "(CURRENT_DATE + 1)",
    "yesterday": "(CURRENT_DATE - 1)",
}
_AT_ZONE = re.compile(
    r"\(?(?:now\(\)|current_timestamp)\)? at time zone '([^']*)'(?:::text)?\Z", re.IGNORECASE
)
_ZONE = re.compile(
    r"timezone\('([^']*)'(?:::text)?,\s*(?:now\(\)|current_timestamp)\)\Z", re.IGNORECASE
)
_NEXTVAL = re.compile(r"nextval\(\s*('(?:[^']|'')*')\s*\)\Z", re.IGNORECASE)


def canonical_default(text: str, type_text: str, is_enum: bool = False) -> str | None:
    """Return the default of a column of the given type, spelled one way; None for NULL.

    What is no constant and no well-known call comes back as it was, but for blanks around it.
    The time of the transaction remembers which of its names it was called by.
    """
    return text if isinstance(text, Spelled) else _canonical(text, type_text, is_enum)


@lru_cache(maxsize=8192)
def _canonical(text: str, type_text: str, is_enum: bool) -> str | None:
    bare = unwrapped(text)
    if _NULL.match(bare):
        return None
    if (settled := _constant(bare, type_text, is_enum)) is not None:
        return settled
    return _call(single_spaced(bare)) or text.strip()


def _constant(text: str, type_text: str, is_enum: bool) -> str | None:
    found = string_literal(text)
    if is_enum:
        return _enum_constant(found, type_text)
    parts = parse(type_text)
    if parts.array:
        return None if found is None else _array_constant(found, parts)
    if parts.name in NUMBERS:
        return _number_constant(text, found, parts)
    if parts.name == "boolean":
        return _boolean_constant(text, found)
    if parts.name in _BITS:
        return _bit_constant(text, found)
    return _string_constant(text, found, parts)


def _enum_constant(found: tuple[str, str | None] | None, suffix: str) -> str | None:
    """Drop the cast: there is no other type that a bare string in this place could have."""
    if found is None or (found[1] is not None and found[1].endswith("[]") != bool(suffix)):
        return None
    return literal(found[0])


def _array_constant(found: tuple[str, str | None], column: TypeParts) -> str | None:
    value, cast = found
    if cast is not None and not _same_family(parse(cast), column):
        return None
    return literal(value)


def _moment(value: str, column: TypeParts) -> str | None:
    """Return what a word such as 'now' stands for: as a constant it is the time of the DDL."""
    word = value.strip().lower()
    if column.array or not column.name.startswith(_MOMENTS):
        return None
    if word == "now":
        return "CURRENT_DATE" if column.name == "date" else "now()"
    return _DAYS.get(word) if column.name.startswith(("date", "timestamp")) else None


def _string_constant(
    text: str, found: tuple[str, str | None] | None, column: TypeParts
) -> str | None:
    if found is None:
        return literal(text) if column.name in TEXTS and text.isdecimal() else None
    value, cast = found
    if (moment := _moment(value, column)) is not None:
        return moment
    if cast is None:
        return literal(value)
    given = parse(cast)
    if not _same_family(given, column) or (given.arguments and not _fits(value, given)):
        return None
    return literal(value)


def _fits(value: str, given: TypeParts) -> bool:
    """Whether an explicit cast to a length, which cuts, leaves the value as it is."""
    return (
        given.name in TEXTS
        and given.arguments[0].isdigit()
        and len(value) <= int(given.arguments[0])
    )


def _same_family(given: TypeParts, column: TypeParts) -> bool:
    if given.array != column.array:
        return False
    return given.name == column.name or {given.name, column.name} <= TEXTS


def _number_constant(
    text: str, found: tuple[str, str | None] | None, column: TypeParts
) -> str | None:
    if found is not None:
        number, cast = found
    elif match := _NUMBER.match(text):
        number, cast = match["number"], match["cast"]
    else:
        return None
    if cast is not None and cast not in NUMBERS:
        return None
    try:
        value = Decimal(number.replace(" ", ""))
    except InvalidOperation:
        return None
    if not value.is_finite():
        return f"'{number}'"
    return _spelled_number(value, cast, column)


def _spelled_number(value: Decimal, cast: str | None, column: TypeParts) -> str | None:
    if abs(value.adjusted()) > _MOST_DIGITS:
        return None
    whole = value == value.to_integral_value()
    if not whole and (column.name in WHOLE or cast in WHOLE):
        return None  # the server rounds
    spelled = f"{value:f}"
    # Only a numeric without a scale keeps the zeros at the end.
    if "." in spelled and (column.name != "numeric" or column.arguments):
        spelled = spelled.rstrip("0").rstrip(".")
    return "0" if spelled == "-0" else spelled


def _boolean_constant(text: str, found: tuple[str, str | None] | None) -> str | None:
    word = (text.lower() if found is None else found[0].strip().lower()).removesuffix("::boolean")
    if found is None and word not in ("true", "false"):
        return None
    if word in _TRUE:
        return "true"
    return "false" if word in _FALSE else None


def _bit_constant(text: str, found: tuple[str, str | None] | None) -> str | None:
    if bits := _BIT_STRING.match(text):
        return f"'{bits[1]}'"
    if found is None or (found[1] is not None and parse(found[1]).name not in _BITS):
        return None
    return literal(found[0])


def _call(text: str) -> str | None:
    """Settle the few calls that everybody writes, each in its own way."""
    lowered = text.lower().replace(" ()", "()")
    if lowered in _CLOCK:
        return _now(lowered)
    if lowered in _KEYWORDS:
        return lowered.upper()
    if _CALL.match(text):
        return lowered.replace("( )", "()")
    if zone := _AT_ZONE.match(text) or _ZONE.match(text):
        return _now_at(zone[1], text)
    if sequence := _NEXTVAL.match(text):
        return f"nextval({sequence[1]}::regclass)"
    return None


def _now(lowered: str) -> str:
    if lowered == "now()":
        return lowered
    return Spelled("now()", lowered if lowered.endswith(")") else lowered.upper())


def _now_at(zone: str, text: str) -> str:
    meaning = f"timezone('{zone}'::text, now())"
    return meaning if _ZONE.match(text) and "now" in text.lower() else Spelled(meaning, f"({text})")
