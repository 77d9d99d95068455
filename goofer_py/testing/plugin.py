"""The fixtures that pytest gives to every test of a program that has goofer installed.

pytest imports this module in each of its runs, so it imports nothing but pytest itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from goofer_py.config import Settings
    from goofer_py.migrate.migrator import Migrator
    from goofer_py.seeds.seeder import Seeder
    from goofer_py.testing.databases import Databases


@pytest.fixture(scope="session")
def goofer_settings(pytestconfig: pytest.Config) -> Settings:
    """Return the settings of goofer.toml or pyproject.toml, looked for from pytest's rootdir up."""
    import os
    from dataclasses import replace

    from goofer_py.config import load_settings

    settings = load_settings(None, os.environ, {}, pytestconfig.rootpath)
    if settings.files or "directory" in settings.places:
        return settings
    return replace(settings, directory=pytestconfig.rootpath / settings.directory)


@pytest.fixture(scope="session")
def _goofer_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    from goofer_py.testing.databases import Databases

    with Databases(tmp_path_factory.mktemp("goofer")) as databases:
        yield databases


@pytest.fixture
def goofer_url(goofer_settings: Settings, _goofer_databases: Databases) -> str:
    """Return the URL that the tests' databases are made beside.

    It names an empty database beside the one of the settings, which is left alone. Override it to
    test on another server; nothing is written to the database that it names.
    """
    return _goofer_databases.beside(goofer_settings.required_url)


@pytest.fixture
def goofer_history_url(goofer_settings: Settings) -> str | None:
    """Return the URL of the database whose history the checks read; None leaves that check out."""
    return goofer_settings.url


@pytest.fixture
def goofer_migrator(goofer_settings: Settings, goofer_url: str) -> Iterator[Migrator]:
    """Give a Migrator on an empty database of this test's own; nothing is applied yet."""
    from goofer_py.stores.registry import open_store
    from goofer_py.testing.databases import migrator_on

    with open_store(goofer_url).spare() as spare, migrator_on(spare, goofer_settings) as migrator:
        yield migrator


@pytest.fixture
def migrated_url(
    goofer_settings: Settings, goofer_url: str, _goofer_databases: Databases
) -> Iterator[str]:
    """Give the URL of a database of this test's own with all migrations applied."""
    with _goofer_databases.migrated(goofer_settings, goofer_url).url() as url:
        yield url


@pytest.fixture
def migrated_engine(
    goofer_settings: Settings, goofer_url: str, _goofer_databases: Databases
) -> Iterator[Engine]:
    """Give an engine on a database of this test's own with all migrations applied."""
    with _goofer_databases.migrated(goofer_settings, goofer_url).engine() as engine:
        yield engine


@pytest.fixture
def migrated_connection(
    goofer_settings: Settings, goofer_url: str, _goofer_databases: Databases
) -> Iterator[Connection]:
    """Give a connection to a migrated database, in a transaction that is rolled back."""
    with _goofer_databases.migrated(goofer_settings, goofer_url).connection() as connection:
        yield connection


@pytest.fixture
def goofer_seeder(goofer_settings: Settings, migrated_url: str) -> Iterator[Seeder]:
    """Give a Seeder on a migrated database of this test's own; nothing is seeded yet.

    Its environment is that of the settings, or "test".
    """
    from goofer_py.testing.seeds import seeder_on

    environment = goofer_settings.environment or "test"
    with seeder_on(migrated_url, goofer_settings, environment) as seeder:
        yield seeder
