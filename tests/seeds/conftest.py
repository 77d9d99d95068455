"""A folder of seeds, beside migrations that make their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from goofer_py.migrate.migrator import Migrator
from goofer_py.seeds.seeder import Seeder

TABLES = """\
CREATE TABLE currencies (
  code VARCHAR(3) PRIMARY KEY,
  name VARCHAR(40) NOT NULL DEFAULT 'no name',
  digits INTEGER,
  rate DECIMAL(20, 8),
  active BOOLEAN
);
CREATE TABLE seen (word VARCHAR(20));
"""


class Program:
    """A program with a database, migrations that are applied, and seeds."""

    def __init__(self, folder: Path, url: str, stack: ExitStack) -> None:
        self.folder = folder
        self.url = url
        self._stack = stack
        (folder / "migrations").mkdir(parents=True)
        (folder / "seeds").mkdir()
        self.migration("1_tables", TABLES)
        self.migrator = stack.enter_context(Migrator(url, folder / "migrations"))
        self.migrator.up()

    def migration(self, title: str, up: str) -> None:
        """Write a migration."""
        (self.folder / "migrations" / f"{title}.up.sql").write_text(up, encoding="utf-8")

    def seed(self, name: str, text: str | bytes) -> Path:
        """Write a seed."""
        path = self.folder / "seeds" / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def seeder(self, environment: str | None = "development", **options: Any) -> Seeder:
        """Return what runs the seeds."""
        options = {"migrations": self.folder / "migrations", **options}
        seeder = Seeder(self.url, self.folder / "seeds", environment=environment, **options)
        return self._stack.enter_context(seeder)

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.migrator.session.query(select)


Make = Callable[[str], Program]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Give a program on a database."""
    with ExitStack() as stack:
        yield lambda url: Program(tmp_path / "program", url, stack)


@pytest.fixture
def program(make: Make, every_database_url: str) -> Program:
    """Give a program on each kind of database."""
    return make(every_database_url)


@pytest.fixture
def on_sqlite(make: Make, sqlite_url: str) -> Program:
    """Give a program on SQLite, for what has nothing to do with the database."""
    return make(sqlite_url)
