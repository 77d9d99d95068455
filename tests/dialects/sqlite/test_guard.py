"""The guard around a dangerous change: when there is one, what it checks, and run by hand."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from goofer_py.diff.hints import Hints
from goofer_py.errors import StatementFailed
from goofer_py.operations import AlterColumn
from goofer_py.schema import Column, Name, Type
from goofer_py.stores.sqlite_session import SQLiteSession
from tests.dialects.sqlite.live import Live, live
from tests.dialects.sqlite.newest import newest

FAMILY = """
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INT REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE other (id INTEGER PRIMARY KEY, post_id INT REFERENCES posts (id));
"""
ROWS = "INSERT INTO users VALUES (1, 'ann'), (2, 'bob'); INSERT INTO posts VALUES (7, 1), (8, 2);"
PRAGMAS = ("PRAGMA foreign_keys = OFF;", "BEGIN IMMEDIATE;", "COMMIT;", "PRAGMA foreign_keys = ON;")


@pytest.mark.parametrize(
    ("after", "guarded"),
    [
        (FAMILY.replace("name TEXT", "name INT"), True),
        (FAMILY.replace("name TEXT", "name TEXT, age INT"), False),
        (FAMILY.replace("name TEXT", "age INT"), False),
        (FAMILY + "CREATE TABLE more (a)", False),
        (FAMILY + "CREATE INDEX ix ON users (name)", False),
        ("\n".join(FAMILY.splitlines()[:3]), True),
    ],
    ids=["rebuild", "add column", "drop column", "create table", "create index", "drop table"],
)
def test_only_what_drops_a_table_is_guarded(after: str, guarded: bool) -> None:
    with live(FAMILY) as db:
        lines = db.change_to(after).up.splitlines()

    assert [line for line in lines if line in PRAGMAS] == (list(PRAGMAS) if guarded else [])


def test_only_tables_that_could_be_broken_are_checked() -> None:
    with live(FAMILY) as db:
        script = db.change_to(FAMILY.replace("name TEXT", "name INT")).up

    assert script.count("FROM (VALUES ('posts'))\n") == 2
    assert "'other'" not in script


def test_a_table_under_a_new_name_is_checked_against_what_it_was() -> None:
    with live(FAMILY) as db:
        db.run("PRAGMA foreign_keys = OFF; INSERT INTO posts VALUES (9, 99)")
        renamed = FAMILY.replace("users", "people").replace("name TEXT", "name INT")
        change = db.change_to(renamed, Hints(tables={Name("people"): Name("users")}))

        db.round_trip(change)


def test_a_conflict_clause_that_swallows_rows_is_found_out() -> None:
    with live("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)") as db:
        db.run("INSERT INTO t (a) VALUES ('x'), ('x')")
        change = db.change_to(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE ON CONFLICT IGNORE)"
        )
        contents = db.contents()

        with pytest.raises(StatementFailed, match="every row is copied"):
            db.run(change.up)
        db.run("ROLLBACK")

        assert db.contents() == contents


def test_another_foreign_keys_better_days_do_not_hide_a_broken_one() -> None:
    before = """
    CREATE TABLE p (id INTEGER PRIMARY KEY);
    CREATE TABLE q (id INTEGER PRIMARY KEY);
    CREATE TABLE c (a INT REFERENCES p (id), b INT);
    """
    after = before.replace("a INT REFERENCES p (id), b INT", "a INT, b INT REFERENCES q (id)")
    with live(before) as db:
        db.run("PRAGMA foreign_keys = OFF; INSERT INTO c VALUES (1, NULL), (2, 5)")

        with pytest.raises(StatementFailed, match="no more rows than before"):
            db.run(db.change_to(after).up)


def test_the_guard_leaves_nothing_behind() -> None:
    with live(FAMILY + ROWS) as db:
        db.run(db.change_to(FAMILY.replace("name TEXT", "name INT")).up)

        assert db.query("SELECT name FROM sqlite_temp_master") == []
        assert db.query("SELECT name FROM sqlite_master WHERE name LIKE 'goofer%'") == []


def test_the_newest_library_runs_it_too() -> None:
    with newest(FAMILY + ROWS) as db:
        db.round_trip(db.change_to(FAMILY.replace("name TEXT", "name INT")))

        assert db.query("SELECT count(*) FROM posts") == [(2,)]


def test_an_attached_database_is_guarded_as_well() -> None:
    with live("ATTACH ':memory:' AS aux") as db:
        db.run(
            """
            CREATE TABLE aux.p (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT UNIQUE);
            CREATE TABLE aux.c (p_id INT REFERENCES p (id) ON DELETE CASCADE);
            CREATE INDEX aux.ix ON p (a);
            CREATE VIEW aux.v AS SELECT a FROM p;
            CREATE TRIGGER aux.tr AFTER INSERT ON c BEGIN UPDATE p SET a = upper(a); END;
            INSERT INTO aux.p VALUES (5, 'x');
            INSERT INTO aux.c VALUES (5);
            """
        )
        _retype_attached(db)

        db.run("INSERT INTO aux.c VALUES (5); INSERT INTO aux.p (a) VALUES ('y')")

        assert db.query("SELECT * FROM aux.p") == [(5, "X"), (6, "y")]
        assert db.query("SELECT count(*) FROM aux.c") == [(2,)]
        assert db.query("SELECT name FROM main.sqlite_master") == []


def _retype_attached(db: Live) -> None:
    before = db.read("aux")
    column = before.table(Name("p", "aux")).column("a")
    change = AlterColumn(Name("p", "aux"), column, Column("a", Type("VARCHAR(9)")))

    db.run(db.renderer.file(db.dialect.lower([change], before), []))

    assert db.read("aux") == change.apply(before)


# By hand


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A database in a file."""
    path = tmp_path / "app.db"
    connection = sqlite3.connect(path)
    connection.executescript(FAMILY + ROWS)
    connection.close()
    return path


