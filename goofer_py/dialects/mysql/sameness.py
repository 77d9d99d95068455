"""Whether two values would be the same in a column, without either server's leniency.

`<=>` goes by the collation, by which letters of another case may be the same, and converts what
is of two types in its own way, which is not that of an assignment.
"""

from __future__ import annotations

from goofer_py.dialects.mysql.types import BYTES, INTEGERS, STRINGS, TypeParts, parse
from goofer_py.schema import Column

_CHOICES = ("enum", "set")
_CAST = ("decimal", "date", "datetime", "time")


def differs(column: Column, one: str, other: str, given: Column | None = None) -> str:
    """Return a condition: `one`, a value of `column`, is not what `other` would be in it.

    `given` is the column that `other` is made from, if it is another one.
    """
    given = given or column
    new, old = parse(column.type.text), parse(given.type.text)
    if new.name in STRINGS or new.name in _CHOICES:
        same = given.type == column.type and given.collation == column.collation
        exact = _bytes if same else _letters
        return f"NOT {exact(one)} <=> {exact(other)}"
    if new.name == old.name and new.arguments == old.arguments:
        return f"NOT {one} <=> {other}"
    if new.name == "float":
        # MySQL's CAST AS FLOAT rounds to no float: the nearest one is as near as this.
        return f"COALESCE(ABS({one} - ({other})) > 6e-8 * ABS({other}), NOT {one} <=> ({other}))"
    return f"NOT {one} <=> {_assigned(other, new, old)}"


def converts_alike(one: Column, other: Column) -> bool:
    """Whether a value of `one` becomes the same value of `other` in every session."""
    kinds = {parse(column.type.text).name for column in (one, other)}
    return len(kinds) == 1 or "timestamp" not in kinds


def _bytes(text: str) -> str:
    return f"CAST({text} AS BINARY)"


def _letters(text: str) -> str:
    return f"CONVERT({text} USING utf8mb4) COLLATE utf8mb4_bin"


def _assigned(value: str, new: TypeParts, old: TypeParts) -> str:
    """Return what a column of the type `new` would make of a value."""
    if old.name in BYTES:
        return value
    if new.name in INTEGERS:
        is_text = old.name in STRINGS
        number = f"CAST({value} AS DECIMAL(65,30))" if is_text else value
        return f"ROUND({number})" if old.name not in INTEGERS else value
    if new.name == "timestamp":
        return f"CAST({value} AS DATETIME{_arguments(new)})"
    if new.name in _CAST:
        return f"CAST({value} AS {new.name.upper()}{_arguments(new)})"
    return value


def _arguments(parts: TypeParts) -> str:
    return f"({','.join(parts.arguments)})" if parts.arguments else ""
