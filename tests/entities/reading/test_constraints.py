from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import EntityError
from goofer_py.schema import Check, Exclusion, ForeignKey, Name, PrimaryKey, Unique
from tests.entities.wanted import BOTH, POSTGRESQL, SQLITE, desired, table_of


def _key(*parts: Any, on: Dialect = POSTGRESQL, **options: Any) -> PrimaryKey | None:
    columns = [sa.Column(name, sa.Integer, autoincrement=False) for name in ("a", "b")]
    table = sa.Table("t", sa.MetaData(), *columns, *parts, **options)
    return desired(table, on=on).schema.tables[0].primary_key


PRIMARY_KEYS = [
    ([], None),
    ([sa.PrimaryKeyConstraint()], None),
    ([sa.PrimaryKeyConstraint("a")], PrimaryKey(("a",))),
    ([sa.PrimaryKeyConstraint("b", "a")], PrimaryKey(("b", "a"))),
    ([sa.PrimaryKeyConstraint("a", name="pk")], PrimaryKey(("a",), "pk")),
    (
        [sa.PrimaryKeyConstraint("a", deferrable=True, initially="DEFERRED")],
        PrimaryKey(("a",), deferrable=True, initially_deferred=True),
    ),
    (
        [sa.PrimaryKeyConstraint("a", postgresql_include=["b"])],
        PrimaryKey(("a",), include=("b",)),
    ),
]


@pytest.mark.parametrize(("parts", "expected"), PRIMARY_KEYS)
def test_primary_key_is_read(parts: list[Any], expected: PrimaryKey | None) -> None:
    read = _key(*parts)
    assert read == expected
    assert read is None or read.auto_named is (read.name is None)


def test_primary_key_of_sqlite_keeps_what_happens_on_conflict() -> None:
    whole = sa.PrimaryKeyConstraint("a", "b", sqlite_on_conflict="replace")
    assert _key(whole, on=SQLITE) == PrimaryKey(("a", "b"), conflict="REPLACE")
    column = sa.Column("c", sa.Integer, primary_key=True, sqlite_on_conflict_primary_key="FAIL")
    assert _key(column, on=SQLITE) == PrimaryKey(("c",), conflict="FAIL")
    assert _key(sa.Column("c", sa.Integer, primary_key=True, autoincrement=False)) == PrimaryKey(
        ("c",)
    )


def test_primary_key_that_is_said_with_the_column_has_no_name() -> None:
    named = sa.PrimaryKeyConstraint("a", name="pk")
    assert _key(named, on=SQLITE) == PrimaryKey(("a",), "pk")
    again = sa.PrimaryKeyConstraint("a", name="pk")
    assert _key(again, on=SQLITE, sqlite_autoincrement=True) == PrimaryKey(("a",))


def _uniques(*parts: Any, on: Dialect = POSTGRESQL) -> tuple[Unique, ...]:
    columns = [sa.Column(name, sa.Integer) for name in ("a", "b")]
    return table_of(*columns, *parts, on=on).uniques


UNIQUES = [
    (sa.UniqueConstraint("a"), Unique(("a",))),
    (sa.UniqueConstraint("b", "a", name="uq"), Unique(("b", "a"), "uq")),
    (sa.UniqueConstraint("a", deferrable=True), Unique(("a",), deferrable=True)),
    (
        sa.UniqueConstraint("a", initially="deferred"),
        Unique(("a",), deferrable=True, initially_deferred=True),
    ),
    (
        sa.UniqueConstraint("a", deferrable=False, initially="IMMEDIATE"),
        Unique(("a",)),
    ),
    (
        sa.UniqueConstraint("a", postgresql_nulls_not_distinct=True),
        Unique(("a",), nulls_not_distinct=True),
    ),
    (sa.UniqueConstraint("a", postgresql_nulls_not_distinct=False), Unique(("a",))),
    (sa.UniqueConstraint("a", postgresql_include=["b"]), Unique(("a",), include=("b",))),
    (sa.Column("c", sa.Integer, unique=True), Unique(("c",))),
]


@pytest.mark.parametrize(("part", "expected"), UNIQUES)
def test_unique_constraint_is_read(part: Any, expected: Unique) -> None:
    (read,) = _uniques(part)
    assert read == expected
    assert read.auto_named is (read.name is None)


def test_unique_constraint_without_columns_is_none_and_one_said_twice_is_one() -> None:
    assert _uniques(sa.UniqueConstraint()) == ()
    column = sa.Column("c", sa.Integer, unique=True)
    assert _uniques(column, sa.UniqueConstraint("c")) == (Unique(("c",)),)


def test_unique_constraint_of_sqlite_keeps_what_happens_on_conflict() -> None:
    column = sa.Column("c", sa.Integer, unique=True, sqlite_on_conflict_unique="ignore")
    assert _uniques(column, on=SQLITE) == (Unique(("c",), conflict="IGNORE"),)
    whole = sa.UniqueConstraint("a", "b", sqlite_on_conflict="ROLLBACK")
    assert _uniques(whole, on=SQLITE) == (Unique(("a", "b"), conflict="ROLLBACK"),)


