from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.dialects.mysql.dialect import MySQLDialect
from goofer_py.errors import EntityError
from goofer_py.registry import SchemaRegistry
from goofer_py.schema import Name
from tests.entities.wanted import BOTH, POSTGRESQL, SQLITE, desired, table_of

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _conventional(name: str = "t") -> Any:
    metadata = sa.MetaData(naming_convention=CONVENTION)
    sa.Table(
        name,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a", sa.Integer, sa.ForeignKey(f"{name}.id"), index=True, unique=False),
        sa.Column("b", sa.Boolean(name="flag", create_constraint=True), unique=True),
        sa.CheckConstraint("a > 0", name="positive"),
    )
    return metadata


def test_names_of_a_naming_convention_are_resolved_and_count_as_given() -> None:
    (table,) = desired(_conventional(), on=SQLITE).schema.tables
    assert [c.name for c in table.constraints] == [
        "pk_t",
        "uq_t_b",
        "ck_t_positive",
        "ck_t_flag",
        "fk_t_a_t",
    ]
    assert not any(c.auto_named for c in table.constraints)
    assert [index.name for index in table.indexes] == ["ix_t_a"]


def test_convention_that_asks_for_a_name_lets_unnamed_checks_of_types_be_unnamed() -> None:
    convention = {"ck": "ck_%(table_name)s_%(column_0_name)s"}
    metadata = sa.MetaData(naming_convention=convention)
    flag: sa.Column[bool] = sa.Column("b", sa.Boolean(create_constraint=True))
    sa.Table("t", metadata, flag)
    (table,) = desired(metadata, on=SQLITE).schema.tables
    assert [check.name for check in table.checks] == ["ck_t_b"]
    plain = sa.Table("t", sa.MetaData(), sa.Column("b", sa.Boolean(create_constraint=True)))
    (table,) = desired(plain, on=SQLITE).schema.tables
    assert [(check.name, check.auto_named) for check in table.checks] == [(None, True)]


def test_names_of_a_convention_that_are_too_long_are_hashed_as_sqlalchemy_does() -> None:
    name = "t" * 60
    (table,) = desired(_conventional(name)).schema.tables
    compiled = str(
        sa.schema.CreateTable(_conventional(name).tables[name]).compile(
            dialect=sa.create_mock_engine("postgresql://", lambda *_: None).dialect
        )
    )
    named = [c.name for c in table.constraints if c.name]
    assert len(named) == 4
    for shortened in named:
        assert len(shortened) <= 63
        assert f"CONSTRAINT {shortened} " in compiled
    (whole,) = desired(_conventional(name), on=SQLITE).schema.tables
    assert whole.constraints[0].name == f"pk_{name}"


LONG = "long_" * 20


def test_names_that_people_gave_are_cut_as_the_server_cuts_them() -> None:
    parts = [
        sa.Column(LONG, sa.Integer),
        sa.UniqueConstraint(LONG, name=f"uq_{LONG}"),
        sa.CheckConstraint("id > 0", name=f"ck_{LONG}"),
        sa.Index(f"ix_{LONG}", LONG),
        sa.ForeignKeyConstraint([LONG], [f"{LONG}.{LONG}"], name=f"fk_{LONG}"),
    ]
    table = sa.Table(LONG, sa.MetaData(schema=f"s_{LONG}"), *parts[:-1])
    table.append_constraint(sa.ForeignKeyConstraint([LONG], [table.c[LONG]], name=f"fk_{LONG}"))
    schema = desired(table).schema
    (read,) = schema.tables
    assert read.name == Name(LONG[:63], f"s_{LONG}"[:63])
    assert schema.namespaces == (f"s_{LONG}"[:63],)
    assert read.column_names == (LONG[:63],)
    assert (read.uniques[0].name, read.uniques[0].columns) == (f"uq_{LONG}"[:63], (LONG[:63],))
    assert read.checks[0].name == f"ck_{LONG}"[:63]
    assert (read.indexes[0].name, read.indexes[0].parts[0].column) == (f"ix_{LONG}"[:63], LONG[:63])
    assert read.foreign_keys[0].target == read.name
    assert read.foreign_keys[0].target_columns == (LONG[:63],)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=80))
def test_name_is_cut_to_the_servers_bytes_and_never_within_a_letter(name: str) -> None:
    (read,) = desired(sa.Table("t", sa.MetaData(), sa.Column(name, sa.Integer))).schema.tables
    (cut,) = read.column_names
    assert name.startswith(cut)
    assert len(cut.encode()) <= 63
    assert cut == name or len(name[: len(cut) + 1].encode()) > 63
    (read,) = desired(
        sa.Table("t", sa.MetaData(), sa.Column(name, sa.Integer)), on=SQLITE
    ).schema.tables
    assert read.column_names == (name,)


def _tables(*names: str) -> sa.MetaData:
    metadata = sa.MetaData()
    for name in names:
        sa.Table(name, metadata, sa.Column("id", sa.Integer, primary_key=True))
    return metadata


def test_tables_whose_names_are_cut_to_the_same_are_refused_even_if_alike() -> None:
    metadata = _tables(f"{LONG}a", f"{LONG}b")
    with pytest.raises(EntityError, match=f"would both be called {LONG[:63]}:") as caught:
        desired(metadata)
    assert f"{LONG}a of {LONG}a and {LONG}b of {LONG}b" in caught.value.message
    assert len(desired(metadata, on=SQLITE).schema.tables) == 2


def test_columns_whose_names_are_cut_to_the_same_are_refused() -> None:
    columns = [sa.Column(f"{LONG}{end}", sa.Integer) for end in "ab"]
    with pytest.raises(EntityError, match="the column of t and by the column of t"):
        table_of(*columns)


