"""Runs on ClickHouse: what is cut off, the rows of scripts, and the helpers."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import clickhouse_connect
import pytest

from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement
from goofer_py.errors import (
    ConnectionFailed,
    DirtyOrDrifted,
    Interrupted,
    MigrationFailed,
    StatementFailed,
    UsageError,
)
from goofer_py.events import BatchDone, Event
from goofer_py.migrate.context import Context
from goofer_py.migrate.interruption import Stopped
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.clickhouse.helpers import ClickHouseHelpers
from goofer_py.stores.clickhouse.session import ClickHouseSession
from goofer_py.stores.clickhouse.store import ClickHouseStore
from goofer_py.stores.url import parse_url
from goofer_py.testing.trial import QUICK, Coded
from tests.servers.proxy import Cut, Proxy


@pytest.fixture
def session(clickhouse_url: str) -> Iterator[ClickHouseSession]:
    session = ClickHouseStore(parse_url(clickhouse_url)).connect()
    yield session
    session.close()


@pytest.fixture
def client(clickhouse_url: str) -> Iterator[Any]:
    with clickhouse_connect.get_client(dsn=clickhouse_url) as client:
        yield client


def migrator(url: str, folder: Path) -> Migrator:
    return Migrator(url, folder, lease=QUICK)


def test_a_script_with_rows(clickhouse_url: str, client: Any, tmp_path: Path) -> None:
    (tmp_path / "1_a.up.sql").write_text(
        "-- comments; of all kinds # here\n"
        "CREATE TABLE t (a Int64, b String DEFAULT $$it's;$$) ENGINE = MergeTree ORDER BY a;\n"
        'INSERT INTO t FORMAT CSV\n1,"a;b"\n2,\'\n;\n'
        'INSERT INTO t FORMAT JSONEachRow {"a": 3, "b": "\\""};\n'
        "INSERT INTO t (a) VALUES (4); // the last one\n",
        encoding="utf-8",
    )
    with migrator(clickhouse_url, tmp_path) as one:
        assert one.up().versions == ("1",)
    rows = client.query("SELECT a, b FROM t ORDER BY a").result_rows
    assert rows == [(1, "a;b"), (2, "'"), (3, '"'), (4, "it's;")]


def test_an_error_is_told_with_its_place(clickhouse_url: str, tmp_path: Path) -> None:
    script = "SELECT 1;\nCREATE TABLE t (a Int64)\n ENGIN = MergeTree ORDER BY a;\n"
    (tmp_path / "1_a.up.sql").write_text(script, encoding="utf-8")
    with migrator(clickhouse_url, tmp_path) as one, pytest.raises(MigrationFailed) as error:
        one.up()
    assert (error.value.line, error.value.column) == (3, 2)
    assert "version 26" not in str(error.value)


_BEFORE = (
    "CREATE TABLE t (a Int64, b Int64) ENGINE = MergeTree ORDER BY a;"
    "CREATE TABLE u (a Int64, b Int64) ENGINE = MergeTree ORDER BY a;"
    "INSERT INTO t VALUES (1, 1)"
)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE made (a Int64) ENGINE = MergeTree ORDER BY a",
        "CREATE VIEW made AS SELECT 1 AS a",
        "DROP TABLE `t`",
        "RENAME TABLE t TO v",
        "EXCHANGE TABLES t AND u",
        "ALTER TABLE t ADD COLUMN c Int64",
        "ALTER TABLE t RENAME COLUMN b TO c",
        "ALTER TABLE t ADD INDEX i b TYPE minmax GRANULARITY 1",
        "ALTER TABLE t UPDATE b = b + 1 WHERE a = 1",
    ],
)
def test_what_shows_whether_a_statement_ran(session: ClickHouseSession, statement: str) -> None:
    session.run(_BEFORE)
    (cut,) = split(statement, session.syntax)
    before = session.trace(cut)
    assert before
    assert session.trace(cut) == before
    session.run("CREATE TABLE other (a Int64) ENGINE = Memory; ALTER TABLE t DELETE WHERE a = 7")
    assert session.trace(cut) == before
    session.run_statements([cut])
    after = session.trace(cut)
    assert after
    assert after != before
    assert after.partition(":")[0] == before.partition(":")[0]


@pytest.mark.parametrize(
    ("statement", "trace"),
    [
        ("INSERT INTO t VALUES (2, 2)", None),
        ("WITH 1 AS x INSERT INTO t SELECT x, x", None),
        ("CREATE TABLE made ENGINE = Memory AS SELECT 1 AS a", None),
        ("CREATE TABLE IF NOT EXISTS made ENGINE = Memory AS (SELECT 1 AS a)", None),
        ("CREATE MATERIALIZED VIEW v ENGINE = Memory POPULATE AS SELECT a FROM t", None),
        ("ALTER TABLE t DROP PARTITION tuple()", None),
        ("ALTER TABLE t ADD COLUMN c Int64, UPDATE b = 2 WHERE a = 1", None),
        ("ALTER TABLE t UPDATE b = 2 WHERE a = 1, DROP COLUMN b", None),
        ("CREATE OR REPLACE TABLE made ENGINE = Memory AS SELECT 1 AS a", ""),
        ("CREATE TABLE IF NOT EXISTS t (a Int64) ENGINE = Memory", ""),
        ("DROP TABLE IF EXISTS t", ""),
        ("TRUNCATE TABLE t", ""),
        ("OPTIMIZE TABLE t FINAL", ""),
        ("ALTER TABLE t DELETE WHERE a = 1", ""),
        ("ALTER TABLE t MODIFY COLUMN b String", ""),
    ],
)
def test_what_may_run_again(session: ClickHouseSession, statement: str, trace: str | None) -> None:
    session.run(_BEFORE)
    (cut,) = split(statement, session.syntax)
    assert session.trace(cut) == trace


def test_blanks_in_front_of_a_statement_say_nothing(session: ClickHouseSession) -> None:
    """As in code, where a text begins on the next line."""
    session.run(_BEFORE)
    for said in ("DROP TABLE t", "DROP TABLE IF EXISTS t", "ALTER TABLE t UPDATE b = 2 WHERE 1"):
        one, other = (
            session.trace(Statement(f"{blanks}{said}", 1, 1, 0)) for blanks in ("", "\n ")
        )
        assert one is not None
        assert one == other


def test_parameters_and_rows(session: ClickHouseSession) -> None:
    session.run("CREATE TABLE t (a Int64, b String) ENGINE = MergeTree ORDER BY a")
    session.execute("INSERT INTO t VALUES (?, ?), (2, '?')", (1, "it's \\ `?`"))
    rows = [(1, "it's \\ `?`"), (2, "?")]
    assert session.query("SELECT * FROM t ORDER BY a") == rows
    assert list(session.batched("SELECT * FROM t ORDER BY a", 1)) == [rows[:1], rows[1:]]
    with pytest.raises(StatementFailed) as error:
        session.query("SELECT nothing FROM t")
    assert error.value.state == "47"
    assert session.query("SELECT ? -- why?\n, hex(?) /* ? */", (1, b"\x00'")) == [(1, "0027")]
    with pytest.raises(UsageError, match="has 2 `\\?`, and 1 parameters"):
        session.query("SELECT ?, ?", (1,))
    with pytest.raises(StatementFailed):
        list(session.batched("SELECT throwIf(number = 200000, 'far') FROM numbers(300000)", 10))


def test_an_update_is_awaited(clickhouse_url: str, client: Any, tmp_path: Path) -> None:
    (tmp_path / "1_a.up.sql").write_text(
        f"{_BEFORE};\nALTER TABLE t UPDATE b = 5 WHERE a = 1;", encoding="utf-8"
    )
    with migrator(clickhouse_url, tmp_path) as one:
        one.up()
    assert client.query("SELECT b FROM t").result_rows == [(5,)]
    assert client.query("SELECT count() FROM system.mutations WHERE NOT is_done").result_rows == [
        (0,)
    ]


def test_helpers_go_on_where_they_were_cut_off(
    clickhouse_url: str, client: Any, tmp_path: Path
) -> None:
    given: list[int] = []

    def rows() -> Iterator[tuple[int, str]]:
        for number in range(10):
            if number == 7 and len(given) == 7:
                raise KeyboardInterrupt
            given.append(number)
            yield number, str(number)

    def up(context: Context) -> None:
        helpers = context.helpers
        assert helpers.insert("t", rows, ["a", "b"], size=3) == 10
        assert helpers.copy("t", "u", by="a", columns={"a": "a", "c": "upper(b)"}, size=4) == 10
        helpers.exchange("t", "u")
        helpers.mutate("t", "UPDATE c = 'x' WHERE a = 1")

    (tmp_path / "1_a.up.sql").write_text(
        "CREATE TABLE t (a Int64, b String) ENGINE = MergeTree ORDER BY a;"
        "CREATE TABLE u (a Int64, c String) ENGINE = MergeTree ORDER BY a",
        encoding="utf-8",
    )
    seen: list[Event] = []
    with Migrator(clickhouse_url, tmp_path, lease=QUICK, observer=seen.append) as one:
        one.register_custom_migration("2", Coded(up), "rows")
        with pytest.raises(KeyboardInterrupt):
            one.up()
        one.up()
    told = [(e.step, e.done, e.total) for e in seen if isinstance(e, BatchDone)]
    assert [told[0], told[1]] == [("insert t", 0, 0), ("insert t", 3, 0)]
    assert ("insert t", 10, 10) in told
    copied = [(done, total) for step, done, total in told if step == "copy t into u"]
    assert copied == [(0, 10), (4, 10), (8, 10), (10, 10)]
    expected = [(number, "x" if number == 1 else str(number)) for number in range(10)]
    assert client.query("SELECT a, c FROM t ORDER BY a").result_rows == expected
    assert client.query("SELECT count() FROM u").result_rows == [(10,)]


def test_tables_and_columns_may_be_called_anything(
    clickhouse_url: str, client: Any, tmp_path: Path
) -> None:
    names = ["a b", 'dou"ble', "ünï", "back\\slash", "tick`s", "select", "a;b", "%s", "{x:String}"]

    def up(context: Context) -> None:
        helpers, quoted = context.helpers, context.session.quoted
        for name in names:
            column = quoted(f"c {name}")
            for table in (name, f"{name}2"):
                made = f"{quoted(table)} (a Int64, {column} String) ENGINE = MergeTree"
                context.client.command(f"CREATE TABLE {made} ORDER BY a")
            rows = [(number, str(number)) for number in range(5)]
            helpers.insert(name, rows, ["a", f"c {name}"], size=3)
            helpers.copy(name, f"{name}2", by="a", size=3)
            helpers.mutate(f"{name}2", f"UPDATE {column} = 'x' WHERE a = 1")
            helpers.exchange(name, f"{name}2")

    with migrator(clickhouse_url, tmp_path) as one:
        one.register_custom_migration("1", Coded(up), "names")
        one.up()
        for name in names:
            table = one.session.quoted(name)
            assert client.query(f"SELECT * FROM {table} WHERE a = 1").result_rows == [(1, "x")]


def test_the_same_rows_are_inserted_by_each_migration(
    clickhouse_url: str, client: Any, tmp_path: Path
) -> None:
    """A server that knows blocks again does not take one migration's for another's."""

    def up(context: Context) -> None:
        context.helpers.insert("t", [(1, 1)], ["a", "b"])

    deduplicates = "SETTINGS non_replicated_deduplication_window = 100"
    script = f"CREATE TABLE t (a Int64, b Int64) ENGINE = MergeTree ORDER BY a {deduplicates}"
    (tmp_path / "1_a.up.sql").write_text(script, encoding="utf-8")
    with migrator(clickhouse_url, tmp_path) as one:
        one.register_custom_migration("2", Coded(up), "rows")
        one.register_custom_migration("3", Coded(up), "rows")
        one.up()
    assert client.query("SELECT count() FROM t").result_rows == [(2,)]


def test_a_mutation_is_begun_once(clickhouse_url: str, client: Any, tmp_path: Path) -> None:
    """A run that goes on does not change rows again, and another migration does."""
    ended: list[bool] = []

    def up(context: Context) -> None:
        context.helpers.mutate("t", "UPDATE b = b + 1 WHERE a = 1")
        if not ended:
            ended.append(True)
            raise KeyboardInterrupt

    (tmp_path / "1_a.up.sql").write_text(_BEFORE, encoding="utf-8")
    with migrator(clickhouse_url, tmp_path) as one:
        one.register_custom_migration("2", Coded(up), "change")
        with pytest.raises(KeyboardInterrupt):
            one.up()
        one.up()
        assert client.query("SELECT b FROM t").result_rows == [(2,)]
        one.register_custom_migration("3", Coded(up), "change")
        one.up()
    assert client.query("SELECT b FROM t").result_rows == [(3,)]


def test_mutations_of_others_are_awaited(clickhouse_url: str, client: Any, tmp_path: Path) -> None:
    """Those that somebody began and did not wait for."""

    def up(context: Context) -> None:
        client.command("ALTER TABLE t UPDATE b = 5 WHERE a = 1 SETTINGS mutations_sync = 0")
        context.helpers.wait_for_mutations("t")
        left = "SELECT count() FROM system.mutations WHERE NOT is_done AND table = 't'"
        assert client.query(f"{left} AND database = currentDatabase()").result_rows == [(0,)]

    (tmp_path / "1_a.up.sql").write_text(_BEFORE, encoding="utf-8")
    with migrator(clickhouse_url, tmp_path) as one:
        one.register_custom_migration("2", Coded(up), "wait")
        one.up()
    assert client.query("SELECT b FROM t").result_rows == [(5,)]


def test_a_mutation_that_fails_is_told(clickhouse_url: str, client: Any, tmp_path: Path) -> None:
    def up(context: Context) -> None:
        context.helpers.mutate("t", "UPDATE b = throwIf(b = 1, 'no ones') WHERE a = 1")

    (tmp_path / "1_a.up.sql").write_text(_BEFORE, encoding="utf-8")
    with migrator(clickhouse_url, tmp_path) as one:
        one.register_custom_migration("2", Coded(up), "change")
        with pytest.raises(MigrationFailed, match="no ones"):
            one.up()
        client.command("KILL MUTATION WHERE database = currentDatabase() SYNC")
        client.command("ALTER TABLE t UPDATE b = 2 WHERE a = 1 SETTINGS mutations_sync = 1")
        one.up()
    assert client.query("SELECT b FROM t").result_rows == [(0,)]


def test_an_answer_that_ends_amid_is_a_lost_connection(clickhouse_url: str) -> None:
    """What was refused did not take place, and of this nobody knows."""
    proxy = Proxy(clickhouse_url, Cut(b"'torn'", b"'torn'", "amid"))
    session = ClickHouseStore(parse_url(proxy.url)).connect()
    try:
        with pytest.raises(ConnectionFailed, match="was lost"):
            session.query("SELECT 'torn'")
        with pytest.raises(StatementFailed, match="too bad"):
            session.query("SELECT throwIf(number = 99999, 'too bad') FROM numbers(100000)")
        assert session.query("SELECT 1") == [(1,)]
    finally:
        session.close()
        proxy.close()


def test_tables_are_exchanged_once(
    clickhouse_url: str, client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that was ended before it had recorded the exchange finds out that it took place."""

    def up(context: Context) -> None:
        context.helpers.exchange("t", "u")

    (tmp_path / "1_a.up.sql").write_text(_BEFORE, encoding="utf-8")
    with migrator(clickhouse_url, tmp_path) as one:
        one.register_custom_migration("2", Coded(up), "swap")
        ledger: Any = one.session.ledger
        put_step = ledger.put_step

        def ended(book: str, of: str, number: int, fields: Any, token: str | None) -> None:
            if fields["finished"]:
                raise KeyboardInterrupt
            put_step(book, of, number, fields, token)

        with monkeypatch.context() as patched:
            patched.setattr(ledger, "put_step", ended)
            with pytest.raises(KeyboardInterrupt):
                one.up()
        assert client.query("SELECT count() FROM u").result_rows == [(1,)]
        one.up()
    assert client.query("SELECT count() FROM u").result_rows == [(1,)]


