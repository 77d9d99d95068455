"""Plausible values for columns of every common type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from goofer_py.dialects.postgresql.conversion import spelled
from goofer_py.dialects.postgresql.defaults import NUMBERS, TEXTS
from goofer_py.dialects.postgresql.quoting import literal, qualified
from goofer_py.dialects.postgresql.types import TypeParts, parse
from goofer_py.schema import Column, Type

_Sample = Callable[[TypeParts, int], str]
_EMPTY_TEXTS = TEXTS | {"name", "citext", "hstore"}
_NUMBERS = NUMBERS - {"oid"} | {"money"}
_RANGES = frozenset(("int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"))
_ZEROS = {
    "bit varying": "B''",
    "boolean": "false",
    "bytea": "''::bytea",
    "date": "'1970-01-01'::date",
    "interval": "'0'::interval",
    "json": "'{}'::json",
    "jsonb": "'{}'::jsonb",
    "time with time zone": "'00:00+00'::time with time zone",
    "time without time zone": "'00:00'::time",
    "timestamp with time zone": "'1970-01-01 00:00+00'::timestamp with time zone",
    "timestamp without time zone": "'1970-01-01 00:00'::timestamp",
    "tsvector": "''::tsvector",
    "uuid": "'00000000-0000-0000-0000-000000000000'::uuid",
    "xml": "''::xml",
    **dict.fromkeys(_EMPTY_TEXTS, "''"),
    **dict.fromkeys(_NUMBERS, "0"),
    **{name: f"'empty'::{name}" for name in _RANGES},
}


def zero(column: Column) -> str | None:
    """Return an empty value of the column's type."""
    if column.type.enum is not None:
        if column.type.text:
            return "'{}'"
        return f"enum_first(NULL::{qualified(column.type.enum)})"
    parts = parse(column.type.text)
    if parts.array:
        return "'{}'"
    if parts.name == "bit":
        return f"B'{'0' * int(parts.arguments[0])}'"
    return _ZEROS.get(parts.name)


def sample(column: Column, row: int) -> str | None:
    """Return a value for the given row, different for each as far as the type has room."""
    type_ = column.type
    if type_.text.endswith("[]"):
        element = sample(replace(column, type=Type(type_.text.removesuffix("[]"), type_.enum)), row)
        return None if element is None else f"ARRAY[{element}]::{spelled(type_)}"
    if type_.enum is not None:
        values = f"enum_range(NULL::{qualified(type_.enum)})"
        return f"({values})[1 + {row - 1} % cardinality({values})]"
    parts = parse(type_.text)
    if parts.name in TEXTS or parts.name in ("name", "citext"):
        return literal(_text(column.name, parts, row))
    made = _SAMPLES.get(parts.name)
    return None if made is None else made(parts, row)


def _text(name: str, parts: TypeParts, row: int) -> str:
    room = int(parts.arguments[0]) if parts.arguments else 60
    text = f"{name} {row}"
    return text if len(text) <= room else str(row)[-room:]


def _whole(largest: int) -> _Sample:
    return lambda _, row: str(row % largest)


def _numeric(parts: TypeParts, row: int) -> str:
    if not parts.arguments:
        return f"{row}.25"
    precision, scale = map(int, parts.arguments)
    units = row * 10 ** max(scale, 0) + (25 * 10 ** (scale - 2) if scale >= 2 else 0)
    if units >= 10**precision:
        units = row % 10**precision
    digits = str(units).rjust(scale + 1, "0")
    return f"{digits[:-scale]}.{digits[-scale:]}" if scale > 0 else f"{units}{'0' * -scale}"


def _bits(parts: TypeParts, row: int) -> str:
    room = int(parts.arguments[0]) if parts.arguments else 8
    return f"B'{row % 2**room:0{room}b}'"


def _day(row: int) -> str:
    return f"date '2020-01-01' + {row}"


def _between(kind: str, low: Callable[[int], str]) -> _Sample:
    return lambda _, row: f"{kind}({low(row)}, {low(row + 1)})"


def _moment(row: int) -> str:
    return f"(timestamp '2020-01-01 12:30:15' + {row} * interval '1 day')"


_SAMPLES: dict[str, _Sample] = {
    "bigint": lambda _, row: str(row),
    "bit": _bits,
    "bit varying": _bits,
    "boolean": lambda _, row: "true" if row % 2 else "false",
    "box": lambda _, row: f"'(({row},{row}),(0,0))'::box",
    "bytea": lambda _, row: f"decode('{row:08x}', 'hex')",
    "cidr": lambda _, row: f"'10.{row >> 8 & 255}.{row & 255}.0/24'::cidr",
    "circle": lambda _, row: f"'<(0,0),{row}>'::circle",
    "date": lambda _, row: _day(row),
    "daterange": _between("daterange", _day),
    "double precision": lambda _, row: f"{row}.25",
    "hstore": lambda _, row: f"'row=>{row}'",
    "inet": lambda _, row: f"'10.0.{row >> 8 & 255}.{row & 255}'::inet",
    "int4range": _between("int4range", str),
    "int8range": _between("int8range", str),
    "integer": lambda _, row: str(row),
    "interval": lambda _, row: f"{row} * interval '1 day'",
    "json": lambda _, row: f"""'{{"row": {row}}}'::json""",
    "jsonb": lambda _, row: f"""'{{"row": {row}}}'::jsonb""",
    "line": lambda _, row: f"'{{1,1,{row}}}'::line",
    "lseg": lambda _, row: f"'[(0,0),({row},{row})]'::lseg",
    "macaddr": lambda _, row: f"'08:00:2b:01:{row >> 8 & 255:02x}:{row & 255:02x}'::macaddr",
    "macaddr8": lambda _, row: (
        f"'08:00:2b:01:02:03:{row >> 8 & 255:02x}:{row & 255:02x}'::macaddr8"
    ),
    "money": lambda _, row: f"{row}.25::numeric::money",
    "numeric": _numeric,
    "numrange": _between("numrange", str),
    "oid": lambda _, row: str(row),
    "path": lambda _, row: f"'((0,0),({row},{row}))'::path",
    "point": lambda _, row: f"point({row}, {row})",
    "polygon": lambda _, row: f"'((0,0),({row},0),(0,{row}))'::polygon",
    "real": lambda _, row: f"{row}.25",
    "smallint": _whole(32767),
    "time with time zone": lambda _, row: f"(time '12:30:15' + {row} * interval '1 minute')",
    "time without time zone": lambda _, row: f"(time '12:30:15' + {row} * interval '1 minute')",
    "timestamp with time zone": lambda _, row: f"{_moment(row)} AT TIME ZONE 'UTC'",
    "timestamp without time zone": lambda _, row: _moment(row),
    "tsquery": lambda _, row: f"'row & {row}'::tsquery",
    "tsrange": _between("tsrange", _moment),
    "tstzrange": _between("tstzrange", lambda row: f"{_moment(row)} AT TIME ZONE 'UTC'"),
    "tsvector": lambda _, row: f"'row {row}'::tsvector",
    "uuid": lambda _, row: f"'00000000-0000-4000-8000-{row:012x}'::uuid",
    "xml": lambda _, row: f"'<row>{row}</row>'::xml",
}
