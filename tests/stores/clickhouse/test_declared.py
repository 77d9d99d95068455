"""What is declared, as far as it can be made, and what is left alone."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from clickhouse_connect.cc_sqlalchemy import engines, types
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from goofer_py.errors import EntityError
from goofer_py.stores.clickhouse.catalog import Table
from goofer_py.stores.clickhouse.declared import declared_in, left_alone_in
from goofer_py.stores.clickhouse.entities import MaterializedView, View
from tests.stores.clickhouse.declaring import (
    Place,
    hint,
    ident,
    minmax,
    module_of,
    names,
    plain,
    totals,
    view,
    wide,
)


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    __table_args__ = (
        minmax("id"),
        engines.ReplacingMergeTree(order_by="id"),
        {"comment": "mapped"},
    )

    id: Mapped[int] = mapped_column(types.UInt64, primary_key=True)
    kind: Mapped[str] = mapped_column(types.LowCardinality(types.String))


def test_mapped_classes_are_tables() -> None:
    module = ModuleType("tests.models")
    module.Event = Event  # type: ignore[attr-defined]
    Event.__module__ = "tests.models"
    (one,) = declared_in([module], "app")
    assert one.statement == (
        "CREATE TABLE `events` (`id` UInt64, `kind` LowCardinality(String),"
        " INDEX `by_day` id TYPE minmax GRANULARITY 1) Engine ReplacingMergeTree ORDER BY id"
        " COMMENT 'mapped'"
    )


def test_queries_are_texts_or_selects() -> None:
    said: sa.Select[Any] = (
        sa.select(sa.column("id")).where(sa.column("name") == "it's").select_from(sa.table("t"))
    )
    found = declared_in([module_of([View("a", said), View("b", " SELECT 1 ; ")])], "app")
    assert [one.statement for one in found] == [
        "CREATE VIEW `a` AS SELECT `id` \nFROM `t` \nWHERE `name` = 'it''s'",
        "CREATE VIEW `b` AS SELECT 1",
    ]


def test_tables_without_an_engine_are_those_of_another_database() -> None:
    other = sa.Table("users", sa.MetaData(), sa.Column("id", sa.Integer))
    assert declared_in([module_of([other])], "app") == ()


def test_what_is_not_managed_is_left_alone() -> None:
    left = plain(info=hint(manage=False))
    assert declared_in([module_of([left])], "app") == ()
    assert left_alone_in([module_of([left, totals()])]) == {"t"}


@pytest.mark.parametrize(
    ("things", "said"),
    [
        (lambda: [sa.Table("t", sa.MetaData(), ident())], "t has types of ClickHouse, and no eng"),
        (lambda: [plain(), plain()], "t is declared twice"),
        (lambda: [plain(), View("t", "SELECT 1")], "t is declared twice"),
        (lambda: [plain(sa.CheckConstraint("id > 0"))], "A check of t has no name"),
        (lambda: [plain(sa.Index("i", "id"))], "t has the index i, which finds rows"),
        (lambda: [plain(sa.UniqueConstraint("id"))], "ClickHouse keeps nothing unique"),
        (lambda: [plain(schema="elsewhere")], "elsewhere.t is in another database than app"),
        (lambda: [MaterializedView("v", "SELECT 1")], "v has no place for its rows"),
    ],
)
def test_what_cannot_be_made_is_told(things: Any, said: str) -> None:
    with pytest.raises(EntityError, match=said):
        declared_in([module_of(things())], "app")


def test_what_the_server_does_not_make_is_told_with_its_words(place: Place) -> None:
    with pytest.raises(EntityError, match=r"(?s)Missing columns: 'nothing'.*CREATE TABLE `t`"):
        place.compared(plain(minmax("nothing")))
    with pytest.raises(EntityError, match="Nothing of ClickHouse is declared in models"):
        place.compared()
    beside = "SELECT name FROM system.databases WHERE startsWith(name, currentDatabase() || '_')"
    assert place.rows(beside) == []


def test_secrets_are_for_no_file(place: Place) -> None:
    def secret(layout: str) -> sa.Table:
        return names(layout=layout, source="CLICKHOUSE(TABLE 't' PASSWORD 'hush')")

    place.make(plain(), secret("flat"))
    assert place.compared(plain(), secret("flat")).operations == ()
    with pytest.raises(EntityError, match="names is to be made or changed, and has a secret"):
        place.compared(plain(), secret("hashed"))
    place.session.execute("DROP DICTIONARY names")
    with pytest.raises(EntityError, match="has a secret"):
        place.compared(plain(), secret("flat"))


def test_a_table_keeps_the_primary_key_that_it_does_not_name(place: Place) -> None:
    longer = plain(wide(), engine=engines.MergeTree(order_by=("id", "more")))
    place.make(plain())
    found = place.compared(longer)
    assert found.up == (
        "ALTER TABLE `t`\n    ADD COLUMN `more` UInt32,\n    MODIFY ORDER BY (id, more);\n"
    )
    place.run(found.up)
    assert place.compared(longer).operations == ()
    (one,) = place.there.values()
    assert isinstance(one, Table)
    assert one.primary_key == "id"
    said = place.compared(
        plain(wide(), engine=engines.MergeTree(order_by=("id", "more"), primary_key=("id", "more")))
    )
    assert said.operations == ("make t anew and copy its rows (ALTER changes no PRIMARY KEY)",)


def test_goofers_books_are_none_of_the_tables(place: Place) -> None:
    place.session.ledger.create("goofer_history")
    place.session.ledger.create("goofer_history_seeds")
    place.make(plain())
    assert place.compared(plain(), drop=True).operations == ()


def test_views_of_what_nobody_declares_are_made(place: Place) -> None:
    place.make(totals(), plain(name="other"), view("SELECT day, 1 AS many FROM other"))
    found = place.compared(plain(), View("v", "SELECT day FROM totals"))
    assert found.operations == ("create table t", "create view v")
    assert found.unmanaged == ("table other", "materialized view per_day", "table totals")
    assert found.proved


@pytest.mark.parametrize(("layout", "source"), [("nonsense", "CLICKHOUSE"), ("flat", "'x' ( NO")])
def test_what_the_server_does_not_make_is_told_without_its_secrets(
    place: Place, layout: str, source: str
) -> None:
    declared = names(layout=layout, source=f"{source}(TABLE 't' PASSWORD 'hush')")
    with pytest.raises(EntityError, match="The server does not make what is declared") as refused:
        place.compared(plain(), declared)
    assert "hush" not in str(refused.value)
    assert "'***'" in str(refused.value)
    assert refused.value.__suppress_context__
