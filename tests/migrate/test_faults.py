"""Connections, servers, disks and clocks that fail in the middle of a run."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from goofer_py.errors import ConnectionFailed, GooferError, HistoryGone, MigrationFailed
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from tests.migrate.conftest import Folder, failure, tables
from tests.servers import cluster as postgresql_cluster
from tests.servers import mysql_cluster
from tests.servers.packages import program
from tests.servers.proxy import Cut, Proxy, Where
from tests.servers.small_disk import small_disk

pytestmark = pytest.mark.fault

QUICK = LeaseOptions(ttl=1, heartbeat=0.3, tries=200, pause=0.05)
SLEEP = {"postgresql": "SELECT pg_sleep(60)", "mysql": "DO SLEEP(60)", "mariadb": "DO SLEEP(60)"}
TOO_MUCH = {
    "sqlite": "INSERT INTO b VALUES (zeroblob(4000000))",
    "postgresql": "INSERT INTO b SELECT g FROM generate_series(1, 400000) g",
}
SERVERS = [
    pytest.param(kind, marks=getattr(pytest.mark, kind))
    for kind in ("postgresql", "mysql", "mariadb")
]


def done(migrator: Migrator) -> list[str]:
    return [record.version for record in migrator.history() if record.status == "done"]


def rows(migrator: Migrator, table: str) -> list[int]:
    return [row[0] for row in migrator.session.query(f"SELECT x FROM {table} ORDER BY x")]


def told_as_done(error: GooferError) -> bool:
    """Say what the message claims; it has to claim one of the two."""
    claims = {"It was committed all the same": True, "The history does not have it": False}
    (claim,) = (claim for text, claim in claims.items() if text in str(error))
    return claim


@pytest.fixture(params=SERVERS)
def server_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


class TestAConnectionThatIsCut:
    """Whatever is cut, what is told is what the history says."""

    @pytest.mark.parametrize("where", ["before", "in", "after"])
    def test_at_the_commit_is_told_as_what_it_was(
        self, server_url: str, folder: Folder, where: Where
    ) -> None:
        folder.table("1", "a")
        folder.add("2_rows", "INSERT INTO a VALUES (42)", "DELETE FROM a WHERE x = 42")
        folder.table("3", "c")
        proxy = Proxy(server_url, Cut(b"VALUES (42)", b"COMMIT", where))
        with Migrator(proxy.url, folder.path, lease=QUICK) as migrator:
            with pytest.raises(ConnectionFailed) as error:
                migrator.up()

            assert told_as_done(error.value) == (migrator.current_version() == "2")
            if where != "in":
                assert told_as_done(error.value) == (where == "after")
            assert "Applied before it in this run: 1_a." in str(error.value)
            migrator.up()
            assert (done(migrator), rows(migrator, "a")) == (["1", "2", "3"], [1, 42])
        proxy.close()

    @pytest.mark.parametrize("where", ["before", "in", "after"])
    def test_at_a_statement_that_commits_is_gone_on_with(
        self, server_url: str, folder: Folder, where: Where
    ) -> None:
        folder.add("1_b", "CREATE TABLE b (x int)", "DROP TABLE b")
        folder.table("2", "c")
        proxy = Proxy(server_url, Cut(b"CREATE TABLE b", b"CREATE TABLE b", where))
        with Migrator(proxy.url, folder.path, lease=QUICK) as migrator:
            with pytest.raises(ConnectionFailed):
                migrator.up()

            migrator.up()
            assert (done(migrator), tables(migrator)) == (["1", "2"], ["b", "c"])
        proxy.close()


@contextmanager
def own_server(kind: str) -> Iterator[postgresql_cluster.Cluster | mysql_cluster.Cluster]:
    if kind == "postgresql":
        with postgresql_cluster.running() as server:
            yield server
    else:
        with mysql_cluster.running(kind) as other:
            yield other


@pytest.mark.parametrize("kind", SERVERS)
def test_a_server_that_is_killed_and_started_again_is_gone_on_with(
    request: pytest.FixtureRequest, folder: Folder, kind: str
) -> None:
    request.getfixturevalue(f"{kind}_server")  # it is told there when there is none
    folder.table("1", "a")
    folder.add("2_b", f"INSERT INTO a VALUES (2);\n{SLEEP[kind]};\nINSERT INTO a VALUES (3)")
    with own_server(kind) as server:
        url = server.answer()["url"]
        session = open_store(url if kind == "postgresql" else f"{url}/mysql").connect()
        session.run("CREATE DATABASE app")
        if kind != "postgresql":
            # What is committed is to be there after the server was killed.
            session.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 2")
        session.close()
        with Migrator(f"{url.removesuffix('/postgres')}/app", folder.path, lease=QUICK) as migrator:
            threading.Timer(1, server.process.kill).start()
            with pytest.raises(ConnectionFailed) as error:
                migrator.up()
            assert "1_a" in str(error.value)

            server.process.wait()
            again = server.again()
            try:
                folder.add("2_b", "INSERT INTO a VALUES (2);\nINSERT INTO a VALUES (3)")
                migrator.up()
                assert (done(migrator), rows(migrator, "a")) == (["1", "2"], [1, 2, 3])
            finally:
                again.kill()
                again.wait()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder of two megabytes, to which the servers find their way too."""
    for parent in (tmp_path, *tmp_path.parents):
        with suppress(PermissionError):
            parent.chmod(parent.stat().st_mode | 0o555)
    with small_disk(tmp_path / "small") as folder:
        yield folder


