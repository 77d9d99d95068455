"""What the statements say, without a server."""

from __future__ import annotations

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.dialects.mysql.dialect import MySQLDialect
from goofer_py.diff.differ import diff
from goofer_py.generate.render import Renderer
from goofer_py.schema import (
    Check,
    Column,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Type,
)

MYSQL, MARIADB = MySQLDialect((8, 0, 31)), MySQLDialect((10, 11, 19), mariadb=True)
T = Name("t")
ID = Column("id", Type("int"), nullable=False)
N = Column("n", Type("int"))


def schema(*columns: Column, **facets: object) -> Schema:
    """One table."""
    key = facets.pop("key", PrimaryKey(("id",)))
    return Schema((Table(T, columns, key, **facets),))  # type: ignore[arg-type]


def script(dialect: MySQLDialect, before: Schema, after: Schema) -> list[str]:
    """The statements that lead from one to the other, each in one line."""
    old, new = dialect.canonical(before), dialect.canonical(after)
    text = Renderer(dialect).statements(dialect.lower(diff(old, new), old))
    return [" ".join(one.split()) for one in text.split(";\n") if one.strip()]


@pytest.mark.parametrize("dialect", [MYSQL, MARIADB], ids=["mysql", "mariadb"])
def test_instant_changes_stay_apart_from_slower_ones(dialect: MySQLDialect) -> None:
    index = Index("i", (IndexPart("n"),))
    wanted = schema(ID, N, Column("a", Type("int")), Column("b", Type("int")), indexes=(index,))
    assert script(dialect, schema(ID, N), wanted) == [
        "ALTER TABLE t ADD COLUMN a int, ADD COLUMN b int, ALGORITHM=INSTANT".replace(
            " int", " int(11)" if dialect.mariadb else " int"
        ),
        "ALTER TABLE t ADD INDEX i (n), ALGORITHM=INPLACE, LOCK=NONE",
    ]


def test_a_copy_takes_all_other_changes_along_and_says_so() -> None:
    index = Index("i", (IndexPart("n"),))
    wanted = schema(ID, Column("n", Type("bigint")), Column("a", Type("int")), indexes=(index,))
    assert script(MYSQL, schema(ID, N), wanted) == [
        (
            "-- Copies the table; who writes to it waits meanwhile. ALTER TABLE t "
            "MODIFY COLUMN n bigint, ADD COLUMN a int, ADD INDEX i (n)"
        )
    ]


def test_a_new_primary_key_and_its_numbers_come_at_once() -> None:
    numbered = Column("no", Type("int"), nullable=False, identity=Identity("autoincrement"))
    wanted = schema(ID, numbered, key=PrimaryKey(("no",)))
    assert script(MYSQL, schema(ID), wanted) == [
        (
            "ALTER TABLE t DROP PRIMARY KEY, ADD COLUMN no int NOT NULL AUTO_INCREMENT, "
            "ADD PRIMARY KEY (no), ALGORITHM=INPLACE, LOCK=SHARED"
        )
    ]


def test_nothing_is_stated_for_other_engines() -> None:
    engine = (("engine", "MyISAM"),)
    wanted = schema(ID, N, options=engine)
    (only,) = script(MYSQL, schema(ID, options=engine), wanted)
    assert "ALGORITHM" not in only


def test_an_old_server_is_not_asked_for_what_it_cannot_do() -> None:
    old = get_dialect("mysql", (8, 0, 11))
    assert isinstance(old, MySQLDialect)
    assert script(old, schema(ID), schema(ID, N)) == [
        "ALTER TABLE t ADD COLUMN n int(11), ALGORITHM=INPLACE, LOCK=NONE"
    ]


def test_a_default_is_set_without_saying_the_column_again() -> None:
    wanted = schema(ID, Column("n", Type("int"), default="5"))
    there = script(MYSQL, schema(ID, N), wanted)
    assert there == ["ALTER TABLE t ALTER COLUMN n SET DEFAULT 5, ALGORITHM=INSTANT"]
    back = script(MYSQL, wanted, schema(ID, N))
    assert back == ["ALTER TABLE t ALTER COLUMN n SET DEFAULT NULL, ALGORITHM=INSTANT"]


@pytest.mark.parametrize("dialect", [MYSQL, MARIADB], ids=["mysql", "mariadb"])
def test_what_is_canonical_stays_as_it_is(dialect: MySQLDialect) -> None:
    wanted = schema(
        ID,
        Column("select", Type("BOOL"), default="true"),
        Column("s", Type("NVARCHAR(20)"), default="5", collation="utf8_bin"),
        checks=(Check("((id > 0))"), Check("`select` = 1")),
        foreign_keys=(ForeignKey(("id",), Name("u"), ("id",), on_delete="restrict"),),
    )
    once = dialect.canonical(wanted)
    assert dialect.canonical(once) == once
    (found,) = once.tables
    assert found.column("select").default == "1"
    assert (found.column("s").default, found.column("s").collation) == ("'5'", "utf8mb3_bin")
    assert [check.expression for check in found.checks] == ["`id` > 0", "`select` = 1"]
    assert found.foreign_keys[0].on_delete is None


def test_names_of_tables_are_folded_where_the_server_does() -> None:
    folding = MySQLDialect((8, 0, 31), folds_tables=True)
    found = folding.canonical(Schema((Table(Name("Users"), (ID,)),)))
    assert found.tables[0].name == Name("users")


def test_mariadb_is_known_by_its_own_name_too() -> None:
    dialect = get_dialect("mariadb")
    assert isinstance(dialect, MySQLDialect)
    assert dialect.mariadb
    assert dialect.name == "mysql"
