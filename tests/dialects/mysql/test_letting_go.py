"""Foreign keys over text let go while its charset changes, and no others."""

from __future__ import annotations

import pytest

from goofer_py.dialects.mysql.letting_go import with_keys_let_go
from goofer_py.operations import AddConstraint, AlterTable, DropConstraint
from goofer_py.schema import Column, ForeignKey, Name, Schema, Table, Type
from tests.dialects.mysql.live import Live

LATIN, UNICODE = (("collation", "latin1_swedish_ci"),), (("collation", "utf8mb4_bin"),)
KEY = ForeignKey(("up",), Name("parents"), ("code",), "to_parents")


def _schema(kind: str, collation: str | None = None) -> Schema:
    parent = Table(Name("parents"), (Column("code", Type(kind), collation=collation),))
    child = Table(
        Name("children"),
        (Column("up", Type(kind), collation=collation),),
        foreign_keys=(KEY,),
    )
    return Schema((child, parent))


def _charset(table: str) -> AlterTable:
    return AlterTable(Name(table), (None, None), (LATIN, UNICODE))


@pytest.mark.parametrize("table", ["parents", "children"])
def test_a_key_over_text_goes_before_and_comes_back_behind(table: str) -> None:
    change = _charset(table)

    found = with_keys_let_go([change], _schema("varchar(9)"))

    child = Name("children")
    assert found == (DropConstraint(child, KEY), change, AddConstraint(child, KEY))


def test_a_key_goes_once_for_both_ends() -> None:
    changes = (_charset("children"), _charset("parents"))

    found = with_keys_let_go(changes, _schema("varchar(9)"))

    assert found[1:-1] == changes


@pytest.mark.parametrize(
    "schema", [_schema("int"), _schema("varchar(9)", "ascii_bin")], ids=["numbers", "own charset"]
)
def test_a_key_stays_whose_columns_do_not_follow_the_table(schema: Schema) -> None:
    changes = (_charset("children"), _charset("parents"))

    assert with_keys_let_go(changes, schema) == changes


def test_a_comment_lets_nothing_go() -> None:
    change = AlterTable(Name("parents"), (None, "who"), (LATIN, LATIN))

    assert with_keys_let_go([change], _schema("varchar(9)")) == (change,)


def test_the_index_of_a_key_without_a_name_keeps_its_own(live: Live) -> None:
    live.session.run(
        "CREATE TABLE up (id int primary key);"
        "CREATE TABLE down (id int primary key, up_id int, FOREIGN KEY (up_id) REFERENCES up (id));"
    )
    start = live.read()
    (key,) = start.table(Name("down")).foreign_keys
    operations = (DropConstraint(Name("down"), key), AddConstraint(Name("down"), key))
    for _ in range(2):
        end = live.run(operations, start)
        live.run_back(operations, end)
        indexes = live.session.query("SHOW INDEX FROM down")
        assert {row[2] for row in indexes} == {"PRIMARY", "up_id"}
