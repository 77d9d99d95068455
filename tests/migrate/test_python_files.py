"""Migrations in Python files, in one order with those in SQL."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from goofer_py.errors import DirtyOrDrifted, FileError, MigrationFailed
from goofer_py.generate.generator import MigrationGenerator
from goofer_py.generate.verify import verify
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.sources import DirectorySource
from goofer_py.registry import SchemaRegistry
from goofer_py.stores.registry import open_store

FILL = '''\
"""Hash names."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass
class Hashed:
    name: str

    def text(self) -> str:
        return sha256(self.name.encode()).hexdigest()[:8]


def up(context):
    context.execute("ALTER TABLE t ADD COLUMN hash VARCHAR(8)")
    for name, in context.query("SELECT name FROM t"):
        context.execute("UPDATE t SET hash = ? WHERE name = ?", Hashed(name).text(), name)


def down(context):
    context.run("ALTER TABLE t DROP COLUMN hash;")
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = DirectorySource(tmp_path / "migrations")
    source.write("1", "make", "CREATE TABLE t (name VARCHAR(9));", "DROP TABLE t;")
    (source.folder / "2_hash.py").write_text(FILL)
    source.write("3", "more", "INSERT INTO t (name) VALUES ('c');", "DELETE FROM t;")
    (source.folder / "__init__.py").write_text("")
    (source.folder / "shared.py").write_text("X = 1")
    return source.folder


def test_python_files_run_in_the_order_of_the_versions(database_url: str, folder: Path) -> None:
    with Migrator(database_url, folder) as migrator:
        migrator.up(steps=1)
        migrator.session.execute("INSERT INTO t (name) VALUES ('a')")
        assert [m.title for m in migrator.pending_migrations()] == ["2_hash", "3_more"]
        assert migrator.up().versions == ("2", "3")
        rows = migrator.session.query("SELECT name, hash FROM t ORDER BY name")
        assert rows == [("a", "ca978112"), ("c", None)]
        migrator.down(steps=2)
        assert migrator.session.query("SELECT * FROM t") == []
        assert [r.version for r in migrator.history()] == ["1", "2", "3", "3", "2"]
    assert not list(folder.glob("__pycache__"))


def test_threads_may_load_the_same_file_for_many_databases(tmp_path: Path) -> None:
    file = tmp_path / "1_slow.py"
    slow = "import time\ntime.sleep(0.02)\n"
    file.write_text(f"{slow}def up(context):\n    context.run('SELECT 1')\n")
    failed: list[BaseException] = []

    def migrate(number: int) -> None:
        try:
            with Migrator(f"sqlite:///{tmp_path}/{number}.db", tmp_path) as migrator:
                migrator.up()
        except Exception as error:  # noqa: BLE001 - the test tells which
            failed.append(error)

    written = sys.dont_write_bytecode
    threads = [threading.Thread(target=migrate, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert sys.dont_write_bytecode == written


def test_an_applied_file_that_was_edited_is_found(database_url: str, folder: Path) -> None:
    with Migrator(database_url, folder) as migrator:
        migrator.up(steps=2)
        (folder / "2_hash.py").write_text(FILL.replace("[:8]", "[:7]"))
        with pytest.raises(DirtyOrDrifted, match="Changed since they were applied: 2_hash"):
            migrator.up()


def test_down_says_that_the_file_is_gone(database_url: str, folder: Path) -> None:
    with Migrator(database_url, folder) as migrator:
        migrator.up(steps=2)
        (folder / "2_hash.py").unlink()
        with pytest.raises(FileError, match="migration 2 is not there any more"):
            migrator.down()
        assert migrator.current_version() == "2"


def test_an_exception_undoes_all_of_it_and_names_its_line(database_url: str, folder: Path) -> None:
    broken = FILL.replace("    for name, in", '    raise ValueError("no luck")\n    for name, in')
    (folder / "2_hash.py").write_text(broken)
    with Migrator(database_url, folder) as migrator:
        with pytest.raises(MigrationFailed, match=r"2_hash\.py:17: ValueError: no luck"):
            migrator.up()
        assert migrator.current_version() == "1"
        assert migrator.session.query("SELECT * FROM t") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def up(context:\n", "is not Python"),
        ("import nothing_of_that_name\n", "cannot be loaded: ModuleNotFoundError"),
        ("x = 1\n", r"no function up\(context\)"),
    ],
)
def test_a_file_that_cannot_run_is_told_with_its_place(
    database_url: str, folder: Path, text: str, message: str
) -> None:
    (folder / "2_hash.py").write_text(text)
    with Migrator(database_url, folder) as migrator:
        migrator.up(steps=1)
        with pytest.raises(FileError, match=message):
            migrator.up()


def test_a_file_without_down_cannot_be_reverted(database_url: str, folder: Path) -> None:
    (folder / "2_hash.py").write_text("def up(context):\n    pass\n")
    with Migrator(database_url, folder) as migrator:
        migrator.up(steps=2)
        with pytest.raises(FileError, match="so it cannot be reverted"):
            migrator.down()


@pytest.mark.parametrize("other", ["2_hash.up.sql", "2_other.up.sql", "02_other.py"])
def test_a_version_is_there_once(folder: Path, other: str) -> None:
    (folder / other).write_text("")
    with pytest.raises(FileError, match="two migrations have the version") as caught:
        DirectorySource(folder).names()
    assert other in caught.value.message
    assert "2_hash.py" in caught.value.message


def test_verify_goes_through_them_both_ways(database_url: str, folder: Path) -> None:
    found = verify(DirectorySource(folder), open_store(database_url), Scope())
    assert found.versions == ("1", "2", "3")


def test_what_waits_in_python_counts_when_entities_are_compared(
    database_url: str, folder: Path
) -> None:
    metadata = sa.MetaData()
    columns = (sa.Column("name", sa.String(9)), sa.Column("hash", sa.String(8)))
    sa.Table("t", metadata, *columns)
    dialect = database_url.partition(":")[0].partition("+")[0]
    generator = MigrationGenerator(SchemaRegistry(metadata), dialect, folder, database=database_url)
    with generator.migrator:
        assert generator.draft() is None
