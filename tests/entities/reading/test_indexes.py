from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.dialects.dialect import Dialect
from goofer_py.schema import Index, IndexPart
from tests.entities.wanted import BOTH, POSTGRESQL, SQLITE, desired, index_of, table_of

A = IndexPart("a")


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("a", sa.Text),
        sa.Column("b", sa.Integer),
        sa.Column("data", sa.JSON),
        sa.Column("Größe", sa.Integer),
    ]


# The keys of an index as they are declared, and what they are.
KEYS: list[tuple[Any, IndexPart]] = [
    ("a", A),
    (sa.text("a"), A),
    (sa.column("a"), A),
    (sa.desc("a"), IndexPart("a", descending=True)),
    (sa.asc("a"), A),
    (sa.column("a").desc(), IndexPart("a", descending=True)),
    (sa.column("a").desc().nulls_last(), IndexPart("a", descending=True, nulls_first=False)),
    (sa.nulls_first(sa.column("a")), IndexPart("a", nulls_first=True)),
    (sa.column("a", sa.Text).collate("C"), IndexPart("a", collation="C")),
    (
        sa.column("a", sa.Text).collate("C").desc(),
        IndexPart("a", descending=True, collation="C"),
    ),
    (sa.text("a DESC"), IndexPart("a", descending=True)),
    (sa.text("a desc nulls last"), IndexPart("a", descending=True, nulls_first=False)),
    (sa.text("A ASC NULLS FIRST"), IndexPart("a", nulls_first=True)),
    (sa.text('"Größe" DESC'), IndexPart("Größe", descending=True)),
    (sa.text("a text_pattern_ops"), IndexPart("a", operator_class="text_pattern_ops")),
    (
        sa.text('a COLLATE "de_DE" text_pattern_ops DESC'),
        IndexPart("a", descending=True, collation="de_DE", operator_class="text_pattern_ops"),
    ),
    (sa.desc(sa.text("a")), IndexPart("a", descending=True)),
    (
        sa.desc(sa.literal_column("a")).nulls_last(),
        IndexPart("a", descending=True, nulls_first=False),
    ),
    (sa.func.lower(sa.column("a")), IndexPart(expression="lower(a)")),
    (
        sa.func.lower(sa.column("a")).desc(),
        IndexPart(expression="lower(a)", descending=True),
    ),
    (sa.text("lower(a)"), IndexPart(expression="lower(a)")),
    (
        sa.text("lower(a) text_pattern_ops DESC"),
        IndexPart(expression="lower(a)", descending=True, operator_class="text_pattern_ops"),
    ),
    (sa.literal_column("lower(a) DESC"), IndexPart(expression="lower(a)", descending=True)),
    (sa.text("(a || 'desc')"), IndexPart(expression="(a || 'desc')")),
    (sa.column("b", sa.Integer) + 5, IndexPart(expression="(b + 5)")),
    (
        (sa.column("b", sa.Integer) + 5).desc(),
        IndexPart(expression="(b + 5)", descending=True),
    ),
    (-sa.column("b", sa.Integer), IndexPart(expression="(-b)")),
    (sa.cast(sa.column("b"), sa.Text), IndexPart(expression="CAST(b AS TEXT)")),
    (sa.func.coalesce(sa.column("a"), "it's"), IndexPart(expression="coalesce(a, 'it''s')")),
]


@pytest.mark.parametrize(("key", "expected"), KEYS, ids=[str(part) for _, part in KEYS])
def test_key_of_an_index_is_a_column_or_an_expression(key: Any, expected: IndexPart) -> None:
    read = index_of(sa.Index("ix", key), *_columns())
    assert read.parts == (expected,)
    if expected.expression is not None:
        assert read.columns == (("a",) if "a" in read.reads else ("b",))


def test_keys_of_the_tables_own_columns_name_no_table() -> None:
    table = sa.Table("t", sa.MetaData(), *_columns())
    sa.Index("ix", table.c.b, table.c["Größe"].desc(), sa.func.lower(table.c.a))
    expected = (
        IndexPart("b"),
        IndexPart("Größe", descending=True),
        IndexPart(expression="lower(a)"),
    )
    for dialect in BOTH:
        (index,) = desired(table, on=dialect).schema.tables[0].indexes
        assert index.parts == expected
        assert index.columns == ("a",)
        assert index.reads == {"a", "b", "Größe"}


