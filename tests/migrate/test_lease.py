"""Runs at the same time, and runs that were ended in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from goofer_py.clock import SystemClock
from goofer_py.errors import LockLost, StatementFailed
from goofer_py.events import Event, LeaseAwaited, OrphanSeen
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.lease_table import Held, LeaseTable
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from tests.migrate.conftest import Folder, tables

ROUNDS = int(os.environ.get("GOOFER_TEST_ROUNDS", "2"))
QUICK = LeaseOptions(ttl=1, heartbeat=0.3, tries=200, pause=0.05)
RUN = """
import sys
from goofer_py.errors import LockLost
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
url, folder, ttl, heartbeat = sys.argv[1:]
lease = LeaseOptions(ttl=float(ttl), heartbeat=float(heartbeat), tries=1200, pause=0.05)
with Migrator(url, folder, lease=lease) as migrator:
    try:
        print(*migrator.up().versions)
    except LockLost as error:
        print(error)
        sys.exit(4)
"""
SLOW = {
    "sqlite": (
        "INSERT INTO d SELECT 1 FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
        " SELECT i + 1 FROM n WHERE i < 9000000) SELECT max(i) FROM n)"
    ),
    "postgresql": "INSERT INTO d SELECT 1 FROM pg_sleep(3)",
    "mysql": "INSERT INTO d SELECT 1 + SLEEP(3)",
}


class Still(SystemClock):
    """A clock on which nothing takes any time, so that tries alone count."""

    def monotonic(self) -> float:
        return 0.0


class Runs:
    """Runs in processes of their own on one database, all ended with the test."""

    def __init__(self, url: str, folder: Folder) -> None:
        self._command = [sys.executable, "-c", RUN, url, str(folder.path)]
        self.all: list[subprocess.Popen[str]] = []

    def start(self, ttl: float = 1) -> subprocess.Popen[str]:
        """Begin a run whose lease lasts `ttl` seconds."""
        run = subprocess.Popen(
            [*self._command, str(ttl), str(ttl / 4)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.all.append(run)
        return run

    def end(self) -> None:
        """Kill what still runs."""
        for run in self.all:
            run.kill()
            run.send_signal(signal.SIGCONT)
            run.communicate()


@pytest.fixture
def runs(request: pytest.FixtureRequest, folder: Folder) -> Iterator[Runs]:
    wanted = {"every_database_url", "server_database_url"} & set(request.fixturenames)
    runs = Runs(request.getfixturevalue(wanted.pop()), folder)
    yield runs
    runs.end()


def slow(url: str) -> str:
    kind = url.partition(":")[0].partition("+")[0]
    return SLOW["mysql" if kind == "mariadb" else kind]


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to it"
        time.sleep(0.02)


def held(url: str, folder: Folder) -> bool:
    with Migrator(url, folder.path) as migrator:
        try:
            return migrator.holder() is not None
        except StatementFailed:
            return False


@pytest.fixture(
    params=[
        pytest.param(kind, marks=getattr(pytest.mark, kind))
        for kind in ("postgresql", "mysql", "mariadb")
    ]
)
def server_database_url(request: pytest.FixtureRequest) -> str:
    """Give an empty database on each server, where a session outlives its client."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def table(every_database_url: str) -> LeaseTable:
    session = open_store(every_database_url).connect()
    table = LeaseTable(session, "goofer_history")
    table.create()
    return table


def test_a_lease_is_taken_by_one(table: LeaseTable) -> None:
    seen = table.look()

    assert seen.free
    assert not seen.abandoned
    assert table.take(seen, "one", "me", "1@2", 60)
    assert not table.take(seen, "two", "you", "3@4", 60)
    assert not table.take(table.look(), "two", "you", "3@4", 60)
    assert (table.look().holder, table.look().session) == ("me", "1@2")
    assert 55 < table.look().left <= 60
    assert abs(table.look().since - datetime.now(UTC)) < timedelta(seconds=30)
    table.close()


def test_there_is_never_a_second_lease(table: LeaseTable, every_database_url: str) -> None:
    table.take(table.look(), "one", "me", "", 60)
    late = open_store(every_database_url).connect()
    LeaseTable(late, "goofer_history").create()
    with pytest.raises(StatementFailed):
        late.execute("INSERT INTO goofer_history_lease VALUES (1, '', '', '', 0, 0)")

    assert late.query("SELECT token FROM goofer_history_lease") == [("one",)]
    late.close()
    table.close()


def test_a_table_whose_row_is_not_there_yet_holds_no_lease(
    table: LeaseTable, every_database_url: str
) -> None:
    with closing(open_store(every_database_url).connect()) as maker:
        maker.execute("DELETE FROM goofer_history_lease")

        assert table.look().free
        assert not table.take(table.look(), "one", "me", "", 60)
        LeaseTable(maker, "goofer_history").create()

    assert table.take(table.look(), "one", "me", "", 60)
    table.close()


