from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from goofer_py.dialects.splitter import split
from goofer_py.errors import ConnectionFailed, RebuildRefused, StatementFailed, UsageError
from goofer_py.stores.registry import open_store
from goofer_py.stores.sqlite import SQLiteStore
from goofer_py.stores.sqlite_session import SQLiteSession
from goofer_py.stores.store import Session
from goofer_py.stores.url import parse_url

NOTHING = ("SELECT 1", ())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def connect(url: str) -> Session:
    return open_store(url).connect()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///app.db",
        "sqlite:///{folder}/app.db",
        "sqlite+pysqlite:///app.db",
        "sqlite+aiosqlite:///app.db",
        "sqlite:///file:app.db?mode=rwc&uri=true",
        "sqlite:///file:{folder}/app.db?uri=true&timeout=3",
    ],
)
def test_a_file_is_made_by_the_first_session(folder: Path, url: str) -> None:
    store = open_store(url.format(folder=folder))
    assert not store.exists()

    session = store.connect()
    session.run("CREATE TABLE t (a)")
    session.close()

    assert store.exists()
    assert sqlite3.connect(folder / "app.db").execute("SELECT * FROM t").fetchall() == []


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("url", ["sqlite:///no/a.db", "sqlite:///file:no/a.db?uri=true"])
def test_where_there_is_no_folder_nobody_could_make_a_file(url: str) -> None:
    with pytest.raises(ConnectionFailed, match="the folder no does not exist") as error:
        open_store(url).exists()
    assert (error.value.reason, error.value.hint) == ("absent", "mkdir -p no")


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"],
)
def test_a_database_in_memory_leaves_no_file(folder: Path, url: str) -> None:
    store = open_store(url)
    session = store.connect()
    session.run("CREATE TABLE t (a)")
    session.close()

    assert store.exists()
    assert list(folder.iterdir()) == []


def test_the_url_sets_how_long_a_busy_database_is_waited_for(folder: Path) -> None:
    session = connect("sqlite:///app.db?timeout=2.5")

    assert session.query("PRAGMA busy_timeout") == [(2500,)]
    session.close()


@pytest.mark.parametrize(
    ("url", "message", "hint"),
    [
        ("sqlite:///no/such/app.db", "the folder no/such does not exist", "mkdir -p no/such"),
        ("sqlite:///folder", "folder is a folder", "path of a file"),
        ("sqlite:///text.db", "not a database", "check the path"),
    ],
)
def test_a_file_that_cannot_be_opened_is_explained(
    folder: Path, url: str, message: str, hint: str
) -> None:
    (folder / "folder").mkdir()
    (folder / "text.db").write_text("This is a letter, and no database at all." * 100)

    with pytest.raises(ConnectionFailed, match=message) as error:
        connect(url)

    assert hint in (error.value.hint or "")
    assert "Nothing was changed" in str(error.value)


@pytest.mark.parametrize("url", ["sqlite://app.db", "sqlite+odd:///app.db"])
def test_a_url_that_sqlite_cannot_have_is_explained(url: str) -> None:
    with pytest.raises(UsageError) as error:
        open_store(url)

    assert "sqlite:///" in (error.value.hint or "")


def test_a_file_that_may_not_be_written_is_said(folder: Path) -> None:
    connect("sqlite:///app.db").run("CREATE TABLE t (a)")
    session = connect("sqlite:///file:app.db?mode=ro&uri=true")

    with pytest.raises(StatementFailed, match="readonly") as error:
        session.perform(list(split("INSERT INTO t VALUES (1)", session.syntax)), NOTHING, [NOTHING])

    assert error.value.state == "SQLITE_READONLY"
    assert "writable" in error.value.server_hint
    assert session.query("SELECT * FROM t") == []
    session.close()


@pytest.mark.fault
def test_a_full_disk_undoes_everything(folder: Path) -> None:
    session = connect("sqlite:///app.db")
    session.run("CREATE TABLE t (a); PRAGMA max_page_count = 20")
    script = "CREATE TABLE u (a);\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (zeroblob(1e6));"

    with pytest.raises(StatementFailed, match="full") as error:
        session.perform(list(split(script, session.syntax)), NOTHING, [NOTHING])

    assert error.value.state == "SQLITE_FULL"
    assert "free some space" in error.value.server_hint
    assert session.query("SELECT * FROM t") == []
    assert session.locate("u") is None
    assert not session.in_transaction
    session.close()


def test_a_locked_database_is_waited_for_and_then_said(folder: Path) -> None:
    other = connect("sqlite:///app.db")
    other.run("CREATE TABLE t (a)")
    other.begin()
    session = connect("sqlite:///app.db?timeout=0.05")

    with pytest.raises(StatementFailed, match="locked") as error:
        session.perform([], NOTHING, [NOTHING])

    assert error.value.state == "SQLITE_BUSY"
    other.rollback()
    session.perform([], NOTHING, [NOTHING])
    session.close()
    other.close()


