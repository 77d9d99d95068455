"""A run that others suffer from pauses, and ends for their sake."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from goofer_py.errors import ConnectionFailed, GooferError, RollbackFailed, Unhealthy
from goofer_py.events import (
    BatchDone,
    Event,
    MigrationFinished,
    MigrationStarted,
    RunPaused,
    RunResumed,
)
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.patience import Patience
from goofer_py.migrate.precheck.finding import Verdict
from goofer_py.migrate.watch_options import WatchOptions
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.migrate.conftest import Folder, tables
from tests.migrate.precheck.test_precheck import role
from tests.migrate.test_interruption import ENDLESS
from tests.servers import mysql_cluster
from tests.servers.cluster import running
from tests.servers.mysql import MySQLServer

QUICK = LeaseOptions(ttl=2, heartbeat=0.5, tries=20, pause=0.1)
# Where a lock is never given up, the test is to fail, and not to wait.
PATIENCE = Patience(lock_timeout=20)


def kind_of(url: str) -> str:
    return url.partition(":")[0].partition("+")[0]


def slow(url: str) -> str:
    return ENDLESS[kind_of(url)].rstrip(";")


@contextmanager
def another(url: str) -> Iterator[Session]:
    with closing(open_store(url).connect()) as session:
        yield session


@contextmanager
def watched(
    url: str, folder: Folder, events: list[Event] | None = None, **options: object
) -> Iterator[Migrator]:
    """Give a migrator that watches, quickly."""
    watch = WatchOptions(**{"every": 0.2, "pause": 60, "max_downtime": 60, **options})  # type: ignore[arg-type]
    observer = None if events is None else events.append
    with Migrator(
        url, folder.path, watch=watch, lease=QUICK, observer=observer, patience=PATIENCE
    ) as migrator:
        yield migrator


def meanwhile(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def after(seconds: float, work: Callable[[], object]) -> Callable[[], object]:
    def waiting() -> None:
        time.sleep(seconds)
        work()

    return waiting


class Answered(list[Event]):
    """What a run tells of; the first event of each kind in `answers` sets something going."""

    def __init__(self, answers: Mapping[type[Event], Callable[[], object]]) -> None:
        super().__init__()
        self._answers = dict(answers)
        self._going: list[threading.Thread] = []

    def append(self, event: Event) -> None:
        super().append(event)
        if (work := self._answers.pop(type(event), None)) is not None:
            self._going.append(meanwhile(work))

    def join(self) -> None:
        """Wait for what was set going."""
        for one in self._going:
            one.join(20)


@pytest.fixture
def flag(every_database_url: str) -> Callable[[int], None]:
    """Give what sets a flag that the check of the watch looks at."""
    with another(every_database_url) as session:
        session.run("CREATE TABLE flag (well int); INSERT INTO flag VALUES (1);")

    def put(well: int) -> None:
        with another(every_database_url) as session:
            session.execute(f"UPDATE flag SET well = {well}")

    return put


CHECK = "SELECT well FROM flag"


class TestPauses:
    def test_a_run_waits_before_a_migration_until_all_is_well(
        self, every_database_url: str, folder: Folder, flag: Callable[[int], None]
    ) -> None:
        folder.table("1", "a")
        flag(0)
        events: list[Event] = []
        threading.Timer(1.5, flag, [1]).start()
        with watched(every_database_url, folder, events, check=CHECK) as migrator:
            started = time.monotonic()
            migrator.up()

        assert time.monotonic() - started > 1
        (paused,) = (one for one in events if isinstance(one, RunPaused))
        (resumed,) = (one for one in events if isinstance(one, RunResumed))
        assert paused.why == f"the check said no: {CHECK}"
        assert resumed.duration > 0.5

    def test_a_pause_that_lasts_ends_the_run_before_it_has_begun_anything(
        self, every_database_url: str, folder: Folder, flag: Callable[[int], None]
    ) -> None:
        folder.table("1", "a")
        flag(0)
        with watched(every_database_url, folder, check=CHECK, pause=0.5) as migrator:
            with pytest.raises(Unhealthy) as error:
                migrator.up()

            assert "It was not begun." in str(error.value)
            assert error.value.why.startswith("it was not well for ")
            assert error.value.exit_code == 8
            assert tables(migrator) == []
            flag(1)
            assert migrator.up().versions == ("1",)

    def test_a_run_pauses_between_batches_and_goes_on(
        self, every_database_url: str, folder: Folder, flag: Callable[[int], None]
    ) -> None:
        rows = ",".join(f"({number}, 0)" for number in range(300))
        folder.add(
            "1_a", f"CREATE TABLE a (id int PRIMARY KEY, x int);\nINSERT INTO a VALUES {rows};"
        )
        (folder.path / "2_fill.py").write_text(
            "transaction = False\n\n\n"
            "def up(context):\n"
            "    context.update_in_batches('a', 'x = x + 1', size=10, pause=0.1)\n"
        )
        events = Answered({BatchDone: lambda: flag(0), RunPaused: lambda: flag(1)})
        with watched(every_database_url, folder, events, check=CHECK) as migrator:
            migrator.up()
            done = migrator.session.query("SELECT count(*), min(x), max(x) FROM a")

        assert [tuple(row) for row in done] == [(300, 1, 1)]
        assert [type(one) for one in events if isinstance(one, RunPaused | RunResumed)] == [
            RunPaused,
            RunResumed,
        ]

    def test_what_runs_in_a_transaction_is_ended_and_undone(
        self, postgresql_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        folder.add("2_b", f"CREATE TABLE b (x int);\n{slow(postgresql_url)};")
        with another(postgresql_url) as session:
            session.run("CREATE TABLE flag (well int); INSERT INTO flag VALUES (1);")

        def unwell() -> None:
            with another(postgresql_url) as session:
                session.execute("UPDATE flag SET well = 0")

        events = Answered({MigrationFinished: unwell})
        with watched(postgresql_url, folder, events, check=CHECK, pause=0.5) as migrator:
            started = time.monotonic()
            with pytest.raises(Unhealthy) as error:
                migrator.up()

            assert time.monotonic() - started < 15
            assert error.value.undone
            assert error.value.applied == ("1",)
            assert tables(migrator) == ["a"]


class Health(BaseHTTPRequestHandler):
    """Answers as it is told."""

    status: ClassVar[int] = 200
    seconds: ClassVar[float] = 0

    def do_GET(self) -> None:
        """Answer."""
        time.sleep(self.seconds)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class TestAnAddressThatAnswers:
    @pytest.fixture
    def address(self) -> Iterator[str]:
        server = HTTPServer(("127.0.0.1", 0), Health)
        Health.status, Health.seconds = 200, 0
        meanwhile(server.serve_forever)
        yield f"http://127.0.0.1:{server.server_port}/health"
        server.shutdown()
        server.server_close()

    def test_lets_a_run_go(self, postgresql_url: str, folder: Folder, address: str) -> None:
        folder.table("1", "a")
        events: list[Event] = []
        with watched(postgresql_url, folder, events, check=address) as migrator:
            assert migrator.up().versions == ("1",)

        assert not [one for one in events if isinstance(one, RunPaused)]

    def test_that_says_no_ends_it(self, postgresql_url: str, folder: Folder, address: str) -> None:
        folder.table("1", "a")
        Health.status = 503
        check = f"{address}?token=hunter2"
        said = pytest.raises(Unhealthy, match=f"{address} answers 503")
        with watched(postgresql_url, folder, check=check, pause=0.3) as migrator, said as error:
            migrator.up()

        assert "hunter2" not in str(error.value)

    def test_that_takes_its_time_keeps_nobody_waiting_for_longer(
        self, postgresql_url: str, folder: Folder, address: str
    ) -> None:
        folder.add("1_a", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);")
        folder.add("2_long", f"UPDATE a SET x = 2;\n{slow(postgresql_url)};")
        with Migrator(postgresql_url, folder.path) as migrator:
            migrator.up(steps=1)
        waited: list[float] = []

        def write() -> None:
            began = time.monotonic()
            _write(postgresql_url)
            waited.append(time.monotonic() - began)

        Health.seconds = 4.5
        events = Answered({MigrationStarted: after(1, write)})
        with watched(postgresql_url, folder, events, check=address, max_downtime=1) as migrator:
            with pytest.raises(Unhealthy, match="others waited for it"):
                migrator.up()
            events.join()

        assert len(waited) == 1
        assert waited[0] < 3.5

    def test_that_is_not_there_ends_it(self, postgresql_url: str, folder: Folder) -> None:
        folder.table("1", "a")
        said = pytest.raises(Unhealthy, match=r"127\.0\.0\.1:9/ does not answer: ")
        check = "http://127.0.0.1:9/"
        with watched(postgresql_url, folder, check=check, pause=0.3) as migrator, said:
            migrator.up()


class TestDowntime:
    def test_a_statement_that_others_wait_for_is_ended(
        self, every_database_url: str, folder: Folder
    ) -> None:
        """An update of all rows, and then a long statement in the same transaction."""
        folder.add("1_a", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);")
        folder.add("2_long", f"UPDATE a SET x = 2;\n{slow(every_database_url)};")
        with Migrator(every_database_url, folder.path) as migrator:
            migrator.up(steps=1)

        def write() -> None:
            with suppress(GooferError), another(every_database_url) as session:
                session.execute("UPDATE a SET x = 3")

        events = Answered({MigrationStarted: after(0.7, write)})
        with watched(every_database_url, folder, events, max_downtime=1) as migrator:
            started = time.monotonic()
            with pytest.raises(Unhealthy) as error:
                migrator.up()

            assert time.monotonic() - started < 12
            assert "others waited for it for 1." in error.value.why
            assert "(max_downtime is 1 s)" in error.value.why
            assert error.value.undone
            time.sleep(0.5)
            ((value,),) = migrator.session.query("SELECT x FROM a")
            assert value in (1, 3), "the migration's own value is gone"

    @pytest.mark.parametrize("kind", ["postgresql", "mysql", "mariadb"])
    def test_a_lock_that_queues_before_others_is_given_up(
        self, request: pytest.FixtureRequest, folder: Folder, kind: str
    ) -> None:
        """A reader holds the table, ALTER TABLE waits for it, and all others wait behind that."""
        url = request.getfixturevalue(f"{kind}_url")
        folder.add("1_a", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);")
        folder.add("2_alter", "ALTER TABLE a ADD COLUMN y int;")
        with Migrator(url, folder.path) as migrator:
            migrator.up(steps=1)
        waited: list[float] = []

        def read() -> None:
            began = time.monotonic()
            with another(url) as session:
                session.query("SELECT * FROM a")
            waited.append(time.monotonic() - began)

        events = Answered({MigrationStarted: after(0.7, read)})
        with another(url) as holder, watched(url, folder, events, max_downtime=1) as migrator:
            holder.begin()
            holder.query("SELECT * FROM a")
            with pytest.raises(Unhealthy):
                migrator.up()
            events.join()
            holder.rollback()
            assert len(waited) == 1, "the reader goes on though the holder still holds"
            assert waited[0] < 8
            migrator.up()

    @pytest.mark.mysql
    @pytest.mark.parametrize("waits_for", ["rows", "table"])
    def test_mysql_tells_who_waits_for_whom(
        self, mysql_server: MySQLServer, waits_for: str
    ) -> None:
        assert mysql_server.kind == "mysql"
        changes = {"rows": "UPDATE a SET x = 2", "table": "LOCK TABLES a WRITE"}
        with mysql_cluster.running("mysql", "--performance-schema=ON") as server:
            with another(f"{server.answer()['url']}/mysql") as admin:
                admin.run("CREATE DATABASE app; CREATE TABLE app.a (x int);")
                admin.run("INSERT INTO app.a VALUES (1); CREATE TABLE app.b (x int);")
            url = f"{server.answer()['url']}/app"
            with another(url) as holder, another(url) as looker:
                holder.begin()
                holder.execute(changes[waits_for])
                address = holder.vitals.address()
                assert looker.vitals.waiting(address) == []

                meanwhile(partial(_write, url))
                waiting: Sequence[str] = []
                end = time.monotonic() + 10
                while not waiting and time.monotonic() < end:
                    waiting = looker.vitals.waiting(address)
                elsewhere = looker.vitals.waiting(looker.vitals.address())
                holder.execute("UNLOCK TABLES")
                holder.rollback()

        assert ["UPDATE a SET x = 3" in one for one in waiting] == [True]
        assert elsewhere == []

    def test_a_role_without_rights_sees_who_waits_for_it(self, postgresql_url: str) -> None:
        with role(postgresql_url, "") as url, another(postgresql_url) as owner:
            owner.run("CREATE TABLE a (x int); GRANT ALL ON a TO PUBLIC;")
            owner.run("INSERT INTO a VALUES (1)")
            with another(url) as holder, another(url) as looker:
                holder.begin()
                holder.execute("UPDATE a SET x = 2")
                meanwhile(partial(_write, postgresql_url))
                waiting: Sequence[str] = []
                end = time.monotonic() + 10
                while not waiting and time.monotonic() < end:
                    waiting = looker.vitals.waiting(holder.vitals.address())
                holder.rollback()

        assert len(waiting) == 1

    def test_a_run_that_nobody_waits_for_is_left_alone(
        self, every_database_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        folder.add("2_b", "CREATE TABLE b (x int);")
        with watched(every_database_url, folder, max_downtime=0.5) as migrator:
            assert migrator.up().versions == ("1", "2")


def _write(url: str) -> None:
    with suppress(GooferError), another(url) as session:
        session.execute("UPDATE a SET x = 3")


class TestAServerThatIsKilled:
    """What is told is that the connection is gone, and not what the watch makes of it."""

    def test_ends_a_watched_run_as_any_other(self, postgresql_url: str, folder: Folder) -> None:
        assert postgresql_url
        folder.table("1", "a")
        folder.add("2_b", f"CREATE TABLE b (x int);\n{ENDLESS['postgresql']}")
        with running() as server:
            url = server.answer()["url"]
            threading.Timer(1.5, server.process.kill).start()
            with watched(url, folder) as migrator:
                started = time.monotonic()
                with pytest.raises(ConnectionFailed, match="1_a"):
                    migrator.up()
            assert time.monotonic() - started < 30
            server.process.wait()

            with watched(url, folder) as migrator:
                (found,) = migrator.precheck().findings
                assert (found.check, found.verdict) == ("server", Verdict.FAIL)


class TestTheWayBack:
    def test_a_run_that_was_ended_goes_back_when_that_is_wanted(
        self, postgresql_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        folder.add("2_b", f"CREATE TABLE b (x int);\n{slow(postgresql_url)};")
        with another(postgresql_url) as session:
            session.run("CREATE TABLE flag (well int); INSERT INTO flag VALUES (1);")

        def unwell() -> None:
            with another(postgresql_url) as session:
                session.execute("UPDATE flag SET well = 0")

        events = Answered({MigrationFinished: unwell})
        with watched(postgresql_url, folder, events, check=CHECK, pause=0.5) as migrator:
            with pytest.raises(Unhealthy) as error:
                migrator.up(auto_rollback=True)

            assert "The run went back to zero" in str(error.value)
            assert error.value.applied == ()
            assert tables(migrator) == []

    def test_a_way_back_that_takes_too_long_is_ended_and_told(
        self, postgresql_url: str, folder: Folder
    ) -> None:
        folder.add("1_a", "CREATE TABLE a (x int);", f"{slow(postgresql_url)};\nDROP TABLE a;")
        folder.add("2_b", "SELECT no_such_thing;")
        with Migrator(postgresql_url, folder.path, rollback_timeout=1) as migrator:
            started = time.monotonic()
            with pytest.raises(RollbackFailed) as error:
                migrator.up(auto_rollback=True)

            assert time.monotonic() - started < 15
            assert "going back took more than 1 s (rollback_timeout)" in str(error.value)
            assert (error.value.applied, error.value.instead) == (("1",), "Unhealthy")
            assert tables(migrator) == ["a"]
