"""What holds for sessions on every database."""

from __future__ import annotations

import pytest

from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement
from goofer_py.errors import StatementFailed, UnfinishedStatement
from goofer_py.stores.fault import ScriptFailed
from goofer_py.stores.store import ELAPSED, Session

FIRST = ("INSERT INTO log (id, note) VALUES (?, ?)", (1, "it's \\ 'quoted'"))
LAST = (f"UPDATE log SET elapsed = {ELAPSED} WHERE id = ?", (1,))


TABLES = "CREATE TABLE log (id int PRIMARY KEY, note text, elapsed int); CREATE TABLE a (x int)"


@pytest.fixture
def logged(session: Session) -> Session:
    session.run(TABLES)
    return session


@pytest.fixture
def undoing(transactional: Session) -> Session:
    transactional.run(TABLES)
    return transactional


def statements(session: Session, script: str) -> list[Statement]:
    return list(split(script, session.syntax))


def notes(session: Session) -> list[int]:
    return [row[0] for row in session.query("SELECT id FROM log ORDER BY id")]


def test_parameters_are_bound(logged: Session) -> None:
    touched = logged.execute("INSERT INTO log (id, note) VALUES (?, ?), (?, '?')", (1, "a%", 2))

    assert touched == 2
    assert logged.query("SELECT note FROM log WHERE id = ?", [1]) == [("a%",)]
    assert logged.query("SELECT note FROM log WHERE note LIKE 'a%'") == [("a%",)]


def test_queries_ahead_give_their_rows_in_order(logged: Session) -> None:
    with logged.ahead(["SELECT 1", "SELECT id FROM log", "SELECT 2, '%'"]) as rows:
        assert [[tuple(row) for row in one] for one in rows] == [[(1,)], [], [(2, "%")]]

    assert logged.query("SELECT 3") == [(3,)]


# The answer to one of many is there before the last of them is sent.
@pytest.mark.parametrize("later", [1, 2000])
def test_a_query_ahead_that_is_refused_is_told_by_its_words(undoing: Session, later: int) -> None:
    undoing.begin()
    queries = ["SELECT 1", "SELECT nothing FROM log", *["SELECT 3"] * later]
    with undoing.ahead(queries) as rows, pytest.raises(StatementFailed) as error:
        list(rows)
    undoing.rollback()

    assert "SELECT nothing FROM log" in error.value.statement
    assert undoing.query("SELECT 4") == [(4,)]


@pytest.mark.parametrize("queries", [["SELECT 1", "SELECT 2"], ["SELECT 1", "SELECT nothing"]])
def test_queries_ahead_may_be_left_unread(undoing: Session, queries: list[str]) -> None:
    undoing.begin()
    with undoing.ahead(queries):
        pass
    undoing.rollback()

    assert undoing.query("SELECT 4") == [(4,)]


def test_a_script_runs_with_its_rows_thrown_away(logged: Session) -> None:
    logged.run("SELECT 1; INSERT INTO log (id) VALUES (1); -- done\nSELECT * FROM log -- the end")

    assert notes(logged) == [1]


def test_a_script_that_is_not_finished_does_not_begin(logged: Session) -> None:
    with pytest.raises(UnfinishedStatement):
        logged.run("INSERT INTO log (id) VALUES (1); INSERT INTO log (note) VALUES ('open")

    assert notes(logged) == []


@pytest.mark.parametrize(
    ("script", "line", "column"),
    [
        ("SELECT 1;\n  SELEC 2;\nSELECT 3", 2, 3),
        ("SELECT 1;\r\n\r\n/* x */ SELEC 2;", 3, 9),
        ("SELECT 1;\nSELECT 2,\n  3 FRM log;\nSELECT 3", 3, 9),
        ("SELECT 1;\nINSERT INTO log (id) VALUES (1), (1);", 2, 1),
        ("SELECT 1; -- one\nSELECT 2;\n\nDROP TABLE missing;\nSELECT 3", 4, 1),
    ],
)
def test_a_failure_tells_its_place(logged: Session, script: str, line: int, column: int) -> None:
    with pytest.raises(ScriptFailed) as error:
        logged.run(script)

    assert (error.value.line, error.value.column) == (line, column)
    assert error.value.offset is not None
    assert script[: error.value.offset].count("\n") == line - 1


def test_perform_does_all_of_it(logged: Session) -> None:
    script = statements(logged, "INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);")

    logged.perform(script, FIRST, [LAST])

    assert logged.query("SELECT x FROM a ORDER BY x") == [(1,), (2,)]
    ((note, elapsed),) = logged.query("SELECT note, elapsed FROM log")
    assert note == "it's \\ 'quoted'"
    assert 0 <= elapsed < 60_000
    assert not logged.in_transaction


