"""Replicas that are behind: what is found before a run, and what a run does about it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import pytest

from goofer_py.errors import Unhealthy
from goofer_py.events import Event, RunPaused, RunResumed
from goofer_py.migrate.context import Context
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.pacing import Pacing
from goofer_py.migrate.precheck.finding import Finding, Verdict
from goofer_py.migrate.precheck.options import PrecheckOptions
from goofer_py.migrate.watch_options import WatchOptions
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.migrate.conftest import Folder
from tests.servers import mysql_cluster
from tests.servers.cluster import running
from tests.servers.postgresql import Server
from tests.servers.standby import standby

pytestmark = pytest.mark.fault

Pair = tuple[str, str]


@contextmanager
def session(url: str) -> Iterator[Session]:
    with closing(open_store(url).connect()) as opened:
        yield opened


def replication(url: str, folder: Folder, options: PrecheckOptions) -> Finding:
    """Return what the check of the replicas finds."""
    with Migrator(url, folder.path) as migrator:
        findings = migrator.precheck(options=options).findings
    return next(one for one in findings if one.check == "replication")


def until_caught_up(url: str, folder: Folder, replica: str) -> None:
    options = PrecheckOptions(replicas=(replica,), replication_lag=0.5)
    end = time.monotonic() + 30
    while replication(url, folder, options).verdict is not Verdict.PASS:
        assert time.monotonic() < end, "the replica never caught up"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def _pair() -> Iterator[Pair]:
    with running() as primary, standby(primary) as replica:
        yield primary.answer()["url"], replica


@pytest.fixture
def pair(postgresql_server: Server, _pair: Pair) -> Iterator[Pair]:
    """Give a primary and its replica, which applies what it is sent."""
    url, replica = _pair
    yield _pair
    with session(replica) as follower:
        follower.query("SELECT pg_wal_replay_resume()")
    with session(url) as primary:
        primary.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")


def pause(replica: str) -> None:
    with session(replica) as follower:
        follower.query("SELECT pg_wal_replay_pause()")


def write(url: str, seconds: float) -> None:
    """Write for some seconds, as a program does."""
    with session(url) as primary:
        primary.execute("CREATE TABLE IF NOT EXISTS written (x int)")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            primary.execute("INSERT INTO written VALUES (1), (2), (3)")
            time.sleep(0.1)


class TestPostgreSQL:
    def test_one_that_follows_passes(self, pair: Pair, folder: Folder) -> None:
        url, replica = pair
        write(url, 0.5)
        until_caught_up(url, folder, replica)

        told = replication(url, folder, PrecheckOptions())
        asked = replication(url, folder, PrecheckOptions(replicas=(replica,)))

        assert (told.verdict, asked.verdict) == (Verdict.PASS, Verdict.PASS)
        assert "at 127.0.0.1 is behind by " in told.seen
        assert f"127.0.0.1:{urlsplit(replica).port}/postgres is behind by " in asked.seen

    @pytest.mark.parametrize("asked", [True, False])
    def test_one_that_lags_fails(self, pair: Pair, folder: Folder, asked: bool) -> None:
        url, replica = pair
        write(url, 0.3)
        pause(replica)
        write(url, 2.5)

        options = PrecheckOptions(replication_lag=1, replicas=(replica,) if asked else ())
        lagging = replication(url, folder, options)

        assert lagging.verdict is Verdict.FAIL
        assert " is behind by " in lagging.seen

    def test_so_many_bytes_fail_too(self, pair: Pair, folder: Folder) -> None:
        url, replica = pair
        pause(replica)
        write(url, 0.5)

        options = PrecheckOptions(replication_lag=600, replication_bytes=0.001)
        assert replication(url, folder, options).verdict is Verdict.FAIL

    def test_a_run_on_the_replica_itself_is_not_begun(self, pair: Pair, folder: Folder) -> None:
        folder.table("1", "a")
        with Migrator(pair[1], folder.path) as migrator:
            failed = {one.check: one for one in migrator.precheck().failed}

        assert "it is a standby" in failed["version"].seen

    @pytest.mark.parametrize("watched", [True, False])
    def test_a_run_in_batches_waits_for_it(self, pair: Pair, folder: Folder, watched: bool) -> None:
        url, replica = pair
        rows = ",".join(f"({number}, 0)" for number in range(200))
        folder.add(
            "1_a", f"CREATE TABLE a (id int PRIMARY KEY, x int);\nINSERT INTO a VALUES {rows};"
        )
        with Migrator(url, folder.path) as migrator:
            migrator.up()
        (folder.path / "2_fill.py").write_text(
            "transaction = False\n\n\n"
            "def up(context):\n"
            "    context.update_in_batches('a', 'x = x + 1', size=5, pause=0.1)\n"
        )
        until_caught_up(url, folder, replica)
        events: list[Event] = []
        limits = PrecheckOptions(replicas=(replica,), replication_lag=1)
        watch = WatchOptions(every=0.2, pause=60, limits=limits) if watched else None
        pacing = Pacing(lag=10 if watched else 1, replicas=(replica,))
        lease = LeaseOptions(ttl=3, heartbeat=1)
        pause(replica)

        def resume() -> None:
            with session(replica) as follower:
                follower.query("SELECT pg_wal_replay_resume()")

        def see(event: Event) -> None:
            events.append(event)
            if isinstance(event, RunPaused):
                threading.Timer(1, resume).start()

        told = {"watch": watch, "pacing": pacing, "lease": lease, "observer": see}
        with Migrator(url, folder.path, **told) as migrator:  # type: ignore[arg-type]
            migrator.up()
            done = migrator.session.query("SELECT min(x), max(x) FROM a")

        assert done == [(1, 1)]
        paused = [one for one in events if isinstance(one, RunPaused)]
        assert paused
        assert "is behind by " in paused[0].why
        assert [type(one) for one in events].count(RunResumed) == len(paused)


@pytest.fixture
def mariadb_pair(mariadb_url: str) -> Iterator[Pair]:
    """Give a source and its replica."""
    assert mariadb_url
    source_settings = ("--log-bin", "--server-id=1")
    with (
        mysql_cluster.running("mariadb", *source_settings) as source,
        mysql_cluster.running("mariadb", "--server-id=2") as replica,
    ):
        first, second = (f"{one.answer()['url']}/app" for one in (source, replica))
        for url in (first, second):
            with session(url.replace("/app", "/mysql")) as admin:
                admin.execute("CREATE DATABASE app")
        with session(first) as admin:
            ((file, position, *_),) = admin.query("SHOW MASTER STATUS")
        parts = urlsplit(first)
        with session(second) as admin:
            admin.execute(
                f"CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={parts.port},"
                f" MASTER_USER='{parts.username}', MASTER_PASSWORD='{parts.password}',"
                f" MASTER_LOG_FILE='{file}', MASTER_LOG_POS={position}"
            )
            admin.execute("START SLAVE")
        yield first, second


class Fill:
    """A migration in batches."""

    transaction = False

    def up(self, context: Context) -> None:
        context.update_in_batches("written", "x = x + 1", key="x")

    def down(self, context: Context) -> None:
        pass


def test_a_replica_of_mariadb_says_itself_how_far_it_is(mariadb_pair: Pair, folder: Folder) -> None:
    url, replica = mariadb_pair
    write(url, 0.3)
    until_caught_up(url, folder, replica)

    unseen = replication(url, folder, PrecheckOptions())
    assert unseen.verdict is Verdict.UNKNOWN
    assert unseen.seen == "1 replica connected, and how far is not told"

    asked = PrecheckOptions(replicas=(replica,), replication_lag=2)
    assert replication(url, folder, asked).verdict is Verdict.PASS
    with session(replica) as follower:
        follower.execute("LOCK TABLES written WRITE")
        write(url, 4)
        lagging = replication(url, folder, asked)
        follower.execute("UNLOCK TABLES")
        assert lagging.verdict is Verdict.FAIL
        follower.execute("STOP SLAVE")
        stopped = replication(url, folder, asked)
        with Migrator(url, folder.path, pacing=Pacing(wait=0.5, replicas=(replica,))) as migrator:
            migrator.register_custom_migration("1", Fill())
            with pytest.raises(Unhealthy, match="its replication is stopped"):
                migrator.up()

    assert stopped.verdict is Verdict.FAIL
    assert "its replication is stopped" in stopped.seen
