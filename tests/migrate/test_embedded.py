"""Migrations that come with a program: in a package, an archive, or in memory."""

from __future__ import annotations

import subprocess
import sys
import zipapp
from pathlib import Path

import pytest

from goofer_py import ListSource, Migration, Migrator, PackageSource
from goofer_py.errors import FileError, UsageError
from tests.migrate.conftest import Folder, tables

A = Migration.of_text("1", "a", "CREATE TABLE a (x int)", "DROP TABLE a")
B = Migration.of_text("2", "b", "CREATE TABLE b (x int)")


def test_a_list_runs_in_the_order_of_its_versions(every_database_url: str) -> None:
    with Migrator(every_database_url, ListSource([B, A])) as migrator:
        assert migrator.up().versions == ("1", "2")
        assert tables(migrator) == ["a", "b"]
        with pytest.raises(FileError, match=r"2_b has no down file"):
            migrator.down()


@pytest.mark.parametrize(
    ("migrations", "words"),
    [
        ([A, Migration.of_text("01", "again", "")], "1_a and 01_again have the same version"),
        ([Migration.of_text("v1", "a", "")], "made of digits"),
    ],
)
def test_a_list_refuses_versions_that_have_no_order(
    migrations: list[Migration], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        ListSource(migrations)


@pytest.mark.parametrize("marked", [True, False])
def test_a_package_holds_migrations(
    sqlite_url: str, folder: Folder, monkeypatch: pytest.MonkeyPatch, marked: bool
) -> None:
    folder.table("1", "a")
    if marked:
        (folder.path / "__init__.py").touch()
    package = f"holds_{marked}".lower()
    folder.path.rename(folder.path.with_name(package))
    monkeypatch.syspath_prepend(str(folder.path.parent))

    with Migrator(sqlite_url, PackageSource(package)) as migrator:
        assert migrator.up().versions == ("1",)
        assert migrator.down().versions == ("1",)


def test_a_package_that_is_not_there_is_told(sqlite_url: str) -> None:
    with (
        Migrator(sqlite_url, PackageSource("no.such.package")) as migrator,
        pytest.raises(FileError, match=r"no migrations in the package no\.such\.package"),
    ):
        migrator.up()


PYTHON = """\
from dataclasses import dataclass
from steps import words


@dataclass
class Row:
    x: int


def up(context):
    context.execute("INSERT INTO a VALUES (?)", Row(words.ANSWER).x)


def down(context):
    context.execute("DELETE FROM a")
"""
MAIN = """\
import sys
from goofer_py import Migrator, PackageSource
with Migrator(sys.argv[1], PackageSource("steps")) as migrator:
    print(*migrator.up().versions)
    print(*migrator.session.query("SELECT x FROM a")[0])
    print(*migrator.down(2).versions, *migrator.up().versions)
print(PackageSource("steps").migration("2").up.path)
"""


def archive_in(folder: Path, python: str) -> Path:
    """Make an archive that Python runs, with a migration in SQL and one in Python."""
    steps = folder / "app" / "steps"
    steps.mkdir(parents=True)
    for name, text in {
        "__init__.py": "",
        "words.py": "ANSWER = 42\n",
        "1_a.up.sql": "CREATE TABLE a (x int);",
        "1_a.down.sql": "DROP TABLE a;",
        "2_fill.py": python,
    }.items():
        (steps / name).write_text(text)
    (folder / "app" / "__main__.py").write_text(MAIN)
    archive = folder / "app.pyz"
    zipapp.create_archive(folder / "app", archive)
    return archive


def test_an_archive_holds_migrations_in_sql_and_python(sqlite_url: str, tmp_path: Path) -> None:
    archive = archive_in(tmp_path, PYTHON)
    ran = subprocess.run(
        [sys.executable, archive, sqlite_url], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("1 2\n42\n2 1 1 2\nsteps/2_fill.py\n", "")


def test_a_python_file_in_an_archive_that_is_wrong_is_told_by_its_place(
    sqlite_url: str, tmp_path: Path
) -> None:
    archive = archive_in(tmp_path, "def up(context:\n")
    ran = subprocess.run(
        [sys.executable, archive, sqlite_url], capture_output=True, text=True, check=False
    )
    assert "steps/2_fill.py:1:" in ran.stderr
    assert "the file is not Python" in ran.stderr