def test_a_lease_lasts_as_long_as_it_is_renewed(table: LeaseTable) -> None:
    table.take(table.look(), "one", "me", "", 0.2)
    time.sleep(0.1)
    assert table.renew("one", 0.2)
    time.sleep(0.15)
    assert not table.look().free
    time.sleep(0.2)

    assert table.look().abandoned
    assert table.take(table.look(), "two", "you", "", 60)
    assert not table.renew("one", 60)
    assert table.look().holder == "you"
    table.close()


def test_a_heartbeat_that_comes_too_late_does_not_bring_a_lease_back(table: LeaseTable) -> None:
    """Else others would wait for nobody, for as long as a lease lasts."""
    table.take(table.look(), "one", "me", "", 60)
    table.release("one")

    assert not table.renew("one", 60)
    assert table.look().free
    table.close()


def test_a_lease_that_is_given_back_leaves_nothing_to_look_for(table: LeaseTable) -> None:
    table.take(table.look(), "one", "me", "", 60)
    table.release("one")

    assert table.look().free
    assert not table.look().abandoned
    table.close()


def test_nobody_but_its_holder_gives_a_lease_back(table: LeaseTable) -> None:
    table.take(table.look(), "one", "me", "", 60)
    table.release("two")

    assert table.look().holder == "me"
    table.close()


def test_a_run_gives_its_lease_back(migrator: Migrator, folder: Folder) -> None:
    folder.table("1", "a")
    migrator.up()

    assert migrator.holder() is None


def test_nothing_pending_needs_no_lease(every_database_url: str, folder: Folder) -> None:
    folder.table("1", "a")
    with Migrator(every_database_url, folder.path) as migrator:
        migrator.up()
        lease = LeaseTable(migrator.session, "goofer_history")
        lease.take(lease.look(), "one", "somebody", "", 60)

        assert migrator.up().versions == ()


def test_who_holds_the_database_is_named_to_those_that_wait(
    every_database_url: str, folder: Folder
) -> None:
    folder.table("1", "a")
    seen: list[Event] = []
    impatient = LeaseOptions(tries=3, pause=0.01)
    with Migrator(
        every_database_url, folder.path, lease=impatient, observer=seen.append, clock=Still()
    ) as other:
        other.init()
        lease = LeaseTable(other.session, "goofer_history")
        lease.take(lease.look(), "one", "jo@host, process 7", "", 60)
        with pytest.raises(LockLost, match=r"jo@host, process 7, since .* UTC, holds .* 3 times"):
            other.up()

        assert tables(other) == []
    assert [event.holder for event in seen if isinstance(event, LeaseAwaited)] == [
        "jo@host, process 7"
    ]


