"""Runs that a signal ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from goofer_py.errors import Interrupted
from goofer_py.events import Event, MigrationFinished, MigrationStarted
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, tables

# SLEEP and BENCHMARK end without an error when they are ended.
_MANY = ", ".join(f"information_schema.columns {name}" for name in "abcd")
ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    " SELECT count(*) FROM n;",
    "postgresql": "SELECT pg_sleep(60);",
    "mysql": f"SELECT count(*) FROM {_MANY};",
    "mariadb": f"SELECT count(*) FROM {_MANY};",
}
PROGRAM = """
import sys
from goofer_py.errors import Interrupted
from goofer_py.migrate.migrator import Migrator

def tell(event):
    print(type(event).__name__, getattr(event, "version", ""), flush=True)

with Migrator(sys.argv[1], sys.argv[2], observer=tell) as migrator:
    try:
        migrator.up()
    except Interrupted as error:
        print("INTERRUPTED", error, "HINT", error.hint, flush=True)
        sys.exit(error.exit_code)
"""


def endless(url: str) -> str:
    return ENDLESS[url.partition(":")[0].partition("+")[0]]


class Process:
    """A run in a process of its own, which tells its events line by line."""

    def __init__(self, url: str, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, url, folder], stdout=subprocess.PIPE, text=True
        )

    def wait_for(self, line: str) -> None:
        assert self.process.stdout is not None
        for found in self.process.stdout:
            if found.strip() == line:
                return
        pytest.fail(f"the process ended before it said {line!r}")

    def end(self, number: int, times: int = 1) -> tuple[int, str]:
        time.sleep(0.3)
        for _ in range(times):
            self.process.send_signal(number)
            time.sleep(0.3)
        said, _ = self.process.communicate(timeout=30)
        return self.process.returncode, said


@pytest.mark.fault
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_long_statement_and_undoes_its_migration(
    every_database_url: str, folder: Folder, number: signal.Signals
) -> None:
    folder.table("1", "a")
    folder.add("2_b", f"INSERT INTO a VALUES (2);\n{endless(every_database_url)}")
    folder.table("3", "c")
    process = Process(every_database_url, folder.path)
    process.wait_for("MigrationStarted 2")

    code, said = process.end(number)

    assert code == 130
    assert f"INTERRUPTED {number.name} ended the run in 2_b (up)." in said
    assert "It was undone: nothing of it stayed. Applied before it in this run: 1_a." in said
    assert "HINT goofer migrate" in said
    with Migrator(every_database_url, folder.path) as migrator:
        assert tables(migrator) == ["a"]
        assert migrator.session.query("SELECT x FROM a") == [(1,)]
        last = migrator.history()[-1]
        assert (last.version, last.status) == ("2", "failed")
        assert last.error == f"ended by {number.name}"


@pytest.mark.fault
def test_outside_of_a_transaction_the_second_signal_ends_the_statement(
    every_database_url: str, folder: Folder
) -> None:
    folder.add(
        "1_b", f"-- goofer: no-transaction\nCREATE TABLE b (x int);\n{endless(every_database_url)}"
    )
    process = Process(every_database_url, folder.path)
    process.wait_for("MigrationStarted 1")

    code, said = process.end(signal.SIGINT, times=2)

    assert code == 130
    assert "1 of 2 statements are done and stay" in said
    with Migrator(every_database_url, folder.path) as migrator:
        assert str(migrator.status().dirty) == "dirty at statement 2 of 2 (up)"
        assert tables(migrator) == ["b"]


class Stops:
    """Sends a signal to this process when a migration has finished."""

    def __init__(self, version: str) -> None:
        self.version = version

    def __call__(self, event: Event, /) -> None:
        if isinstance(event, MigrationFinished) and event.version == self.version:
            os.kill(os.getpid(), signal.SIGINT)


def test_a_signal_between_two_migrations_ends_the_run_there(
    every_database_url: str, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.table("2", "b")
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    with Migrator(every_database_url, folder.path, observer=Stops("1")) as migrator:
        with pytest.raises(Interrupted, match=r"2_b .up.\. It was not begun\.") as error:
            migrator.up()
        assert "Applied before it in this run: 1_a." in str(error.value)
        assert migrator.current_version() == "1"
        assert migrator.up().versions == ("2",)

    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


class StopsLate:
    """Sends this process a signal when a run is about to begin a migration."""

    def __init__(self, version: str) -> None:
        self.version = version

    def __call__(self, event: Event, /) -> None:
        if isinstance(event, MigrationStarted) and event.version == self.version:
            os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("together", [False, True])
def test_a_signal_that_comes_while_no_statement_runs_is_not_lost(
    every_database_url: str, folder: Folder, together: bool
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "DELETE FROM a;", "SELECT 1;")
    with Migrator(every_database_url, folder.path) as migrator:
        migrator.up_to("1")
    with Migrator(
        every_database_url, folder.path, observer=StopsLate("2"), single_transaction=together
    ) as migrator:
        with pytest.raises(Interrupted, match=r"2_b"):
            migrator.up()
        assert migrator.current_version() == "1"
        assert migrator.session.query("SELECT count(*) FROM a") == [(1,)]


def test_a_signal_after_the_last_migration_ends_nothing(
    every_database_url: str, folder: Folder
) -> None:
    folder.table("1", "a")

    with Migrator(every_database_url, folder.path, observer=Stops("1")) as migrator:
        assert migrator.up().versions == ("1",)


def test_a_run_in_another_thread_leaves_the_signals_alone(
    every_database_url: str, folder: Folder
) -> None:
    folder.table("1", "a")
    done: list[str] = []

    def run() -> None:
        with Migrator(every_database_url, folder.path) as migrator:
            done.extend(migrator.up().versions)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()

    assert done == ["1"]


def test_a_signal_between_two_statements_of_code_ends_it_before_the_next(
    migrator: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    code = (
        "import os, signal\ndef up(context):\n    context.execute('INSERT INTO a VALUES (2)')\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    context.execute('INSERT INTO a VALUES (3)')\n"
    )
    (folder.path / "2_b.py").write_text(code)
    with pytest.raises(Interrupted, match=r"SIGTERM ended the run in 2_b \(up\)\. It was undone"):
        migrator.up()
    assert migrator.session.query("SELECT x FROM a") == [(1,)]
    assert migrator.current_version() == "1"


def test_a_signal_after_ddl_that_commits_tells_that_it_stays(
    mysql: Migrator, folder: Folder
) -> None:
    code = (
        "import os, signal\ndef up(context):\n    context.execute('CREATE TABLE a (x int)')\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n    context.query('SELECT 1')\n"
    )
    (folder.path / "1_a.py").write_text(code)
    with pytest.raises(Interrupted, match="commits changes of the schema by itself"):
        mysql.up()
    assert tables(mysql) == ["a"]
    assert mysql.current_version() is None
