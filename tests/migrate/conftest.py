"""A folder of migrations, and a migrator on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goofer_py.errors import MigrationFailed
from goofer_py.migrate.migrator import Migrator


class Folder:
    """A folder that migrations are written to in one line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()

    def add(self, title: str, up: str, down: str | None = "SELECT 1") -> Path:
        """Write a migration and return the path of its up file."""
        if down is not None:
            (self.path / f"{title}.down.sql").write_text(down, encoding="utf-8")
        file = self.path / f"{title}.up.sql"
        file.write_text(up, encoding="utf-8")
        return file

    def table(self, version: str, name: str) -> Path:
        """Write a migration that makes a table with one row."""
        return self.add(
            f"{version}_{name}",
            f"CREATE TABLE {name} (x int);\nINSERT INTO {name} VALUES (1);\n",
            f"DROP TABLE {name};\n",
        )

    def remove(self, title: str) -> None:
        """Remove both files of a migration."""
        for file in self.path.glob(f"{title}.*"):
            file.unlink()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "migrations")


@pytest.fixture
def migrator(every_database_url: str, folder: Folder) -> Iterator[Migrator]:
    with Migrator(every_database_url, folder.path) as migrator:
        yield migrator


@pytest.fixture
def transactional(database_url: str, folder: Folder) -> Iterator[Migrator]:
    """Give a migrator on each database that rolls back DDL."""
    with Migrator(database_url, folder.path) as migrator:
        yield migrator


@pytest.fixture
def mysql(mysql_kind_url: str, folder: Folder) -> Iterator[Migrator]:
    """Give a migrator on MySQL and on MariaDB, whose DDL commits by itself."""
    with Migrator(mysql_kind_url, folder.path) as migrator:
        yield migrator


@pytest.fixture
def sqlite(folder: Folder) -> Iterator[Migrator]:
    with Migrator("sqlite://", folder.path) as migrator:
        yield migrator


@pytest.fixture
def postgresql(postgresql_url: str, folder: Folder) -> Iterator[Migrator]:
    with Migrator(postgresql_url, folder.path) as migrator:
        yield migrator


def tables(migrator: Migrator) -> list[str]:
    """Return the single-letter tables that the database has."""
    return [name for name in "abcdef" if migrator.session.locate(name)]


def failure(run: Callable[[], object]) -> MigrationFailed:
    """Return the failure that a run ends with."""
    with pytest.raises(MigrationFailed) as error:
        run()
    return error.value
