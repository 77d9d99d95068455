"""What a start loads."""

from __future__ import annotations

import subprocess
import sys

import pytest

from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.store import Row, Session
from tests.migrate.conftest import Folder

HEAVY = {
    "sqlalchemy",
    "alembic",
    "jinja2",
    "pydantic",
    "rich",
    "sqlglot",
    "goofer_py.operations",
    "goofer_py.schema",
    "goofer_py.dialects.dialect",
}
PROGRAM = """
import sys
from goofer_py.migrate.migrator import Migrator
with Migrator(sys.argv[1], sys.argv[2]) as migrator:
    {call}
print("\\n".join(sys.modules))
"""


def loaded(url: str, folder: Folder, call: str) -> set[str]:
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(call=call), url, folder.path],
        check=True,
        capture_output=True,
        text=True,
    )
    return set(found.stdout.split())


@pytest.mark.parametrize("call", ["migrator.status()", "migrator.up()"])
def test_a_run_loads_nothing_heavy(every_database_url: str, folder: Folder, call: str) -> None:
    folder.table("1", "a")

    modules = loaded(every_database_url, folder, call)

    assert HEAVY & modules == set()
    assert ("psycopg" in modules) == every_database_url.startswith("postgresql")
    assert ("pymysql" in modules) == every_database_url.startswith(("mysql", "mariadb"))


def test_a_look_loads_nothing_of_what_runs_migrations(sqlite_url: str, folder: Folder) -> None:
    modules = loaded(sqlite_url, folder, "migrator.status()")

    assert not {"goofer_py.migrate.run", "goofer_py.dialects.splitter", "asyncio"} & modules


@pytest.mark.parametrize("before", ["up", "down and up"])
def test_a_run_with_nothing_to_do_asks_once(
    every_database_url: str, folder: Folder, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    folder.table("1", "a")
    with Migrator(every_database_url, folder.path) as migrator:
        migrator.up()
        if before != "up":
            migrator.down()
            migrator.up()
    asked: list[str] = []

    def note(session: Session) -> None:
        query = session.query

        def noted(sql: str) -> list[Row]:
            asked.append(sql)
            return query(sql)

        monkeypatch.setattr(session, "query", noted)
        for other in ("execute", "run_statements", "begin"):
            monkeypatch.setattr(session, other, asked.append)

    with Migrator(every_database_url, folder.path) as migrator:
        note(migrator.session)
        assert migrator.up().versions == ()

    assert len(asked) == 1
