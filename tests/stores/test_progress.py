"""How far sessions are and whom they wait for, as servers tell another session."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest

from goofer_py.errors import GooferError
from goofer_py.events import Blocker
from goofer_py.stores import mysql_progress, postgresql_progress
from goofer_py.stores.progress import Look, Part
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from goofer_py.stores.vitals import shown
from tests.servers import mysql_cluster


@contextmanager
def another(url: str) -> Iterator[Session]:
    with closing(open_store(url).connect()) as session:
        yield session


@contextmanager
def at_work(url: str, statement: str) -> Iterator[int]:
    """Let a session run a statement in a thread, and give its number; it ends with the context."""
    with another(url) as session, session.interruptible() as end:
        process = session.progress.process()
        assert process is not None

        def run() -> None:
            with suppress(GooferError):
                session.execute(statement)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield process
        finally:
            end()
            thread.join(20)


def looked(url: str, process: int, wanted: Callable[[Look], object], pause: float = 0.01) -> Look:
    """Look until it is as it is wanted."""
    seen: Look | None = None
    end = time.monotonic() + 20
    with another(url) as session:
        while time.monotonic() < end:
            seen = session.progress.look(process)
            if seen is not None and wanted(seen):
                return seen
            time.sleep(pause)
    raise AssertionError(f"last seen: {seen}")


INDEX = ("CREATE INDEX", "i on big")
# phase; done and total of transactions, blocks, rows, bytes; the part
POSTGRESQL_ROWS = [
    ("initializing", (0, 0, 0, 0, 0, 0, 0, 0), (0, 0, "")),
    ("waiting for writers before build", (1, 3, 0, 0, 0, 0, 0, 0), (1, 3, "transactions")),
    ("waiting for old snapshots", (0, 2, 9, 9, 5, 5, 0, 0), (0, 2, "transactions")),
    ("building index: scanning table", (0, 0, 10, 40, 7, 0, 0, 0), (81920, 327680, "bytes")),
    ("building index: sorting live tuples", (0, 0, 0, 0, 0, 900, 0, 0), (0, 900, "rows")),
    ("building index: loading tuples in tree", (0, 0, 40, 40, 5, 900, 0, 0), (5, 900, "rows")),
    ("building index", (0, 0, 1, 2, 3, 0, 0, 0), (8192, 16384, "bytes")),
    ("index validation: sorting tuples", (0, 0, 9, 9, 0, 0, 0, 0), (0, 0, "rows")),
    ("seq scanning heap", (0, 0, 4, 8, 100, 0, 0, 0), (32768, 65536, "bytes")),
    ("writing new heap", (0, 0, 8, 8, 50, 100, 0, 0), (50, 100, "rows")),
    ("building index: scanning table", (0, 0, 5, 4, 7, 0, 0, 0), (40960, 40960, "bytes")),
    ("rebuilding index", (0, 0, 8, 8, 100, 0, 0, 0), (0, 0, "")),
    ("vacuuming indexes", (0, 0, 8, 8, 0, 0, 0, 0), (0, 0, "")),
    ("vacuuming heap", (0, 0, 2, 8, 0, 0, 0, 0), (16384, 65536, "bytes")),
    ("", (0, 0, 0, 0, 77, 0, 1000, 0), (1000, 0, "bytes")),
    ("", (0, 0, 0, 0, 77, 0, 0, 0), (77, 0, "rows")),
]


@pytest.mark.parametrize(("phase", "counters", "measured"), POSTGRESQL_ROWS)
def test_of_the_counters_of_a_view_those_of_the_phase_are_taken(
    phase: str, counters: tuple[int, ...], measured: tuple[int, int, str]
) -> None:
    found = postgresql_progress.part_of((*INDEX, phase, *counters), 8192)
    done, total, unit = measured
    assert found == Part(*INDEX, phase, done, total, unit)


def test_what_only_its_own_transaction_sees_has_no_name() -> None:
    row = ("CREATE INDEX", "16394", "initializing", *[0] * 8)
    assert postgresql_progress.part_of(row, 8192) == Part("CREATE INDEX", "", "initializing")


@pytest.mark.parametrize(
    ("stage", "done", "total", "part"),
    [
        ("stage/innodb/alter table (flush)", 3, 9, Part("X", "", "flush", 3, 9)),
        ("stage/sql/copy to tmp table", 12, 10, Part("X", "", "copy to tmp table", 12, 12)),
    ],
)
def test_a_stage_has_the_name_of_what_is_done_in_it(
    stage: str, done: int, total: int, part: Part
) -> None:
    assert mysql_progress.part_of("X", stage, done, total) == part


@pytest.mark.parametrize(
    ("told", "part"),
    [
        (("altering table", 1, 2, 12.345), Part("X", "", "altering table (1 of 2)", 1234, 10_000)),
        (("Sending data", 0, 0, 0.0), Part("X", "", "Sending data")),
        ((None, 0, 0, 0.0), Part("X")),
    ],
)
def test_mariadb_tells_a_share_of_each_stage(
    told: tuple[str | None, int, int, float], part: Part
) -> None:
    assert mysql_progress.part_in_mariadb("X", *told) == part


@pytest.mark.parametrize(
    ("query", "quotes", "told"),
    [
        ("UPDATE a  SET x = 'it''s'\nWHERE y", "'", "UPDATE a SET x = '...' WHERE y"),
        ("SELECT 'C:\\' || 'hunter2'", "'", "SELECT '...'"),
        ("SELECT 'hunter", "'", "SELECT '...'"),
        ("SELECT \"it's\", 'hunter2'", "'", "SELECT \"it's\", '...'"),
        ("-- don't\nSELECT 'hunter2'", "'", "SELECT '...'"),
        ("SELECT /* don't */ 'hunter2'", "'", "SELECT '...'"),
        ("DO $x$ SELECT 'hunter2' $x$", "'", "DO '...'"),
        ('SET x = "hunter2", `it\'s` = 1', "'\"", "SET x = '...', `it's` = 1"),
        ('SELECT "\x1b[2J\u202e\x07é"', "'", 'SELECT "?[2J??é"'),
        (None, "'", ""),
    ],
)
def test_statements_of_others_are_shown_without_their_texts(
    query: str | None, quotes: str, told: str
) -> None:
    assert shown(query, quotes) == told


SLOW_INDEX = "CREATE INDEX big_i ON big (md5(repeat(x::text, 2000)))"


SLOWLY = """
CREATE TABLE big (x int, y text);
INSERT INTO big SELECT x, repeat('x', 400) FROM generate_series(1, 20000) x;
CREATE FUNCTION slowly(x int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN
  IF current_setting('app.slowly', true) = 'on' THEN PERFORM pg_sleep(0.01); END IF; RETURN x;
END $$;
CREATE INDEX big_x ON big (x);
CREATE INDEX big_slowly ON big (slowly(x));
ANALYZE big;
"""
"""A table that is scanned and whose index is built as slowly as it has to be to be seen."""


class TestPostgreSQL:
    def test_tells_how_far_an_index_is(self, postgresql_url: str) -> None:
        with another(postgresql_url) as session:
            session.run("CREATE TABLE big (x int)")
            session.run("INSERT INTO big SELECT generate_series(1, 200000)")
        with at_work(postgresql_url, SLOW_INDEX) as process:
            look = looked(postgresql_url, process, lambda one: one.part and one.part.done)

        assert look.part is not None
        assert (look.part.what, look.part.on) == ("CREATE INDEX", "big")
        assert look.part.phase == "building index: scanning table"
        assert look.part.unit == "bytes"
        assert 0 < look.part.done <= look.part.total
        assert look.part.total % 8192 == 0
        assert look.lock == ""

    def test_tells_how_much_a_copy_has_written(self, postgresql_url: str) -> None:
        copy = "COPY (SELECT repeat(x::text, 9000) FROM generate_series(1, 90000) x) TO '/dev/null'"
        with at_work(postgresql_url, copy) as process:
            look = looked(postgresql_url, process, lambda one: one.part and one.part.done)
        assert look.part is not None
        assert (look.part.what, look.part.on, look.part.unit) == ("COPY TO", "", "bytes")
        assert look.part.total == 0

    @pytest.mark.parametrize(
        ("statement", "phase"),
        [
            ("CLUSTER big USING big_x", "rebuilding index"),
            ("VACUUM FULL big", "rebuilding index"),
            ("VACUUM (FREEZE) big", "scanning heap"),
            ("ANALYZE big", "acquiring sample rows"),
        ],
    )
    def test_tells_how_far_maintenance_is(
        self, postgresql_url: str, statement: str, phase: str
    ) -> None:
        with another(postgresql_url) as session:
            session.run(SLOWLY)
            name = session.query("SELECT current_database()")[0][0]
            for slow in ("app.slowly = on", "vacuum_cost_delay = 20", "vacuum_cost_limit = 50"):
                session.execute(f'ALTER DATABASE "{name}" SET {slow}')
        with at_work(postgresql_url, statement) as process:
            look = looked(postgresql_url, process, lambda one: one.part and one.part.phase == phase)
        assert look.part is not None
        assert look.part.what == statement.partition(" (")[0].partition(" big")[0]
        assert look.part.on == "big"
        if phase != "rebuilding index":
            assert look.part.unit == "bytes"
            assert 0 <= look.part.done <= look.part.total > 0

    def test_tells_how_much_a_copy_has_read(self, postgresql_url: str) -> None:
        with another(postgresql_url) as session:
            session.run("CREATE TABLE big (x int)")
        with at_work(postgresql_url, "COPY big FROM PROGRAM 'seq 1 9000000'") as process:
            look = looked(postgresql_url, process, lambda one: one.part and one.part.done)
        assert look.part is not None
        assert (look.part.what, look.part.on, look.part.unit) == ("COPY FROM", "big", "bytes")

    @pytest.mark.parametrize(
        ("statement", "part"),
        [
            (
                "SELECT pg_sleep(20) WHERE 'hunter2' <> '';",
                Part("SELECT pg_sleep(20) WHERE '...' <> '...'"),
            ),
            ("SELECT 1; SELECT pg_sleep(20)", None),
        ],
    )
    def test_of_what_tells_nothing_the_statement_is_said(
        self, postgresql_url: str, statement: str, part: Part | None
    ) -> None:
        with at_work(postgresql_url, statement) as process:
            look = looked(postgresql_url, process, lambda _: True)
        assert look == Look(part)

    @pytest.mark.parametrize("view", ["_INDEX", "_CLUSTER", "_VACUUM", "_ANALYZE", "_COPY"])
    def test_asks_what_the_views_have(self, postgresql_url: str, view: str) -> None:
        with another(postgresql_url) as session:
            query = getattr(postgresql_progress, view)
            eleven = ", ".join("abcdefghijk")
            assert session.query(f"SELECT * FROM ({query}) v ({eleven})", [0]) == []

    def test_tells_whom_a_blocked_statement_waits_for(self, postgresql_url: str) -> None:
        with another(postgresql_url) as holder:
            holder.run("CREATE TABLE a (x text)")
            before = datetime.now(UTC)
            holder.begin()
            holder.query("SELECT x FROM a WHERE x = 'hunter2'")
            with at_work(postgresql_url, "ALTER TABLE a ADD COLUMN y int") as process:
                look = looked(postgresql_url, process, lambda one: one.blockers)
            number = holder.progress.process()
            holder.rollback()

        (blocker,) = look.blockers
        assert look.lock == "a (AccessExclusiveLock)"
        assert blocker.id == number
        assert blocker.idle
        assert blocker.query == "SELECT x FROM a WHERE x = '...'"
        assert blocker.since is not None
        assert abs(blocker.since - before) < timedelta(seconds=30)

    def test_of_a_session_of_another_role_it_says_no_more_than_it_may_see(
        self, postgresql_url: str
    ) -> None:
        role = f"looker_{token_hex(4)}"
        with another(postgresql_url) as holder:
            holder.run(
                f"CREATE ROLE {role} LOGIN; CREATE TABLE a (x text); ALTER TABLE a OWNER TO {role};"
            )
            try:
                before, _, host = postgresql_url.rpartition("@")
                url = f"{before.partition('//')[0]}//{role}@{host}"
                holder.begin()
                holder.query("SELECT x FROM a")
                with at_work(url, "ALTER TABLE a ALTER x TYPE text") as process:
                    look = looked(url, process, lambda one: one.blockers)
                holder.rollback()
            finally:
                holder.run(f"DROP TABLE a; DROP ROLE {role};")

        (blocker,) = look.blockers
        assert (blocker.idle, blocker.query, blocker.since) == (False, "", None)
        assert blocker.user

    def test_a_session_that_rests_or_is_gone_is_not_seen(self, postgresql_url: str) -> None:
        with another(postgresql_url) as session, another(postgresql_url) as looker:
            process = session.progress.process()
            assert process is not None
            session.begin()
            assert looker.progress.look(process) is None
            # Nobody waits for one that looks.
            state = "SELECT state FROM pg_stat_activity WHERE pid = ?"
            assert session.query(state, [looker.progress.process()]) == [("idle",)]
            session.rollback()
        with another(postgresql_url) as looker:
            assert looker.progress.look(process) is None


@pytest.mark.mysql
class TestMySQL:
    @pytest.mark.long
    def test_tells_stages_and_whom_a_blocked_statement_waits_for(self) -> None:
        with mysql_cluster.running("mysql", "--performance-schema=ON") as server:
            base = server.answer()["url"]
            with another(f"{base}/mysql") as admin:
                admin.run("CREATE DATABASE app")
            url = f"{base}/app"
            with another(url) as session:
                _fill(session)
                session.run(
                    "UPDATE performance_schema.setup_instruments SET enabled = 'NO'"
                    " WHERE name LIKE 'stage/innodb/alter%'"
                )
            change = "ALTER TABLE big ADD INDEX i (y, x), ALGORITHM=INPLACE"
            with at_work(url, change) as process:
                look = looked(url, process, lambda one: one.hint)
            assert look.hint.startswith("UPDATE performance_schema.setup_instruments")
            with another(url) as session:
                session.run(f"{look.hint};")
            with at_work(url, change) as process:
                look = looked(url, process, lambda one: one.part and one.part.done)
            assert look.part is not None
            assert look.part.what.startswith("ALTER TABLE big ADD INDEX i")
            assert look.part.done <= look.part.total
            assert look.part.phase
            _blocked(url)


@pytest.mark.mysql
class TestMariaDB:
    def test_tells_how_far_a_statement_is(self, mariadb_url: str) -> None:
        with another(mariadb_url) as session:
            _fill(session)
        change = "ALTER TABLE big ADD COLUMN z int, ALGORITHM=COPY"
        with at_work(mariadb_url, change) as process:
            look = looked(mariadb_url, process, lambda one: one.part and one.part.done)
        assert look.part is not None
        assert look.part.total == 10_000
        assert look.part.what == change

    def test_tells_what_would_show_whom_a_blocked_statement_waits_for(
        self, mariadb_url: str
    ) -> None:
        with another(mariadb_url) as holder:
            holder.run("CREATE TABLE a (x int)")
            holder.begin()
            holder.query("SELECT * FROM a")
            with at_work(mariadb_url, "ALTER TABLE a ADD COLUMN y int") as process:
                look = looked(mariadb_url, process, lambda one: one.lock)
            holder.rollback()
        assert look.lock == "table metadata lock"
        assert look.blockers or look.hint == "INSTALL SONAME 'metadata_lock_info'"

    def test_tells_who_has_a_row(self, mariadb_url: str) -> None:
        with another(mariadb_url) as holder:
            holder.run("CREATE TABLE a (x int); INSERT INTO a VALUES (1);")
            holder.begin()
            holder.execute("UPDATE a SET x = 2")
            with at_work(mariadb_url, "UPDATE a SET x = 3") as process:
                # It looks at its transactions anew once nobody has asked for a tenth of a second.
                look = looked(mariadb_url, process, lambda one: one.blockers, pause=0.15)
            number = holder.progress.process()
            holder.rollback()
        assert [one.id for one in look.blockers] == [number]
        assert look.lock == "rows"


def _blocked(url: str) -> None:
    with another(url) as holder:
        holder.run("CREATE TABLE a (x int); INSERT INTO a VALUES (1);")
        number = holder.progress.process()
        holder.begin()
        holder.execute("UPDATE a SET x = 2 WHERE 'hunter2' = 'hunter2'")
        for statement, lock in (
            ("ALTER TABLE a ADD COLUMN y int", "table metadata lock"),
            ("UPDATE a SET x = 3", "rows"),
        ):
            with at_work(url, statement) as process:
                # It looks at its transactions anew once nobody has asked for a tenth of a second.
                look = looked(url, process, _since, pause=0.15)
            (blocker,) = look.blockers
            assert (blocker.id, look.lock) == (number, lock)
            assert blocker.idle
            assert blocker.since is not None
            assert "hunter2" not in blocker.query
        holder.rollback()


def _since(look: Look) -> bool:
    return any(one.since for one in look.blockers)


def _fill(session: Session) -> None:
    session.run("CREATE TABLE big (x int AUTO_INCREMENT PRIMARY KEY, y varchar(64))")
    session.run("INSERT INTO big (y) VALUES (repeat('a', 60))")
    for _ in range(17):
        session.run("INSERT INTO big (y) SELECT concat(md5(x), md5(x + 1)) FROM big")


def test_what_was_seen_is_hidden_before_it_is_cut() -> None:
    look = Look(
        Part(f"{'x' * 55} hunter2", "hunter2"), "hunter2", (Blocker(1, "a", f"{'y' * 77} hunter2"),)
    )
    seen = look.hidden(lambda text: text.replace("hunter2", "***"))
    assert seen.part == Part(f"{'x' * 55} ***", "***")
    assert (seen.lock, seen.blockers[0].query) == ("***", f"{'y' * 77}...")


def test_nobody_sees_what_is_done_to_a_file(sqlite_url: str) -> None:
    with another(sqlite_url) as session:
        assert session.progress.process() is None
        assert session.progress.look(1) is None