@contextmanager
def signalled(ready: Callable[[], object], times: int) -> Iterator[None]:
    """Send this program signals, once something is so."""

    def send() -> None:
        while not ready():
            time.sleep(0.02)
        for _ in range(times):
            time.sleep(0.2)
            os.kill(os.getpid(), signal.SIGINT)

    sending = threading.Thread(target=send)
    sending.start()
    yield
    sending.join()


def test_a_signal_ends_the_wait_for_a_mutation_that_goes_on(
    clickhouse_url: str, client: Any, tmp_path: Path
) -> None:
    def up(context: Context) -> None:
        context.helpers.mutate("t", "UPDATE b = b + 1 WHERE a = 1")

    (tmp_path / "1_a.up.sql").write_text(_BEFORE, encoding="utf-8")
    with migrator(clickhouse_url, tmp_path) as one:
        one.register_custom_migration("2", Coded(up), "change")
        one.up_to("1")
        client.command("SYSTEM STOP MERGES t")
        begun = "SELECT 1 FROM system.mutations WHERE database = currentDatabase()"
        with (
            signalled(lambda: client.query(begun).result_rows, 1),
            pytest.raises(Interrupted, match="SIGINT ended the run") as error,
        ):
            one.up()
        ((id_,),) = client.query(begun.replace("1", "mutation_id", 1)).result_rows
        said = error.value.message
        assert f"goes on with mutation {id_} of t by itself, and the next run waits for it" in said
        (killing,) = re.findall(r"KILL MUTATION WHERE .*? AND mutation_id = '[^']*'", said)
        assert client.query(killing.replace("KILL MUTATION", "SELECT * FROM system.mutations"))
        client.command("SYSTEM START MERGES t")
        one.up()
        assert client.query("SELECT b FROM t").result_rows == [(2,)]


