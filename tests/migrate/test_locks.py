"""Locks that somebody else really holds: waited for no longer than is said, and tried for again."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from goofer_py.errors import Interrupted, StatementFailed
from goofer_py.events import Event, LockAwaited, MigrationStarted, MigrationWarned, RunStarted
from goofer_py.migrate.context import Context
from goofer_py.migrate.lease_options import DEFAULT_LEASE, LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.patience import Patience
from goofer_py.stores.registry import open_store
from goofer_py.stores.table_types import MYSQL, SQLITE, STANDARD, TableTypes
from tests.migrate.conftest import Folder, failure

PATIENT = Patience(lock_timeout=0.3, lock_retries=40, pause=0.1)
HELD = {
    "sqlite": "UPDATE a SET x = 3",
    "postgresql": "LOCK TABLE a IN ACCESS EXCLUSIVE MODE",
    "mysql": "UPDATE a SET x = 3",
    "mariadb": "UPDATE a SET x = 3",
}


class Holder:
    """Another program, which takes a lock when a migration starts and lets it go again."""

    def __init__(self, url: str, held: str, version: str = "2") -> None:
        self._session = open_store(url).connect()
        self._held = held
        self.version = version
        self.seconds = 1.2
        self.first: type[Event] = MigrationStarted
        self.armed = False
        self.told: list[Event] = []
        self._timer = threading.Timer(0, lambda: None)
        self.on: dict[type[Event], Callable[[], object]] = {}

    def __call__(self, event: Event) -> None:
        """Take the lock before the migration's first statement."""
        wanted = getattr(event, "version", self.version) == self.version
        if self.armed and wanted and isinstance(event, self.first):
            self.armed = False
            self.take()
        self.told.append(event)
        self.on.get(type(event), lambda: None)()

    def take(self) -> None:
        self._session.begin()
        self._session.execute(self._held)
        self._timer = threading.Timer(self.seconds, self._session.rollback)
        self._timer.start()

    @property
    def retries(self) -> list[LockAwaited]:
        return [one for one in self.told if isinstance(one, LockAwaited)]

    def close(self) -> None:
        self._timer.join()
        self._session.close()


@contextmanager
def against(
    url: str,
    folder: Folder,
    held: str = "",
    patience: Patience = PATIENT,
    lease: LeaseOptions = DEFAULT_LEASE,
) -> Iterator[tuple[Migrator, Holder]]:
    """Give a migrator, and who holds a lock while the migration 2 wants it."""
    kind = url.partition(":")[0].partition("+")[0]
    with (
        closing(Holder(url, held or HELD[kind])) as holder,
        Migrator(url, folder.path, observer=holder, patience=patience, lease=lease) as migrator,
    ):
        migrator.up(steps=1)
        holder.armed = True
        yield migrator, holder


@pytest.fixture(
    params=[
        pytest.param(kind, marks=getattr(pytest.mark, kind))
        for kind in ("postgresql", "mysql", "mariadb")
    ]
)
def server_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def folder(folder: Folder) -> Folder:
    folder.table("1", "a")
    return folder


def test_a_migration_that_failed_for_a_lock_is_undone_and_tried_again(
    every_database_url: str, folder: Folder
) -> None:
    folder.add("2_b", "INSERT INTO a VALUES (7);\nUPDATE a SET x = x + 1;")
    with against(every_database_url, folder) as (migrator, holder):
        assert migrator.up().versions == ("2",)

        assert holder.retries
        assert [one.retry for one in holder.retries] == list(range(1, len(holder.retries) + 1))
        assert "lock" in holder.retries[0].error.lower()
        assert migrator.session.query("SELECT x FROM a ORDER BY x") == [(2,), (8,)]
        assert [one.status for one in migrator.history() if one.version == "2"] == ["done"]


