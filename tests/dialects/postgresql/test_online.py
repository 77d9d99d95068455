"""Changes of tables that programs write to meanwhile: the forms that keep nobody waiting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.dialects.postgresql.online import rehearsed
from goofer_py.generate.choices import Choices
from tests.generate.conftest import Workshop

pytestmark = pytest.mark.postgresql

Build = Callable[[], sa.MetaData]


@pytest.fixture
def workshop(postgresql_url: str, tmp_path: Path) -> Workshop:
    return Workshop(postgresql_url, tmp_path / "migrations")


def orders(*parts: Any) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table(
        "orders",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.Integer),
        sa.Column("total", sa.Integer),
        *parts,
    )
    return metadata


ADD = "ALTER TABLE orders ADD CONSTRAINT"
CASES: dict[str, tuple[Callable[[], Any], list[str], list[str]]] = {
    "an index": (
        lambda: sa.Index("by_total", "total"),
        ["CREATE INDEX CONCURRENTLY by_total ON orders (total)"],
        ["DROP INDEX CONCURRENTLY by_total"],
    ),
    "a unique constraint": (
        lambda: sa.UniqueConstraint("total", name="uq_total"),
        [
            "CREATE UNIQUE INDEX CONCURRENTLY uq_total ON orders (total)",
            "ALTER TABLE orders ADD CONSTRAINT uq_total UNIQUE USING INDEX uq_total",
        ],
        ["ALTER TABLE orders DROP CONSTRAINT uq_total"],
    ),
    "a deferrable unique constraint": (
        lambda: sa.UniqueConstraint(
            "total", name="uq_total", deferrable=True, initially="DEFERRED"
        ),
        [
            "CREATE UNIQUE INDEX CONCURRENTLY uq_total ON orders (total)",
            f"{ADD} uq_total UNIQUE USING INDEX uq_total DEFERRABLE INITIALLY DEFERRED",
        ],
        ["ALTER TABLE orders DROP CONSTRAINT uq_total"],
    ),
    "a check": (
        lambda: sa.CheckConstraint("total > 0", name="ck_total"),
        [
            "ALTER TABLE orders ADD CONSTRAINT ck_total CHECK (total > 0) NOT VALID",
            "ALTER TABLE orders VALIDATE CONSTRAINT ck_total",
        ],
        ["ALTER TABLE orders DROP CONSTRAINT ck_total"],
    ),
    "a foreign key": (
        lambda: sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user"),
        [
            f"{ADD} fk_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
            "ALTER TABLE orders VALIDATE CONSTRAINT fk_user",
        ],
        ["ALTER TABLE orders DROP CONSTRAINT fk_user"],
    ),
}


def statements(text: str) -> list[str]:
    lines = (line for line in text.splitlines() if line and not line.startswith("--"))
    return [" ".join(one.split()) for one in " ".join(lines).split(";") if one.strip()]


@pytest.mark.parametrize("case", CASES)
def test_each_is_made_while_others_write(workshop: Workshop, case: str) -> None:
    part, up, down = CASES[case]
    workshop.generate(orders())
    workshop.migrate()
    workshop.run("INSERT INTO users VALUES (1)", "INSERT INTO orders VALUES (1, 1, 5)")

    draft = workshop.generate(orders(part()), online=True)

    assert statements(draft.up) == up
    assert statements(draft.down) == down
    assert "-- goofer: no-transaction" in draft.up.splitlines()
    assert draft.proof is not None
    workshop.migrate()
    assert workshop.draft(orders(part())) is None
    workshop.migrate("-1")
    workshop.forget_pending()
    assert workshop.draft(orders()) is None


def test_a_required_column_is_checked_before_it_is_locked(workshop: Workshop) -> None:
    def numbered(*, nullable: bool) -> sa.MetaData:
        metadata = orders()
        metadata.tables["orders"].c.total.nullable = nullable
        return metadata

    workshop.generate(numbered(nullable=True))
    workshop.migrate()
    workshop.run("INSERT INTO orders VALUES (1, 1, NULL)")

    draft = workshop.generate(
        numbered(nullable=False), Choices(fills={"orders.total": "0"}), online=True
    )

    (contract,) = draft.following
    assert statements(contract.up) == [
        f"{ADD} orders_total_not_null CHECK (total IS NOT NULL) NOT VALID",
        "UPDATE orders SET total = 0 WHERE total IS NULL",
        "ALTER TABLE orders VALIDATE CONSTRAINT orders_total_not_null",
        "ALTER TABLE orders ALTER COLUMN total SET NOT NULL",
        "ALTER TABLE orders DROP CONSTRAINT orders_total_not_null",
    ]
    workshop.migrate()
    workshop.go_on()
    assert workshop.rows("SELECT total FROM orders") == [(0,)]
    assert workshop.draft(numbered(nullable=False)) is None


def test_nobody_waits_for_a_table_that_is_made_in_the_same_change(workshop: Workshop) -> None:
    draft = workshop.generate(orders(sa.Index("by_total", "total")), online=True)

    assert "CONCURRENTLY" not in draft.up
    assert "no-transaction" not in draft.up


def test_parts_of_a_partitioned_table_are_left_as_they_are(workshop: Workshop) -> None:
    def logs(*parts: Any) -> sa.MetaData:
        metadata = sa.MetaData()
        sa.Table(
            "logs",
            metadata,
            sa.Column("day", sa.Date, nullable=False),
            sa.Column("text", sa.Text),
            *parts,
            postgresql_partition_by="RANGE (day)",
        )
        return metadata

    workshop.generate(logs())
    workshop.migrate()
    workshop.run(
        "CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"
    )

    draft = workshop.generate(logs(sa.Index("by_text", "text")), online=True)

    assert statements(draft.up) == ["CREATE INDEX by_text ON logs (text)"]
    workshop.migrate()


def test_a_pending_concurrent_index_counts_as_done(workshop: Workshop) -> None:
    workshop.generate(orders())
    workshop.migrate()
    workshop.generate(orders(sa.Index("by_total", "total")), online=True)

    assert workshop.draft(orders(sa.Index("by_total", "total"))) is None


@pytest.mark.parametrize(
    ("statement", "tried"),
    [
        ("CREATE INDEX CONCURRENTLY a ON b (c)", "CREATE INDEX a ON b (c)"),
        ("create unique  index concurrently a on b (c)", "create unique  index a on b (c)"),
        ("DROP INDEX CONCURRENTLY IF EXISTS a", "DROP INDEX IF EXISTS a"),
        ("REINDEX (VERBOSE) TABLE CONCURRENTLY a", "REINDEX (VERBOSE) TABLE a"),
        ("REFRESH MATERIALIZED VIEW CONCURRENTLY a", "REFRESH MATERIALIZED VIEW a"),
        ("SELECT 'CREATE TABLE CONCURRENTLY'", "SELECT 'CREATE TABLE CONCURRENTLY'"),
    ],
)
def test_a_trial_does_the_same_in_a_transaction(statement: str, tried: str) -> None:
    assert rehearsed(statement) == tried
