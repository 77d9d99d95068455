"""Schemas, in the server's sense, that take another name."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from goofer_py.dialects import get_dialect
from goofer_py.errors import EntityError
from goofer_py.registry import SchemaRegistry
from tests.generate.conftest import Workshop


@pytest.fixture
def workshop(postgresql_url: str, tmp_path: Path) -> Workshop:
    return Workshop(postgresql_url, tmp_path / "migrations")


def tables(schema: str | None, old: str | None = None) -> sa.MetaData:
    metadata = sa.MetaData(schema=schema)
    info = {"goofer": {"schema_renamed_from": old}} if old else {}
    sa.Table(
        "parents",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mood", sa.Enum("sad", "ok", name="mood", schema=schema), server_default="ok"),
        info=info,
    )
    parents = "parents.id" if schema is None else f"{schema}.parents.id"
    sa.Table(
        "children",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.ForeignKey(parents)),
        sa.Column("name", sa.String(10)) if old else sa.Column("nick", sa.String(10)),
    )
    if old:
        metadata.tables[f"{schema}.children"].c.name.info = {"goofer": {"renamed_from": "nick"}}
    return metadata


def test_a_schema_is_renamed_with_all_that_is_in_it(workshop: Workshop) -> None:
    workshop.generate(tables("shop"))
    workshop.migrate()
    workshop.run(
        "INSERT INTO shop.parents (id) VALUES (1)",
        "INSERT INTO shop.children (id, parent_id, nick) VALUES (1, 1, 'n')",
    )
    draft = workshop.generate(tables("store", "shop"))
    assert "ALTER SCHEMA shop RENAME TO store;" in draft.up
    assert "DROP TABLE" not in draft.up
    assert draft.proof is not None
    workshop.migrate()
    assert workshop.rows(
        "SELECT name, mood::text FROM store.children JOIN store.parents p ON p.id = parent_id"
    ) == [("n", "ok")]
    assert workshop.draft(tables("store", "shop")) is None
    workshop.migrate("-1")
    assert workshop.rows("SELECT nick FROM shop.children") == [("n",)]
    workshop.migrate()
    assert workshop.draft(tables("store", "shop")) is None


def test_the_default_schema_keeps_its_name() -> None:
    metadata = tables(None)
    metadata.tables["parents"].info["goofer"] = {"schema_renamed_from": "shop"}
    with pytest.raises(EntityError, match="in the default schema"):
        SchemaRegistry(metadata).desired(get_dialect("postgresql"))