def test_a_second_signal_ends_the_wait_for_a_statement(
    clickhouse_url: str, client: Any, tmp_path: Path
) -> None:
    script = f"{_BEFORE}; SELECT sleep(2.5);\nINSERT INTO t VALUES (7, 7)"
    (tmp_path / "1_a.up.sql").write_text(script, encoding="utf-8")
    with migrator(clickhouse_url, tmp_path) as one:
        session: Any = one.session
        with (
            signalled(lambda: "sleep" in session._waiting.sent, 2),
            pytest.raises(Interrupted, match="SIGINT ended the run") as error,
        ):
            one.up()
        assert "3 of 5 statements are done and stay" in error.value.message
        assert one.status().dirty is not None
        assert one.holder() is None
        one.up()
        assert client.query("SELECT count() FROM t").result_rows == [(2,)]


def test_rows_that_an_ended_run_still_writes_are_waited_for_until_a_signal() -> None:
    """The engine of the tests does one thing at a time: here, what goes on is told to helpers."""
    said = [[("a-query",)], [("a-query",)]]
    steps = Signalled()
    session: Any = SimpleNamespace(ask=lambda _: said.pop(0))
    helpers = ClickHouseHelpers(session, steps)
    with pytest.raises(Stopped):
        helpers._settle("t")
    assert steps.left.endswith("KILL QUERY WHERE query_id = 'a-query' ends it.")
    assert said == []