def test_a_lock_that_is_held_for_longer_than_the_lease_is_waited_for(
    every_database_url: str, folder: Folder
) -> None:
    folder.add("2_b", "UPDATE a SET x = x + 1;")
    lease = LeaseOptions(ttl=1, heartbeat=0.4)
    with against(every_database_url, folder, lease=lease) as (migrator, holder):
        holder.seconds = 3
        assert migrator.up().versions == ("2",)
        assert holder.retries


def test_without_retries_it_fails_at_once(every_database_url: str, folder: Folder) -> None:
    folder.add("2_b", "UPDATE a SET x = x + 1;")
    with against(every_database_url, folder, patience=Patience(lock_timeout=0.3)) as (
        migrator,
        holder,
    ):
        error = failure(migrator.up)
        assert error.undone
        assert "lock" in error.server.lower()
        assert "It was tried" not in error.message
        assert not holder.retries


def test_in_a_transaction_of_the_callers_nothing_is_tried_again(
    server_url: str, folder: Folder
) -> None:
    folder.add("2_b", "UPDATE a SET x = x + 1;")
    engine = create_engine(server_url.replace("postgresql:", "postgresql+psycopg:"))
    with against(server_url, folder) as (_, holder), engine.connect() as connection:
        holder.seconds = 2
        connection.begin()
        with Migrator(connection, folder.path, observer=holder, patience=PATIENT) as migrator:
            assert "lock" in failure(migrator.up).server.lower()
        connection.rollback()
        assert not holder.retries
    engine.dispose()


def test_after_the_last_retry_it_fails_and_says_how_often_it_was_tried(
    every_database_url: str, folder: Folder
) -> None:
    folder.add("2_b", "UPDATE a SET x = x + 1;")
    patience = Patience(lock_timeout=0.1, lock_retries=2, pause=0.05)
    with against(every_database_url, folder, patience=patience) as (migrator, holder):
        holder.seconds = 6
        assert "It was tried 3 times." in failure(migrator.up).message
        assert len(holder.retries) == 2
        holder._timer.cancel()
        holder._session.rollback()
        assert migrator.up().versions == ("2",)


def test_a_whole_run_in_one_transaction_is_tried_again(database_url: str, folder: Folder) -> None:
    folder.add("2_b", "INSERT INTO a VALUES (7);")
    folder.table("3", "c")
    with against(database_url, folder) as (migrator, holder):
        # On SQLite, nobody can take a lock once the transaction has begun.
        holder.first = RunStarted
        assert migrator.up(single_transaction=True).versions == ("2", "3")
        assert holder.retries
        assert migrator.session.query("SELECT count(*) FROM a") == [(2,)]


@pytest.mark.parametrize("head", ["", "-- goofer: no-transaction\n"])
def test_a_repeatable_script_is_tried_again(
    every_database_url: str, folder: Folder, head: str
) -> None:
    script = f"{head}UPDATE a SET x = 5;\nDELETE FROM a WHERE x <> 5;"
    (folder.path / "R__five.sql").write_text(script, encoding="utf-8")
    with against(every_database_url, folder) as (migrator, holder):
        holder.version = "R"
        assert [one.name for one in migrator.up().migrations] == ["five"]
        assert holder.retries
        assert migrator.session.query("SELECT x FROM a") == [(5,)]
        assert migrator.up().migrations == ()


def test_code_in_a_transaction_is_tried_again(every_database_url: str, folder: Folder) -> None:
    calls = []

    class Change:
        def up(self, context: Context) -> None:
            calls.append(1)
            context.execute("UPDATE a SET x = x + 1")

        def down(self, context: Context) -> None:
            context.execute("UPDATE a SET x = x - 1")

    with against(every_database_url, folder) as (migrator, holder):
        migrator.register_custom_migration("2", Change())
        assert migrator.up().versions == ("2",)
        assert holder.retries
        # On SQLite, already the transaction cannot be begun.
        begun = not migrator.session.table_types.one_writer
        assert len(calls) == 1 + len(holder.retries) * begun
        assert migrator.session.query("SELECT x FROM a") == [(2,)]