class TestADiskThatIsFull:
    """Nothing of what did not fit stays, and there is no question what to do when there is room."""

    @pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=SERVERS[0].marks)])
    def test_undoes_the_migration_that_did_not_fit(
        self, request: pytest.FixtureRequest, disk: Path, folder: Folder, kind: str
    ) -> None:
        url, place = f"sqlite:///{disk}/app.db", ""
        if kind == "postgresql":
            url = request.getfixturevalue("postgresql_url")
            place = f" TABLESPACE {self.tablespace(url, disk)}"
        folder.table("1", "a")
        folder.add("2_b", f"CREATE TABLE b (x int){place};\n{TOO_MUCH[kind]};", "DROP TABLE b")
        with Migrator(url, folder.path, lease=QUICK) as migrator:
            error = failure(migrator.up)

            assert (error.line, error.undone) == (2, True)
            assert "full" in error.server or "No space left" in error.server
            assert (tables(migrator), done(migrator)) == (["a"], ["1"])
            folder.add("2_b", f"CREATE TABLE b (x int){place};", "DROP TABLE b")
            migrator.up()
            assert (tables(migrator), done(migrator)) == (["a", "b"], ["1", "2"])
            if kind == "postgresql":
                migrator.session.run("DROP TABLE b")
                migrator.session.execute("DROP TABLESPACE small")

    @staticmethod
    def tablespace(url: str, disk: Path) -> str:
        place = disk / "pg"
        place.mkdir(mode=0o777)
        session = open_store(url).connect()
        ((data,),) = session.query("SHOW data_directory")
        owner = Path(data).stat()
        os.chown(place, owner.st_uid, owner.st_gid)
        session.execute("DROP TABLESPACE IF EXISTS small")
        session.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        session.close()
        return "small"


RUN = """
import sys
from datetime import UTC, datetime
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
url, folder = sys.argv[1:]
lease = LeaseOptions(ttl=2, heartbeat=0.5, tries=600, pause=0.05)
with Migrator(url, folder, lease=lease) as migrator:
    print(datetime.now(UTC).hour, *migrator.up().versions)
"""


def faketime() -> str:
    """Return the program that lies about the time."""
    found = program("faketime")
    if found is None:
        pytest.skip("there is no faketime here, which would set the clock of a run wrong")
    return found


@pytest.mark.parametrize("off", ["+1h", "-1h"])
def test_a_clock_that_is_an_hour_wrong_takes_nothing_away_from_others(
    server_url: str, folder: Folder, off: str
) -> None:
    for number in range(1, 31):
        folder.add(f"{number:02}_t", f"CREATE TABLE t{number} (x int)")
    command = [sys.executable, "-c", RUN, server_url, str(folder.path)]
    wrong = [faketime(), "-f", off, *command]
    runs = [
        subprocess.Popen(one, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for one in (wrong, command, wrong, command)
    ]
    told = [run.communicate() for run in runs]

    assert [run.returncode for run in runs] == [0, 0, 0, 0], told
    hours = [int(said.split()[0]) for said, _ in told]
    assert hours[0] != hours[1], "its clock was wrong"
    ran = [version for said, _ in told for version in said.split()[1:]]
    assert sorted(ran) == [f"{number:02}" for number in range(1, 31)]
    with Migrator(server_url, folder.path) as migrator:
        assert done(migrator) == sorted(ran)
        assert all((record.duration or 0) < 60 for record in migrator.history())


class TestAHistory:
    """The table that everything is recorded in may be what fails."""

    def test_that_is_dropped_in_the_middle_ends_the_run(
        self, every_database_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        folder.add("2_b", "DROP TABLE goofer_history;\nCREATE TABLE b (x int);", "DROP TABLE b")
        folder.table("3", "c")
        with Migrator(every_database_url, folder.path, lease=QUICK) as migrator:
            error = failure(migrator.up)

            assert "goofer_history" in error.server
            assert error.undone == (migrator.session.locate("goofer_history") is not None)
            stays = "was undone" if error.undone else "1 of 2 statements are done and stay"
            assert stays in str(error)
            assert tables(migrator) == ["a"]

    def test_that_is_gone_is_not_taken_for_an_empty_one(
        self, every_database_url: str, folder: Folder
    ) -> None:
        folder.add("1_a", "CREATE TABLE a (x int)")
        folder.add("2_row", "INSERT INTO a VALUES (1)")
        with Migrator(every_database_url, folder.path) as migrator:
            migrator.up()
            migrator.session.execute("DROP TABLE goofer_history")
        with Migrator(every_database_url, folder.path) as migrator:
            for look in (migrator.up, migrator.status, migrator.current_version, migrator.init):
                with pytest.raises(HistoryGone, match="what ran on it is not known any more"):
                    look()
            assert rows(migrator, "a") == [1]

    def test_that_somebody_locks_is_waited_for(self, server_url: str, folder: Folder) -> None:
        folder.table("1", "a")
        folder.table("2", "b")
        with Migrator(server_url, folder.path, lease=QUICK) as migrator:
            migrator.up(steps=1)
            rival = open_store(server_url).connect()
            rival.run(
                "BEGIN; LOCK TABLE goofer_history"
                if server_url.startswith("postgresql")
                else "LOCK TABLES goofer_history WRITE"
            )
            threading.Timer(1.5, rival.close).start()
            begun = time.monotonic()

            assert migrator.up().versions == ("2",)
            assert time.monotonic() - begun > 1

    def test_in_a_read_only_database_is_told_before_anything_ran(
        self, postgresql_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        folder.table("2", "b")
        with Migrator(postgresql_url, folder.path) as migrator:
            migrator.up(steps=1)
        url = f"{postgresql_url}?options=-c%20default_transaction_read_only%3Don"
        with Migrator(url, folder.path) as migrator:
            with pytest.raises(GooferError, match="read-only") as error:
                migrator.up()

            assert not isinstance(error.value, MigrationFailed)
            assert error.value.hint
            assert migrator.current_version() == "1"
            assert tables(migrator) == ["a"]