class Signalled:
    """What remembers steps of a run to which a signal comes while something is asked twice."""

    def __init__(self) -> None:
        self.left = ""
        self._asked = 0

    @property
    def stopped(self) -> bool:
        self._asked += 1
        return self._asked > 1

    def check(self) -> None:
        raise Stopped

    def once(self, script: str) -> None:
        raise AssertionError(script)

    def portions(
        self,
        name: str,
        work: Any,
        pause: float = 0.0,
        *,
        counts: str | None = None,  # noqa: ARG002 - nobody is told
    ) -> Any:
        raise AssertionError(name, work, pause)


def copied(url: str, folder: Path, script: str, by: str, size: int) -> None:
    """Copy the table t of a script into its table u."""

    def up(context: Context) -> None:
        context.helpers.copy("t", "u", by=by, size=size)

    (folder / "1_a.up.sql").write_text(script, encoding="utf-8")
    with migrator(url, folder) as one:
        one.register_custom_migration("2", Coded(up), "copy")
        one.up()


@pytest.mark.parametrize("kind", ["DateTime('{}')", "DateTime64(3, '{}')"])
def test_a_copy_goes_through_an_hour_that_comes_twice(
    clickhouse_url: str, client: Any, kind: str, tmp_path: Path
) -> None:
    columns = f"(at {kind.format('Europe/Berlin')}) ENGINE = MergeTree ORDER BY at"
    times = "toDateTime('2026-10-24 23:00:00', 'UTC') + 600 * number"
    script = f"CREATE TABLE t {columns}; CREATE TABLE u {columns};"
    copied(
        clickhouse_url, tmp_path, f"{script} INSERT INTO t SELECT {times} FROM numbers(24)", "at", 5
    )
    counted = "SELECT count(), uniqExact(toUnixTimestamp(at)) FROM u"
    assert client.query(counted).result_rows == [(24, 24)]


