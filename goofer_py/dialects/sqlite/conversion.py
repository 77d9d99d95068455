"""Values of one declared type turned into another's."""

from __future__ import annotations

from goofer_py.dialects.sqlite.quoting import quote
from goofer_py.dialects.sqlite.samples import MIDNIGHT, kind
from goofer_py.schema import Column

_TRUTHS = "'true', 't', '1', 'false', 'f', '0'"
_CONVERSIONS = {
    ("datetime", "date"): "substr({0}, 1, 10)",
    ("datetime", "time"): "substr({0}, 12)",
    ("date", "datetime"): "{0} || '" + MIDNIGHT + "'",
    ("BLOB", "TEXT"): "CAST({0} AS TEXT)",
    ("TEXT", "BLOB"): "CAST({0} AS BLOB)",
    ("TEXT", "boolean"): (
        "CASE lower({0}) WHEN 'true' THEN 1 WHEN 't' THEN 1 "
        "WHEN 'false' THEN 0 WHEN 'f' THEN 0 ELSE {0} END"
    ),
}
_NUMBERS = ("INTEGER", "REAL", "NUMERIC")
_TEXTS = ("TEXT", "datetime", "date", "time")
_MISFITS = {
    ("datetime", "date"): "{0} != substr({0}, 1, 10) || '" + MIDNIGHT + "'",
    ("datetime", "time"): "{0} IS NOT NULL",
    ("TEXT", "date"): "{0} IS NOT date({0})",
    ("TEXT", "datetime"): "{0} IS NOT NULL AND datetime({0}) IS NULL",
    ("TEXT", "time"): "{0} IS NOT NULL AND time({0}) IS NULL",
    ("TEXT", "boolean"): "lower({0}) NOT IN (" + _TRUTHS + ")",
    ("BLOB", "TEXT"): "CAST(CAST({0} AS TEXT) AS BLOB) IS NOT {0}",
    ("any", "TEXT"): "typeof({0}) NOT IN ('text', 'null')",
    ("REAL", "INTEGER"): "typeof({0}) = 'real' AND CAST({0} AS INTEGER) != {0}",
    ("NUMERIC", "INTEGER"): "typeof({0}) = 'real' AND CAST({0} AS INTEGER) != {0}",
}
_NO_NUMBER = (
    "typeof({0}) IN ('text', 'blob') "
    "AND CAST(CAST({0} AS NUMERIC) AS TEXT) IS NOT CAST({0} AS TEXT)"
)


def conversion(before: Column, after: Column) -> str | None:
    """Return the expression that turns a `before` value into an `after` one.

    None where the copy into the new column converts by itself, as far as nothing is lost: text
    that is no number stays text, in a table that is not STRICT.
    """
    return _about(before, _CONVERSIONS.get(_kinds(before, after)))


def misfit(before: Column, after: Column) -> str | None:
    """Return a condition that holds for values that the new type cannot hold as they are."""
    old, new = kinds = _kinds(before, after)
    if new in _NUMBERS and (old in _TEXTS or old in ("BLOB", "any")):
        return _about(before, _NO_NUMBER)
    return _about(before, _MISFITS.get(kinds))


def respelled(before: Column, after: Column) -> str | None:
    """Return, in words, how values that survive the conversion read after the way back."""
    old, new = _kinds(before, after)
    if new == "REAL" and old in ("TEXT", "any"):
        return "1 as 1.0"
    # A column without a type gives back what it is given: numbers, where there were texts.
    return "'1' as 1" if old == "any" and new in (*_NUMBERS, "boolean") else None


def _kinds(before: Column, after: Column) -> tuple[str, str]:
    return _kind(before), _kind(after)


def _kind(column: Column) -> str:
    # To SQLite, JSON is text like any other, and a column without a type keeps what it is given.
    return kind(column).replace("json", "TEXT") if column.type.text else "any"


def _about(column: Column, text: str | None) -> str | None:
    return None if text is None else text.format(quote(column.name))
