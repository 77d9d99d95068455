"""The fixtures, in the tests of a project."""

from __future__ import annotations

import subprocess
import sys

import pytest

from goofer_py.stores.registry import open_store
from tests.testing.conftest import Project

USES_ALL = """
import pytest
from sqlalchemy import create_engine, inspect, text

def names(engine):
    return inspect(engine).get_table_names()

def test_settings(goofer_settings):
    assert goofer_settings.directory.name == "migrations"

def test_url_is_of_another_database(goofer_settings, goofer_url):
    assert goofer_url != goofer_settings.url

def test_migrator(goofer_migrator):
    assert goofer_migrator.current_version() is None
    goofer_migrator.up_to("001")
    assert goofer_migrator.current_version() == "001"

@pytest.mark.parametrize("turn", [1, 2])
def test_engine(migrated_engine, turn):
    assert names(migrated_engine) == ["goofer_history", "users"]
    with migrated_engine.begin() as connection:
        connection.execute(text("INSERT INTO users (id) VALUES (1)"))
    with migrated_engine.begin() as connection:
        connection.execute(text("CREATE TABLE more (id INTEGER)"))

def test_url_of_a_migrated_database(migrated_url):
    engine = create_engine(migrated_url.replace("postgresql:", "postgresql+psycopg:"))
    assert names(engine) == ["goofer_history", "users"]
    engine.dispose()

@pytest.mark.parametrize("turn", [1, 2])
def test_connection(migrated_connection, turn):
    migrated_connection.execute(text("CREATE TABLE more (id INTEGER)"))
    with migrated_connection.begin_nested():
        migrated_connection.execute(text("INSERT INTO users (id) VALUES (1)"))

@pytest.mark.parametrize("turn", [1, 2])
def test_session(migrated_connection, turn):
    from sqlalchemy.orm import Session

    with Session(migrated_connection, join_transaction_mode="create_savepoint") as session:
        session.execute(text("INSERT INTO users (id) VALUES (1)"))
        session.commit()
        session.execute(text("INSERT INTO users (id) VALUES (2)"))
        session.rollback()
    assert migrated_connection.scalar(text("SELECT count(*) FROM users")) == 1

@pytest.mark.parametrize("turn", [1, 2])
def test_connection_that_is_committed(migrated_connection, turn):
    migrated_connection.execute(text("INSERT INTO users (id) VALUES (1)"))
    migrated_connection.commit()
"""

OVERRIDES = """
import pytest

@pytest.fixture
def goofer_settings():
    from pathlib import Path
    from goofer_py.config import Settings
    return Settings(directory=Path("elsewhere"))

@pytest.fixture
def goofer_url():
    return {url!r}

def test_it(migrated_engine, goofer_migrator):
    from sqlalchemy import inspect
    assert inspect(migrated_engine).get_table_names() == ["goofer_history", "users"]
    assert goofer_migrator.up().current == "001"
"""

IN_MEMORY = """
import pytest
from sqlalchemy import text
from goofer_py import Migrator
from goofer_py.testing import engine_in_memory

@pytest.fixture
def engine():
    with Migrator("sqlite://", "migrations") as migrator:
        migrator.up()
        yield engine_in_memory(migrator)

@pytest.mark.parametrize("turn", [1, 2])
def test_rows(engine, turn):
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO users (id) VALUES (1)"))
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO users (id) VALUES (2)"))
        connection.rollback()
    with engine.connect() as one, engine.connect() as other:
        assert one.scalar(text("SELECT count(*) FROM users")) == 1
        assert other.scalar(text("SELECT count(*) FROM users")) == 1
"""


def tables(url: str) -> int:
    store = open_store(url)
    if not store.exists():
        return 0
    session = store.connect()
    try:
        return 0 if session.locate("goofer_history") is None else 1
    finally:
        session.close()


def test_every_test_has_what_it_asks_for_and_the_database_itself_is_left_alone(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Here pytest finds the plugin by itself, because it is installed.
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    monkeypatch.delenv("PYTEST_PLUGINS")
    project.run(USES_ALL).assert_outcomes(passed=12)
    assert tables(project.url) == 0


def test_settings_and_url_can_be_the_users_own(project: Project) -> None:
    (project.pytester.path / "goofer.toml").unlink()
    project.folder.rename(project.pytester.path / "elsewhere")
    (project.pytester.path / "elsewhere" / "002_step.up.sql").unlink()
    (project.pytester.path / "elsewhere" / "002_step.down.sql").unlink()
    project.run(OVERRIDES.format(url=project.url)).assert_outcomes(passed=1)
    assert tables(project.url) == 0


def test_without_a_url_the_error_says_how_to_give_one(project: Project) -> None:
    (project.pytester.path / "goofer.toml").unlink()
    result = project.run("def test_it(migrated_engine): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*No database is named*"])


def test_a_migration_that_fails_ends_the_test_with_its_place(project: Project) -> None:
    project.write(("NONSENSE;", ""))
    result = project.run("def test_it(migrated_engine): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*001_step.up.sql:1:1*"])


def test_a_database_in_memory_serves_a_test_suite(project: Project) -> None:
    project.run(IN_MEMORY).assert_outcomes(passed=2)


def test_the_plugin_imports_nothing_of_goofer_before_it_is_used() -> None:
    # What a bare interpreter has of goofer after importing what pytest imports in every run.
    program = (
        "import sys, goofer_py.testing.plugin\n"
        "print(sorted(name for name in sys.modules if name.startswith(('goofer', 'sqlalch'))))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == str(
        ["goofer_py", "goofer_py.testing", "goofer_py.testing.plugin"]
    )
