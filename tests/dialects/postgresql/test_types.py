"""Types: every spelling becomes what the server prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from goofer_py.dialects.postgresql.types import canonical_type
from goofer_py.stores.store import Session

SPELLINGS = [
    *("VARCHAR(5)", "varchar", "character  varying ( 7 )", "national character varying(4)"),
    *("CHAR", "char(3)", "nchar(3)", "bpchar", "bpchar(4)", '"char"', "name", "TEXT"),
    *("INT", "int4", "INTEGER", "int8", "BIGINT", "smallint", "int2", "oid", "regclass"),
    *("float", "float(10)", "float(24)", "float(25)", "FLOAT8", "double  precision", "real"),
    *("decimal", "dec(5)", "numeric(10, 2)", "NUMERIC", "money"),
    *("bool", "BOOLEAN", "bit", "bit(5)", "bit varying", "varbit(3)", "bit varying(8)", "bytea"),
    *("timestamp", "timestamp(3)", "TIMESTAMP(3) WITH TIME ZONE", "timestamptz", "timestamptz(2)"),
    *("timestamp without time zone", "time", "time(2)", "timetz", "time (3) with time zone"),
    *("timestamp(9)", "date", "interval", "interval(3)", "interval year to month"),
    *("INTERVAL DAY TO SECOND (2)", "interval second(3)"),
    *("uuid", "JSON", "jsonb", "inet", "cidr", "macaddr", "macaddr8", "tsvector", "tsquery"),
    *("point", "box", "line", "lseg", "path", "polygon", "circle", "int4range", "tstzrange"),
    *("INTEGER[]", "integer[3]", "varchar(5)[][]", "integer ARRAY", "int array[4]"),
    *("timestamp(3)[]", "time(1) with time zone[]", "numeric(4,1)[]", '"text"'),
    *("pg_catalog.int4", '"My Type"', "DOM", '"dom"'),
]


Ask = Callable[[str, Callable[[Session], Any]], Any]


def printed(session: Session) -> dict[str, str]:
    """Return what the server prints for each spelling."""
    session.run('CREATE TYPE "My Type" AS (a int); CREATE DOMAIN dom AS int')
    columns = ", ".join(f"c{i} {spelling}" for i, spelling in enumerate(SPELLINGS))
    session.run(f"CREATE TABLE t ({columns})")
    rows = session.query(
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = 't'::regclass AND attnum > 0 ORDER BY attnum"
    )
    return dict(zip(SPELLINGS, (row[0] for row in rows), strict=True))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_type_is_spelled_as_the_server_prints_it(spelling: str, asked: Ask) -> None:
    there = asked("types", printed)[spelling]

    assert canonical_type(spelling) == there
    assert canonical_type(there) == there


def test_nonsense_is_left_as_it_is() -> None:
    assert canonical_type("timestamp(many)") == "timestamp(many) without time zone"
    assert canonical_type("float(x)") == "double precision"
