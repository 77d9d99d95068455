"""Migrations on a real Cassandra: what is its own, beside what every store promises."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from goofer_py.errors import ConnectionFailed, MigrationFailed, StatementFailed, UsageError
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.ledger import Cell
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.servers.cassandra import CassandraServer

UP = """-- goofer: timeout 30s
CREATE TYPE address (street text, city text);
CREATE TABLE users (id int PRIMARY KEY, mail text, home frozen<address>, tags set<text>);
CREATE INDEX by_mail ON users (mail);
BEGIN BATCH
  INSERT INTO users (id, mail) VALUES (1, 'a;b'); -- ; a comment
  INSERT INTO users (id, mail) VALUES (2, $$it's$$);
APPLY BATCH;
SELECT id FROM users WHERE mail = 'a;b'; // answers at once
"""
DOWN = "DROP TABLE users; DROP TYPE address;"


class Place:
    """A keyspace with a folder of migrations."""

    def __init__(self, server: CassandraServer, folder: Path) -> None:
        self.server = server
        self.url = server.database()
        self.folder = folder
        self._keyspace = self.url.rpartition("/")[2]

    def add(self, title: str, up: str, down: str = "") -> None:
        (self.folder / f"{title}.up.cql").write_text(up)
        (self.folder / f"{title}.down.cql").write_text(down)

    def migrator(self) -> Migrator:
        return Migrator(self.url, self.folder)

    @property
    def tables(self) -> list[str]:
        listed = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = "
        return sorted(name for (name,) in self.server.run(f"{listed}'{self._keyspace}'"))


@pytest.fixture
def place(cassandra_server: CassandraServer, tmp_path: Path) -> Place:
    return Place(cassandra_server, tmp_path)


@pytest.fixture
def session(place: Place) -> Iterator[Session]:
    session = open_store(place.url).connect()
    yield session
    session.close()


def test_scripts_go_up_and_down(place: Place) -> None:
    place.add("1_a", UP, DOWN)
    with place.migrator() as migrator:
        migrator.up()
        assert place.tables == ["goofer_history", "users"]
        migrator.down()
    assert place.tables == ["goofer_history"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("SELEC 1", "no viable alternative"),
        ("INSERT INTO nowhere (a) VALUES (1)", "nowhere"),
        ("CREATE TABLE t (a int PRIMARY KEY)", "already"),
        ("ALTER TABLE t ALTER v TYPE int", "no longer supported"),
    ],
)
def test_a_refused_statement_is_told_with_its_line(place: Place, broken: str, said: str) -> None:
    first = "CREATE TABLE t (a int PRIMARY KEY, v text);"
    place.add("1_a", f"{first}\n\n  {broken};")
    with place.migrator() as migrator:
        with pytest.raises(MigrationFailed) as error:
            migrator.up()
        assert said in str(error.value)
        assert (error.value.line, error.value.column) == (3, 3)
        place.add("1_a", first)
        migrator.up()


def test_the_table_of_the_books_can_be_read_by_anybody(place: Place) -> None:
    place.add("1_a", "CREATE TABLE t (a int PRIMARY KEY);")
    with place.migrator() as migrator:
        migrator.up()
    keyspace = place.url.rpartition("/")[2]
    rows = place.server.run(f"SELECT part, number, writer FROM {keyspace}.goofer_history")
    assert {part for part, _, _ in rows} == {"records of goofer_history"}
    assert [number for _, number, _ in rows] == list(range(1, len(rows) + 1))
    assert {writer for _, _, writer in rows} == {""}


def test_only_who_holds_the_lease_writes(session: Session) -> None:
    ledger = session.ledger
    assert ledger is not None
    assert (ledger.exists("book"), list(ledger.entries("book"))) == (False, [])
    assert ledger.look("book") is None
    ledger.create("book")
    assert ledger.take("book", "", Cell("one", "me", "s", 0, 0), 30)
    for book in ("book", "book_seeds"):
        ledger.append(book, 1, {"a": "it's %s"}, "one")
        ledger.put_step(book, "2:up", 1, {"n": 1}, "one")
        ledger.put_step(book, "2:up", 1, {"n": 2}, None)
        with pytest.raises(StatementFailed, match="another run wrote it"):
            ledger.append(book, 1, {"a": "b"}, "one")
        for write in (ledger.append, lambda *given: ledger.put_step(given[0], "2:up", *given[1:])):
            with pytest.raises(StatementFailed, match="another run's"):
                write(book, 2, {}, "two")
        assert list(ledger.entries(book)) == [(1, {"a": "it's %s"})]
        assert list(ledger.steps(book, "2:up")) == [(1, {"n": 2})]
        ledger.clear_steps(book, "2:up")
        assert list(ledger.steps(book, "2:up")) == []
    assert ledger.rewrite("book", "one", Cell("one", "", "", 0, 0), ended=True)
    with pytest.raises(StatementFailed):
        ledger.append("book", 2, {}, "one")


@pytest.mark.parametrize(
    ("statement", "known"),
    [
        ("CREATE TABLE u (a int PRIMARY KEY)", True),
        ("ALTER TABLE t ADD w int", True),
        ("DROP TABLE t", True),
        ("CREATE INDEX ON t (v)", True),
        ("CREATE TYPE y (a int)", True),
        (
            (
                "CREATE MATERIALIZED VIEW m AS SELECT * FROM t WHERE v IS NOT NULL"
                " AND a IS NOT NULL PRIMARY KEY (v, a)"
            ),
            True,
        ),
        ("UPDATE t SET l = l + ['a'] WHERE a = 1", False),
    ],
)
def test_a_run_that_was_killed_after_a_statement_sees_whether_it_ran(
    place: Place, statement: str, known: bool
) -> None:
    first = "CREATE TABLE t (a int PRIMARY KEY, v text, l list<text>);"
    place.add("1_a", f"{first}\n{statement};\n")
    if pid := os.fork():
        assert os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    else:
        _killed_after(place, statement)
    with place.migrator() as migrator:
        if known:
            assert migrator.up().versions == ("1",)
        else:
            with pytest.raises(Exception, match="nothing shows whether"):
                migrator.up()


def _killed_after(place: Place, statement: str) -> None:
    """Run the migrations in a process that ends right after a statement ran."""
    try:
        from goofer_py.stores.cassandra.session import CassandraSession

        run = CassandraSession.perform_one

        def dying(self: CassandraSession, text: str, at: object = None) -> None:
            run(self, text, at)  # type: ignore[arg-type]
            if text == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        CassandraSession.perform_one = dying  # type: ignore[method-assign]
        with Migrator(place.url, place.folder, lease=None) as migrator:
            migrator.up()
    finally:
        os._exit(0)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("cassandra://h", "no keyspace"),
        ("cassandra+x://h/k", "no kind 'x'"),
        ("cassandra://h/k?nonsense=1", "no option 'nonsense'"),
        ("cassandra://h/k?consistency=MOST", "no consistency 'MOST'"),
        ("cassandra://h/k?ssl=required", "ssl=required says nothing"),
        ("cassandra://h/k?check_hostname=no", "check_hostname=no says nothing"),
    ],
)
def test_urls_that_say_nothing_are_refused(url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        open_store(url)


@pytest.mark.parametrize("options", ["cafile=/nowhere", f"certfile={__file__}"])
def test_certificates_that_cannot_be_read_are_told(options: str) -> None:
    with pytest.raises(UsageError, match="certificates of cassandra://h/k cannot be read"):
        open_store(f"cassandra://h/k?{options}").connect()


@pytest.mark.parametrize(
    ("options", "said", "hint"),
    [
        ("?datacenter=nowhere", "Unable to connect to any servers", "check datacenter="),
        ("?ssl=true", "wrong version number", "does not encrypt on this port"),
    ],
)
def test_why_there_is_no_connection_is_told(
    place: Place, options: str, said: str, hint: str
) -> None:
    with pytest.raises(ConnectionFailed, match=said) as error:
        open_store(f"{place.url}{options}").connect()
    assert hint in str(error.value.hint)
    assert "secret" not in str(error.value)


def test_hosts_without_an_address_are_told() -> None:
    with pytest.raises(ConnectionFailed, match="none of its hosts has an address"):
        open_store("cassandra://no-such-host.invalid/k").connect()


def test_the_first_of_several_hosts_may_be_away(place: Place) -> None:
    url = place.url.replace("127.0.0.1", "localhost:1,127.0.0.1")
    session = open_store(url).connect()
    assert session.database.endswith(place.url.rpartition("/")[2])
    session.close()
