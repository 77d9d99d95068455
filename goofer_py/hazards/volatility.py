"""Whether an expression of PostgreSQL gives each row the same value."""

from __future__ import annotations

import re
from enum import Enum

_STRING = re.compile(r"'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$", re.DOTALL)
_CALL = re.compile(r'((?:"?\w+"?\s*\.\s*)?"?[A-Za-z_]\w*"?)\s*\(')
_STABLE = frozenset(
    {
        *("now", "transaction_timestamp", "statement_timestamp", "current_setting", "to_char"),
        *("current_schema", "current_database", "age", "date_trunc", "timezone", "to_timestamp"),
        *("date_part", "extract", "make_timestamptz", "txid_current_if_assigned", "to_date"),
        *("current_timestamp", "localtimestamp", "current_time", "localtime", "current_schemas"),
    }
)
_CONSTANT = frozenset(
    {
        *("lower", "upper", "length", "coalesce", "nullif", "greatest", "least", "cast", "concat"),
        *("array", "row", "make_interval", "make_date", "make_time", "int4range", "int8range"),
        *("numrange", "daterange", "tstzrange", "tsrange", "jsonb_build_object", "repeat", "abs"),
        *("jsonb_build_array", "json_build_object", "json_build_array", "decode", "encode", "md5"),
        *("numeric", "decimal", "varchar", "char", "character", "varying", "bit", "timestamp"),
        *("time", "interval", "timestamptz", "in", "any", "all", "and", "or", "not", "replace"),
        *("round", "floor", "ceil", "chr", "power", "float", "substring", "trim", "btrim"),
    }
)
_VOLATILE = frozenset(
    {
        *("random", "clock_timestamp", "timeofday", "gen_random_uuid", "uuid_generate_v1"),
        *("uuid_generate_v1mc", "uuid_generate_v4", "uuidv4", "uuidv7", "nextval", "setval"),
        *("currval", "lastval", "random_normal", "gen_random_bytes", "gen_salt", "pg_sleep"),
        *("txid_current", "pg_current_xact_id", "setseed"),
    }
)


class Volatility(Enum):
    """How often the server has to compute an expression."""

    CONSTANT = "once"
    STABLE = "once per statement"
    VOLATILE = "for each row"
    UNKNOWN = "maybe for each row"


def volatility(expression: str | None) -> Volatility:
    """Return how often a default is computed; a function that nobody knows may be volatile."""
    if expression is None:
        return Volatility.CONSTANT
    calls = {_plain(name) for name in _CALL.findall(_STRING.sub("''", expression))}
    if calls & _VOLATILE:
        return Volatility.VOLATILE
    if calls - _STABLE - _CONSTANT:
        return Volatility.UNKNOWN
    return Volatility.STABLE if calls & _STABLE else Volatility.CONSTANT


def _plain(name: str) -> str:
    plain = name.replace('"', "").replace(" ", "").lower()
    return plain.removeprefix("pg_catalog.")
