"""Plausible values for columns of every type."""

from __future__ import annotations

from collections.abc import Callable

from goofer_py.dialects.mysql.quoting import literal
from goofer_py.dialects.mysql.types import BLOBS, INTEGERS, TEXTS, TypeParts, parse
from goofer_py.schema import Column

_Sample = Callable[[TypeParts, int], str]
_LARGEST = {"tinyint": 127, "smallint": 32767, "mediumint": 8388607}
_ZEROS = {
    **dict.fromkeys(INTEGERS, "0"),
    **dict.fromkeys(("char", "varchar", "binary", "varbinary", *TEXTS, *BLOBS), "''"),
    "bit": "b'0'",
    "date": "'1970-01-01'",
    "datetime": "'1970-01-01 00:00:00'",
    "decimal": "0",
    "double": "0",
    "float": "0",
    "geomcollection": "ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')",
    "geometrycollection": "ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')",
    "geometry": "ST_GeomFromText('POINT(0 0)')",
    "inet4": "'0.0.0.0'",
    "inet6": "'::'",
    "json": "'null'",
    "linestring": "ST_GeomFromText('LINESTRING(0 0, 1 1)')",
    "multilinestring": "ST_GeomFromText('MULTILINESTRING((0 0, 1 1))')",
    "multipoint": "ST_GeomFromText('MULTIPOINT(0 0)')",
    "multipolygon": "ST_GeomFromText('MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))')",
    "point": "ST_GeomFromText('POINT(0 0)')",
    "polygon": "ST_GeomFromText('POLYGON((0 0, 1 0, 1 1, 0 0))')",
    "set": "''",
    "time": "'00:00:00'",
    "timestamp": "'1970-01-02 00:00:00'",
    "uuid": "'00000000-0000-0000-0000-000000000000'",
    "year": "2000",
}


def zero(column: Column) -> str | None:
    """Return an empty value of the column's type; for an enum, its first."""
    parts = parse(column.type.text)
    if column.identity is not None:
        return None
    if parts.name == "enum":
        return parts.arguments[0]
    return _in_place(column, _ZEROS.get(parts.name))


def sample(column: Column, row: int) -> str | None:
    """Return a value for the given row, different for each as far as the type has room."""
    parts = parse(column.type.text)
    made = _SAMPLES.get(parts.name)
    if parts.name in ("char", "varchar", *TEXTS):
        return literal(_text(column.name, parts, row))
    return None if made is None else _in_place(column, made(parts, row))


def _in_place(column: Column, value: str | None) -> str | None:
    """Return a geometry in the reference system of its column."""
    srid = column.option("srid")
    if value is None or srid is None or not value.startswith("ST_GeomFromText("):
        return value
    return f"{value[:-1]}, {srid})"


def _text(name: str, parts: TypeParts, row: int) -> str:
    room = int(parts.arguments[0]) if parts.arguments else 60
    text = f"{name} {row}"
    return text if len(text) <= room else str(row)[-room:] if room else ""


def _whole(parts: TypeParts, row: int) -> str:
    if parts.name == "tinyint" and parts.arguments == ("1",):
        return str(row % 2)
    return str(row % _LARGEST.get(parts.name, 2**31))


def _decimal(parts: TypeParts, row: int) -> str:
    precision, scale = map(int, parts.arguments)
    units = row * 10**scale + (25 * 10 ** (scale - 2) if scale >= 2 else 0)
    if units >= 10**precision:
        units = row % 10**precision
    digits = str(units).rjust(scale + 1, "0")
    return f"{digits[:-scale]}.{digits[-scale:]}" if scale else digits


def _float(parts: TypeParts, row: int) -> str:
    return _decimal(parts, row) if len(parts.arguments) == 2 else f"{row}.25"


def _bits(parts: TypeParts, row: int) -> str:
    room = int(parts.arguments[0])
    return f"b'{row % 2**room:b}'"


def _bytes(parts: TypeParts, row: int) -> str:
    room = int(parts.arguments[0]) if parts.arguments else 4
    size = max(min(room, 4), 1)
    return f"x'{row % 256**size:0{2 * size}x}'"


def _day(row: int) -> str:
    return f"'2020-{(row // 28) % 12 + 1:02d}-{row % 28 + 1:02d}'"


def _moment(row: int) -> str:
    return f"{_day(row)[:-1]} 12:30:15'"


def _one_of(parts: TypeParts, row: int) -> str:
    return parts.arguments[row % len(parts.arguments)]


def _shape(text: str) -> _Sample:
    return lambda _, row: f"ST_GeomFromText('{text.replace('n', str(row % 80))}')"


_SAMPLES: dict[str, _Sample] = {
    **dict.fromkeys(INTEGERS, _whole),
    **dict.fromkeys(("binary", "varbinary", *BLOBS), _bytes),
    "bit": _bits,
    "date": lambda _, row: _day(row),
    "datetime": lambda _, row: _moment(row),
    "decimal": _decimal,
    "double": _float,
    "enum": _one_of,
    "float": _float,
    "geomcollection": _shape("GEOMETRYCOLLECTION(POINT(n 1))"),
    "geometrycollection": _shape("GEOMETRYCOLLECTION(POINT(n 1))"),
    "geometry": _shape("POINT(n 1)"),
    "inet4": lambda _, row: f"'10.0.{row >> 8 & 255}.{row & 255}'",
    "inet6": lambda _, row: f"'2001:db8::{row:x}'",
    "json": lambda _, row: f"""'{{"row": {row}}}'""",
    "linestring": _shape("LINESTRING(0 0, n 1)"),
    "multilinestring": _shape("MULTILINESTRING((0 0, n 1))"),
    "multipoint": _shape("MULTIPOINT(n 1)"),
    "multipolygon": _shape("MULTIPOLYGON(((0 0, n 0, n 1, 0 0)))"),
    "point": _shape("POINT(n 1)"),
    "polygon": _shape("POLYGON((0 0, n 0, n 1, 0 0))"),
    "set": _one_of,
    "time": lambda _, row: f"'12:{row // 60 % 60:02d}:{row % 60:02d}'",
    "timestamp": lambda _, row: _moment(row),
    "uuid": lambda _, row: f"'00000000-0000-4000-8000-{row:012x}'",
    "year": lambda _, row: str(2000 + row % 100),
}