def test_unique_index_is_an_index_and_no_constraint() -> None:
    table = table_of(sa.Column("c", sa.Integer, index=True, unique=True))
    assert table.uniques == ()
    assert [(index.name, index.unique) for index in table.indexes] == [("ix_t_c", True)]


def _foreign_key(*arguments: Any, **options: Any) -> ForeignKey:
    metadata = sa.MetaData()
    sa.Table(
        "parent",
        metadata,
        sa.Column("x", sa.Integer, primary_key=True),
        sa.Column("y", sa.Integer, primary_key=True),
        schema="app",
    )
    child = sa.Table(
        "child",
        metadata,
        sa.Column("a", sa.Integer),
        sa.Column("b", sa.Integer),
        sa.ForeignKeyConstraint(*arguments, **options),
    )
    (read,) = desired(child).schema.tables[0].foreign_keys
    return read


PARENT = Name("parent", "app")
ONE: Any = (["a"], ["app.parent.x"])
FOREIGN_KEYS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"name": "fk"}, {"name": "fk"}),
    ({"ondelete": "cascade"}, {"on_delete": "CASCADE"}),
    (
        {"ondelete": "SET  NULL", "onupdate": "set default"},
        {"on_delete": "SET NULL", "on_update": "SET DEFAULT"},
    ),
    ({"ondelete": "NO ACTION", "onupdate": "no action"}, {}),
    ({"ondelete": "RESTRICT"}, {"on_delete": "RESTRICT"}),
    ({"ondelete": "set null (a)"}, {"on_delete": "SET NULL (a)"}),
    ({"match": "full"}, {"match": "FULL"}),
    ({"match": "SIMPLE"}, {}),
    ({"deferrable": True}, {"deferrable": True}),
    ({"deferrable": True, "initially": "IMMEDIATE"}, {"deferrable": True}),
    ({"initially": "DEFERRED"}, {"deferrable": True, "initially_deferred": True}),
    ({"postgresql_not_valid": True}, {"validated": False}),
    ({"use_alter": True, "name": "fk"}, {"name": "fk"}),
]


@pytest.mark.parametrize(("said", "expected"), FOREIGN_KEYS)
def test_foreign_key_is_read(said: dict[str, Any], expected: dict[str, Any]) -> None:
    read = _foreign_key(*ONE, **said)
    assert read == ForeignKey(("a",), PARENT, ("x",), **expected)
    assert read.auto_named is (read.name is None)


def test_foreign_key_keeps_the_order_of_its_columns() -> None:
    read = _foreign_key(["b", "a"], ["app.parent.x", "app.parent.y"])
    assert (read.columns, read.target_columns) == (("b", "a"), ("x", "y"))


def test_tables_that_point_at_themselves_and_at_each_other_are_read() -> None:
    metadata = sa.MetaData()
    sa.Table(
        "a",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("up", sa.ForeignKey("a.id")),
        sa.Column("b", sa.ForeignKey("b.id", use_alter=True, name="fk_b")),
    )
    sa.Table(
        "b",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a", sa.ForeignKey("a.id")),
    )
    for dialect in BOTH:
        a, b = desired(metadata, on=dialect).schema.tables
        assert [key.target for key in a.foreign_keys] == [Name("a"), Name("b")]
        assert [key.target for key in b.foreign_keys] == [Name("a")]


def test_foreign_key_finds_its_table_in_another_metadata() -> None:
    one, other = sa.MetaData(), sa.MetaData()
    sa.Table("parent", one, sa.Column("id", sa.BigInteger, primary_key=True))
    sa.Table("child", other, sa.Column("parent", sa.ForeignKey("parent.id")))
    child = desired(other, one).schema.tables[0]
    assert child.foreign_keys == (ForeignKey(("parent",), Name("parent"), ("id",)),)
    assert child.column("parent").type.text == "BIGINT"


@pytest.mark.parametrize("target", ["nowhere.id", "t.nothing"])
def test_foreign_key_to_nothing_is_refused(target: str) -> None:
    with pytest.raises(EntityError, match=rf"foreign key of t\.c points to {target}") as caught:
        table_of(sa.Column("c", sa.Integer, sa.ForeignKey(target)))
    assert caught.value.hint == "register the module that declares it too"


CHECKS = [
    (sa.CheckConstraint("a > 0"), Check("a > 0", columns=("a",))),
    (sa.CheckConstraint("A > b", name="ck"), Check("A > b", "ck", columns=("a", "b"))),
    (
        sa.CheckConstraint("a LIKE '5%' OR a ~ '\\d'"),
        Check("a LIKE '5%' OR a ~ '\\d'", columns=("a",)),
    ),
    (
        sa.CheckConstraint(sa.column("a", sa.String).like("x%\\")),
        Check("a LIKE 'x%\\'", columns=("a",)),
    ),
    (sa.CheckConstraint(sa.column("a").in_([1, 2])), Check("a IN (1, 2)", columns=("a",))),
    (sa.CheckConstraint("a > 0", postgresql_not_valid=True), Check("a > 0", validated=False)),
]