def test_outside_of_a_transaction_only_the_statement_is_tried_again(
    every_database_url: str, folder: Folder
) -> None:
    folder.table("0", "b")
    folder.add(
        "2_c",
        "-- goofer: no-transaction\nINSERT INTO b VALUES (7);\nUPDATE a SET x = x + 1;\n"
        "INSERT INTO b VALUES (8);",
    )
    with against(every_database_url, folder) as (migrator, holder):
        migrator.up(steps=1, allow_out_of_order=True)
        assert migrator.up(allow_out_of_order=True).versions[-1] == "2"
        assert holder.retries
        assert migrator.session.query("SELECT x FROM b ORDER BY x") == [(1,), (7,), (8,)]
        assert migrator.session.query("SELECT x FROM a") == [(2,)]
        assert migrator.status().dirty is None


@pytest.mark.parametrize("statement", ["ALTER TABLE a ADD COLUMN y int", "DROP TABLE a"])
def test_a_change_of_the_schema_that_commits_is_tried_again(
    mysql_kind_url: str, folder: Folder, statement: str
) -> None:
    folder.add("2_b", f"CREATE TABLE b (x int);\n{statement};\nCREATE TABLE c (x int);")
    with against(mysql_kind_url, folder, "INSERT INTO a VALUES (9)") as (migrator, holder):
        assert migrator.up().versions == ("2",)
        assert holder.retries
        assert "lock" in holder.retries[0].error.lower()
        assert migrator.session.locate("c")


def test_an_index_that_was_left_invalid_is_dropped_before_it_is_tried_again(
    postgresql_url: str, folder: Folder
) -> None:
    folder.add("2_b", "CREATE INDEX CONCURRENTLY a_x ON a (x);")
    with against(postgresql_url, folder, "INSERT INTO a VALUES (9)") as (migrator, holder):
        assert migrator.up().versions == ("2",)
        assert holder.retries
        found = migrator.session.query(
            "SELECT indisvalid FROM pg_index WHERE indrelid='a'::regclass"
        )
        assert found == [(True,)]


def test_what_a_script_began_itself_is_not_tried_again_in_part(
    postgresql_url: str, folder: Folder
) -> None:
    folder.add(
        "2_b",
        "-- goofer: no-transaction\nBEGIN;\nCREATE TABLE b (x int);\nUPDATE a SET x = 2;\nCOMMIT;",
    )
    with against(postgresql_url, folder) as (migrator, holder):
        failure(migrator.up)
        assert not holder.retries
        assert migrator.session.locate("b") is None


def test_a_deadlock_is_undone_and_tried_again(postgresql_url: str, folder: Folder) -> None:
    folder.table("0", "b")
    folder.add(
        "2_c",
        "SET LOCAL deadlock_timeout = '50ms';\nLOCK TABLE b;\nSELECT pg_sleep(0.8);\nLOCK TABLE a;",
    )
    patience = Patience(lock_retries=10, pause=0.2)
    with against(postgresql_url, folder, "LOCK TABLE a", patience) as (migrator, holder):
        migrator.up(steps=1, allow_out_of_order=True)
        holder.seconds = 3

        def cross() -> None:
            time.sleep(0.4)
            holder._session.execute("LOCK TABLE b")

        crossing = threading.Thread(target=cross)
        holder.on[MigrationStarted] = lambda: None if holder.retries else crossing.start()
        assert migrator.up(allow_out_of_order=True).versions == ("2",)
        crossing.join()
        assert "deadlock" in holder.retries[0].error


def test_a_signal_ends_the_pause(every_database_url: str, folder: Folder) -> None:
    folder.add("2_b", "UPDATE a SET x = x + 1;")
    patience = Patience(lock_timeout=0.1, lock_retries=5, pause=30)
    with against(every_database_url, folder, patience=patience) as (migrator, holder):
        holder.on[LockAwaited] = lambda: os.kill(os.getpid(), signal.SIGINT)
        started = time.monotonic()
        with pytest.raises(Interrupted, match="nothing of it stayed"):
            migrator.up()
        assert time.monotonic() - started < 6


