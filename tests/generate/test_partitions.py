"""Tables in parts, from what is declared to migrations that are proved and run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.errors import UnsafeChange
from goofer_py.generate.choices import Choices
from goofer_py.schema import Name, Unmanaged
from tests.generate.conftest import Workshop

OLD = "FROM (MINVALUE) TO ('2026-01-01')"
NEW = "FROM ('2026-01-01') TO ('2027-01-01')"


def orders(partitions: Any, *columns: sa.Column[Any], **said: Any) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("buyers", metadata, sa.Column("id", sa.BigInteger, primary_key=True))
    sa.Table(
        "orders",
        metadata,
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("buyer", sa.ForeignKey("buyers.id"), index=True),
        *columns,
        **{"postgresql_partition_by": "RANGE (day)", **said},
        info={"goofer": {"partitions": partitions}},
    )
    return metadata


@pytest.fixture
def workshop(postgresql_url: str, tmp_path: Path) -> Workshop:
    made = Workshop(postgresql_url, tmp_path / "migrations")
    made.generate(orders({"orders_old": OLD}))
    made.migrate()
    made.run("INSERT INTO orders (day) VALUES ('2025-05-05')")
    return made


def partitions(workshop: Workshop) -> list[str]:
    rows = workshop.rows("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")
    return sorted(name for (name,) in rows)


def test_what_is_made_is_in_sync(workshop: Workshop) -> None:
    assert workshop.draft(orders({"orders_old": OLD})) is None


def test_partition_comes_and_goes(workshop: Workshop) -> None:
    draft = workshop.generate(orders({"orders_old": OLD, "orders_new": NEW}))
    assert draft.proof is not None
    workshop.migrate()
    assert partitions(workshop) == ["orders_new", "orders_old"]

    workshop.migrate("-1")
    assert partitions(workshop) == ["orders_old"]
    workshop.migrate()

    workshop.generate(orders({"orders_old": None, "orders_new": NEW}), Choices(on_drop="keep"))
    workshop.migrate()
    assert partitions(workshop) == ["orders_new"]
    assert workshop.rows("SELECT count(*) FROM orders") == [(0,)]

    workshop.migrate("-1")
    assert partitions(workshop) == ["orders_new", "orders_old"]
    assert workshop.rows("SELECT count(*) FROM orders") == [(1,)]


def test_partitions_that_nobody_declares_stay_and_are_told(workshop: Workshop) -> None:
    workshop.run(f"CREATE TABLE extra PARTITION OF orders FOR VALUES {NEW}")

    generator = workshop.generator(orders({"orders_old": OLD}, sa.Column("note", sa.Text)))
    with generator.migrator:
        found = generator.compare()
        assert [operation.describe() for operation in found.operations] == [
            "add column orders.note"
        ]
        assert Unmanaged("partition", Name("extra")) in found.unmanaged
        assert generator.generate() is not None
    workshop.migrate()
    assert partitions(workshop) == ["extra", "orders_old"]


def test_partitions_of_another_tool_are_not_told(workshop: Workshop) -> None:
    generator = workshop.generator(orders("external"))
    with generator.migrator:
        found = generator.compare()
    assert (found.operations, found.unmanaged) == ((), ())


def test_bounds_change_with_the_rows_in_their_place(workshop: Workshop) -> None:
    later = OLD.replace("2026-01-01", "2026-07-01")
    workshop.generate(orders({"orders_old": later}))
    workshop.migrate()
    workshop.run("INSERT INTO orders (day) VALUES ('2026-06-06')")

    assert workshop.draft(orders({"orders_old": later})) is None
    assert workshop.rows("SELECT count(*) FROM orders_old") == [(2,)]


def test_whole_that_goes_takes_its_undeclared_partitions_along(workshop: Workshop) -> None:
    workshop.run(f"CREATE TABLE extra PARTITION OF orders FOR VALUES {NEW}")
    without = sa.MetaData()
    sa.Table("buyers", without, sa.Column("id", sa.BigInteger, primary_key=True))

    workshop.generate(without, Choices(on_drop="discard"))
    workshop.migrate()

    assert partitions(workshop) == []


def test_another_way_of_parting_is_refused_before_anything_is_written(workshop: Workshop) -> None:
    before = sorted(workshop.directory.iterdir())

    with pytest.raises(UnsafeChange, match=r"partitioned by LIST \(day\), not by RANGE \(day\)"):
        workshop.draft(orders({"orders_old": OLD}, postgresql_partition_by="LIST (day)"))

    assert sorted(workshop.directory.iterdir()) == before


def test_heirs_are_made_and_follow_their_parent(postgresql_url: str, tmp_path: Path) -> None:
    workshop = Workshop(postgresql_url, tmp_path / "migrations")

    def animals(*columns: sa.Column[Any]) -> sa.MetaData:
        metadata = sa.MetaData()
        sa.Table(
            "animals",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.CheckConstraint("id > 0"),
            *columns,
        )
        sa.Table(
            "dogs", metadata, sa.Column("tail", sa.Text, index=True), postgresql_inherits="animals"
        )
        return metadata

    workshop.generate(animals())
    workshop.migrate()
    workshop.run("INSERT INTO dogs VALUES (1, 'short')")
    assert workshop.draft(animals()) is None

    workshop.generate(animals(sa.Column("legs", sa.Integer, server_default="4", nullable=False)))
    workshop.migrate()
    assert workshop.rows("SELECT * FROM dogs") == [(1, "short", 4)]
