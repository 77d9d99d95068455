"""Scripts that run outside of a transaction, statement by statement."""

from __future__ import annotations

import pytest

from goofer_py.errors import DirtyOrDrifted
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, failure, tables

SCRIPT = """\
-- goofer: no-transaction
CREATE TABLE b (x int PRIMARY KEY);
INSERT INTO b VALUES (1);
INSERT INTO b SELECT x FROM wanted;
INSERT INTO b VALUES (3);
"""


@pytest.fixture
def halfway(folder: Folder) -> Folder:
    folder.table("1", "a")
    folder.add("2_b", SCRIPT, "-- goofer: no-transaction\nDROP TABLE b;\nDROP TABLE wanted;")
    folder.table("3", "c")
    return folder


def statuses(migrator: Migrator) -> list[tuple[str, str, int]]:
    return [(r.version, r.status, r.statements) for r in migrator.history() if r.version != "1"]


def test_what_ran_stays_and_the_history_says_how_far(migrator: Migrator, halfway: Folder) -> None:
    error = failure(migrator.up)

    assert tables(migrator) == ["a", "b"]
    assert (error.version, error.line, error.undone) == ("2", 4, False)
    assert "2 of 4 statements are done and stay" in str(error)
    assert "Applied before it in this run: 1_a." in str(error)
    assert statuses(migrator) == [("2", "dirty", n) for n in (0, 1, 2, 2)]
    assert migrator.history()[-1].error == error.server


def test_status_says_dirty_and_where(migrator: Migrator, halfway: Folder) -> None:
    error = failure(migrator.up)

    status = migrator.status()

    assert status.dirty is not None
    assert str(status.dirty) == "dirty at statement 3 of 4 (up)"
    assert (status.dirty.version, status.dirty.error) == ("2", error.server)
    assert [(entry.version, entry.state) for entry in status.entries()] == [
        ("1", "applied"),
        ("2", "dirty"),
        ("3", "pending"),
    ]


def test_the_next_run_goes_on_after_the_last_finished_statement(
    migrator: Migrator, halfway: Folder
) -> None:
    failure(migrator.up)
    migrator.session.run("CREATE TABLE wanted (x int); INSERT INTO wanted VALUES (2)")

    result = migrator.up()

    assert result.versions == ("2", "3")
    assert migrator.session.query("SELECT x FROM b ORDER BY x") == [(1,), (2,), (3,)]
    assert migrator.status().dirty is None
    (second,) = (r for r in migrator.history() if (r.version, r.status) == ("2", "done"))
    assert second.down_script is not None


def test_comments_may_change_before_the_next_run(migrator: Migrator, halfway: Folder) -> None:
    failure(migrator.up)
    migrator.session.run("CREATE TABLE wanted (x int)")
    halfway.add("2_b", SCRIPT.replace("CREATE", "-- why\nCREATE", 1), "DROP TABLE b")

    assert migrator.up().versions == ("2", "3")


def test_what_is_not_done_yet_can_be_corrected(migrator: Migrator, halfway: Folder) -> None:
    failure(migrator.up)
    halfway.add("2_b", SCRIPT.replace("SELECT x FROM wanted", "VALUES (2)"), "DROP TABLE b")

    assert migrator.up().versions == ("2", "3")
    assert migrator.session.query("SELECT x FROM b ORDER BY x") == [(1,), (2,), (3,)]
    assert migrator.changed_migrations() == []


def test_a_script_that_changed_in_what_is_done_is_not_gone_on_with(
    migrator: Migrator, halfway: Folder
) -> None:
    failure(migrator.up)
    halfway.add("2_b", SCRIPT.replace("VALUES (1)", "VALUES (9)"), "DROP TABLE b")

    with pytest.raises(DirtyOrDrifted, match="stopped after 2 of 4 statements, and its script"):
        migrator.up()

    assert tables(migrator) == ["a", "b"]


def test_a_script_of_which_nothing_ran_may_change(migrator: Migrator, folder: Folder) -> None:
    folder.add("1_a", "-- goofer: no-transaction\nSELEC 1;")
    failure(migrator.up)
    folder.add("1_a", "-- goofer: no-transaction\nCREATE TABLE a (x int);")

    assert migrator.up().versions == ("1",)


def test_nothing_else_runs_while_something_is_dirty(migrator: Migrator, halfway: Folder) -> None:
    failure(migrator.up)

    with pytest.raises(DirtyOrDrifted, match="2_b is dirty at statement 3 of 4") as down:
        migrator.down()
    assert down.value.hint == "goofer migrate"
    with pytest.raises(DirtyOrDrifted, match="has to be finished first"):
        migrator.run_migration("3")
    with pytest.raises(DirtyOrDrifted):
        migrator.plan("zero")


