"""What a run does that takes long is told while it does it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from goofer_py.clock import SystemClock
from goofer_py.errors import MigrationFailed
from goofer_py.events import (
    BatchDone,
    Event,
    MigrationFinished,
    MigrationStarted,
    RunFinished,
    StatementBlocked,
    StatementFreed,
    WorkSeen,
)
from goofer_py.migrate.in_turn import InTurn
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.rate import Rate
from goofer_py.migrate.seeing import Seeing
from goofer_py.migrate.setting import Setting
from goofer_py.migrate.sources import CombinedSource, DirectorySource
from goofer_py.stores.postgresql import PostgreSQLStore
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.migrate.conftest import Folder

SOON = 0.05
LONG = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 600000)"
    " SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(0.6)",
    "mysql": "SELECT sleep(0.6)",
    "mariadb": "SELECT sleep(0.6)",
}

BIG = """
CREATE TABLE big (x int, y text);
ALTER TABLE big ALTER COLUMN y SET STORAGE PLAIN;
INSERT INTO big SELECT x, repeat('x', 8000) FROM generate_series(1, 60) x;
CREATE FUNCTION slowly(x int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN
  IF current_setting('app.slowly', true) = 'on' THEN PERFORM pg_sleep(0.02); END IF; RETURN x;
END $$;
"""
"""A table of 60 blocks whose index is built as slowly as it has to be to be seen."""


@contextmanager
def another(url: str) -> Iterator[Session]:
    with closing(open_store(url).connect()) as session:
        yield session


def kind_of(url: str) -> str:
    return url.partition(":")[0].partition("+")[0]


def threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "goofer progress"]


class TestRate:
    @pytest.mark.parametrize(
        ("seen", "rate", "left"),
        [
            ([(0, 0)], 0.0, None),
            ([(0, 0), (2, 100)], 50.0, 18.0),
            ([(0, 100), (1, 150)], 50.0, 17.0),
            # Only what was of late counts: 10 a second for a minute, and then 2.
            (
                [(t, 10 * t) for t in range(61)] + [(60 + t, 600 + 2 * t) for t in range(1, 61)],
                2.0,
                140.0,
            ),
            ([(0, 500), (1, 600), (2, 5)], 0.0, None),
            ([(0, 500), (1, 500)], 0.0, None),
        ],
    )
    def test_is_that_of_late(
        self, seen: list[tuple[int, int]], rate: float, left: float | None
    ) -> None:
        measured = Rate()
        found = (0.0, None)
        for now, done in seen:
            found = measured.of("part", done, 1000, now)  # type: ignore[assignment]
        assert found == pytest.approx((rate, left))

    def test_begins_anew_with_another_part(self) -> None:
        measured = Rate()
        measured.of("a", 0, 0, 0)
        assert measured.of("b", 100, 1000, 1) == (0.0, None)
        assert measured.of("b", 200, 1000, 2) == (100.0, 8.0)

    def test_of_what_has_no_known_end_says_no_time(self) -> None:
        measured = Rate()
        measured.of("a", 0, 0, 0)
        assert measured.of("a", 100, 0, 1) == (100.0, None)


def test_what_was_seen_of_a_migration_is_not_told_after_it() -> None:
    told: list[Event] = []
    turns = InTurn(told.append, lambda: 7.0)
    turns(MigrationStarted("db", "1", "a", "up", 1))
    running = turns.running
    assert running is not None
    assert (running.version, running.since) == ("1", 7.0)
    turns.during(running, WorkSeen("db", "1", 1.0))
    turns(MigrationFinished("db", "1", "a", "up", 1, 2.0))
    turns.during(running, WorkSeen("db", "1", 2.0))
    assert [type(one) for one in told] == [MigrationStarted, WorkSeen, MigrationFinished]


def test_an_observer_is_told_of_one_thing_at_a_time() -> None:
    inside, most = [0], [0]

    def observer(_: Event) -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        time.sleep(0.001)
        inside[0] -= 1

    turns = InTurn(observer, time.monotonic)
    turns(MigrationStarted("db", "1", "a", "up", 1))
    running = turns.running
    assert running is not None

    def tell() -> None:
        for _ in range(20):
            turns.during(running, WorkSeen("db", "1", 1.0))

    workers = [threading.Thread(target=tell) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert most == [1]


class Stopped(SystemClock):
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.at = 100.0

    def monotonic(self) -> float:
        return self.at


def test_what_tells_itself_how_far_it_is_is_not_looked_at_until_it_falls_silent(
    sqlite_url: str, folder: Folder
) -> None:
    clock = Stopped()
    told: list[Event] = []
    turns = InTurn(told.append, clock.monotonic)
    with another(sqlite_url) as session:
        source = CombinedSource(DirectorySource(folder.path))
        seeing = Seeing(Setting(source, turns, clock, "history", progress=2.0), session, turns)

        def after(seconds: float) -> list[float]:
            clock.at += seconds
            seeing.see()
            seen = [one.seconds for one in told if isinstance(one, WorkSeen)]
            told.clear()
            return seen

        assert after(9) == []
        turns(MigrationStarted("db", "1", "a", "up", 1))
        assert after(1.9) == []
        assert after(0.2) == pytest.approx([2.1])
        for done in (1, 2):
            turns(BatchDone("db", "1", "update t", done, 9, 1.0))
            assert after(1.9) == []
        assert after(0.2) == pytest.approx([6.1])
        turns(MigrationFinished("db", "1", "a", "up", 1, 6.1))
        assert after(9) == []
        turns(MigrationStarted("db", "2", "b", "up", 1))
        assert after(2.1) == pytest.approx([2.1])


class TestARun:
    def test_says_of_what_takes_long_that_it_goes_on(
        self, every_database_url: str, folder: Folder
    ) -> None:
        folder.add("1_long", f"{LONG[kind_of(every_database_url)]};")
        told: list[Event] = []
        with Migrator(
            every_database_url, folder.path, observer=told.append, progress=SOON
        ) as migrator:
            migrator.up()

        kinds = [type(one) for one in told]
        seen = [one for one in told if isinstance(one, WorkSeen)]
        assert {one.version for one in seen} == {"1"}
        kind = kind_of(every_database_url)
        # In a transaction of PostgreSQL, goofer's own statements are sent along.
        wanted = "" if kind == "postgresql" else LONG[kind][:57]
        assert wanted in {one.what.removesuffix("...") for one in seen}
        assert [one.seconds for one in seen] == sorted(one.seconds for one in seen)
        assert kinds.index(MigrationStarted) < kinds.index(WorkSeen)
        last = len(kinds) - 1 - kinds[::-1].index(WorkSeen)
        assert last < kinds.index(MigrationFinished)
        assert threads() == []

    @pytest.mark.parametrize("progress", [None, 0, 30])
    def test_that_is_soon_over_opens_no_other_connection(
        self, postgresql_url: str, folder: Folder, progress: float | None
    ) -> None:
        folder.table("1", "a")
        folder.add(
            "2_b",
            "CREATE TABLE n AS SELECT count(*) AS n FROM pg_stat_activity"
            " WHERE datname = current_database();",
        )
        told: list[Event] = []
        with Migrator(
            postgresql_url, folder.path, observer=told.append, lease=None, progress=progress
        ) as migrator:
            migrator.up()
            assert migrator.session.query("SELECT n FROM n") == [(1,)]
        assert not [one for one in told if isinstance(one, WorkSeen)]
        assert threads() == []

    def test_that_fails_is_looked_at_no_more(self, every_database_url: str, folder: Folder) -> None:
        folder.add("1_long", f"{LONG[kind_of(every_database_url)]};\nSELECT no_such_thing;")
        told: list[Event] = []
        with (
            Migrator(
                every_database_url, folder.path, observer=told.append, progress=SOON
            ) as migrator,
            pytest.raises(MigrationFailed),
        ):
            migrator.up()
        assert threads() == []
        ended = [type(one) for one in told].index(RunFinished)
        assert not [one for one in told[ended:] if isinstance(one, WorkSeen)]

    def test_tells_how_far_an_index_is(self, postgresql_url: str, folder: Folder) -> None:
        folder.add("1_big", BIG)
        folder.add(
            "2_index", "SET LOCAL app.slowly = 'on';\nCREATE INDEX big_i ON big (slowly(x));"
        )
        told: list[Event] = []
        with Migrator(postgresql_url, folder.path) as migrator:
            migrator.up(steps=1)
        with Migrator(postgresql_url, folder.path, observer=told.append, progress=SOON) as migrator:
            migrator.up()

        built = [one for one in told if isinstance(one, WorkSeen) and one.what == "CREATE INDEX"]
        scanned = [one for one in built if one.phase == "building index: scanning table"]
        assert {(one.version, one.on, one.unit) for one in scanned} == {("2", "big", "bytes")}
        # Of the first block the server says that it is all of them.
        done = [one.done for one in scanned if one.done < one.total]
        assert len(done) > 2
        assert done == sorted(done)
        assert done[0] < done[-1] <= scanned[-1].total
        assert any(one.rate > 0 and one.left is not None for one in scanned)
        assert scanned[-1].total == 60 * 8192

    @pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
    def test_says_what_it_waits_for_and_when_it_waits_no_more(
        self, request: pytest.FixtureRequest, folder: Folder, kind: str
    ) -> None:
        url = request.getfixturevalue(f"{kind}_url")
        folder.add("1_a", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);")
        folder.add("2_alter", f"ALTER TABLE a ADD COLUMN y int;\n{LONG[kind]};")
        with Migrator(url, folder.path) as migrator:
            migrator.up(steps=1)
        told: list[Event] = []
        with another(url) as holder:
            number = holder.progress.process()
            holder.begin()
            holder.query("SELECT * FROM a")
            released = threading.Event()

            def observer(event: Event) -> None:
                told.append(event)
                if isinstance(event, StatementBlocked):
                    released.set()

            def release() -> None:
                released.wait(20)
                holder.rollback()

            thread = threading.Thread(target=release)
            thread.start()
            with Migrator(url, folder.path, observer=observer, progress=SOON) as migrator:
                migrator.up()
            thread.join()

        (blocked,) = (one for one in told if isinstance(one, StatementBlocked))
        (freed,) = (one for one in told if isinstance(one, StatementFreed))
        assert blocked.version == freed.version == "2"
        assert [one.id for one in blocked.by] == [number] or blocked.hint
        assert freed.seconds > 0

    def test_shows_no_secret_that_only_its_own_session_knows(
        self, postgresql_url: str, folder: Folder
    ) -> None:
        folder.add("1_a", "CREATE TABLE a AS SELECT x AS hunter2 FROM generate_series(1, 9) x;")
        folder.add("2_b", "ALTER TABLE a ADD COLUMN y int;\nSELECT pg_sleep(0.2);")
        told: list[Event] = []
        with another(postgresql_url) as holder:
            released = threading.Event()

            def observer(event: Event) -> None:
                told.append(event)
                if isinstance(event, StatementBlocked):
                    released.set()

            def release() -> None:
                released.wait(20)
                holder.rollback()

            with Migrator(
                postgresql_url, folder.path, observer=observer, progress=SOON
            ) as migrator:
                migrator.up(steps=1)
                migrator.session.conceal(["hunter2"])
                holder.begin()
                holder.query("SELECT hunter2 FROM a")
                thread = threading.Thread(target=release)
                thread.start()
                migrator.up()
                thread.join()
        (blocked,) = (one for one in told if isinstance(one, StatementBlocked))
        assert [one.query for one in blocked.by] == ["SELECT *** FROM a"]

    def test_goes_on_where_no_other_connection_can_be_opened(
        self, postgresql_url: str, folder: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder.add("1_long", "SELECT pg_sleep(0.8);")
        told: list[Event] = []
        asked: list[int] = []

        def beside(_: object) -> Session:
            asked.append(1)
            return open_store("postgresql://127.0.0.1:1/nowhere").connect()

        monkeypatch.setattr(PostgreSQLStore, "beside", beside)
        with Migrator(
            postgresql_url, folder.path, observer=told.append, lease=None, progress=SOON
        ) as migrator:
            assert migrator.up().versions == ("1",)
        assert len(asked) == 3
        seen = [one for one in told if isinstance(one, WorkSeen)]
        assert len(seen) > 3
        assert {one.what for one in seen} == {""}

    def test_an_observer_that_raises_from_beside_fails_nothing(
        self, postgresql_url: str, folder: Folder
    ) -> None:
        folder.add("1_long", "SELECT pg_sleep(0.4);")

        def observer(event: Event) -> None:
            if isinstance(event, WorkSeen):
                raise RuntimeError("no")

        with Migrator(postgresql_url, folder.path, observer=observer, progress=SOON) as migrator:
            assert migrator.up().versions == ("1",)
        assert threads() == []