def test_who_is_waited_for_is_told_once_there_is_somebody(
    every_database_url: str, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.table("1", "a")
    seen: list[Event] = []
    take = LeaseTable.take

    def too_late(self: LeaseTable, held: Held, *given: Any) -> bool:
        take(self, held, "another token", "jo@host, process 7", "", 60)
        return take(self, held, *given)

    monkeypatch.setattr(LeaseTable, "take", too_late)
    impatient = LeaseOptions(tries=3, pause=0.01)
    with (
        Migrator(
            every_database_url, folder.path, lease=impatient, observer=seen.append, clock=Still()
        ) as late,
        pytest.raises(LockLost),
    ):
        late.up()

    assert [event.holder for event in seen if isinstance(event, LeaseAwaited)] == [
        "jo@host, process 7"
    ]


def test_a_run_whose_lease_was_ended_commits_nothing(
    every_database_url: str, folder: Folder
) -> None:
    folder.add("1_a", "INSERT INTO kept VALUES (1)")
    folder.add("2_b", "INSERT INTO kept VALUES (2)")

    def rival(event: Event) -> None:
        if type(event).__name__ == "MigrationStarted" and getattr(event, "version", "") == "2":
            with Migrator(every_database_url, folder.path) as other:
                held = other.holder()
                assert held is not None
                assert other.unlock(held)

    with Migrator(every_database_url, folder.path, observer=rival) as migrator:
        migrator.session.execute("CREATE TABLE kept (x int)")
        with pytest.raises(LockLost, match="lost its lease") as error:
            migrator.up()

        assert migrator.session.query("SELECT x FROM kept") == [(1,)]
        assert "Applied before it in this run: 1_a" in str(error.value)
        assert migrator.status().current == "1"


@pytest.mark.fault
def test_a_long_statement_keeps_the_lease(
    every_database_url: str, folder: Folder, runs: Runs
) -> None:
    folder.add("1_s", f"CREATE TABLE d (x int);\n{slow(every_database_url)};")
    folder.table("2", "b")
    run = runs.start()
    until(lambda: held(every_database_url, folder))

    patient = replace(QUICK, tries=2000)
    with Migrator(every_database_url, folder.path, lease=patient) as migrator:
        assert migrator.up().versions == ()
        assert run.wait() == 0
        assert migrator.status().current == "2"
        assert [record.status for record in migrator.history()].count("failed") == 0


@pytest.mark.fault
def test_a_run_that_was_killed_is_taken_over(
    every_database_url: str, folder: Folder, runs: Runs
) -> None:
    folder.add("1_s", "CREATE TABLE d (x int)", "DROP TABLE d")
    folder.add("2_fill", slow(every_database_url))
    seen: list[Event] = []
    run = runs.start()
    with Migrator(every_database_url, folder.path, lease=QUICK, observer=seen.append) as migrator:
        until(lambda: "d" in tables(migrator))
        until(lambda: held(every_database_url, folder))
        time.sleep(0.5)
        run.kill()
        run.wait()

        assert migrator.up().current == "2"

        assert migrator.session.query("SELECT count(*) FROM d") == [(1,)]
        if migrator.session.others.identity():
            assert any(isinstance(event, OrphanSeen) for event in seen)


@pytest.mark.fault
def test_what_a_killed_run_left_at_work_is_ended_if_wanted(
    server_database_url: str, folder: Folder, runs: Runs
) -> None:
    folder.add("1_s", "CREATE TABLE d (x int)", "DROP TABLE d")
    folder.add("2_fill", slow(server_database_url).replace("3", "600"))
    run = runs.start()
    ending = LeaseOptions(ttl=1, heartbeat=0.3, tries=200, pause=0.05, orphans="end")
    with Migrator(server_database_url, folder.path, lease=ending) as migrator:
        until(lambda: "d" in tables(migrator))
        time.sleep(1)
        run.kill()
        run.wait()
        folder.remove("2_fill")
        folder.table("3", "c")

        before = time.monotonic()
        assert migrator.up().versions == ("3",)
        assert time.monotonic() - before < 60
        assert migrator.session.query("SELECT count(*) FROM d") == [(0,)]


@pytest.mark.long
@pytest.mark.fault
def test_what_is_waited_for_in_vain_is_looked_for_by_the_next_run_too(
    server_database_url: str, folder: Folder, runs: Runs
) -> None:
    folder.add("1_s", "CREATE TABLE d (x int)", "DROP TABLE d")
    folder.add("2_fill", slow(server_database_url).replace("3", "10"))
    run = runs.start()
    hasty = LeaseOptions(ttl=1, heartbeat=0.3, tries=5, pause=0.05)
    with Migrator(server_database_url, folder.path, lease=hasty) as migrator:
        until(lambda: "d" in tables(migrator))
        time.sleep(0.5)
        run.kill()
        run.wait()
        until(lambda: migrator.holder() is None)

        with pytest.raises(LockLost, match=r"still works on .* for a run that was ended"):
            migrator.up()
        with pytest.raises(LockLost, match=r"still works on .* for a run that was ended"):
            migrator.up()
    with Migrator(server_database_url, folder.path, lease=replace(QUICK, tries=600)) as migrator:
        migrator.up()
        assert migrator.session.query("SELECT count(*) FROM d") == [(1,)]


@pytest.mark.fault
def test_a_run_that_slept_too_long_does_no_harm(
    every_database_url: str, folder: Folder, runs: Runs
) -> None:
    folder.add("1_s", "CREATE TABLE d (x int)", "DROP TABLE d")
    for number in range(2, 40):
        folder.add(f"{number}_row", f"INSERT INTO d VALUES ({number})")
    run = runs.start()
    patient = LeaseOptions(ttl=1, heartbeat=0.3, tries=100, pause=0.05, orphans="end")
    with Migrator(every_database_url, folder.path, lease=patient) as migrator:
        until(lambda: "d" in tables(migrator))
        run.send_signal(signal.SIGSTOP)
        # Asleep between its last statement and the commit, it cannot be overtaken.
        with suppress(LockLost):
            migrator.up()
        run.send_signal(signal.SIGCONT)
        run.wait()
        migrator.up()

        rows = migrator.session.query("SELECT x FROM d ORDER BY x")
        assert rows == [(number,) for number in range(2, 40)]
        applied = [record.version for record in migrator.history() if record.status == "done"]
        assert sorted(applied, key=int) == [str(number) for number in range(1, 40)]


@pytest.mark.fault
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_eight_runs_at_once_apply_everything_once(
    every_database_url: str, folder: Folder, runs: Runs, seed: int
) -> None:
    """Nobody is killed in the first round, and anybody at any time in the others."""
    chance = Random(seed)
    for number in range(1, 201):
        folder.add(f"{number:03}_t", f"CREATE TABLE t{number} (x int)")
    for _ in range(8):
        # On a busy machine a heart may miss its beat for a second.
        runs.start(ttl=6)
    for victim in chance.sample(runs.all, seed and chance.randint(1, 7)):
        time.sleep(chance.uniform(0, 0.8))
        victim.kill()
    for run in runs.all:
        told, errors = run.communicate()
        assert run.returncode in (0, -9), f"{told}{errors}"

    with Migrator(every_database_url, folder.path, lease=QUICK) as migrator:
        migrator.up()
        records = migrator.history()
        assert [record.id for record in records] == list(range(1, len(records) + 1))
        done = [record.version for record in records if record.status == "done"]
        assert done == [f"{number:03}" for number in range(1, 201)]
