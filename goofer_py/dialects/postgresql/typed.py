"""Expressions with their types, spelled as the server prints them.

The server prints an expression from its tree: with every cast it put in, and parentheses around
every operator. What is not certain raises NotPlain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from goofer_py.dialects.postgresql.quoting import literal
from goofer_py.dialects.postgresql.tokens import NotPlain

UNKNOWN = "unknown"
BOOLEAN = "boolean"
TEXT = "text"
INTEGER = "integer"
NUMERIC = "numeric"
DOUBLE = "double precision"

_WHOLE = ("smallint", INTEGER, "bigint")
_RANK = {kind: rank for rank, kind in enumerate((*_WHOLE, NUMERIC, DOUBLE))}
_LARGEST_INTEGER = 2**31 - 1
_LARGEST_BIGINT = 2**63 - 1
_DAY = re.compile(r"[12]\d\d\d-\d\d-\d\d\Z")
_CROSS_COMPARED = frozenset(("date", "timestamp without time zone", "timestamp with time zone"))
_SELF_COMPARED = frozenset((BOOLEAN, TEXT, "character", "uuid", "time without time zone"))
_BY_TEXT = frozenset((TEXT, "character varying"))


@dataclass(frozen=True, slots=True)
class Typed:
    """One expression: its `text`, the `type` without a length, and whether it is an enum's."""

    text: str
    type: str
    is_enum: bool = False


def number(text: str, *, negative: bool = False) -> Typed:
    """Return a number as the server keeps it."""
    spelled = f"-{text}" if negative else text
    if "." in text:
        return Typed(f"'{spelled}'::numeric" if negative else text, NUMERIC)
    value = -int(text) if negative else int(text)
    if -_LARGEST_INTEGER - 1 <= value <= _LARGEST_INTEGER:
        return Typed(f"'{value}'::integer" if negative else str(value), INTEGER)
    if abs(value) <= _LARGEST_BIGINT:
        return Typed(f"'{value}'::bigint", "bigint")
    raise NotPlain(text)


def string(value: str) -> Typed:
    """Return a string, whose type is that of what it meets."""
    return Typed(value, UNKNOWN)


def cast(value: Typed, wanted: str, *, is_enum: bool = False) -> Typed:
    """Return `value` as the type it is turned into without being told."""
    if value.type == wanted:
        return value
    if value.type != UNKNOWN:
        return Typed(f"({value.text})::{wanted}", wanted)
    if is_enum or wanted in (TEXT, "character varying", "character"):
        kind = "bpchar" if wanted == "character" else wanted
        return Typed(f"{_server_literal(value.text)}::{kind}", wanted, is_enum)
    if wanted == "date" and _DAY.match(value.text):
        return Typed(f"'{value.text}'::date", wanted)
    raise NotPlain(value.text)


def compared(left: Typed, sign: str, right: Typed) -> Typed:
    """Return the comparison of two values."""
    left, right = _comparable(left, right)
    return Typed(f"({left.text} {sign} {right.text})", BOOLEAN)


def matched(left: Typed, sign: str, right: Typed) -> Typed:
    """Return a text matched with a pattern."""
    if left.type not in _BY_TEXT or right.type not in (UNKNOWN, *_BY_TEXT):
        raise NotPlain(sign)
    return Typed(f"({cast(left, TEXT).text} {sign} {cast(right, TEXT).text})", BOOLEAN)


def joined(left: Typed, right: Typed) -> Typed:
    """Return two texts one after the other."""
    if not {left.type, right.type} & _BY_TEXT or {left.type, right.type} - {UNKNOWN, *_BY_TEXT}:
        raise NotPlain("||")
    return Typed(f"({cast(left, TEXT).text} || {cast(right, TEXT).text})", TEXT)


def calculated(left: Typed, sign: str, right: Typed) -> Typed:
    """Return the result of arithmetic on two numbers."""
    if left.type not in _RANK or right.type not in _RANK:
        raise NotPlain(sign)
    left, right = _comparable(left, right)
    kind = max(left.type, right.type, key=_RANK.__getitem__)
    return Typed(f"({left.text} {sign} {right.text})", kind)


def one_of(value: Typed, items: list[Typed], *, negated: bool) -> Typed:
    """Return IN or NOT IN, which becomes a comparison with an array."""
    sign = "<>" if negated else "="
    if len(items) == 1:
        return compared(value, sign, items[0])
    kind = _common_type([value, *items])
    array = ", ".join(cast(item, kind, is_enum=value.is_enum).text for item in items)
    every = "ALL" if negated else "ANY"
    if kind == "character varying":
        return Typed(
            f"({cast(value, TEXT).text} {sign} {every} ((ARRAY[{array}])::text[]))", BOOLEAN
        )
    if value.type != kind and (value.type not in _WHOLE or kind not in _WHOLE):
        value = cast(value, kind)
    return Typed(f"({value.text} {sign} {every} (ARRAY[{array}]))", BOOLEAN)


def first_of(values: list[Typed]) -> Typed:
    """Return the first of the values that is not NULL."""
    kind = _common_type(values)
    is_enum = any(value.is_enum for value in values)
    spelled = ", ".join(cast(value, kind, is_enum=is_enum).text for value in values)
    return Typed(f"COALESCE({spelled})", kind, is_enum)


def _comparable(left: Typed, right: Typed) -> tuple[Typed, Typed]:
    """Return both as the operator takes them."""
    if UNKNOWN in (left.type, right.type):
        return _with_string(left, right)
    if {left.type, right.type} <= _RANK.keys() | {"real"}:
        return _numbers(left, right)
    if {left.type, right.type} <= _BY_TEXT:
        return cast(left, TEXT), cast(right, TEXT)
    if left.type == right.type and (left.is_enum or left.type in _SELF_COMPARED | _CROSS_COMPARED):
        return left, right
    if {left.type, right.type} <= _CROSS_COMPARED:
        return left, right
    raise NotPlain(left.text)


def _with_string(left: Typed, right: Typed) -> tuple[Typed, Typed]:
    known = right if left.type == UNKNOWN else left
    if known.type == UNKNOWN:
        raise NotPlain(left.text)
    wanted = TEXT if known.type in _BY_TEXT else known.type
    settled = [
        cast(side, wanted, is_enum=known.is_enum) if side.type in (UNKNOWN, *_BY_TEXT) else side
        for side in (left, right)
    ]
    return settled[0], settled[1]


def _numbers(left: Typed, right: Typed) -> tuple[Typed, Typed]:
    if left.type in _WHOLE and right.type in _WHOLE:
        return left, right
    kinds = {left.type, right.type}
    if kinds == {"real"}:
        return left, right
    if "real" in kinds or DOUBLE in kinds:
        # There are operators between real and double precision; all else is turned into these.
        return _as_double(left), _as_double(right)
    return cast(left, NUMERIC), cast(right, NUMERIC)


def _as_double(value: Typed) -> Typed:
    return value if value.type == "real" else cast(value, DOUBLE)


def _common_type(values: list[Typed]) -> str:
    kinds = {value.type for value in values} - {UNKNOWN}
    if len(kinds) == 1:
        return kinds.pop()
    if kinds and kinds <= _RANK.keys():
        return max(kinds, key=_RANK.__getitem__)
    raise NotPlain(values[0].text)


def _server_literal(value: str) -> str:
    if "\\" in value:
        raise NotPlain(value)
    return literal(value)