def test_key_that_is_an_operation_has_brackets_around_it() -> None:
    table = sa.Table("t", sa.MetaData(), *_columns())
    sa.Index("ix", table.c.data.op("->>")("name"))
    for dialect in BOTH:
        (index,) = desired(table, on=dialect).schema.tables[0].indexes
        assert index.parts == (IndexPart(expression="(data ->> 'name')"),)


OPTIONS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"unique": True}, {"unique": True}),
    ({"postgresql_using": "GIN"}, {"method": "gin"}),
    ({"postgresql_using": "btree"}, {"method": "btree"}),
    ({"postgresql_include": ["b"]}, {"include": ("b",)}),
    (
        {"postgresql_with": {"fillfactor": 50, "fastupdate": False}},
        {"options": (("fastupdate", "false"), ("fillfactor", "50"))},
    ),
    (
        {"unique": True, "postgresql_nulls_not_distinct": True},
        {"unique": True, "nulls_not_distinct": True},
    ),
    ({"postgresql_where": sa.text("b > 5 AND a LIKE 'x%'")}, {"where": "b > 5 AND a LIKE 'x%'"}),
    ({"postgresql_where": "b IS NULL"}, {"where": "b IS NULL"}),
    ({"postgresql_where": sa.column("a") == "it's"}, {"where": "a = 'it''s'"}),
    ({"postgresql_concurrently": True}, {}),
    ({"sqlite_where": sa.text("b > 5")}, {}),
]


@pytest.mark.parametrize(("said", "expected"), OPTIONS)
def test_options_of_an_index_are_read(said: dict[str, Any], expected: dict[str, Any]) -> None:
    assert index_of(sa.Index("ix", "a", **said), *_columns()) == Index("ix", (A,), **expected)


def test_operator_classes_go_to_the_key_they_are_given_for() -> None:
    labelled = sa.func.lower(sa.column("a")).label("lowered")
    classes = {"a": "text_pattern_ops", "lowered": "varchar_pattern_ops", "none": "x"}
    index = sa.Index("ix", "a", labelled, "b", postgresql_ops=classes)
    assert index_of(index, *_columns()).parts == (
        IndexPart("a", operator_class="text_pattern_ops"),
        IndexPart(expression="lower(a)", operator_class="varchar_pattern_ops"),
        IndexPart("b"),
    )


def test_condition_names_the_columns_that_it_reads() -> None:
    index = sa.Index("ix", "a", sqlite_where=sa.text('b > 5 and "Größe" < 3'))
    read = index_of(index, *_columns(), on=SQLITE)
    assert (read.where, read.columns) == ('b > 5 and "Größe" < 3', ("b", "Größe"))


def test_index_is_only_where_ddl_if_lets_it_be() -> None:
    indexes = [
        sa.Index("one", "id").ddl_if(dialect="sqlite"),
        sa.Index("two", "id").ddl_if(dialect=("postgresql", "mysql")),  # type: ignore[arg-type]
        sa.Index("three", "id").ddl_if(
            callable_=lambda *_, dialect, **__: dialect.name == "sqlite"
        ),
    ]
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer), *indexes)
    assert [i.name for i in desired(table).schema.tables[0].indexes] == ["two"]
    on_sqlite = desired(table, on=SQLITE).schema.tables[0]
    assert [i.name for i in on_sqlite.indexes] == ["one", "three"]


@pytest.mark.parametrize("dialect", BOTH, ids=lambda dialect: dialect.name)
def test_index_that_is_said_twice_alike_is_one(dialect: Dialect) -> None:
    table = table_of(sa.Column("a", sa.Integer, index=True), sa.Index("ix_t_a", "a"), on=dialect)
    assert table.indexes == (Index("ix_t_a", (A,)),)


def test_indexes_are_sorted_by_name() -> None:
    indexes = [sa.Index(name, "id") for name in ("z", "a", "M", "b")]
    assert [index.name for index in table_of(*indexes).indexes] == ["M", "a", "b", "z"]


def test_index_reads_names_as_the_table_has_them_after_they_are_cut() -> None:
    long = "x" * 70
    table = table_of(
        sa.Column(long, sa.Text), sa.Index("ix", sa.func.lower(sa.column(long))), on=POSTGRESQL
    )
    (index,) = table.indexes
    assert index.columns == (long[:63],)
