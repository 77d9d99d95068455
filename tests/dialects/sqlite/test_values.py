"""Empty, plausible and converted values."""

from __future__ import annotations

import sqlite3

import pytest
import sqlalchemy as sa

from goofer_py.dialects.sqlite.dialect import SQLiteDialect
from goofer_py.schema import Column, Type

DIALECT = SQLiteDialect((3, 40))
TYPES = [
    *("INTEGER", "BIGINT", "TEXT", "VARCHAR(20)", "CHAR(1)", "BLOB", "REAL", "FLOAT", "JSON"),
    *("NUMERIC(10, 2)", "BOOLEAN", "DATE", "DATETIME", "TIMESTAMP", "TIME", "", "POINT"),
]
STRICT = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"]


def column(type_: str) -> Column:
    return Column("a b", Type(type_), nullable=False)


@pytest.mark.parametrize("type_", TYPES)
def test_samples_differ_from_row_to_row(type_: str) -> None:
    rows = 2 if type_ == "BOOLEAN" else 9
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE t (a {type_} NOT NULL UNIQUE)")
    for row in range(1, rows + 1):
        connection.execute(f"INSERT INTO t VALUES ({DIALECT.sample(column(type_), row)})")

    assert connection.execute("SELECT count(*) FROM t").fetchone() == (rows,)
    connection.close()


@pytest.mark.parametrize("type_", STRICT)
def test_a_strict_table_takes_samples_and_zeros(type_: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE t (a {type_} NOT NULL) STRICT")
    connection.execute(f"INSERT INTO t VALUES ({DIALECT.sample(column(type_), 1)})")
    connection.execute(f"INSERT INTO t VALUES ({DIALECT.zero(column(type_))})")
    connection.close()


@pytest.mark.parametrize(
    "type_",
    [sa.DateTime(), sa.Date(), sa.Time(), sa.Boolean(), sa.JSON(), sa.Numeric(10, 2), sa.Float()],
    ids=str,
)
def test_sqlalchemy_reads_samples_and_zeros_of_its_types(
    type_: sa.types.TypeEngine[object],
) -> None:
    engine = sa.create_engine("sqlite://")
    table = sa.Table("t", sa.MetaData(), sa.Column("a", type_))
    declared = column(type_.compile(engine.dialect))
    with engine.begin() as connection:
        table.create(connection)
        for value in (DIALECT.sample(declared, 1), DIALECT.zero(declared)):
            connection.exec_driver_sql(f"INSERT INTO t VALUES ({value})")

        values = [row[0] for row in connection.execute(sa.select(table))]
    engine.dispose()

    assert len(values) == 2
    if not isinstance(type_, sa.JSON):
        assert [type(value) for value in values] == [type_.python_type] * 2


@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_sample_is_no_longer_than_its_column(size: int) -> None:
    text = DIALECT.sample(column(f"VARCHAR({size})"), 7)

    assert text is not None
    assert len(text.strip("'")) <= size


@pytest.mark.parametrize(
    ("before", "after", "values", "misfits"),
    [
        ("TEXT", "INTEGER", ["'7'", "'007'", "'seven'", "NULL", "7"], ["'007'", "'seven'"]),
        ("TEXT", "REAL", ["'1.5'", "'x'"], ["'x'"]),
        ("VARCHAR(9)", "VARCHAR(5)", ["'longer than five'"], []),
        ("INTEGER", "TEXT", ["7", "NULL"], []),
        ("INTEGER", "REAL", ["7"], []),
        ("REAL", "INTEGER", ["7.0", "7.5", "NULL"], ["7.5"]),
        ("BLOB", "INTEGER", ["x'37'", "x'00'"], ["x'00'"]),
        ("TEXT", "DATE", ["'2026-01-02'", "'2 January'", "NULL"], ["'2 January'"]),
        ("TEXT", "DATETIME", ["'2026-01-02 03:04:05'", "'then'", "NULL"], ["'then'"]),
        ("TEXT", "TIME", ["'03:04:05'", "'noon'", "NULL"], ["'noon'"]),
        ("TEXT", "BOOLEAN", ["'true'", "'0'", "'perhaps'", "NULL"], ["'perhaps'"]),
        (
            "DATETIME",
            "DATE",
            ["'2026-01-02 00:00:00.000000'", "'2026-01-02 03:04:05.000000'", "NULL"],
            ["'2026-01-02 03:04:05.000000'"],
        ),
        ("DATETIME", "TIME", ["'2026-01-02 03:04:05'", "NULL"], ["'2026-01-02 03:04:05'"]),
        ("DATE", "DATETIME", ["'2026-01-02'"], []),
        ("JSON", "TEXT", ["'{}'"], []),
    ],
)
def test_values_that_a_new_type_cannot_hold_are_found(
    before: str, after: str, values: list[str], misfits: list[str]
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(f'CREATE TABLE t ("a b" {before}, text)')
    for value in values:
        connection.execute(f"INSERT INTO t VALUES ({value}, ?)", [value])

    condition = DIALECT.misfit(column(before), column(after))
    found = [] if condition is None else connection.execute(f"SELECT text FROM t WHERE {condition}")

    assert [row[0] for row in found] == misfits
    connection.close()


def test_no_type_change_needs_words_where_the_copy_does_it_alone() -> None:
    assert DIALECT.conversion(column("INTEGER"), column("TEXT")) is None
    assert DIALECT.conversion(column("DATETIME"), column("DATE")) == 'substr("a b", 1, 10)'


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "INTEGER", "'1' as 1"),
        ("", "NUMERIC", "'1' as 1"),
        ("", "BOOLEAN", "'1' as 1"),
        ("", "REAL", "1 as 1.0"),
        ("TEXT", "REAL", "1 as 1.0"),
        ("TEXT", "INTEGER", None),
        ("", "TEXT", None),
    ],
)
def test_what_reads_otherwise_after_the_way_back_is_told(
    before: str, after: str, told: str | None
) -> None:
    assert DIALECT.respelled(column(before), column(after)) == told
