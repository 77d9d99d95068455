"""What a failed concurrent index leaves is taken away, and a batch waits for its lock."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from goofer_py.events import BatchDone
from goofer_py.migrate.context import Context
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.patience import Patience
from tests.migrate.conftest import Folder, failure
from tests.migrate.test_locks import Holder, against

TWICE = "CREATE TABLE t (x int); INSERT INTO t VALUES (1), (1)"
UNIQUE = "CREATE UNIQUE INDEX CONCURRENTLY {}ti ON t (x)"
INDEXES = (
    "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE i.indrelid = 't'::regclass"
)
AWAY = "What that one had left half done was taken away."
CODE = """
transaction = False

def up(context):
    context.once("INSERT INTO t VALUES (5)")
    context.once("{statement}")

def down(context):
    context.once("DROP INDEX ti")
"""


def written(folder: Folder, way: str, statement: str) -> Path:
    """Write the migration 1 in one of the ways in which a statement runs without a transaction."""
    for old in folder.path.iterdir():
        old.unlink()
    if way == "code":
        file = folder.path / "1_i.py"
        file.write_text(CODE.format(statement=statement), encoding="utf-8")
        return file
    if way == "repeatable":
        file = folder.path / "R__i.sql"
        file.write_text(f"{statement};", encoding="utf-8")
        return file
    return folder.add("1_i", f"{statement};", "DROP INDEX ti;")


@pytest.mark.parametrize("again", ["", "IF NOT EXISTS "])
@pytest.mark.parametrize("way", ["sql", "code", "repeatable"])
def test_a_unique_index_that_failed_leaves_nothing_and_is_made_once_it_can_be(
    postgresql: Migrator, folder: Folder, way: str, again: str
) -> None:
    session = postgresql.session
    session.run(TWICE)
    written(folder, way, UNIQUE.format(again))
    for _ in range(2):
        error = failure(postgresql.up)
        assert "could not create unique index" in error.message
        assert AWAY in error.message
        assert session.query(INDEXES) == []
    # Rows that the index would have kept out can be written meanwhile.
    session.run("INSERT INTO t VALUES (1)")
    session.run("DELETE FROM t WHERE x = 1")
    assert len(postgresql.up().migrations) == 1
    assert session.query(INDEXES) == [("ti", True)]
    assert session.query("SELECT count(*) FROM t") == [(1 if way == "code" else 0,)]


@pytest.mark.parametrize("way", ["sql", "code"])
def test_a_statement_that_was_corrected_finds_its_name_free(
    postgresql: Migrator, folder: Folder, way: str
) -> None:
    postgresql.session.run(TWICE)
    written(folder, way, UNIQUE.format(""))
    failure(postgresql.up)
    written(folder, way, "CREATE INDEX CONCURRENTLY IF NOT EXISTS ti ON t (x)")
    assert postgresql.up().versions == ("1",)
    assert postgresql.session.query(INDEXES) == [("ti", True)]


@pytest.mark.parametrize("way", ["sql", "code"])
def test_an_index_that_was_not_valid_before_stays(
    postgresql: Migrator, folder: Folder, way: str
) -> None:
    session = postgresql.session
    session.run(TWICE)
    with pytest.raises(Exception, match="could not create"):
        session.run("CREATE UNIQUE INDEX CONCURRENTLY another ON t (x)")
    written(folder, way, UNIQUE.format(""))
    failure(postgresql.up)
    assert session.query(INDEXES) == [("another", False)]


def test_what_fails_and_leaves_nothing_is_told_without_a_word_of_it(
    postgresql: Migrator, folder: Folder
) -> None:
    postgresql.session.run(TWICE)
    written(folder, "sql", "CREATE INDEX CONCURRENTLY ti ON t (nothing)")
    assert "half done" not in failure(postgresql.up).message


def test_a_code_step_that_was_killed_with_its_index_is_made_anew(
    postgresql_url: str, folder: Folder
) -> None:
    with Migrator(postgresql_url, folder.path) as migrator:
        migrator.session.run(TWICE.replace("(1), (1)", "(1), (2)"))
    text = CODE.format(statement=UNIQUE.format("IF NOT EXISTS "))
    # An open transaction keeps the index from becoming valid; in its middle the process ends.
    kill = "import threading, os\nthreading.Timer(1.5, os.kill, (os.getpid(), 9)).start()\n"
    file = folder.path / "1_i.py"
    file.write_text(kill + text, encoding="utf-8")
    run = (
        "import sys\nfrom goofer_py.migrate.migrator import Migrator\n"
        "Migrator(sys.argv[1], sys.argv[2]).up()\n"
    )
    holder = Holder(postgresql_url, "UPDATE t SET x = 3 WHERE x = 2")
    holder.seconds = 6
    holder.take()
    done = subprocess.run(
        [sys.executable, "-c", run, postgresql_url, str(folder.path)], timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL
    file.write_text(text, encoding="utf-8")
    with Migrator(postgresql_url, folder.path) as migrator:
        left = migrator.session.query("SELECT pid FROM pg_stat_activity WHERE query LIKE '%ti ON%'")
        for (pid,) in left:
            if pid != migrator.session.query("SELECT pg_backend_pid()")[0][0]:
                migrator.session.query("SELECT pg_terminate_backend(?)", [pid])
        assert migrator.session.query(INDEXES) == [("ti", False)]
        assert migrator.up().versions == ("1",)
        assert migrator.session.query(INDEXES) == [("ti", True)]
    holder.close()


class Batches:
    """A migration in code that works in batches, and counts how often it was called."""

    transaction = False

    def __init__(self) -> None:
        self.calls = 0

    def up(self, context: Context) -> None:
        self.calls += 1
        context.once("INSERT INTO b VALUES (7)")
        context.update_in_batches("a", "x = x + 10", key="id", size=1)
        context.once("CREATE TABLE c (x int); INSERT INTO c SELECT x FROM a")

    def down(self, context: Context) -> None:
        context.once("DROP TABLE c")


def test_a_batch_that_failed_for_a_lock_is_tried_again_and_no_row_is_changed_twice(
    every_database_url: str, folder: Folder
) -> None:
    folder.add("1_a", "CREATE TABLE a (id int, x int);\nINSERT INTO a VALUES (1, 1), (2, 2);")
    folder.add("0_b", "CREATE TABLE b (x int);")
    work = Batches()
    with against(every_database_url, folder) as (migrator, holder):
        migrator.up(steps=1)
        migrator.register_custom_migration("2", work)
        holder.first = BatchDone
        assert migrator.up().versions == ("2",)
        assert (work.calls, bool(holder.retries)) == (1, True)
        for table, rows in (("a", [11, 12]), ("b", [7]), ("c", [11, 12])):
            found = migrator.session.query(f"SELECT x FROM {table} ORDER BY x")
            assert [row[0] for row in found] == rows
        assert migrator.status().dirty is None


def test_after_the_last_retry_the_batches_that_are_done_stay(
    every_database_url: str, folder: Folder
) -> None:
    folder.add("0_b", "CREATE TABLE b (x int);")
    folder.add("1_a", "CREATE TABLE a (id int, x int);\nINSERT INTO a VALUES (1, 1), (2, 2);")
    patience = Patience(lock_timeout=0.1, lock_retries=1, pause=0.05)
    with against(every_database_url, folder, patience=patience) as (migrator, holder):
        migrator.up(steps=1)
        migrator.register_custom_migration("2", Batches())
        holder.first, holder.seconds = BatchDone, 6
        assert "lock" in failure(migrator.up).message.lower()
        assert len(holder.retries) >= 1
        holder._timer.cancel()
        holder._session.rollback()
        assert migrator.up().versions == ("2",)
        assert migrator.session.query("SELECT x FROM a ORDER BY x") == [(11,), (12,)]
        assert migrator.session.query("SELECT x FROM b") == [(7,)]
