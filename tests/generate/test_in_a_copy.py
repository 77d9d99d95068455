"""Changes that would keep writers waiting, which are written as copies of their tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.generate.choices import Choices
from tests.generate.conftest import Workshop


@pytest.fixture
def workshop(mysql_kind_url: str, tmp_path: Path) -> Workshop:
    return Workshop(mysql_kind_url, tmp_path / "migrations")


def orders(
    *parts: sa.schema.SchemaItem,
    key: type[sa.Integer] = sa.Integer,
    users: bool = False,
    **options: Any,
) -> sa.MetaData:
    metadata = sa.MetaData()
    if users:
        sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
    known = (
        sa.Column("id", key, primary_key=True),
        sa.Column("note", sa.String(40)),
        sa.Column("n", sa.Integer, nullable=False),
    )
    sa.Table("orders", metadata, *known, *parts, **options)
    return metadata


CHANGES = {
    "the type of the key": (orders(), orders(key=sa.BigInteger), "bigint"),
    "a check": (
        orders(),
        orders(sa.CheckConstraint("n >= 0", name="ck_orders_n")),
        "ADD CONSTRAINT",
    ),
    "the charset of a table": (
        orders(mysql_default_charset="latin1", mariadb_default_charset="latin1"),
        orders(),
        "DEFAULT COLLATE @@collation_database",
    ),
    "partitions": (
        orders(),
        orders(
            mysql_partition_by="HASH (id) PARTITIONS 3",
            mariadb_partition_by="HASH (id) PARTITIONS 3",
        ),
        "PARTITION BY",
    ),
    "a foreign key": (
        orders(sa.Column("user_id", sa.Integer, index=True), users=True),
        orders(
            sa.Column("user_id", sa.Integer, index=True),
            sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_orders_user"),
            users=True,
        ),
        "REFERENCES users",
    ),
    "a stored value": (
        orders(),
        orders(sa.Column("twice", sa.Integer, sa.Computed("n * 2", persisted=True))),
        "ADD COLUMN",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_goes_both_ways_through_a_copy(workshop: Workshop, change: str) -> None:
    before, after, said = CHANGES[change]
    workshop.generate(before)
    workshop.migrate()
    workshop.run("INSERT INTO orders (id, note, n) VALUES (1, 'né', 1), (2, NULL, 2)")

    draft = workshop.generate(after, online=True)

    assert [one.code is not None for one in draft.all] == [True]
    assert draft.code is not None
    # What goes is gone at once, without a copy.
    ways = 1 if change in ("a check", "a foreign key", "a stored value") else 2
    assert draft.code.count("context.alter_by_copy(") == ways
    assert said.lower() in draft.code.lower()
    workshop.migrate()
    assert workshop.draft(after) is None
    assert workshop.rows("SELECT id, note, n FROM orders") == [(1, "né", 1), (2, None, 2)]
    workshop.migrate("-1")
    workshop.forget_pending()
    assert workshop.draft(before) is None
    assert workshop.rows("SELECT id, note, n FROM orders") == [(1, "né", 1), (2, None, 2)]


def test_a_copy_is_one_of_the_steps_of_a_change(workshop: Workshop) -> None:
    workshop.generate(orders(sa.Column("old", sa.Integer)))
    workshop.migrate()
    workshop.run("INSERT INTO orders (id, note, n, old) VALUES (1, 'a', 1, 1)")

    choices = Choices(on_drop="discard")
    draft = workshop.generate(orders(key=sa.BigInteger), choices, online=True)

    assert [(one.phase, one.code is not None) for one in draft.all] == [
        ("expand", True),
        ("contract", False),
    ]
    assert "# goofer: phase expand" in str(draft.code)
    workshop.migrate()
    assert workshop.rows("SELECT id, note, n, old FROM orders") == [(1, "a", 1, 1)]
    workshop.go_on()
    assert workshop.draft(orders(key=sa.BigInteger)) is None


BESIDE = {
    "a table that comes with the change": (
        sa.MetaData(),
        orders(sa.CheckConstraint("n >= 0", name="ck_orders_n")),
    ),
    "a column that comes with a default": (
        orders(),
        orders(sa.Column("more", sa.Integer, nullable=False, server_default="0")),
    ),
    "an index": (orders(), orders(sa.Index("by_n", "n"))),
}


@pytest.mark.parametrize("change", BESIDE)
def test_what_keeps_nobody_waiting_is_written_in_sql(workshop: Workshop, change: str) -> None:
    before, after = BESIDE[change]
    if before.tables:
        workshop.generate(before)
        workshop.migrate()
    draft = workshop.draft(after, online=True)
    assert draft is not None
    assert [one.code for one in draft.all] == [None] * len(draft.all)
