"""Whether a value is what another one becomes in a column, as the servers store it there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goofer_py.dialects.mysql.sameness import converts_alike, differs
from goofer_py.schema import Column, Type
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session

CASES = {
    # (type it is made from, type it becomes): what is written to the former.
    ("varchar(20)", "int"): ("'010'", "'1.5'", "' 7'"),
    ("int", "varchar(20)"): ("10", "-3"),
    ("double", "float"): ("0.1", "0.3", "1e30", "-123456.789", "0"),
    ("float", "double"): ("0.1", "0.3", "16777217"),
    ("decimal(10,2)", "int"): ("1.50", "2.50", "-0.5"),
    ("decimal(10,4)", "decimal(10,1)"): ("1.2345", "1.25"),
    ("double", "bigint"): ("1.5", "2.5", "1e15"),
    ("datetime(6)", "datetime"): ("'2026-01-02 03:04:05.600000'",),
    ("datetime", "date"): ("'2026-01-02 23:59:59'",),
    ("date", "datetime"): ("'2026-01-02'",),
    ("varchar(20)", "datetime"): ("'2026-01-02 03:04:05'",),
    ("time", "varchar(20)"): ("'03:04:05'",),
    ("varchar(20)", "text"): ("'Abc '", "'é'"),
    ("varchar(20)", "enum('x','y')"): ("'x'",),
    ("enum('x','y')", "varchar(20)"): ("'y'",),
    ("varbinary(20)", "varchar(20)"): ("'abc'",),
}


@pytest.fixture
def session(mysql_kind_url: str) -> Iterator[Session]:
    session = open_store(mysql_kind_url).connect()
    session.execute("SET sql_mode = ''")
    yield session
    session.close()


def test_what_a_column_made_of_a_value_is_the_same_and_nothing_else(session: Session) -> None:
    for number, ((old, new), values) in enumerate(CASES.items()):
        table = f"t{number}"
        session.execute(f"CREATE TABLE {table} (a {old}, b {new}, c {new})")
        rows = ", ".join(f"({value})" for value in (*values, "NULL"))
        session.execute(f"INSERT INTO {table} (a) VALUES {rows}")
        session.execute(f"UPDATE {table} SET b = a")
        given, made = Column("a", Type(old)), Column("b", Type(new))
        condition = differs(made, "b", "a", given)
        assert session.query(f"SELECT a, b FROM {table} WHERE {condition}") == [], (old, new)
        session.execute(f"UPDATE {table} SET c = b, b = NULL")
        missing = session.query(f"SELECT count(*) FROM {table} WHERE {condition}")
        assert missing == [(len(values),)], (old, new)


def test_letters_and_blanks_count(session: Session) -> None:
    session.execute("CREATE TABLE t (a varchar(9), b varchar(9))")
    session.execute("INSERT INTO t VALUES ('a', 'A'), ('a', 'a '), ('a', 'á'), ('a', 'a')")
    column = Column("b", Type("varchar(9)"))
    condition = differs(column, "b", "a")
    assert session.query(f"SELECT count(*) FROM t WHERE {condition}") == [(3,)]


def test_moments_go_by_the_zone_of_the_session() -> None:
    moment, local = Column("a", Type("timestamp")), Column("b", Type("datetime"))
    assert not converts_alike(moment, local)
    assert converts_alike(moment, moment)
    assert converts_alike(local, Column("c", Type("date")))