def test_what_fails_for_another_reason_is_not_tried_again(
    every_database_url: str, folder: Folder
) -> None:
    folder.add("2_b", "INSERT INTO nowhere VALUES (40001);")
    told: list[Event] = []
    with Migrator(
        every_database_url, folder.path, observer=told.append, patience=PATIENT
    ) as migrator:
        failure(migrator.up)
    assert not [one for one in told if isinstance(one, LockAwaited)]


LIMITS = {
    "postgresql": "SELECT current_setting('statement_timeout') AS s,"
    " current_setting('lock_timeout') AS l",
    "mysql": "SELECT @@max_execution_time AS s, @@lock_wait_timeout AS l",
    "mariadb": "SELECT @@max_statement_time AS s, @@lock_wait_timeout AS l",
}
SET = {"postgresql": ("7s", "3s"), "mysql": (7000, 3), "mariadb": (7.0, 3)}
OWN = {"postgresql": ("9s", "3s"), "mysql": (9000, 3), "mariadb": (9.0, 3)}


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in LIMITS],
)
def test_limits_hold_in_every_migration_that_says_nothing_itself(
    request: pytest.FixtureRequest, folder: Folder, kind: str, alone: bool
) -> None:
    url = request.getfixturevalue(f"{kind}_url")
    head = "-- goofer: no-transaction\n" if alone else ""
    insert = f"INSERT INTO seen {LIMITS[kind]};"
    folder.add("2_seen", f"CREATE TABLE seen AS {LIMITS[kind]};\nDELETE FROM seen;")
    folder.add("3_b", head + insert)
    folder.add("4_c", f"{head}-- goofer: timeout 9s\n{insert}")

    class Code:
        transaction = not alone

        def up(self, context: Context) -> None:
            context.execute(insert.rstrip(";"))

        def down(self, context: Context) -> None:
            context.execute("DELETE FROM seen")

    patience = Patience(timeout=7, lock_timeout=3)
    with Migrator(url, folder.path, patience=patience) as migrator:
        migrator.register_custom_migration("5", Code())
        before = migrator.session.query(LIMITS[kind])
        migrator.up()
        found = migrator.session.query("SELECT s, l FROM seen")
        assert sorted(map(tuple, found)) == sorted([SET[kind], OWN[kind], SET[kind]])
        assert migrator.session.query(LIMITS[kind]) == before


def test_a_statement_that_takes_too_long_is_ended(postgresql_url: str, folder: Folder) -> None:
    folder.add("2_b", "SELECT pg_sleep(30);")
    with Migrator(postgresql_url, folder.path, patience=Patience(timeout=0.2)) as migrator:
        assert "statement timeout" in failure(migrator.up).message


LONG = (
    "INSERT INTO a WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e12)"
    " SELECT count(*) FROM n"
)


class Long:
    """A migration in code with a statement that would take for days."""

    def __init__(self, *, transaction: bool) -> None:
        self.transaction = transaction

    def up(self, context: Context) -> None:
        context.execute(LONG)

    def down(self, context: Context) -> None:
        context.execute("DELETE FROM a")


@pytest.mark.parametrize("way", ["transaction", "alone", "code", "code alone", "directive"])
def test_a_statement_of_sqlite_that_takes_too_long_is_ended(
    tmp_path: Path, folder: Folder, way: str
) -> None:
    head = {"alone": "-- goofer: no-transaction\n", "directive": "-- goofer: timeout 300ms\n"}
    if "code" not in way:
        folder.add("2_b", f"{head.get(way, '')}INSERT INTO a VALUES (5);\n{LONG};")
    patience = Patience() if way == "directive" else Patience(timeout=0.3)
    url = f"sqlite:///{tmp_path / 'test.db'}"
    with Migrator(url, folder.path, patience=patience) as migrator:
        if "code" in way:
            migrator.register_custom_migration("2", Long(transaction=way == "code"))
        started = time.monotonic()
        error = failure(migrator.up)
        assert time.monotonic() - started < 10
        assert "the statement took longer than its timeout of 0.3 s" in error.message
        rows = [(1,), (5,)] if way == "alone" else [(1,)]
        assert migrator.session.query("SELECT x FROM a ORDER BY x") == rows
        assert migrator.current_version() == "1"