def test_going_down_stops_and_goes_on_in_the_same_way(migrator: Migrator, halfway: Folder) -> None:
    migrator.session.run("CREATE TABLE wanted (x int); INSERT INTO wanted VALUES (2)")
    migrator.up_to("2")
    migrator.session.run("DROP TABLE wanted")

    error = failure(migrator.down)

    assert (error.direction, error.line, error.undone) == ("down", 3, False)
    assert tables(migrator) == ["a"]
    assert str(migrator.status().dirty) == "dirty at statement 2 of 2 (down)"
    with pytest.raises(DirtyOrDrifted, match="nothing can go up"):
        migrator.up()
    migrator.session.run("CREATE TABLE wanted (x int)")
    assert migrator.down().versions == ("2",)
    assert migrator.current_version() == "1"


def test_auto_rollback_leaves_what_cannot_be_undone(migrator: Migrator, halfway: Folder) -> None:
    error = failure(lambda: migrator.up(auto_rollback=True))

    assert "did not go back" in str(error)
    assert error.applied == ("1",)
    assert tables(migrator) == ["a", "b"]


def test_a_scripts_own_transaction_is_gone_on_with_from_its_beginning(
    migrator: Migrator, folder: Folder
) -> None:
    folder.add(
        "1_b",
        "-- goofer: no-transaction\nCREATE TABLE b (x int PRIMARY KEY);\nBEGIN;\n"
        "INSERT INTO b VALUES (1);\nINSERT INTO b SELECT x FROM wanted;\nCOMMIT;\n",
    )

    error = failure(migrator.up)

    assert "1 of 5 statements are done" in str(error)
    assert migrator.session.query("SELECT * FROM b") == []
    assert not migrator.session.in_transaction
    migrator.session.run("CREATE TABLE wanted (x int); INSERT INTO wanted VALUES (2)")
    migrator.up()
    assert migrator.session.query("SELECT x FROM b ORDER BY x") == [(1,), (2,)]


def test_a_transaction_that_nothing_commits_is_a_failure(
    migrator: Migrator, folder: Folder
) -> None:
    script = (
        "-- goofer: no-transaction\nCREATE TABLE b (x int PRIMARY KEY);\nBEGIN;\n"
        "INSERT INTO b VALUES (1);\n"
    )
    folder.add("1_b", script)

    error = failure(migrator.up)

    assert "nothing commits the transaction that begins here" in str(error)
    assert "1 of 3 statements are done" in str(error)
    assert error.line == 3
    assert not migrator.session.in_transaction
    folder.add("1_b", f"{script}COMMIT;\n")
    migrator.up()
    assert migrator.session.query("SELECT x FROM b") == [(1,)]


def test_what_no_transaction_can_hold_is_found_by_itself(
    postgresql: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.add(
        "2_index",
        "CREATE INDEX CONCURRENTLY ia ON a (x);\nVACUUM a;\nSET search_path TO nowhere;",
        "DROP INDEX CONCURRENTLY ia;",
    )

    assert postgresql.up().versions == ("1", "2")
    assert postgresql.session.locate("ia") == "public.ia"
    assert postgresql.session.query("SHOW search_path") == [('"$user", public',)]
    assert statuses(postgresql) == [
        *(("2", "dirty", n) for n in range(3)),
        ("2", "done", 3),
    ]
    postgresql.down()
    assert postgresql.session.locate("ia") is None


def test_sqlite_can_vacuum_and_has_its_pragmas_set_back(sqlite: Migrator, folder: Folder) -> None:
    folder.add("1_a", "CREATE TABLE a (x);\nPRAGMA foreign_keys = ON;\nVACUUM;")

    assert sqlite.up().migrations[0].statements == 3
    assert sqlite.session.query("PRAGMA foreign_keys") == [(0,)]


def test_rows_of_a_copy_count_as_one_statement(postgresql: Migrator, folder: Folder) -> None:
    folder.add(
        "1_a",
        "-- goofer: no-transaction\nCREATE TABLE a (x int);\n"
        "COPY a FROM STDIN;\n1\n2\n\\.\nSELECT 1;",
    )

    assert postgresql.up().migrations[0].statements == 3
    assert postgresql.session.query("SELECT count(*) FROM a") == [(2,)]
