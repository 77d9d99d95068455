"""What is said of changes of type, compared with what a server writes anew."""

from __future__ import annotations

import psycopg
import pytest

from goofer_py.dialects.postgresql.retyping import Retyping, retyping

_CHANGES = (
    ("varchar(20)", "varchar(40)"),
    ("varchar(20)", "varchar"),
    ("varchar(20)", "text"),
    ("text", "varchar"),
    ("numeric(10,2)", "numeric(12,2)"),
    ("numeric(10,2)", "numeric"),
    ("timestamp(3)", "timestamp(6)"),
    ("timestamp(3)", "timestamp"),
    ("timestamptz(3)", "timestamptz(4)"),
    ("time(2)", "time(4)"),
    ("timetz(2)", "timetz"),
    ("interval(2)", "interval(4)"),
    ("cidr", "inet"),
    ("bit(3)", "bit varying"),
    ("bit varying(3)", "bit varying(5)"),
    ("text", "text"),
    ("timestamp", "timestamptz"),
    ("timestamptz", "timestamp"),
    ("varchar(40)", "varchar(20)"),
    ("text", "varchar(20)"),
    ("char(3)", "char(5)"),
    ("char(3)", "text"),
    ("int", "bigint"),
    ("int", "numeric"),
    ("bigint", "int"),
    ("numeric(10,2)", "numeric(12,3)"),
    ("numeric", "numeric(10,2)"),
    ("timestamp(6)", "timestamp(3)"),
    ("time(4)", "time(2)"),
    ("int[]", "bigint[]"),
    ("bit(3)", "bit(5)"),
    ("bit varying(5)", "bit varying(3)"),
    ("inet", "text"),
    ("real", "double precision"),
    ("date", "timestamp"),
)


@pytest.mark.parametrize(("before", "after"), _CHANGES)
def test_a_change_of_type_costs_what_is_said_of_it(
    before: str, after: str, postgresql_url: str
) -> None:
    with psycopg.connect(postgresql_url) as connection:
        connection.execute("SET LOCAL TimeZone = 'UTC'")
        connection.execute(f"CREATE TABLE t (c {before}); CREATE INDEX i ON t (c)".encode())
        old = _files(connection)
        connection.execute(f"ALTER TABLE t ALTER COLUMN c TYPE {after}".encode())
        new = _files(connection)
        connection.rollback()
    done = {name for name in old if old[name] != new[name]}
    said = {
        Retyping.NOTHING: set(),
        Retyping.INDEXES: {"i"},
        Retyping.REWRITE: {"t", "i"},
    }
    assert done == said[retyping(before, after, utc=True)]


def _files(connection: psycopg.Connection) -> dict[str, int]:
    found = connection.execute(
        "SELECT relname, relfilenode FROM pg_class WHERE relname IN ('t', 'i')"
    )
    return dict(found.fetchall())


def test_without_utc_a_time_gets_another_value() -> None:
    assert retyping("timestamp", "timestamptz") is Retyping.REWRITE
