from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.dialects.dialect import Dialect
from goofer_py.schema import Name, Sequence, Unmanaged
from tests.entities.wanted import BOTH, POSTGRESQL, SQLITE, desired

LEFT_OUT: list[tuple[str, dict[str, Any], Dialect]] = [
    ("table", {"info": {"goofer": {"manage": False}}}, POSTGRESQL),
    ("table", {"info": {"goofer": {"manage": False}}}, SQLITE),
    ("view", {"info": {"is_view": True}}, SQLITE),
    ("temporary table", {"prefixes": ["TEMPORARY"]}, POSTGRESQL),
    ("temporary table", {"prefixes": ["temp"]}, SQLITE),
    ("partition", {"info": {"goofer": {"partition_of": "whole"}}}, SQLITE),
]


@pytest.mark.parametrize(("kind", "said", "dialect"), LEFT_OUT)
def test_table_that_goofer_leaves_alone_is_said_and_not_read(
    kind: str, said: dict[str, Any], dialect: Dialect
) -> None:
    metadata = sa.MetaData()
    key = sa.Column("id", sa.Integer, primary_key=True)
    sa.Table("alone", metadata, key, sa.Column("x", sa.types.NullType), **said)
    sa.Table("managed", metadata, sa.Column("alone", sa.ForeignKey("alone.id")))
    wanted = desired(metadata, on=dialect)
    assert wanted.schema.unmanaged == (Unmanaged(kind, Name("alone")),)
    (read,) = wanted.schema.tables
    assert read.foreign_keys[0].target == Name("alone")
    assert wanted.origins == {Name("managed"): "managed"}


def test_view_of_sqlalchemy_is_declared_and_no_table() -> None:
    if not hasattr(sa, "CreateView"):
        assert sa.__version__.startswith("2.0.")
        return
    metadata = sa.MetaData()
    table = sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.CreateView(sa.select(table.c.id), "v", metadata=metadata)
    for dialect in BOTH:
        schema = desired(metadata, on=dialect).schema
        assert [one.name for one in schema.tables] == [Name("t")]
        assert [(one.kind, one.name) for one in schema.declared] == [("view", Name("v"))]
        assert schema.unmanaged == ()


def test_table_that_brings_its_own_statement_is_left_out() -> None:
    if not hasattr(sa, "CreateTableAs"):
        assert sa.__version__.startswith("2.0.")
        return
    metadata = sa.MetaData()
    table = sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.CreateTableAs(sa.select(table.c.id), "made", metadata=metadata)
    schema = desired(metadata).schema
    assert schema.unmanaged == (Unmanaged("table with a statement of its own", Name("made")),)


LOST: list[tuple[list[Any], dict[str, Any], Dialect, Unmanaged]] = [
    ([], {"prefixes": ["UNLOGGED"]}, SQLITE, Unmanaged("UNLOGGED of table", Name("t"))),
    ([sa.Index("ix")], {}, SQLITE, Unmanaged("index of no columns", Name("ix"))),
    (
        [sa.CheckConstraint("id > 0", name="ck", sqlite_on_conflict="FAIL")],
        {},
        SQLITE,
        Unmanaged("ON CONFLICT of check", Name("t.ck")),
    ),
]


@pytest.mark.parametrize(("parts", "said", "dialect", "lost"), LOST)
def test_part_that_a_schema_does_not_hold_is_said(
    parts: list[Any], said: dict[str, Any], dialect: Dialect, lost: Unmanaged
) -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer), *parts, **said)
    schema = desired(table, on=dialect).schema
    assert schema.unmanaged == (lost,)
    assert len(schema.tables) == 1


def test_sequences_of_a_metadata_are_read_with_their_options() -> None:
    metadata = sa.MetaData(schema="app")
    sa.Sequence("plain", metadata=metadata)
    sa.Sequence(
        "Full",
        metadata=metadata,
        schema="other",
        data_type=sa.SmallInteger,
        start=5,
        increment=-2,
        minvalue=1,
        maxvalue=99,
        cycle=True,
        cache=3,
    )
    sa.Sequence("optional", optional=True, metadata=metadata)
    schema = desired(metadata).schema
    assert schema.sequences == (
        Sequence(Name("plain", "app")),
        Sequence(Name("Full", "other"), "SMALLINT", 5, -2, 1, 99, True, 3),
    )
    assert schema.namespaces == ("app", "other")


def test_sequence_that_a_column_draws_from_is_read_once() -> None:
    metadata = sa.MetaData()
    shared = sa.Sequence("numbers", start=10)
    a = sa.Table("a", metadata, sa.Column("id", sa.Integer, shared, primary_key=True))
    b = sa.Table("b", metadata, sa.Column("id", sa.Integer, shared, primary_key=True))
    for sources in ([metadata], [a, b]):
        assert desired(*sources).schema.sequences == (Sequence(Name("numbers"), start=10),)
    assert desired(metadata, on=SQLITE).schema.sequences == ()


def test_nobody_lists_the_sequence_of_a_table_that_is_left_out() -> None:
    metadata = sa.MetaData()
    column = sa.Column("id", sa.Integer, sa.Sequence("theirs"), primary_key=True)
    theirs = sa.Table("t", metadata, column, info={"goofer": {"manage": False}})
    assert desired(theirs).schema.sequences == ()


def _pointing(*parent_parts: Any, column: str = "code", **options: Any) -> sa.MetaData:
    metadata = sa.MetaData()
    key = sa.Column("id", sa.Integer, primary_key=True)
    code = sa.Column("code", sa.Integer)
    sa.Table("parent", metadata, key, code, *parent_parts, **options)
    sa.Table("child", metadata, sa.Column("parent", sa.ForeignKey(f"parent.{column}")))
    return metadata


def test_foreign_key_to_no_key_is_left_out_where_the_server_refuses_it() -> None:
    schema = desired(_pointing()).schema
    assert schema.table(Name("child")).foreign_keys == ()
    assert schema.unmanaged == (Unmanaged("foreign key to no key", Name("child.parent")),)
    on_sqlite = desired(_pointing(), on=SQLITE).schema
    assert len(on_sqlite.table(Name("child")).foreign_keys) == 1
    assert on_sqlite.unmanaged == ()


UNIQUE: list[tuple[Any, bool]] = [
    (sa.UniqueConstraint("code"), True),
    (sa.Index("ix", "code", unique=True), True),
    (sa.Index("ix", "code"), False),
    (sa.Index("ix", "code", unique=True, postgresql_where=sa.text("id > 0")), False),
    (sa.Index("ix", sa.text("abs(code)"), unique=True), False),
    (sa.UniqueConstraint("code", "id"), False),
    (sa.UniqueConstraint("code", deferrable=True), False),
]


@pytest.mark.parametrize(("part", "held"), UNIQUE)
def test_foreign_key_is_wanted_where_something_holds_what_it_points_at(
    part: Any, held: bool
) -> None:
    schema = desired(_pointing(part)).schema
    assert len(schema.table(Name("child")).foreign_keys) == held
    assert len(schema.unmanaged) == (not held)


def test_foreign_key_to_a_table_that_goofer_leaves_alone_is_wanted() -> None:
    metadata = _pointing(info={"goofer": {"manage": False}})
    assert len(desired(metadata).schema.table(Name("child")).foreign_keys) == 1
    assert len(desired(_pointing(column="id")).schema.table(Name("child")).foreign_keys) == 1