def _scripts(path: Path) -> tuple[str, str]:
    """Return a change that goes well, and one that the guard stops."""
    connection = sqlite3.connect(path, isolation_level=None)
    db = Live(SQLiteSession(connection, "app.db"))
    good = db.change_to(FAMILY.replace("name TEXT", "name INT")).up
    bad = db.change_to(FAMILY.replace("name TEXT", "name TEXT NOT NULL CHECK (name != 'bob')")).up
    connection.close()
    return good, bad


def _state(path: Path) -> tuple[int, str]:
    connection = sqlite3.connect(path)
    (count,) = connection.execute("SELECT count(*) FROM posts").fetchone()
    (text,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'users'").fetchone()
    connection.close()
    return count, text


def test_a_program_that_knows_nothing_of_goofer_can_run_the_file(app: Path) -> None:
    good, bad = _scripts(app)
    before = _state(app)

    connection = sqlite3.connect(app)
    connection.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError):
        connection.executescript(bad)
    connection.close()
    assert _state(app) == before

    connection = sqlite3.connect(app)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(good)
    connection.close()
    assert _state(app)[0] == 2
    assert "name INT" in _state(app)[1]


# apsw has a shell with the options of SQLite's own program, which need not be installed.
SHELLS = [[sys.executable, "-m", "apsw"], *([["sqlite3"]] if shutil.which("sqlite3") else [])]


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[-1])
def test_a_shell_runs_the_file_as_its_header_says(app: Path, shell: list[str]) -> None:
    good, bad = _scripts(app)
    before = _state(app)
    command = [*shell, "-bail", str(app)]
    assert "sqlite3 -bail DATABASE < FILE" in good

    failed = subprocess.run(command, input=bad, text=True, capture_output=True, check=False)
    assert failed.returncode != 0
    assert _state(app) == before

    done = subprocess.run(command, input=good, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert _state(app)[0] == 2
    assert "name INT" in _state(app)[1]