def test_a_copy_goes_by_the_names_of_columns(
    clickhouse_url: str, client: Any, tmp_path: Path
) -> None:
    script = (
        "CREATE TABLE t (a Int64, b Int64, c Int64 MATERIALIZED a) ENGINE = MergeTree ORDER BY a;"
        "CREATE TABLE u (b Int64, a Int64) ENGINE = MergeTree ORDER BY b;"
        "INSERT INTO t VALUES (1, 2), (3, 4)"
    )
    copied(clickhouse_url, tmp_path, script, "a", 1)
    assert client.query("SELECT a, b FROM u ORDER BY a").result_rows == [(1, 2), (3, 4)]


def test_a_portion_that_is_written_again_is_not_taken_for_what_was_there(
    clickhouse_url: str, client: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A server that knows blocks again writes one that was deleted once more."""
    script = (
        "CREATE TABLE t (a Int64) ENGINE = MergeTree ORDER BY a;"
        "CREATE TABLE u (a Int64) ENGINE = MergeTree ORDER BY a"
        " SETTINGS non_replicated_deduplication_window = 100;"
        "INSERT INTO t SELECT number FROM numbers(10)"
    )

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ClickHouseHelpers, "_after", killed)
    with pytest.raises(KeyboardInterrupt):
        copied(clickhouse_url, tmp_path, script, "a", 4)
    monkeypatch.undo()
    assert client.query("SELECT count() FROM u").result_rows == [(4,)]
    copied(clickhouse_url, tmp_path, script, "a", 4)
    assert client.query("SELECT count(), uniqExact(a) FROM u").result_rows == [(10, 10)]


@pytest.mark.parametrize(
    ("table", "by", "columns", "message"),
    [
        ("t", "a", {"a": "a + 1"}, "written as it is"),
        ("n", "a", None, "is Nullable"),
        ("t", "x", None, "no column x"),
    ],
)
def test_what_a_copy_cannot_go_by(
    clickhouse_url: str,
    client: Any,
    table: str,
    by: str,
    columns: Any,
    message: str,
    tmp_path: Path,
) -> None:
    def up(context: Context) -> None:
        context.helpers.copy(table, "u", by=by, columns=columns)

    client.command("CREATE TABLE n (a Nullable(Int64)) ENGINE = Memory")
    (tmp_path / "1_a.up.sql").write_text(_BEFORE, encoding="utf-8")
    with migrator(clickhouse_url, tmp_path) as one:
        one.register_custom_migration("2", Coded(up), "copy")
        with pytest.raises(MigrationFailed, match=message):
            one.up()


def test_a_copy_begins_with_an_empty_table(
    clickhouse_url: str, client: Any, tmp_path: Path
) -> None:
    def up(context: Context) -> None:
        context.helpers.copy("u", "t", by="a")

    (tmp_path / "1_a.up.sql").write_text(_BEFORE, encoding="utf-8")
    with migrator(clickhouse_url, tmp_path) as one:
        one.register_custom_migration("2", Coded(up), "copy")
        with pytest.raises(MigrationFailed, match="has rows already"):
            one.up()
    assert client.query("SELECT * FROM t").result_rows == [(1, 1)]


def test_nobody_can_tell_whether_an_insert_ran(
    clickhouse_url: str, session: ClickHouseSession, tmp_path: Path, monkeypatch: Any
) -> None:
    """A run that was killed while rows were written asks what became of them."""
    script = f"{_BEFORE};\nINSERT INTO t VALUES (2, 2);\n"
    (tmp_path / "1_a.up.sql").write_text(script, encoding="utf-8")

    def killed(self: ClickHouseSession, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT INTO t VALUES (2"):
            raise SystemExit(9)
        return run(self, sql, *rest)

    run = ClickHouseSession._command
    with monkeypatch.context() as patch, migrator(clickhouse_url, tmp_path) as one:
        patch.setattr(ClickHouseSession, "_command", killed)
        with pytest.raises(SystemExit):
            one.up()
    with migrator(clickhouse_url, tmp_path) as one:
        with pytest.raises(DirtyOrDrifted, match="nothing shows whether it came to its end"):
            one.up()
        one.up(interrupted="again")
    assert session.query("SELECT count() FROM t") == [(2,)]
