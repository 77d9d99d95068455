"""Runs that are killed, wherever they are: the next one goes on, nothing is lost or run twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from goofer_py.errors import DirtyOrDrifted
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.migrate.conftest import Folder, failure, tables
from tests.migrate.test_lease import QUICK, until

# Ends itself the hard way before it says the sentence of that number to the database.
_KILLED = """
import os, signal, sys
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.psycopg3 import Psycopg3
from goofer_py.stores.sqlite_session import SQLiteSession
url, folder, last = sys.argv[1:]
count = 0
def counted(cls, name):
    said = getattr(cls, name)
    def say(self, *given):
        global count
        count += 1
        if count == int(last):
            os.kill(os.getpid(), signal.SIGKILL)
        return said(self, *given)
    setattr(cls, name, say)
for cls, names in ((Psycopg3, ("send", "query")), (SQLiteSession, ("_cursor", "_send"))):
    for name in names:
        counted(cls, name)
Migrator(url, folder, lease=LeaseOptions(ttl=1, heartbeat=0.3)).up()
"""
_RUN = """
import sys
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
Migrator(*sys.argv[1:], lease=LeaseOptions(ttl=1, heartbeat=0.3)).up()
"""
ALONE = """\
-- goofer: no-transaction
CREATE TABLE b (x int, y int);
INSERT INTO b SELECT count(*), 0 FROM b;
VACUUM;
INSERT INTO b SELECT count(*), 0 FROM b;
UPDATE b SET y = y + 1;
VACUUM;
"""
OWN = """\
-- goofer: no-transaction
VACUUM;
BEGIN;
CREATE TABLE b (x int, y int);
INSERT INTO b VALUES (0, 1);
COMMIT;
BEGIN;
INSERT INTO b SELECT count(*), 1 FROM b;
COMMIT;
VACUUM;
"""


def killed(url: str, folder: Folder, last: int) -> bool:
    """Run the migrations in a process that is killed; says whether it came so far."""
    run = subprocess.run(
        [sys.executable, "-c", _KILLED, url, folder.path, str(last)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in (0, -signal.SIGKILL), run.stderr
    return run.returncode != 0


def _often(last: int) -> tuple[pytest.MarkDecorator, ...]:
    """Let every sixth place be tried in each session of tests, and all of them in long ones."""
    return () if last % 6 == 1 else (pytest.mark.long,)


@pytest.mark.fault
@pytest.mark.parametrize(
    ("script", "last"),
    [
        *(
            pytest.param(ALONE, last, id=f"alone-{last}", marks=_often(last))
            for last in range(1, 41)
        ),
        *(pytest.param(OWN, last, id=f"own-{last}", marks=_often(last)) for last in range(10, 41)),
    ],
)
def test_a_run_that_was_killed_anywhere_is_gone_on_with(
    database_url: str, folder: Folder, script: str, last: int
) -> None:
    folder.table("1", "a")
    folder.add("2_b", script, "DROP TABLE b")
    folder.table("3", "c")
    killed(database_url, folder, last)

    with Migrator(database_url, folder.path, lease=QUICK) as migrator:
        migrator.up()

        for name in "ac":
            assert migrator.session.query(f"SELECT x FROM {name}") == [(1,)]
        assert migrator.session.query("SELECT x, y FROM b ORDER BY x") == [(0, 1), (1, 1)]
        status = migrator.status()
        assert (list(status.applied), status.dirty) == (["1", "2", "3"], None)
        done = [record.version for record in migrator.history() if record.status == "done"]
        assert done == ["1", "2", "3"]


@pytest.fixture
def session(postgresql_url: str) -> Iterator[Session]:
    with closing(open_store(postgresql_url).connect()) as session:
        session.run(
            "CREATE TABLE t (x int); INSERT INTO t SELECT generate_series(1, 100);"
            "CREATE TABLE p (x int) PARTITION BY RANGE (x);"
            "CREATE TABLE q PARTITION OF p FOR VALUES FROM (0) TO (9);"
        )
        yield session


class Blocked:
    """A statement of a run that was killed while the server waited for somebody in it."""

    def __init__(self, url: str, folder: Folder, session: Session, statement: str) -> None:
        folder.add(
            "1_s",
            f"-- goofer: no-transaction\nCREATE TABLE a (x int);\n{statement};\n"
            "CREATE TABLE c (x int);",
        )
        self._session = session
        self._text = statement
        with closing(open_store(url).connect()) as other:
            other.begin()
            other.run("INSERT INTO t VALUES (0); INSERT INTO p VALUES (1); SELECT * FROM q")
            run = subprocess.Popen([sys.executable, "-c", _RUN, url, folder.path])
            until(lambda: bool(self.waiting()))
            time.sleep(0.2)
            run.kill()
            run.wait()
            self.orphan = self.waiting()[0]
            self.end_first(other)

    def waiting(self) -> list[int]:
        found = self._session.query(
            "SELECT pid FROM pg_stat_activity WHERE query = ? AND wait_event_type = 'Lock'"
            " AND datname = current_database()",
            [self._text],
        )
        return [pid for (pid,) in found]

    def end_first(self, other: Session) -> None:
        """Let the orphan go on."""
        other.rollback()


class Ended(Blocked):
    """One that the server ended, too."""

    def end_first(self, other: Session) -> None:
        """End the orphan before it could go on."""
        self._session.query("SELECT pg_terminate_backend(?)", [self.orphan])
        until(lambda: not self.waiting())
        other.rollback()


INDEXES = "SELECT count(*) FROM pg_indexes WHERE tablename = 't'"
STATEMENTS = {
    "CREATE INDEX CONCURRENTLY ti ON t (x)": INDEXES,
    "CREATE INDEX CONCURRENTLY ON t (x)": INDEXES,
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS ti ON t (x)": (
        "SELECT count(*) FROM pg_indexes WHERE indexname = 'ti'"
    ),
    "DROP INDEX CONCURRENTLY t_there": (
        "SELECT count(*) + 1 FROM pg_indexes WHERE tablename = 't'"
    ),
    "REINDEX INDEX CONCURRENTLY t_there": ("SELECT count(*) FROM pg_indexes WHERE tablename = 't'"),
    "REINDEX TABLE CONCURRENTLY t": INDEXES,
    "ALTER TABLE p DETACH PARTITION q CONCURRENTLY": (
        "SELECT count(*) + 1 FROM pg_inherits WHERE inhrelid = to_regclass('q')"
    ),
    "VACUUM FULL t": "SELECT 1",
}


@pytest.mark.fault
@pytest.mark.parametrize("end", [Blocked, Ended], ids=["the server goes on", "the server ended it"])
@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_that_was_ended_in_the_middle_is_set_right(
    postgresql_url: str, folder: Folder, session: Session, statement: str, end: type[Blocked]
) -> None:
    if "t_there" in statement or "TABLE CONCURRENTLY" in statement:
        session.run("CREATE INDEX t_there ON t (x)")
    end(postgresql_url, folder, session, statement)

    with Migrator(postgresql_url, folder.path, lease=QUICK) as migrator:
        migrator.up()

        assert tables(migrator) == ["a", "c"]
        assert session.query("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == [(0,)]
        assert session.query(STATEMENTS[statement]) == [(1,)]
        assert migrator.status().dirty is None


def test_what_a_refused_index_left_is_dropped_before_it_is_tried_again(
    postgresql: Migrator, folder: Folder
) -> None:
    postgresql.session.run("CREATE TABLE t (x int); INSERT INTO t VALUES (1), (1)")
    folder.add("1_i", "CREATE UNIQUE INDEX CONCURRENTLY ti ON t (x)", "DROP INDEX ti")
    failure(postgresql.up)
    postgresql.session.run("DELETE FROM t")

    assert postgresql.up().versions == ("1",)
    assert postgresql.session.query("SELECT indisvalid FROM pg_index WHERE NOT indisvalid") == []


def test_an_index_that_was_not_valid_before_is_left_alone(
    postgresql: Migrator, folder: Folder
) -> None:
    session = postgresql.session
    session.run("CREATE TABLE t (x int); INSERT INTO t VALUES (1), (1)")
    with suppress(Exception):
        session.run("CREATE UNIQUE INDEX CONCURRENTLY another ON t (x)")
    folder.add("1_i", "CREATE UNIQUE INDEX CONCURRENTLY ti ON t (x)", "DROP INDEX ti")
    failure(postgresql.up)
    failure(postgresql.up)

    assert session.query("SELECT to_regclass('another') IS NOT NULL") == [(True,)]


@pytest.mark.parametrize("there", [True, False])
def test_a_database_is_made_once(postgresql: Migrator, folder: Folder, there: bool) -> None:
    name = "goofer_made_by_a_test"
    session = postgresql.session
    folder.add("1_d", f"CREATE DATABASE {name};\nCREATE TABLE a (x int);", f"DROP DATABASE {name}")
    try:
        postgresql.up()
        assert session.query("SELECT 1 FROM pg_database WHERE datname = ?", [name]) == [(1,)]
        # As if it had been killed there: everything behind the first record is gone.
        session.run("DELETE FROM goofer_history WHERE id > 1; DROP TABLE a")
        if not there:
            session.run(f"DROP DATABASE {name}")

        assert postgresql.up().versions == ("1",)
        assert tables(postgresql) == ["a"]
        assert postgresql.down().versions == ("1",)
    finally:
        session.run(f"DROP DATABASE IF EXISTS {name}")


def test_a_procedure_that_commits_runs_outside_of_a_transaction(
    postgresql: Migrator, folder: Folder
) -> None:
    postgresql.session.run(
        "CREATE TABLE log (x int);"
        "CREATE PROCEDURE p() LANGUAGE plpgsql AS"
        " $$ BEGIN INSERT INTO log VALUES (1); COMMIT; INSERT INTO log VALUES (2); END $$"
    )
    folder.add("1_c", "-- goofer: no-transaction\nCALL p();\nCREATE TABLE a (x int);")

    postgresql.up()

    assert postgresql.session.query("SELECT x FROM log ORDER BY x") == [(1,), (2,)]
    postgresql.session.run("DELETE FROM goofer_history WHERE id > 2; DROP TABLE a")
    with pytest.raises(DirtyOrDrifted, match="nothing shows whether it came to its end"):
        postgresql.up()
    assert postgresql.up(interrupted="done").versions == ("1",)


def test_a_history_that_an_older_goofer_made_is_given_room_for_traces(
    transactional: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    transactional.up()
    transactional.session.run("ALTER TABLE goofer_history DROP COLUMN trace")
    folder.add("2_b", ALONE.replace("UPDATE b", "UPDATE no"), "DROP TABLE b")

    failure(transactional.up)
    folder.add("2_b", ALONE, "DROP TABLE b")

    assert transactional.up().versions == ("2",)
