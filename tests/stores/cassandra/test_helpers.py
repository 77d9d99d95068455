"""The helpers on a real Cassandra: what they do, and that they go on where they were cut off."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cassandra import InvalidRequest

from goofer_py.errors import MigrationFailed, UsageError
from goofer_py.events import BatchDone, Event
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.cassandra.helpers import CassandraHelpers
from tests.servers.cassandra import CassandraServer

Up = Callable[[Any], object]


class Coded:
    transaction = False

    def __init__(self, up: Up) -> None:
        self._up = up

    def up(self, context: Any) -> None:
        self._up(context)

    def down(self, context: Any) -> None:
        """Do nothing."""


class Bench:
    """Runs one migration in code after the other on a keyspace."""

    def __init__(self, server: CassandraServer, folder: Path) -> None:
        self.url = server.database()
        self._folder = folder
        self._count = 0
        self.seen: list[Event] = []
        self._server = server
        self.keyspace = self.url.rpartition("/")[2]

    def cql(self, statement: str) -> list[Any]:
        """Run a statement in which KS stands for the keyspace."""
        return self._server.run(statement.replace("KS", self.keyspace))

    def run(self, up: Callable[[CassandraHelpers], object]) -> None:
        """Run it as the next version, with the helpers."""
        self.code(lambda context: up(context.helpers))

    def code(self, up: Up) -> None:
        """Run it as the next version."""
        self._count += 1
        self.again(up)

    def again(self, up: Up) -> None:
        """Run it as the last version was."""
        with Migrator(self.url, self._folder, observer=self.seen.append) as migrator:
            for number in range(1, self._count):
                migrator.register_custom_migration(str(number), Coded(lambda _: None))
            migrator.register_custom_migration(str(self._count), Coded(up))
            migrator.up()

    def fill(self, rows: int, *, each: int = 1) -> None:
        """Make a table t with `rows` partitions of `each` rows."""
        self.cql("CREATE TABLE KS.t (k int, c int, v int, w int, PRIMARY KEY (k, c))")
        for k in range(rows):
            for c in range(each):
                self.cql(f"INSERT INTO KS.t (k, c, v) VALUES ({k}, {c}, {k * 1000 + c})")


@pytest.fixture
def bench(cassandra_server: CassandraServer, tmp_path: Path) -> Bench:
    return Bench(cassandra_server, tmp_path)


def test_what_a_partition_has_once_is_set(bench: Bench) -> None:
    bench.cql("CREATE TABLE KS.t (k int, c int, s int static, v int, PRIMARY KEY (k, c))")
    for k in range(20):
        bench.cql(f"INSERT INTO KS.t (k, c, s, v) VALUES ({k}, {k % 3}, 1, 1)")

    def up(helpers: CassandraHelpers) -> None:
        helpers.backfill("t", lambda row: {"s": row["k"]}, columns=["s"], size=7)
        helpers.backfill("t", lambda row: {"s": row["s"] + 1, "v": 2} if row["k"] == 3 else None)

    bench.run(up)

    rows = {(row.k, row.s, row.v) for row in bench.cql("SELECT k, s, v FROM KS.t")}
    assert rows == {(k, 4 if k == 3 else k, 2 if k == 3 else 1) for k in range(20)}


def test_columns_may_be_called_anything(bench: Bench) -> None:
    names = ["a b", 'qu"ote', "ünï", "SELECT"]
    key, *others = ('"' + name.replace('"', '""') + '"' for name in names)
    columns = f"({key} int PRIMARY KEY, {', '.join(f'{one} text' for one in others)})"
    bench.cql(f'CREATE TABLE KS."T" {columns}')
    for k in range(9):
        bench.cql(f'INSERT INTO KS."T" ({key}) VALUES ({k})')

    def up(helpers: CassandraHelpers) -> None:
        for _ in range(2):
            helpers.add_column("T", "new one", "text")
            helpers.create_index("T", '"new one"', name="by_new")
        helpers.backfill("T", lambda _: dict.fromkeys(("new one", *names[1:]), "it's"), size=4)
        helpers.execute(f'CREATE TABLE "U" {columns}')
        helpers.copy_rows("T", "U", lambda row: {name: row[name] for name in names}, size=4)
        for _ in range(2):
            helpers.drop_index("by_new")
            helpers.drop_column("T", "new one")

    bench.run(up)

    rows = bench.cql(f'SELECT {", ".join(others)} FROM KS."U"')
    assert [tuple(row) for row in rows] == [("it's",) * 3] * 9


@pytest.mark.parametrize("logged", [True, False])
def test_a_batch_is_sent_whole_at_its_end(bench: Bench, logged: bool) -> None:
    bench.cql("CREATE TABLE KS.t (k int PRIMARY KEY, v text)")
    seen: list[int] = []

    def up(context: Any) -> None:
        with context.batch(logged=logged, consistency="ONE") as batch:
            for number in range(3):
                batch.add("INSERT INTO t (k, v) VALUES (?, ?)", number, f"it's {number}")
            seen.append(len(bench.cql("SELECT k FROM KS.t")))
        with context.batch():
            pass
        with suppress(KeyError), context.batch() as batch:
            batch.add("INSERT INTO t (k) VALUES (?)", 7)
            raise KeyError

    bench.code(up)
    rows = bench.cql("SELECT k, v FROM KS.t")
    assert sorted(rows) == [(0, "it's 0"), (1, "it's 1"), (2, "it's 2")]
    assert seen == [0]


def test_a_statement_of_a_batch_is_prepared_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.cql("CREATE TABLE KS.t (k int PRIMARY KEY, v text)")
    prepared: list[str] = []

    def up(context: Any) -> None:
        prepare = context.client.prepare

        def noted(text: str) -> Any:
            prepared.append(text)
            return prepare(text)

        monkeypatch.setattr(context.client, "prepare", noted)
        with context.batch() as batch:
            for number in range(5):
                batch.add("INSERT INTO t (k, v) VALUES (?, ?)", number, "a")
            batch.add("DELETE FROM t WHERE k = ?", 7)

    bench.code(up)
    assert sorted(bench.cql("SELECT k FROM KS.t")) == [(number,) for number in range(5)]
    assert sorted(prepared) == ["DELETE FROM t WHERE k = ?", "INSERT INTO t (k, v) VALUES (?, ?)"]


def test_counters_have_a_batch_of_their_own(bench: Bench) -> None:
    bench.cql("CREATE TABLE KS.t (k int PRIMARY KEY, c counter)")

    def up(context: Any) -> None:
        with context.batch(counters=True) as batch:
            batch.add("UPDATE t SET c = c + ? WHERE k = 1", 2)
            batch.add("UPDATE t SET c = c + ? WHERE k = 1", 3)

    bench.code(up)
    assert bench.cql("SELECT c FROM KS.t") == [(5,)]


@pytest.mark.parametrize(("rows", "each", "size"), [(23, 1, 5), (3, 9, 4), (4, 3, 3), (0, 1, 5)])
def test_a_backfill_gives_each_row_once(bench: Bench, rows: int, each: int, size: int) -> None:
    bench.fill(rows, each=each)
    given: list[tuple[int, int]] = []
    counts: list[int] = []

    def up(helpers: CassandraHelpers) -> None:
        def change(row: dict[str, Any]) -> dict[str, int] | None:
            given.append((row["k"], row["c"]))
            return {"w": row["v"] + 1} if row["c"] % 2 == 0 else None

        counts.append(helpers.backfill("t", change, columns=["v"], size=size))

    bench.run(up)
    assert sorted(given) == [(k, c) for k in range(rows) for c in range(each)]
    assert counts == [rows * each]
    assert all(
        w == (v + 1 if c % 2 == 0 else None) for c, v, w in bench.cql("SELECT c, v, w FROM KS.t")
    )


def test_a_backfill_goes_on_after_the_last_portion(bench: Bench) -> None:
    bench.fill(40)
    given: list[int] = []

    def up(context: Any) -> None:
        def change(row: dict[str, Any]) -> dict[str, int]:
            if len(given) == 25:
                given.append(-1)
                raise KeyboardInterrupt
            given.append(row["k"])
            return {"w": row["v"]}

        context.helpers.backfill("t", change, size=10)

    with suppress(KeyboardInterrupt):
        bench.code(up)
    bench.again(up)
    told = [(one.done, one.total) for one in bench.seen if isinstance(one, BatchDone)]
    assert all(done < total < 400 for done, total in told[:-1])
    assert told[-1] == (40, 40)
    again = [k for k in set(given) if given.count(k) > 1]
    assert 0 < len(again) < 10
    assert all(w == v for v, w in bench.cql("SELECT v, w FROM KS.t"))


def test_rows_that_are_deleted_meanwhile_stay_so_if_that_is_asked_for(bench: Bench) -> None:
    bench.fill(3)

    def up(helpers: CassandraHelpers) -> None:
        def change(row: dict[str, Any]) -> dict[str, int]:
            bench.cql(f"DELETE FROM KS.t WHERE k = {row['k']}")
            return {"w": 1}

        helpers.backfill("t", change, if_exists=True)

    bench.run(up)
    assert bench.cql("SELECT k FROM KS.t") == []


def test_rows_are_copied_to_a_table_with_another_key(bench: Bench) -> None:
    bench.fill(7)
    bench.cql("CREATE TABLE KS.u (v int PRIMARY KEY, k int)")
    bench.run(
        lambda helpers: helpers.copy_rows(
            "t", "u", lambda row: {"v": row["v"], "k": row["k"]} if row["k"] else None, size=2
        )
    )
    assert sorted(bench.cql("SELECT v, k FROM KS.u")) == [(k * 1000, k) for k in range(1, 7)]


def test_columns_and_indexes_are_made_once(bench: Bench) -> None:
    bench.fill(50)

    def up(helpers: CassandraHelpers) -> None:
        for _ in range(2):
            helpers.add_column("t", "x", "set<text>")
            helpers.add_column("t", "y", "map<text, int>")
            helpers.create_index("t", "v", name="by_v")
            helpers.create_index("t", "values(x)", name="by_x")
            helpers.create_index(f"{bench.keyspace}.t", "keys(y)")
            helpers.create_index("t", "w", name="by_w", using="sai")
        assert helpers.execute("SELECT k FROM t WHERE v = ?", 7000) == [(7,)]

    bench.run(up)
    assert bench.cql("SELECT k FROM KS.t WHERE v = 49000") == [(49,)]
    assert bench.cql("SELECT k FROM KS.t WHERE w = 1") == []
    assert bench.cql("SELECT k FROM KS.t WHERE y CONTAINS KEY 'a'") == []

    def down(helpers: CassandraHelpers) -> None:
        for _ in range(2):
            helpers.drop_index("by_x")
            helpers.drop_index("t_keysy_idx")
            helpers.drop_column("t", "x")

    bench.run(down)
    with pytest.raises(Exception, match="x"):
        bench.cql("SELECT x FROM KS.t")


def test_an_index_that_takes_no_query_for_a_whole_value_is_not_waited_for(bench: Bench) -> None:
    bench.cql("CREATE TABLE KS.t (k int PRIMARY KEY, v text)")
    sasi = "org.apache.cassandra.index.sasi"
    analyzer = {"mode": "CONTAINS", "analyzer_class": f"{sasi}.analyzer.StandardAnalyzer"}
    bench.run(lambda one: one.create_index("t", "v", using=f"{sasi}.SASIIndex", options=analyzer))
    bench.cql("INSERT INTO KS.t (k, v) VALUES (1, 'many words')")
    assert bench.cql("SELECT k FROM KS.t WHERE v LIKE '%words%'") == [(1,)]
    with pytest.raises(InvalidRequest):
        bench.cql("SELECT k FROM KS.t WHERE v = 'a'")


def test_what_is_asked_is_answered(bench: Bench) -> None:
    bench.fill(2)
    found: list[Any] = []
    bench.run(lambda helpers: found.extend(helpers.execute("SELECT k FROM t")))
    assert sorted(found) == [(0,), (1,)]


def test_what_a_function_raises_is_no_lost_connection(bench: Bench) -> None:
    bench.fill(1)

    def change(row: dict[str, Any]) -> dict[str, Any]:
        raise FileNotFoundError(row["k"])

    with pytest.raises(MigrationFailed, match="FileNotFoundError"):
        bench.run(lambda helpers: helpers.backfill("t", change))


def test_what_cannot_be_is_told(bench: Bench) -> None:
    bench.fill(1)
    for up, said in (
        (lambda h: h.execute("SELECT k FROM t", consistency="MOST"), "no consistency level 'MOST'"),
        (lambda h: h.backfill("nowhere", dict), "no table nowhere"),
        (lambda h: h.backfill("t", dict, size=0), "at least one row"),
        (lambda h: h.execute("SELECT nothing FROM t WHERE k = ?", 1), "nothing"),
    ):
        with pytest.raises((MigrationFailed, UsageError), match=said):
            bench.again(lambda context, up=up: up(context.helpers))  # type: ignore[misc]
