"""What becomes of values when a column changes its type."""

from __future__ import annotations

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.charsets import charset_of
from goofer_py.dialects.mysql.options import SRID
from goofer_py.dialects.mysql.quoting import quote
from goofer_py.dialects.mysql.types import BLOBS, BYTES, INTEGERS, STRINGS, TEXTS, TypeParts, parse
from goofer_py.schema import Column

_BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}
_DIGITS = {"tinyint": 3, "smallint": 5, "mediumint": 7, "int": 10, "bigint": 19}
_EXACT_IN_FLOAT = frozenset(("tinyint", "smallint"))
_EXACT_IN_DOUBLE = frozenset(("tinyint", "smallint", "mediumint", "int", "float"))
_CHOICES = frozenset(("enum", "set"))
_SIZES = {"tiny": 255, "": 65535, "medium": 2**24 - 1, "long": 2**32 - 1}
_MAPPED = "::ffff:"
_WIDER = (("date", "datetime"), ("timestamp", "datetime"), ("inet4", "inet6"))
_UNICODE = frozenset(("utf8mb4", "utf16", "utf32"))


def conversion(before: Column, after: Column) -> str | None:
    """Return the expression that converts a value, None where the server does it well.

    An enum would become the number of its value, and a number the value of that number.
    """
    old, new = parse(before.type.text), parse(after.type.text)
    column = quote(before.name)
    if old.name in _CHOICES and _is_number(new):
        return f"CAST({column} AS CHAR) + 0"
    if new.name == "enum" and _is_number(old):
        return f"CAST({column} AS CHAR)"
    return None


def address_conversion(before: Column, after: Column) -> str | None:
    """Return what makes an address of one kind the other, as texts; None for other types."""
    column = quote(before.name)
    match before.type.text, after.type.text:
        case ("inet4", "inet6"):
            return f"CONCAT('{_MAPPED}', {column})"
        case ("inet6", "inet4"):
            return f"SUBSTRING({column}, {len(_MAPPED) + 1})"
        case _:
            return None


def misfit(before: Column, after: Column) -> str | None:
    """Return a condition that holds for values that do not come back from the new type."""
    srid = after.option(SRID)
    if srid is not None and srid != before.option(SRID):
        return f"ST_SRID({quote(before.name)}) <> {srid}"
    if before.type == after.type and before.collation == after.collation:
        return None
    old, new = parse(before.type.text), parse(after.type.text)
    if _always_fits(old, new) and _charset_fits(before, after):
        return None
    column = quote(before.name)
    return f"{column} IS NOT NULL AND NOT IFNULL({_fits(column, old, new, after)}, FALSE)"


def _is_number(parts: TypeParts) -> bool:
    return parts.name in INTEGERS or parts.name in ("decimal", "float", "double")


def _always_fits(old: TypeParts, new: TypeParts) -> bool:
    if new.name in _CHOICES or old.name in _CHOICES:
        return _choice_fits(old, new)
    if old.name in INTEGERS or old.name in ("decimal", "float", "double"):
        return _number_fits(old, new)
    if old.name in STRINGS and new.name in STRINGS:
        return _size(old) <= _size(new) and new.name != "char"
    if old.name in BYTES and new.name in BYTES:
        return _size(old) <= _size(new) and new.name != "binary"
    if old.name == new.name:
        return _precision(old) <= _precision(new)
    return (old.name, new.name) in _WIDER and _precision(old) <= _precision(new)


def _choice_fits(old: TypeParts, new: TypeParts) -> bool:
    if old.name == new.name:
        return set(old.values) <= set(new.values)
    if old.name == "enum" and new.name in STRINGS:
        return max(map(len, old.values), default=0) <= _size(new)
    return old.name == "set" and new.name in TEXTS


def _number_fits(old: TypeParts, new: TypeParts) -> bool:
    if new.name in INTEGERS:
        return old.name in INTEGERS and _range_fits(old, new)
    if new.name == "decimal":
        digits = _digits(old)
        return (
            digits is not None
            and all(a <= b for a, b in zip(digits, _digits(new) or (0, 0), strict=True))
            and (old.unsigned or not new.unsigned)
        )
    if new.name in ("float", "double") and not new.arguments and not new.unsigned:
        exact = _EXACT_IN_DOUBLE if new.name == "double" else _EXACT_IN_FLOAT
        return old.name in exact or (old.name == new.name and not new.arguments)
    return new.name in STRINGS and old.name in INTEGERS and _size(new) >= 20


def _range_fits(old: TypeParts, new: TypeParts) -> bool:
    if new.unsigned and not old.unsigned:
        return False
    room = _BITS[new.name] - (0 if new.unsigned else 1)
    return _BITS[old.name] - (0 if old.unsigned else 1) <= room


def _digits(parts: TypeParts) -> tuple[int, int] | None:
    """Return how many digits there can be before and after the point."""
    if parts.name in _DIGITS:
        return _DIGITS[parts.name] + (parts.name == "bigint" and parts.unsigned), 0
    if parts.name != "decimal":
        return None
    precision, scale = map(int, parts.arguments)
    return precision - scale, scale


