"""What the fixtures share, and that nothing of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from goofer_py.config import Settings
from goofer_py.errors import MigrationFailed
from goofer_py.stores.url import parse_url
from goofer_py.testing.databases import Databases
from tests.servers.postgresql import Server
from tests.testing.conftest import CREATE


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "001_step.up.sql").write_text(CREATE[0])
    (folder / "001_step.down.sql").write_text(CREATE[1])
    return Settings(directory=folder)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return the folder of the databases that are files."""
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def test_the_migrations_run_once_for_all_copies(
    settings: Settings, files: Path, every_database_url: str
) -> None:
    with Databases(files) as databases:
        with databases.migrated(settings, every_database_url).engine():
            (settings.directory / "001_step.up.sql").write_text("NONSENSE;")
        with databases.migrated(settings, every_database_url).engine() as engine:
            assert inspect(engine).has_table("users")


def test_other_settings_have_a_database_of_their_own(
    settings: Settings, files: Path, every_database_url: str
) -> None:
    other = Settings(directory=settings.directory, history_table="own_history")
    with Databases(files) as databases:
        databases.migrated(settings, every_database_url)
        with databases.migrated(other, every_database_url).engine() as engine:
            assert inspect(engine).has_table("own_history")


def test_no_file_is_left_behind(settings: Settings, files: Path, sqlite_url: str) -> None:
    with Databases(files) as databases:
        databases.beside(sqlite_url)
        migrated = databases.migrated(settings, sqlite_url)
        with migrated.url(), migrated.engine() as engine, migrated.connection() as connection:
            connection.execute(text("SELECT 1"))
            inspect(engine).get_table_names()
            assert list(files.iterdir())
    assert list(files.iterdir()) == []


def test_no_database_is_left_behind(
    settings: Settings, files: Path, postgresql_server: Server
) -> None:
    names = []
    with Databases(files) as databases:
        beside = databases.beside(postgresql_server.url)
        names.append(parse_url(beside).database)
        migrated = databases.migrated(settings, beside)
        with migrated.url() as url, migrated.engine() as engine:
            names += [parse_url(url).database, engine.url.database]
            with migrated.connection() as connection:
                names.append(connection.engine.url.database)
            assert [postgresql_server.has_database(str(name)) for name in names] == [True] * 4
    assert len(set(names)) == 4
    assert [postgresql_server.has_database(str(name)) for name in names] == [False] * 4


def test_migrations_that_fail_leave_nothing_behind(
    settings: Settings, files: Path, sqlite_url: str
) -> None:
    (settings.directory / "001_step.up.sql").write_text("NONSENSE;")
    with Databases(files) as databases:
        with pytest.raises(MigrationFailed):
            databases.migrated(settings, sqlite_url)
        assert list(files.iterdir()) == []


@pytest.mark.parametrize("driver", ["asyncpg", "psycopg", "psycopg2"])
def test_an_engine_works_whatever_driver_the_url_names(
    settings: Settings, files: Path, postgresql_url: str, driver: str
) -> None:
    url = postgresql_url.replace("postgresql:", f"postgresql+{driver}:")
    with Databases(files) as databases:
        migrated = databases.migrated(settings, url)
        with migrated.url() as own, migrated.engine() as engine:
            assert own.startswith(f"postgresql+{driver}:")
            assert inspect(engine).has_table("users")
