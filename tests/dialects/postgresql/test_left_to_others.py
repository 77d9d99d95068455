"""Partitions that another tool makes and drops."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from goofer_py.generate.generator import MigrationGenerator
from goofer_py.generate.options import GenerateOptions
from goofer_py.introspect.ignore import Ignore
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.migrator import Migrator
from goofer_py.registry import SchemaRegistry

BEFORE = """
CREATE TABLE orders (day date PRIMARY KEY) PARTITION BY RANGE (day);
CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX orders_extra ON orders_2025 (day);
"""
LEFT = Scope(ignore=Ignore({"partitions": ("orders_*",)}))


def test_partitions_by_pattern_are_left_alone_without_a_word(
    postgresql_url: str, tmp_path: Path
) -> None:
    metadata = sa.MetaData()
    orders = sa.Table("orders", metadata, postgresql_partition_by="RANGE (day)")
    orders.append_column(sa.Column("day", sa.Date, primary_key=True))
    orders.append_column(sa.Column("note", sa.Text))

    with Migrator(postgresql_url, tmp_path) as migrator:
        migrator.session.run(BEFORE)
        generator = MigrationGenerator(
            SchemaRegistry(metadata),
            "postgresql",
            tmp_path,
            database=migrator,
            options=GenerateOptions(scope=LEFT),
        )
        found = generator.compare()
        draft = generator.generate()
        migrator.up()

        assert found.unmanaged == ()
        assert [one.describe() for one in found.operations] == ["add column orders.note"]
        assert draft is not None
        assert "orders_2025" not in draft.up + draft.down
        assert generator.compare().operations == ()
        there = migrator.session.query("SELECT inhrelid::regclass::text FROM pg_inherits")
        assert ("orders_2025",) in there
