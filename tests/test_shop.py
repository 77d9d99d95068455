"""The migrations of examples/shop, with rows in the tables, on every database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.migrate.migrator import Migrator
from scripts.shop import (
    AUDIT_SCHEMA,
    EXAMPLE,
    HAVE_SCHEMAS,
    ROOT,
    Generation,
    environment,
    generations,
    insert,
    newborn,
)

Rows = list[dict[str, Any]]
"""The rows of a table, in an order that follows from what is in them."""

LOST = {"stock": {"stock_levels.id", "employees.department_id"}, "tidy": {"wishes"}}
"""What a generation drops for good or fills, so that its way back cannot know what it was."""


@pytest.fixture
def database_url(every_database_url: str) -> str:
    """Give an empty database of each kind, for the tests of this module."""
    return every_database_url


@pytest.mark.slow
def test_each_generation_goes_up_down_and_up_with_rows_in_the_tables(database_url: str) -> None:
    for generation, versions in _history(database_url):
        before = _rows(database_url)
        with _migrator(database_url) as migrator:
            migrator.up_to(versions[-1])
            after = _rows(database_url)
            migrator.down(len(versions))
            assert _kept(_rows(database_url), generation) == _kept(before, generation)

            migrator.up_to(versions[-1])
            assert _rows(database_url) == after
        insert(_dialect(database_url), database_url, generation.rows(_dialect(database_url)))


def test_all_generations_go_down_to_nothing_and_up_again(database_url: str) -> None:
    for generation, versions in _history(database_url):
        with _migrator(database_url) as migrator:
            migrator.up_to(versions[-1])
        insert(_dialect(database_url), database_url, generation.rows(_dialect(database_url)))
    tables = set(_rows(database_url))

    with _migrator(database_url) as migrator:
        migrator.down_to("zero")
        assert set(_rows(database_url)) == set()

        migrator.up()
    assert set(_rows(database_url)) == tables


def test_migrations_end_where_the_entities_are(database_url: str) -> None:
    with _migrator(database_url) as migrator:
        migrator.up()

    run = subprocess.run(
        [
            *(sys.executable, "-m", "goofer_py", "makemigrations", "--check"),
            *("--url", database_url, "--directory", str(_migrations(database_url))),
        ],
        cwd=EXAMPLE,
        env=environment(_dialect(database_url)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"


@pytest.mark.long
@pytest.mark.parametrize(
    "kind",
    [
        "sqlite",
        *(
            pytest.param(kind, marks=getattr(pytest.mark, kind))
            for kind in ("postgresql", "mysql", "mariadb")
        ),
    ],
)
def test_the_generations_can_be_lived_again(
    request: pytest.FixtureRequest, kind: str, tmp_path: Path
) -> None:
    database_url: str = request.getfixturevalue(f"{kind}_url")
    dialect = _dialect(database_url)
    shop = newborn(tmp_path / "shop", dialect, database_url, tmp_path / "migrations")

    for generation in generations():
        shop.live(generation)

    assert _names(shop.migrations) == _names(_migrations(database_url))


def _history(url: str) -> Iterator[tuple[Generation, list[str]]]:
    """Give each generation with the versions of its migrations, the oldest first."""
    names = [file.name for file in sorted(_migrations(url).glob("*.up.sql"))]
    for generation in generations():
        count = 2 if generation.by_hand else 1
        own, names = names[:count], names[count:]
        assert own[0].endswith(f"_{generation.name}.up.sql")
        yield generation, [name.partition("_")[0] for name in own]
    assert names == []


def _names(migrations: Path) -> list[str]:
    return [file.name.partition("_")[2] for file in sorted(migrations.iterdir())]


def _migrations(url: str) -> Path:
    return ROOT / "migrations" / _dialect(url)


def _dialect(url: str) -> str:
    return url.partition(":")[0].partition("+")[0]


def _migrator(url: str) -> Migrator:
    return Migrator(url, _migrations(url))


def _rows(url: str) -> dict[str, Rows]:
    """Return the rows of every table but goofer's own."""
    with _connection(url) as connection:
        schemas = ["public", AUDIT_SCHEMA] if _dialect(url) in HAVE_SCHEMAS else [None]
        inspector = sa.inspect(connection)
        names = [(s, name) for s in schemas for name in inspector.get_table_names(s)]
        return {
            name: _rows_of_table(connection, schema, name)
            for schema, name in names
            if not name.startswith("goofer_")
        }


def _rows_of_table(connection: sa.Connection, schema: str | None, name: str) -> Rows:
    quote = connection.dialect.identifier_preparer.quote
    place = ".".join(quote(part) for part in (schema, name) if part)
    found = connection.exec_driver_sql(f"SELECT * FROM {place}").mappings().all()
    return _in_order(dict(sorted(dict(row).items())) for row in found)


def _in_order(rows: Iterable[dict[str, Any]]) -> Rows:
    return sorted(rows, key=repr)


def _kept(rows: dict[str, Rows], generation: Generation) -> dict[str, Rows]:
    """Return the rows that the way back of `generation` has to restore."""
    lost = LOST.get(generation.name, set())
    return {
        table: _in_order(
            {name: value for name, value in row.items() if f"{table}.{name}" not in lost}
            for row in found
        )
        for table, found in rows.items()
        if table not in lost
    }


@contextmanager
def _connection(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