@pytest.mark.parametrize(
    ("script", "line", "column"),
    [
        ("SELECT 1;\nSELECT 1 FRM t;", 2, 14),
        ("SELECT 1;\n  SELECT a, FROM FROM t;", 2, 3),
        ("SELECT\n  missing", 1, 1),
    ],
)
def test_a_syntax_error_tells_the_place_when_it_can(
    sqlite: Session, script: str, line: int, column: int
) -> None:
    with pytest.raises(StatementFailed) as error:
        sqlite.run(script)

    assert (getattr(error.value, "line", 0), getattr(error.value, "column", 0)) == (line, column)


def settings(session: Session, script: str) -> list:  # type: ignore[type-arg]
    return list(split(script, session.syntax))


def test_pragmas_are_set_back(sqlite: Session) -> None:
    sqlite.run("PRAGMA foreign_keys = ON; PRAGMA cache_size = 77")

    with sqlite.preserved(settings(sqlite, "PRAGMA foreign_keys = OFF; PRAGMA cache_size(5)")):
        inside = sqlite.query("PRAGMA foreign_keys") + sqlite.query("PRAGMA cache_size")
        sqlite.run("PRAGMA foreign_keys = OFF")

    assert inside == [(0,), (5,)]
    assert sqlite.query("PRAGMA foreign_keys") + sqlite.query("PRAGMA cache_size") == [(1,), (77,)]


def test_any_pragma_a_script_changes_is_set_back(sqlite: Session) -> None:
    with sqlite.preserved():
        sqlite.run("PRAGMA recursive_triggers = ON; PRAGMA synchronous = OFF")

    assert sqlite.query("PRAGMA recursive_triggers") == [(0,)]
    assert sqlite.query("PRAGMA synchronous") == [(2,)]


def test_what_belongs_to_the_file_is_kept(folder: Path) -> None:
    session = connect("sqlite:///app.db")

    with session.preserved(settings(session, "PRAGMA journal_mode = WAL")):
        pass

    assert session.query("PRAGMA journal_mode") == [("wal",)]
    session.close()


def test_foreign_keys_that_stay_on_refuse_a_rebuild(sqlite: Session) -> None:
    sqlite.run("PRAGMA foreign_keys = ON")
    sqlite.begin()

    with (
        pytest.raises(RebuildRefused, match="a transaction is open") as error,
        sqlite.preserved(settings(sqlite, "PRAGMA foreign_keys = OFF")),
    ):
        pytest.fail("the rebuild went on")

    assert "Engine" in (error.value.hint or "")
    sqlite.rollback()


def test_foreign_keys_that_are_off_already_let_a_rebuild_go_on(sqlite: Session) -> None:
    sqlite.begin()

    with sqlite.preserved(settings(sqlite, "PRAGMA foreign_keys = OFF")):
        assert sqlite.query("PRAGMA foreign_keys") == [(0,)]

    sqlite.rollback()


def test_a_foreign_key_check_that_finds_something_fails(sqlite: Session) -> None:
    sqlite.run(
        "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id));"
        "PRAGMA foreign_key_check; INSERT INTO c VALUES (1), (2), (3)"
    )

    with pytest.raises(StatementFailed, match="c row 1 refers to no row of p, and 2 more"):
        sqlite.run("SELECT 1;\nPRAGMA foreign_key_check(c);")


def test_an_exclusive_opening_is_kept(folder: Path) -> None:
    session = connect("sqlite:///app.db")
    session.run("CREATE TABLE t (a)")
    reader = connect("sqlite:///app.db?timeout=0")
    refused: list[str] = []

    def look() -> Iterator[object]:
        try:
            reader.query("SELECT * FROM t")
        except StatementFailed as error:
            refused.append(error.state)
        yield from split("SELECT 1", session.syntax)

    session.perform(look(), NOTHING, [NOTHING], "BEGIN EXCLUSIVE")  # type: ignore[arg-type]

    assert refused == ["SQLITE_BUSY"]
    session.close()
    reader.close()


def test_a_long_statement_can_be_ended(sqlite: Session) -> None:
    sqlite.run("CREATE TABLE t (a)")
    endless = "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    script = list(split(f"{endless} SELECT i FROM n", sqlite.syntax))

    with sqlite.interruptible() as interrupt:
        threading.Timer(0.1, interrupt).start()
        started = time.monotonic()
        with pytest.raises(StatementFailed) as error:
            sqlite.perform(script, NOTHING, [NOTHING])

    assert time.monotonic() - started < 30
    assert error.value.state == "SQLITE_INTERRUPT"
    assert sqlite.query("SELECT * FROM t") == []


def test_the_callers_own_temporary_tables_stay(sqlite: Session) -> None:
    sqlite.run("CREATE TEMP TABLE mine (a)")

    sqlite.perform(list(split("CREATE TEMP TABLE its (a)", sqlite.syntax)), NOTHING, [NOTHING])

    assert sqlite.query("SELECT name FROM sqlite_temp_master") == [("mine",)]


def test_the_path_of_a_uri_is_found() -> None:
    store = SQLiteStore(parse_url("sqlite:///file:///tmp/a%20b.db?uri=true"))

    assert store.path == Path("/tmp/a b.db")
    assert isinstance(open_store("sqlite://").connect(), SQLiteSession)
