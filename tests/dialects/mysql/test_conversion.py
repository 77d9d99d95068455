"""Which values a new type would not keep: what the condition says is what the server does."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from goofer_py.errors import UnsafeChange
from goofer_py.schema import Column, Schema
from goofer_py.stores.registry import open_store
from tests.dialects.mysql.live import Live, column, table
from tests.generate.conftest import Workshop

CASES = [
    ("int", "tinyint", ["1", "127"], ["128", "-129"]),
    ("int", "int unsigned", ["0", "7"], ["-1"]),
    ("bigint", "decimal(5,0)", ["99999"], ["100000"]),
    ("decimal(8,2)", "decimal(8,1)", ["1.50"], ["1.25"]),
    ("decimal(8,2)", "int", ["2.00"], ["2.50"]),
    ("varchar(20)", "varchar(3)", ["'abc'", "''"], ["'abcd'"]),
    ("varchar(20)", "int", ["'12'", "'-3'"], ["'x'", "'1.5'", "'007'"]),
    ("varchar(20)", "date", ["'2020-01-31'"], ["'2020-02-31'", "'x'"]),
    ("varchar(20)", "enum('a','b')", ["'a'"], ["'c'", "''"]),
    ("varchar(20)", "json", ["'1'", "'{}'"], ["'{'"]),
    ("enum('a','b')", "enum('b','c')", ["'b'"], ["'a'"]),
    ("set('a','b')", "set('b')", ["'b'", "''"], ["'a,b'", "'a'"]),
    ("datetime", "date", ["'2020-01-01 00:00:00'"], ["'2020-01-01 01:00:00'"]),
    ("datetime(6)", "datetime", ["'2020-01-01 01:00:00'"], ["'2020-01-01 01:00:00.5'"]),
    ("text", "tinytext", ["'x'"], ["repeat('x', 256)"]),
    ("varchar(20)", "varbinary(2)", ["'ab'"], ["'abc'"]),
]
ALWAYS = [
    ("int", "bigint"),
    ("tinyint unsigned", "int"),
    ("varchar(3)", "varchar(20)"),
    ("varchar(20)", "text"),
    ("decimal(8,2)", "decimal(9,2)"),
    ("enum('a')", "enum('b','a')"),
    ("date", "datetime"),
    ("int", "double"),
]


def both(live: Live, before: str, after: str) -> tuple[Column, Column]:
    """The column before and after, as the server spells it."""
    made = (
        live.dialect.canonical(Schema((table(column("a", kind)),))).tables[0].columns[0]
        for kind in (before, after)
    )
    old, new = made
    return old, new


@pytest.mark.parametrize(("before", "after", "fit", "misfit"), CASES)
def test_the_condition_finds_the_values_that_would_not_come_back(
    live: Live, before: str, after: str, fit: list[str], misfit: list[str]
) -> None:
    old, new = both(live, before, after)
    live.build(Schema((table(column("no"), old),)))
    values = [(row, value) for row, value in enumerate([*fit, *misfit])]
    for row, value in values:
        live.session.run(f"INSERT INTO people VALUES ({row}, {value})")
    live.session.run("INSERT INTO people VALUES (99, NULL)")
    condition = live.dialect.misfit(old, new)
    found = live.rows(f"SELECT no FROM people WHERE {condition}")
    assert found == [(row,) for row, _ in values if row >= len(fit)]


@pytest.mark.parametrize(("before", "after"), ALWAYS)
def test_nothing_is_asked_where_every_value_fits(live: Live, before: str, after: str) -> None:
    assert live.dialect.misfit(*both(live, before, after)) is None


@pytest.mark.parametrize(
    "text",
    [
        *("tinyint", "bigint unsigned", "decimal(6,3)", "double", "bit(5)", "year", "char(2)"),
        *("varchar(9)", "longtext", "binary(3)", "blob", "enum('a','b''c')", "set('x','y')"),
        *("date", "time", "datetime(3)", "timestamp", "json", "point", "polygon"),
    ],
)
def test_every_type_has_an_empty_value_and_samples(live: Live, text: str) -> None:
    one, _ = both(live, text, text)
    live.build(Schema((table(column("no"), one),)))
    for row, value in enumerate(
        [live.dialect.zero(one), *(live.dialect.sample(one, n) for n in (1, 2))]
    ):
        assert value is not None
        live.session.run(f"INSERT INTO people VALUES ({row}, {value})")
    assert live.rows("SELECT count(a) FROM people") == [(3,)]


def test_only_addresses_of_ipv4_fit_among_them(mariadb_url: str) -> None:
    session = open_store(mariadb_url).connect()
    try:
        session.run(
            "CREATE TABLE hosts (a inet6);"
            "INSERT INTO hosts VALUES ('::ffff:1.2.3.4'), (NULL), ('2001:db8::1'), ('::1.2.3.4');"
        )
        old, new = column("a", "inet6"), column("a", "inet4")
        found = session.query(f"SELECT a FROM hosts WHERE {session.dialect.misfit(old, new)}")
        assert found == [("2001:db8::1",), ("::1.2.3.4",)]
        assert session.dialect.misfit(new, old) is None
    finally:
        session.close()


class Point(sa.types.UserDefinedType[object]):
    """A point, which SQLAlchemy has no type for."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "POINT"


def places(srid: str) -> sa.MetaData:
    metadata = sa.MetaData()
    options = {"goofer": {"options": {"mysql": {"srid": srid}}}}
    sa.Table(
        "places",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("spot", Point, info=options),
    )
    return metadata


def test_rows_of_another_srid_are_told_before_anything_is_written(
    mysql_url: str, tmp_path: Path
) -> None:
    workshop = Workshop(mysql_url, tmp_path)
    workshop.generate(places("0"))
    workshop.migrate()
    workshop.run("INSERT INTO places (spot) VALUES (ST_GeomFromText('POINT(1 2)')), (NULL)")
    with pytest.raises(UnsafeChange, match="spot changes srid from 0 to 4326, and 1 row would"):
        workshop.generate(places("4326"))
    workshop.run("UPDATE places SET spot = NULL")
    assert workshop.generate(places("4326")) is not None
    workshop.migrate()
    assert workshop.draft(places("4326")) is None
