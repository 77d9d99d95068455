"""Foreign keys that a server would take, and never let a row obey."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from goofer_py.errors import UnkeyedReference
from goofer_py.generate.generator import MigrationGenerator
from goofer_py.generate.options import GenerateOptions
from goofer_py.introspect.ignore import Ignore
from goofer_py.introspect.scope import Scope
from goofer_py.registry import SchemaRegistry
from tests.generate.conftest import Workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(f"sqlite:///{tmp_path / 'app.db'}", tmp_path / "migrations")


def shops(*, unique: bool = False, refers: bool = True, index: bool = False) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "shops",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.Integer, unique=unique, index=index or None),
    )
    target = [sa.ForeignKey("shops.code", name="fk_shop")] if refers else []
    sa.Table(
        "orders",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("shop", sa.Integer, *target),
    )
    return metadata


@pytest.mark.parametrize("there", [True, False], ids=["added", "with its table"])
def test_a_foreign_key_to_what_is_not_unique_is_refused_in_words(
    workshop: Workshop, there: bool
) -> None:
    if there:
        workshop.generate(shops(refers=False))
        workshop.migrate()
    with pytest.raises(UnkeyedReference, match="over shop of orders points at code of shops") as e:
        workshop.generate(shops())
    assert (e.value.table, e.value.target, e.value.columns) == ("orders", "shops", ("code",))
    assert "every write to orders would fail. Nothing was written." in str(e.value)
    assert workshop.generate(shops(unique=True)) is not None


def test_one_that_is_there_already_can_be_mended(workshop: Workshop) -> None:
    workshop.run(
        "CREATE TABLE shops (id INTEGER NOT NULL PRIMARY KEY, code INTEGER)",
        "CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY,"
        " shop INTEGER CONSTRAINT fk_shop REFERENCES shops (code))",
    )
    workshop.generate(shops(unique=True))
    workshop.migrate()
    assert workshop.draft(shops(unique=True)) is None


@pytest.mark.parametrize("there", [True, False], ids=["added", "with its table"])
def test_a_server_that_can_do_with_an_index_is_given_one_or_the_key_is_refused(
    mysql_kind_url: str, tmp_path: Path, there: bool
) -> None:
    workshop = Workshop(mysql_kind_url, tmp_path / "migrations")
    if there:
        workshop.generate(shops(refers=False))
        workshop.migrate()
    with pytest.raises(UnkeyedReference, match="no key or index begins with that: m") as caught:
        workshop.generate(shops())
    assert caught.value.columns == ("code",)
    assert workshop.generate(shops(index=True)) is not None
    workshop.migrate()
    assert workshop.draft(shops(index=True)) is None


@pytest.mark.parametrize("there", [True, False])
def test_a_foreign_key_to_no_table_is_refused_in_words(workshop: Workshop, there: bool) -> None:
    orders = "CREATE TABLE orders (id INTEGER PRIMARY KEY, shop INTEGER REFERENCES shops (id));"
    if there:
        workshop.run("CREATE TABLE shops (id INTEGER PRIMARY KEY)")
    path = workshop.directory.parent / "schema.sql"
    path.write_text(orders, encoding="utf-8")
    registry = SchemaRegistry()
    registry.register_files(path)
    options = GenerateOptions(scope=Scope(ignore=Ignore({"tables": ("shops",)})))
    generator = MigrationGenerator(
        registry, "sqlite", workshop.directory, database=workshop.url, options=options
    )
    with generator.migrator:
        if there:
            assert generator.draft() is not None
        else:
            with pytest.raises(UnkeyedReference, match="points at shops, and there is no such"):
                generator.draft()