def test_statements_together_may_take_longer_than_the_timeout_of_each(
    tmp_path: Path, folder: Folder
) -> None:
    some = LONG.replace("1e12", "400000")
    folder.add("2_b", f"{some};\n" * 8)
    with Migrator(
        f"sqlite:///{tmp_path / 'test.db'}", folder.path, patience=Patience(timeout=60)
    ) as migrator:
        assert migrator.up().versions == ("1", "2")
        # The limit is not there any more, whoever uses the connection then.
        assert migrator.session._stopwatch.seconds is None  # type: ignore[attr-defined]


def test_what_a_database_cannot_limit_is_said_once(folder: Folder) -> None:
    folder.table("2", "b")
    told: list[Event] = []
    engine = create_engine("sqlite://")
    with (
        engine.connect() as connection,
        Migrator(
            connection, folder.path, observer=told.append, patience=Patience(timeout=5)
        ) as migrator,
    ):
        migrator.up()
    engine.dispose()
    warned = [one.message for one in told if isinstance(one, MigrationWarned)]
    assert warned == ["statements of SQLite have no timeout on a connection that is the caller's"]


def test_pauses_grow_and_differ() -> None:
    patience = Patience(pause=0.5)
    first = {patience.pause_before(1) for _ in range(50)}
    assert len(first) > 1
    assert min(first) >= 0.375
    assert max(first) <= 0.625
    assert 3 <= patience.pause_before(4) <= 5
    assert patience.pause_before(1000) <= 37.5


@pytest.mark.parametrize(
    ("types", "state", "number", "locked"),
    [
        (STANDARD, "55P03", None, True),
        (STANDARD, "40P01", None, True),
        (STANDARD, "40001", None, True),
        (STANDARD, "23505", None, False),
        (STANDARD, "57014", None, False),
        (MYSQL, "HY000", 1205, True),
        (MYSQL, "40001", 1213, True),
        (MYSQL, "HY000", 3572, True),
        (MYSQL, "23000", 1062, False),
        (SQLITE, "SQLITE_BUSY", None, True),
        (SQLITE, "SQLITE_BUSY_SNAPSHOT", None, True),
        (SQLITE, "SQLITE_LOCKED_SHAREDCACHE", None, True),
        (SQLITE, "SQLITE_CONSTRAINT", None, False),
    ],
)
def test_lock_errors_are_told_from_others(
    types: TableTypes, state: str, number: int | None, locked: bool
) -> None:
    error = StatementFailed("the key (40001) or (1205) is there", state=state)
    error.number = number  # type: ignore[attr-defined]
    assert types.is_locked(error) is locked


def test_a_file_that_is_locked_when_the_transaction_begins_is_waited_for(tmp_path: Path) -> None:
    session = open_store(f"sqlite:///{tmp_path / 'a.db'}?timeout=0.1").connect()
    other = open_store(f"sqlite:///{tmp_path / 'a.db'}").connect()
    other.run("CREATE TABLE a (x)")
    other.begin()
    with pytest.raises(StatementFailed, match="locked"):
        session.perform([], ("SELECT 1", ()), ())
    other.rollback()
    session.perform([], ("INSERT INTO a VALUES (?)", (1,)), ())
    assert not session.in_transaction
    assert other.query("SELECT x FROM a") == [(1,)]
    session.close()
    other.close()
