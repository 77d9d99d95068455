"""Changes that would keep writers waiting, which are written as copies of their tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.generate.conftest import Workshop


@pytest.fixture
def workshop(mysql_kind_url: str, tmp_path: Path) -> Workshop:
    return Workshop(mysql_kind_url, tmp_path / "migrations")


def orders(
    *parts: sa.schema.SchemaItem, key: type[sa.Integer] = sa.Integer, **options: Any
) -> sa.MetaData:
    metadata = sa.MetaData()
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
    ways = 1 if change in ("a check", "a stored value") else 2
    assert draft.code.count("context.alter_by_copy(") == ways
    assert said.lower() in draft.code.lower()
    workshop.migrate()
    assert workshop.draft(after) is None
    assert workshop.rows("SELECT id, note, n FROM orders") == [(1, "né", 1), (2, None, 2)]
    workshop.migrate("-1")
    workshop.forget_pending()
    assert workshop.draft(before) is None
    assert workshop.rows("SELECT id, note, n FROM orders") == [(1, "né", 1), (2, None, 2)]
