"""Migrations on servers whose DDL commits by itself: nothing is lost, nothing runs twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest

from goofer_py.errors import DirtyOrDrifted, GooferError, UsageError
from goofer_py.migrate.context import Context
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, failure, tables

SEVEN = """\
SET foreign_key_checks = 0;
CREATE TABLE b (x int PRIMARY KEY);
INSERT INTO b VALUES (1);
CREATE INDEX bi ON b (x);
INSERT INTO b VALUES (2);
ALTER TABLE b ADD y int;
INSERT INTO b VALUES (3, 3);
"""
# Ends itself the hard way just before or after it has run the script's statement of that number.
_KILLED = """
import os, signal, sys
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.mysql_session import MySQLSession
url, folder, statement, when = sys.argv[1:]
run, count = MySQLSession.run_statements, 0
def counted(self, statements):
    global count
    for one in statements:
        count += "goofer_" not in one.text
        if when == "before" and count == int(statement):
            os.kill(os.getpid(), signal.SIGKILL)
        run(self, [one])
        if when == "after" and count == int(statement):
            os.kill(os.getpid(), signal.SIGKILL)
MySQLSession.run_statements = counted
Migrator(url, folder, lease=LeaseOptions(ttl=1, heartbeat=0.3)).up()
"""


def killed(url: str, folder: Folder, statement: int, when: str) -> None:
    """Run the migrations in a process of its own that is killed at a statement."""
    run = subprocess.run(
        [sys.executable, "-c", _KILLED, url, folder.path, str(statement), when],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr


@pytest.mark.fault
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("statement", range(1, 8))
def test_a_run_that_was_killed_at_any_statement_is_gone_on_with(
    mysql_kind_url: str, folder: Folder, statement: int, when: str
) -> None:
    folder.add("1_b", SEVEN, "DROP TABLE b")
    killed(mysql_kind_url, folder, statement, when)

    with Migrator(mysql_kind_url, folder.path) as migrator:
        dirty = migrator.status().dirty
        assert dirty is not None
        assert dirty.statements in (statement - 1, statement - 2)
        migrator.up()

        assert migrator.session.query("SELECT x, y FROM b ORDER BY x") == [
            (1, None),
            (2, None),
            (3, 3),
        ]
        assert len(migrator.session.query("SHOW INDEX FROM b")) == 2
        assert migrator.status().dirty is None


@pytest.mark.fault
@pytest.mark.parametrize(("answer", "calls"), [("done", 1), ("again", 2)])
def test_what_leaves_no_trace_is_asked_for(
    mysql_kind_url: str, folder: Folder, answer: str, calls: int
) -> None:
    with Migrator(mysql_kind_url, folder.path) as migrator:
        migrator.session.run(
            "CREATE TABLE log (x int); CREATE PROCEDURE p() BEGIN INSERT INTO log VALUES (1); END"
        )
    folder.add(
        "1_b", "CREATE TABLE b (x int);\nCALL p();\nINSERT INTO b VALUES (1);", "DROP TABLE b"
    )
    killed(mysql_kind_url, folder, 2, "after")

    with Migrator(mysql_kind_url, folder.path) as migrator:
        with pytest.raises(DirtyOrDrifted, match="Statement 2 of 3 of 1_b"):
            migrator.up()
        with pytest.raises(DirtyOrDrifted, match="Statement 2 of 3 of 1_b") as error:
            migrator.up()
        assert "CALL p()" in str(error.value)
        assert error.value.hint is not None
        assert "--interrupted done" in error.value.hint

        migrator.up(interrupted="done" if answer == "done" else "again")

        assert migrator.session.query("SELECT count(*) FROM log") == [(calls,)]
        assert migrator.session.query("SELECT x FROM b") == [(1,)]


@pytest.mark.fault
def test_a_statement_that_the_server_still_runs_is_waited_for(
    mysql_kind_url: str, folder: Folder
) -> None:
    folder.add("1_b", "CREATE TABLE b AS SELECT SLEEP(15) AS x;", "DROP TABLE b")
    run = subprocess.Popen(
        [
            sys.executable,
            "-c",
            (
                "import sys; from goofer_py.migrate.migrator import Migrator;"
                " Migrator(*sys.argv[1:]).up()"
            ),
            mysql_kind_url,
            folder.path,
        ]
    )
    with Migrator(mysql_kind_url, folder.path) as migrator:
        while not migrator.session.query(
            "SELECT id FROM information_schema.processlist WHERE info LIKE 'CREATE TABLE b AS%'"
        ):
            time.sleep(0.05)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()

        assert migrator.up().versions == ("1",)

        assert migrator.session.query("SELECT count(*) FROM b") == [(1,)]


def test_what_ran_stays_and_status_says_where(mysql: Migrator, folder: Folder) -> None:
    folder.add("1_b", SEVEN.replace("(2)", "(2, 2, 2)"), "DROP TABLE b")

    error = failure(mysql.up)

    assert not error.undone
    assert "4 of 7 statements are done and stay" in str(error)
    assert str(mysql.status().dirty) == "dirty at statement 5 of 7 (up)"
    assert "(1136)" in error.server


def test_the_sessions_settings_come_back_with_the_next_run(mysql: Migrator, folder: Folder) -> None:
    folder.add(
        "1_b",
        "SET foreign_key_checks = 0;\nCREATE TABLE b (x int);\nSELEC 1;\n"
        "CREATE TABLE c (x int, FOREIGN KEY (x) REFERENCES missing (x));",
        "DROP TABLE b",
    )
    failure(mysql.up)
    folder.add(
        "1_b",
        "SET foreign_key_checks = 0;\nCREATE TABLE b (x int);\nSELECT 1;\n"
        "CREATE TABLE c (x int, FOREIGN KEY (x) REFERENCES missing (x));",
        "DROP TABLE b",
    )

    assert mysql.up().versions == ("1",)
    assert mysql.session.query("SELECT @@foreign_key_checks") == [(1,)]


def test_rows_alone_are_one_transaction(mysql: Migrator, folder: Folder) -> None:
    folder.table("1", "a")
    folder.add("2_rows", "INSERT INTO a VALUES (2);\nINSERT INTO a VALUES (3, 3);", "SELECT 1")

    error = failure(mysql.up)

    assert error.undone
    assert mysql.session.query("SELECT x FROM a") == [(1,)]
    assert mysql.history()[-1].status == "failed"


def test_tables_that_a_script_locks_leave_the_history_within_reach(
    mysql: Migrator, folder: Folder
) -> None:
    folder.add(
        "1_a",
        "CREATE TABLE a (x int);\nLOCK TABLES `a` WRITE;\nINSERT INTO a VALUES (1);\n"
        "INSERT INTO a VALUES (2);\nUNLOCK TABLES;\nCREATE TABLE b (x int);",
        "DROP TABLE a",
    )

    assert mysql.up().migrations[0].statements == 6
    assert tables(mysql) == ["a", "b"]


def test_autocommit_that_a_script_switches_off_loses_no_record(
    mysql: Migrator, folder: Folder
) -> None:
    folder.add(
        "1_a",
        "CREATE TABLE a (x int);\nSET autocommit = 0;\nINSERT INTO a VALUES (1);\nCOMMIT;\n"
        "INSERT INTO a VALUES (2);\nCOMMIT;",
        "DROP TABLE a",
    )

    mysql.up()

    assert mysql.session.query("SELECT @@autocommit") == [(1,)]
    assert mysql.session.query("SELECT count(*) FROM a") == [(2,)]
    assert mysql.current_version() == "1"


def test_a_run_in_one_transaction_is_refused(mysql: Migrator, folder: Folder) -> None:
    folder.table("1", "a")

    with pytest.raises(UsageError, match="1_a runs outside of a transaction"):
        mysql.up(single_transaction=True)

    assert tables(mysql) == []


class MakesTables:
    """A migration in code that fails after a change of the schema."""

    def up(self, context: Context) -> None:
        context.run("CREATE TABLE b (x int); INSERT INTO b VALUES (1)")
        raise ValueError("no such rate")

    def down(self, context: Context) -> None:
        context.run("DROP TABLE b")


def test_code_that_fails_after_ddl_is_not_said_to_be_undone(
    mysql: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    mysql.register_custom_migration("2", MakesTables())

    error = failure(mysql.up)

    assert not error.undone or "those before the failure stay" in str(error)
    assert "It was undone" not in str(error)
    assert mysql.current_version() == "1"


def test_two_runs_at_once_apply_each_migration_once(mysql_kind_url: str, folder: Folder) -> None:
    for version, name in enumerate("abcd", 1):
        folder.table(str(version), name)
    Migrator(mysql_kind_url, folder.path).init()

    def run() -> None:
        with suppress(GooferError), Migrator(mysql_kind_url, folder.path) as migrator:
            migrator.up()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with Migrator(mysql_kind_url, folder.path) as migrator:
        done = [record.version for record in migrator.history() if record.status == "done"]
        assert done == ["1", "2", "3", "4"][: len(done)]
        for name in migrator.status().applied.values():
            assert migrator.session.query(f"SELECT count(*) FROM {name}") == [(1,)]
