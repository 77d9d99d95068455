"""SQLite scripts that carry what makes them safe when they are run by hand."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event

from goofer_py.errors import RebuildRefused
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, failure

TABLES = """\
CREATE TABLE a (id integer PRIMARY KEY, n text);
CREATE TABLE b (a_id integer NOT NULL REFERENCES a (id) ON DELETE CASCADE);
INSERT INTO a VALUES (1, 'one'), (2, 'two');
INSERT INTO b VALUES (1), (2), (2);
"""
REBUILD = """\
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
CREATE TABLE new_a (id integer PRIMARY KEY, n text NOT NULL);
INSERT INTO new_a SELECT id, n FROM a;
DROP TABLE a;
ALTER TABLE new_a RENAME TO a;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;
"""


@pytest.fixture
def guarded(folder: Folder, tmp_path: Path) -> Migrator:
    folder.add("1_tables", TABLES, "DROP TABLE b; DROP TABLE a")
    folder.add("2_rebuild", REBUILD)
    migrator = Migrator(f"sqlite:///{tmp_path}/x.db", folder.path)
    migrator.up(steps=1)
    migrator.session.execute("PRAGMA foreign_keys = ON")
    return migrator


def rows(migrator: Migrator) -> tuple[int, int]:
    ((found,),) = migrator.session.query("SELECT count(*) FROM a")
    ((referring,),) = migrator.session.query("SELECT count(*) FROM b")
    return found, referring


def test_a_rebuild_keeps_every_row_that_refers_to_the_table(guarded: Migrator) -> None:
    result = guarded.up()

    assert rows(guarded) == (2, 3)
    assert result.migrations[0].statements == 5
    assert guarded.session.query("PRAGMA foreign_keys") == [(1,)]
    assert (
        "NOT NULL" in guarded.session.query("SELECT sql FROM sqlite_master WHERE name = 'a'")[0][0]
    )
    guarded.close()


def test_the_pragma_comes_back_to_what_it_was(guarded: Migrator) -> None:
    guarded.session.execute("PRAGMA foreign_keys = OFF")

    guarded.up()

    assert guarded.session.query("PRAGMA foreign_keys") == [(0,)]
    guarded.close()


def test_a_rebuild_that_fails_leaves_everything_as_it_was(
    guarded: Migrator, folder: Folder
) -> None:
    folder.add("2_rebuild", REBUILD.replace("SELECT id, n FROM a", "SELECT id, NULL FROM a"))

    error = failure(guarded.up)

    assert (error.line, error.undone) == (4, True)
    assert rows(guarded) == (2, 3)
    assert guarded.session.query("PRAGMA foreign_keys") == [(1,)]
    assert not guarded.session.in_transaction
    guarded.close()


def test_a_rebuild_that_loses_a_row_that_is_referred_to_fails(
    guarded: Migrator, folder: Folder
) -> None:
    folder.add("2_rebuild", REBUILD.replace("FROM a;", "FROM a WHERE id = 1;", 1))

    error = failure(guarded.up)

    assert "foreign key check: b row 2 refers to no row of a" in error.server
    assert rows(guarded) == (2, 3)
    guarded.close()


def test_a_run_in_one_transaction_switches_the_guard_off_before_it(
    guarded: Migrator, folder: Folder
) -> None:
    folder.add("3_more", "INSERT INTO b VALUES (1);")

    assert guarded.up(single_transaction=True).versions == ("2", "3")
    assert rows(guarded) == (2, 4)
    assert guarded.session.query("PRAGMA foreign_keys") == [(1,)]
    guarded.close()


def test_a_run_in_one_transaction_still_finds_rows_that_refer_to_none(
    guarded: Migrator, folder: Folder
) -> None:
    folder.add("3_more", "INSERT INTO b VALUES (77);")

    error = failure(lambda: guarded.up(single_transaction=True))

    assert "foreign key check" in error.server
    assert rows(guarded) == (2, 3)
    assert guarded.current_version() == "1"
    guarded.close()


def test_a_connection_inside_of_a_transaction_is_refused(folder: Folder, tmp_path: Path) -> None:
    folder.add("1_tables", TABLES)
    folder.add("2_rebuild", REBUILD)
    engine = create_engine(f"sqlite:///{tmp_path}/x.db")

    @event.listens_for(engine, "connect")
    def guard(connection: sqlite3.Connection, record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")

    with engine.connect() as connection:
        with connection.begin():
            with pytest.raises(RebuildRefused, match=r"2_rebuild .up. was not run") as error:
                Migrator(connection, folder.path).up()
            assert "Applied before it in this run: 1_tables." in str(error.value)
            assert "a transaction is open" in str(error.value)
        assert Migrator(connection, folder.path).up().versions == ("2",)
    assert rows(Migrator(engine, folder.path)) == (2, 3)
    engine.dispose()


def test_settings_without_a_transaction_are_kept_out_of_it(folder: Folder, tmp_path: Path) -> None:
    folder.add("1_a", "PRAGMA journal_mode = WAL;\nCREATE TABLE a (x);\nPRAGMA user_version = 7;")
    with Migrator(f"sqlite:///{tmp_path}/x.db", folder.path) as migrator:
        migrator.up()

        assert migrator.session.query("PRAGMA journal_mode") == [("wal",)]
        assert migrator.session.query("PRAGMA user_version") == [(7,)]


def test_a_setting_after_the_transaction_that_fails_does_not_undo_it(
    sqlite: Migrator, folder: Folder
) -> None:
    folder.add("1_a", "CREATE TABLE a (x);\nPRAGMA journal_mode = 'x' 'y';")

    error = failure(sqlite.up)

    assert (error.undone, error.line) == (False, 2)
    assert "The migration itself is committed" in str(error)
    assert sqlite.current_version() == "1"
    assert sqlite.history()[-1].status == "done"


@pytest.mark.parametrize("script", ["rebuild", "transaction"])
def test_the_scripts_own_commit_is_goofers(
    transactional: Migrator, folder: Folder, script: str
) -> None:
    body = "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\nINSERT INTO missing VALUES (1);"
    folder.add("1_a", f"BEGIN;\n{body}\nCOMMIT;")

    assert failure(transactional.up).line == 4
    assert transactional.session.locate("a") is None

    folder.add("1_a", f"BEGIN;\n{body.rpartition('INSERT')[0]}\nCOMMIT;")
    assert transactional.up().migrations[0].statements == 2
    assert transactional.current_version() == "1"


def test_the_same_file_is_as_safe_by_hand(folder: Folder, tmp_path: Path) -> None:
    program = shutil.which("sqlite3")
    database = tmp_path / "x.db"
    connection = sqlite3.connect(database)
    connection.executescript(TABLES)
    if program:
        subprocess.run(
            [program, "-bail", "-cmd", "PRAGMA foreign_keys = ON", database],
            input=REBUILD,
            text=True,
            check=True,
        )
    else:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        for statement in REBUILD.split(";\n"):
            connection.execute(statement)

    assert connection.execute("SELECT count(*) FROM b").fetchone() == (3,)
    connection.close()
