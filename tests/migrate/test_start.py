"""What a start loads."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