def test_perform_does_nothing_when_a_statement_fails(logged: Session) -> None:
    script = statements(logged, "INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (1, 2);")

    with pytest.raises(ScriptFailed) as error:
        logged.perform(script, FIRST, [LAST])

    assert (error.value.at, error.value.line) == (script[1], 2)
    assert not error.value.recording
    assert logged.query("SELECT * FROM a") == []
    assert notes(logged) == []
    assert not logged.in_transaction


def test_perform_undoes_tables_too(undoing: Session) -> None:
    script = statements(undoing, "CREATE TABLE b (x int);\nINSERT INTO b VALUES (1, 2);")

    with pytest.raises(ScriptFailed):
        undoing.perform(script, FIRST, [LAST])

    assert undoing.locate("b") is None
    assert notes(undoing) == []


@pytest.mark.parametrize("which", ["first", "last"])
def test_perform_does_nothing_when_recording_fails(logged: Session, which: str) -> None:
    logged.execute("INSERT INTO log (id) VALUES (7)")
    duplicate = ("INSERT INTO log (id) VALUES (?)", (7,))
    first, last = (duplicate, LAST) if which == "first" else (FIRST, duplicate)

    with pytest.raises(ScriptFailed) as error:
        logged.perform(statements(logged, "INSERT INTO a VALUES (1)"), first, [last])

    assert error.value.recording
    assert error.value.at is None
    assert logged.query("SELECT * FROM a") == []
    assert notes(logged) == [7]


def test_a_deferred_constraint_that_fails_at_commit_undoes_all(undoing: Session) -> None:
    undoing.run("PRAGMA foreign_keys = ON" if undoing.default_schema is None else "SELECT 1")
    script = (
        "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (p int REFERENCES"
        " parent (id) DEFERRABLE INITIALLY DEFERRED); INSERT INTO child VALUES (1)"
    )

    with pytest.raises(ScriptFailed) as error:
        undoing.perform(statements(undoing, script), FIRST, [LAST])

    assert error.value.at is None
    assert not error.value.recording
    assert not undoing.in_transaction
    assert undoing.locate("child") is None


def test_perform_within_a_transaction_is_undone_with_it(logged: Session) -> None:
    logged.begin()
    logged.perform(statements(logged, "INSERT INTO a VALUES (1)"), FIRST, [LAST])
    with pytest.raises(StatementFailed):
        logged.perform(statements(logged, "INSERT INTO a VALUES (2); SELEC"), FIRST, [LAST])
    assert logged.query("SELECT x FROM a") == [(1,)]

    logged.rollback()

    assert logged.query("SELECT x FROM a") == []
    assert notes(logged) == []


def test_transactions_nest(logged: Session) -> None:
    logged.begin()
    logged.execute("INSERT INTO log (id) VALUES (1)")
    logged.begin()
    logged.execute("INSERT INTO log (id) VALUES (2)")
    logged.rollback()
    logged.begin()
    logged.execute("INSERT INTO log (id) VALUES (3)")
    logged.commit()
    logged.commit()

    assert notes(logged) == [1, 3]
    assert not logged.in_transaction


def test_rolling_back_without_a_transaction_is_harmless(logged: Session) -> None:
    logged.rollback()

    assert not logged.in_transaction


def test_temporary_tables_do_not_reach_the_next_script(logged: Session) -> None:
    script = statements(logged, "CREATE TEMPORARY TABLE scratch (x int)")

    logged.perform(script, FIRST, [LAST])
    logged.perform(script, ("SELECT 1", ()), [LAST])

    with pytest.raises(StatementFailed):
        logged.query("SELECT * FROM scratch")


def test_a_table_is_located_by_its_name(logged: Session) -> None:
    located = logged.locate("log")

    assert located is not None
    assert logged.query(f"SELECT count(*) FROM {located}") == [(0,)]
    assert logged.locate("no such table") is None


@pytest.mark.parametrize("name", ['we"ird', "Große Liste", "select"])
def test_any_name_can_be_quoted(session: Session, name: str) -> None:
    session.execute(f"CREATE TABLE {session.quoted(name)} (x int)")

    located = session.locate(name)

    assert located is not None
    session.execute(f"INSERT INTO {located} VALUES (1)")


def test_a_session_is_closed_once(session: Session) -> None:
    assert not session.closed
    session.close()
    session.close()
    assert session.closed