def test_objects_that_would_take_one_name_are_refused_with_both_places() -> None:
    metadata = _tables("t", "u")
    sa.Index("ix_both", metadata.tables["t"].c.id)
    sa.Index("ix_both", metadata.tables["u"].c.id)
    for dialect in BOTH:
        with pytest.raises(EntityError, match="ix_both is taken twice") as caught:
            desired(metadata, on=dialect)
        assert "an index of t and by an index of u" in caught.value.message


SHARED: list[tuple[list[Any], str]] = [
    ([sa.UniqueConstraint("a", name="u")], "the table of u and by a key of t|a key of t"),
    ([sa.Index("u", "a")], "the table of u|an index of t"),
    (
        [sa.UniqueConstraint("a", name="x"), sa.CheckConstraint("a > 0", name="x")],
        "a constraint of t and by a constraint of t",
    ),
    ([sa.UniqueConstraint("a", name="x"), sa.Index("x", "a")], "an index of t and by a key of t"),
]


@pytest.mark.parametrize(("parts", "message"), SHARED)
def test_room_for_names_is_that_of_the_server(parts: list[Any], message: str) -> None:
    metadata = _tables("u")
    sa.Table("t", metadata, sa.Column("a", sa.Integer), *parts)
    with pytest.raises(EntityError, match=message):
        desired(metadata)


def test_same_names_in_two_schemas_and_of_checks_in_two_tables_are_no_collision() -> None:
    metadata = sa.MetaData()
    for schema in (None, "app"):
        sa.Table(
            "t",
            metadata,
            sa.Column("a", sa.Integer, sa.CheckConstraint("a > 0", name="ck"), index=True),
            schema=schema,
        )
    sa.Table("v", metadata, sa.Column("a", sa.Integer, sa.CheckConstraint("a > 0", name="ck")))
    names = [table.name for table in desired(metadata).schema.tables]
    assert names == [Name("t"), Name("v"), Name("t", "app")]


STRANGE = [
    "select",
    "Order",
    "with space",
    "größe",
    "日本",
    'quo"te',
    "semi;colon",
    "per%cent",
    "a.b",
]


@pytest.mark.parametrize("name", STRANGE)
def test_quoted_reserved_and_foreign_names_are_kept_as_they_are(name: str) -> None:
    metadata = sa.MetaData()
    sa.Table(
        name,
        metadata,
        sa.Column(name, sa.Integer, primary_key=True),
        sa.CheckConstraint(sa.column(name) > 0),
        sa.UniqueConstraint(name, name=f"uq {name}"),
        sa.Index(f"ix {name}", sa.func.abs(sa.column(name))),
        schema=None,
    )
    for dialect in BOTH:
        (table,) = desired(metadata, on=dialect).schema.tables
        assert (table.name, table.column_names) == (Name(name), (name,))
        assert (table.uniques[0].name, table.indexes[0].name) == (f"uq {name}", f"ix {name}")
        assert table.checks[0].expression == f"{dialect.quote(name)} > 0"
        assert table.checks[0].columns == (name,)


def test_name_that_is_never_quoted_is_folded_where_the_server_folds_it() -> None:
    columns = [sa.Column("Plain", sa.Integer, quote=False), sa.Column("Quoted", sa.Integer)]
    table = sa.Table("Things", sa.MetaData(), *columns, quote=False)
    (read,) = desired(table).schema.tables
    assert (read.name, read.column_names) == (Name("things"), ("plain", "Quoted"))
    (read,) = desired(table, on=SQLITE).schema.tables
    assert (read.name, read.column_names) == (Name("Things"), ("Plain", "Quoted"))


def test_default_schema_is_none_and_other_schemas_are_namespaces() -> None:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True), schema="public")
    sa.Table("u", metadata, sa.Column("t", sa.ForeignKey("public.t.id")), schema="app")
    schema = desired(metadata, default_schema="public").schema
    assert [table.name for table in schema.tables] == [Name("t"), Name("u", "app")]
    assert schema.namespaces == ("app",)
    assert schema.tables[1].foreign_keys[0].target == Name("t")
    assert desired(metadata).schema.namespaces == ("app", "public")


def test_schema_where_there_are_none_is_refused_and_can_be_mapped_away() -> None:
    metadata = sa.MetaData(schema="app")
    sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("u", metadata, sa.Column("t", sa.ForeignKey("app.t.id")))
    with pytest.raises(
        EntityError, match=r"app\.t is in the schema app, and sqlite has no"
    ) as caught:
        desired(metadata, on=SQLITE)
    assert "schemas={'app': None}" in str(caught.value.hint)
    mapped = SchemaRegistry(metadata, schemas={"app": None}).desired(SQLITE).schema
    assert [table.name for table in mapped.tables] == [Name("t"), Name("u")]
    assert mapped.tables[1].foreign_keys[0].target == Name("t")
    moved = SchemaRegistry(metadata, schemas={"app": "tenant"}).desired(POSTGRESQL).schema
    assert moved.namespaces == ("tenant",)


def test_a_schema_that_is_a_database_is_refused_with_what_to_do_instead() -> None:
    metadata = sa.MetaData(schema="reports")
    mariadb = MySQLDialect((10, 11), mariadb=True)
    table = sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True))
    with pytest.raises(EntityError, match="is a database of its own on mariadb") as caught:
        SchemaRegistry(metadata).desired(mariadb)
    assert "a URL that ends in /reports" in str(caught.value.hint)
    table.info["goofer"] = {"manage": False}
    left = SchemaRegistry(metadata).desired(mariadb).schema
    assert [str(one.name) for one in left.unmanaged] == ["reports.t"]
    assert left.tables == left.namespaces == ()