@pytest.mark.parametrize(("check", "expected"), CHECKS)
def test_check_is_read_as_text(check: sa.CheckConstraint, expected: Check) -> None:
    (read,) = table_of(sa.Column("a", sa.Integer), sa.Column("b", sa.Integer), check).checks
    assert read == expected
    assert read.columns == (expected.columns or ("a",))
    assert read.auto_named is (read.name is None)


def test_check_of_a_column_is_one_of_the_table_and_names_no_table() -> None:
    column = sa.Column("a", sa.Integer, sa.CheckConstraint("a < 9", name="small"))
    table = sa.Table("t", sa.MetaData(), column, sa.Column("b", sa.Integer))
    table.append_constraint(sa.CheckConstraint(table.c.b > table.c.a))
    for dialect in BOTH:
        (read,) = desired(table, on=dialect).schema.tables
        assert read.checks == (Check("a < 9", "small"), Check("b > a"))


def test_constraints_are_only_where_ddl_if_lets_them_be() -> None:
    parts = [
        sa.CheckConstraint("a > 0").ddl_if(dialect="postgresql"),
        sa.CheckConstraint("a > 1").ddl_if(dialect="sqlite"),
        sa.CheckConstraint("a > 2").ddl_if(
            callable_=lambda *_, dialect, **__: dialect.name == "sqlite"
        ),
        sa.UniqueConstraint("a").ddl_if(dialect="sqlite"),
    ]
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer), *parts)
    (on_postgresql,) = desired(table).schema.tables
    assert ([c.expression for c in on_postgresql.checks], on_postgresql.uniques) == (["a > 0"], ())
    (on_sqlite,) = desired(table, on=SQLITE).schema.tables
    assert [c.expression for c in on_sqlite.checks] == ["a > 1", "a > 2"]
    assert on_sqlite.uniques == (Unique(("a",)),)


def test_constraints_come_in_the_order_they_were_declared() -> None:
    checks = [sa.CheckConstraint(f"id > {number}") for number in range(9)]
    assert [c.expression for c in table_of(*checks).checks] == [f"id > {n}" for n in range(9)]


TABLE_OPTIONS: list[tuple[dict[str, Any], Dialect, tuple[tuple[str, str], ...]]] = [
    ({"sqlite_with_rowid": False}, SQLITE, (("without_rowid", ""),)),
    ({"sqlite_strict": True}, SQLITE, (("strict", ""),)),
    (
        {"sqlite_strict": True, "sqlite_with_rowid": False},
        SQLITE,
        (("without_rowid", ""), ("strict", "")),
    ),
    ({"sqlite_strict": True, "sqlite_with_rowid": False}, POSTGRESQL, ()),
    ({"sqlite_autoincrement": True}, SQLITE, ()),
]


@pytest.mark.parametrize(("said", "dialect", "expected"), TABLE_OPTIONS)
def test_options_of_a_table_are_those_of_the_dialect(
    said: dict[str, Any], dialect: Dialect, expected: tuple[tuple[str, str], ...]
) -> None:
    assert table_of(on=dialect, **said).options == expected


def test_storage_parameters_of_a_table_are_sorted_text() -> None:
    said: dict[str, Any] = {"fillfactor": 70, "autovacuum_enabled": False}
    if sa.__version__.startswith("2.0."):
        with pytest.raises(sa.exc.ArgumentError, match="postgresql_with"):
            table_of(postgresql_with=said)
        return
    assert table_of(postgresql_with=said).options == (
        ("autovacuum_enabled", "false"),
        ("fillfactor", "70"),
    )


def test_exclusion_constraint_is_left_alone_where_there_are_none() -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("during", sa.Text), sa.Column("note", sa.Text))
    table.append_constraint(pg.ExcludeConstraint((table.c.during, "&&"), name="apart"))
    table.append_constraint(
        pg.ExcludeConstraint(
            (sa.func.lower(table.c.note), "="), using="btree", where=table.c.note != "", name="once"
        )
    )
    schema = desired(table, on=SQLITE).schema
    assert schema.tables[0].constraints == ()
    assert sorted((one.kind, str(one.name)) for one in schema.unmanaged) == [
        ("exclude constraint", "t.apart"),
        ("exclude constraint", "t.once"),
    ]
    assert desired(table).schema.tables[0].exclusions == (
        Exclusion("during WITH &&", "apart", columns=("during",)),
        Exclusion("lower(note) WITH =", "once", "btree", "note != ''", columns=("note",)),
    )


def test_foreign_key_that_create_all_adds_later_is_wanted_before_and_after_it() -> None:
    metadata = sa.MetaData()
    sa.Table("a", metadata, _id(), sa.Column("b", sa.ForeignKey("b.id", name="to_b")))
    sa.Table("b", metadata, _id(), sa.Column("a", sa.ForeignKey("a.id", name="to_a")))
    before = desired(metadata).schema
    metadata.create_all(sa.create_mock_engine("postgresql+psycopg://", lambda *_, **__: None))
    assert desired(metadata).schema == before
    assert [len(table.foreign_keys) for table in before.tables] == [1, 1]


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer, primary_key=True)