def _size(parts: TypeParts) -> int:
    if parts.name in TEXTS:
        return _SIZES[parts.name.removesuffix("text")]
    if parts.name in BLOBS:
        return _SIZES[parts.name.removesuffix("blob")]
    return int(parts.arguments[0]) if parts.arguments else 0


def _precision(parts: TypeParts) -> int:
    return int(parts.arguments[0]) if parts.arguments and parts.arguments[0].isdigit() else 0


def _charset_fits(before: Column, after: Column) -> bool:
    """Whether the new charset has every character of the old one."""
    if before.collation == after.collation or after.collation is None:
        return True
    charset = charset_of(after.collation)
    same = before.collation is not None and charset_of(before.collation) == charset
    return same or charset in _UNICODE


def _fits(column: str, old: TypeParts, new: TypeParts, after: Column) -> str:
    """Return the condition that a value is the same after going there and back."""
    if new.name in _CHOICES:
        return _is_choice(column, old, new)
    if new.name in STRINGS:
        return _is_text(column, new, after.collation)
    if new.name in BYTES:
        size = f"LENGTH({column})"
        return f"{size} = {_size(new)}" if new.name == "binary" else f"{size} <= {_size(new)}"
    return _is_whole(column, old, new) if new.name in INTEGERS else _survives(column, old, new)


def _is_text(column: str, new: TypeParts, collation: str | None) -> str:
    text = f"CAST({column} AS CHAR)"
    measure = "LENGTH" if new.name in TEXTS else "CHAR_LENGTH"
    fits = [f"{measure}({text}) <= {_size(new)}"]
    if new.name == "char":
        fits.append(f"{text} NOT LIKE '% '")
    if collation is not None:
        there = f"CONVERT({column} USING {charset_of(collation)})"
        both = (f"BINARY CONVERT({value} USING utf8mb4)" for value in (there, column))
        fits.append(" = ".join(both))
    return " AND ".join(fits)


def _is_choice(column: str, old: TypeParts, new: TypeParts) -> str:
    values = ", ".join(new.arguments)
    text = f"BINARY CAST({column} AS CHAR)"
    if new.name == "enum":
        return f"{text} IN ({values})"
    if old.name == "set":
        gone = [value for value in old.arguments if value not in new.arguments]
        return " AND ".join(f"NOT FIND_IN_SET({value}, {column})" for value in gone) or "TRUE"
    return f"{text} IN ({values}, '')"


def _is_whole(column: str, old: TypeParts, new: TypeParts) -> str:
    bits = _BITS[new.name]
    low, high = (0, 2**bits - 1) if new.unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    within = f"{column} BETWEEN {low} AND {high}"
    if old.name in INTEGERS or old.name in ("bit", "year"):
        return within
    if old.name in STRINGS:
        number = f"CAST({column} AS DECIMAL(65)) BETWEEN {low} AND {high}"
        return f"{column} REGEXP '^-?(0|[1-9][0-9]*)$' AND {number}"
    if old.name in ("decimal", "float", "double"):
        return f"{within} AND {column} = ROUND({column})"
    return "FALSE"


_CASTS = {
    "date": "DATE",
    "datetime": "DATETIME",
    "timestamp": "DATETIME",
    "time": "TIME",
}


_SURVIVORS = {"json": "JSON_VALID({})", "inet4": "IS_IPV4_MAPPED(INET6_ATON({}))"}


def _survives(column: str, old: TypeParts, new: TypeParts) -> str:
    """Return whether casting there gives a text that reads the same."""
    if new.name in _SURVIVORS:
        return _SURVIVORS[new.name].format(column)
    if new.name in ("decimal", "float", "double"):
        return _is_number_like(column, old, new)
    if new.name == "bit" and _is_number(old):
        return f"{column} BETWEEN 0 AND {2 ** int(new.arguments[0]) - 1}"
    if new.name in _CASTS:
        arguments = f"({new.arguments[0]})" if new.arguments else ""
        there = f"CAST({column} AS {_CASTS[new.name]}{arguments})"
        is_moment = old.name in _CASTS
        return f"{there} = {column}" if is_moment else f"CAST({there} AS CHAR) = {column}"
    return "FALSE"


def _is_number_like(column: str, old: TypeParts, new: TypeParts) -> str:
    plain = f"{column} REGEXP '^-?[0-9]+([.][0-9]+)?$' AND " if old.name in STRINGS else ""
    if new.name == "decimal":
        there = f"CAST({column} AS DECIMAL({','.join(new.arguments)}))"
        exact = f"CAST({column} AS DECIMAL(65,30))" if plain else column
        return f"{plain}{there} = {exact}"
    if plain:
        return f"{plain}CAST({column} + 0e0 AS CHAR) = {column}"
    return f"{column} + 0e0 = {column}" if new.name == "double" else "FALSE"


def respelled(before: Column, after: Column, server: MySQLCapabilities) -> str | None:
    """Return, in words, how values that survive the conversion read after the way back."""
    old, new = (parse(column.type.text).name for column in (before, after))
    # MariaDB keeps it as the text that it is.
    is_remade = new == "json" and old != "json" and not server.mariadb
    return """'{"b":1,"a":2}' as '{"a": 2, "b": 1}'""" if is_remade else None
