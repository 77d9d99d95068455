"""Tables of MySQL and MariaDB that are changed through a copy while programs write to them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from threading import Thread, Timer
from time import monotonic

import pytest

from goofer_py.errors import GooferError, Interrupted, MigrationFailed
from goofer_py.events import BatchDone, Event, LockAwaited
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.mysql_shadow import MySQLShadow
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.migrate.conftest import Folder

ROWS = 1400
LOAD_ROWS = int(os.environ.get("GOOFER_LOAD_ROWS", "1400"))
BODY = """
transaction = False


def up(context):
    context.alter_by_copy({up!r}, {alter!r}, **{options!r})


def down(context):
    context.alter_by_copy({up!r}, {back!r})
"""
RUN = """
import os, sys
from goofer_py.events import BatchDone
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
url, folder, step, done = sys.argv[1:]
def fuse(event):
    if isinstance(event, BatchDone) and event.step.startswith(step) and event.done >= int(done):
        os.kill(os.getpid(), 9)
lease = LeaseOptions(ttl=1, heartbeat=0.3, tries=200, pause=0.05)
with Migrator(url, folder, lease=lease, observer=fuse) as migrator:
    migrator.up()
"""


@dataclass
class Shop:
    """A database with a table of orders, and a folder of migrations that change it."""

    url: str
    folder: Folder
    events: list[Event] = field(default_factory=list)

    def make(self, *statements: str) -> None:
        with self.session() as session:
            for statement in statements:
                session.execute(statement)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with self.session() as session:
            return session.query(sql)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with closing(open_store(self.url).connect()) as session:
            yield session

    def migrator(self) -> Migrator:
        lease = LeaseOptions(ttl=1, heartbeat=0.3, tries=200, pause=0.05)
        return Migrator(self.url, self.folder.path, observer=self.events.append, lease=lease)

    def write(self, alter: str, back: str = "", version: int = 1, **options: object) -> None:
        text = BODY.format(up="orders", alter=alter, back=back, options=options)
        (self.folder.path / f"{version}_orders.py").write_text(text, encoding="utf-8")

    def up(self) -> tuple[str, ...]:
        with self.migrator() as migrator:
            return migrator.up().versions

    def tables(self) -> set[object]:
        return {name for (name,) in self.rows("SHOW TABLES") if "goofer_h" not in str(name)} - {
            "goofer_lease"
        }

    def type_of(self, column: str, table: str = "orders") -> object:
        ((found,),) = self.rows(
            "SELECT data_type FROM information_schema.columns WHERE table_schema = DATABASE()"
            f" AND table_name = '{table}' AND column_name = '{column}'"
        )
        return found

    def nothing_is_left(self, *tables: str) -> None:
        assert self.tables() == {"orders", *tables}
        triggers = self.rows(
            "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()"
        )
        assert [name for (name,) in triggers if "goofer" in str(name)] == []


@pytest.fixture
def shop(mysql_kind_url: str, folder: Folder) -> Shop:
    shop = Shop(mysql_kind_url, folder)
    shop.make(
        "CREATE TABLE orders (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, note VARCHAR(40)"
        " CHARACTER SET latin1, n INT NOT NULL DEFAULT 0, INDEX by_n (n))",
    )
    values = ", ".join(f"({n}, 'né {n}', {n % 7})" for n in range(1, ROWS + 1))
    shop.make(f"INSERT INTO orders VALUES {values}")
    return shop


WIDE = "MODIFY id BIGINT NOT NULL AUTO_INCREMENT"
NARROW = "MODIFY id INT NOT NULL AUTO_INCREMENT"


def test_a_key_gets_another_type_and_its_old_one_again(shop: Shop) -> None:
    shop.make(f"DELETE FROM orders WHERE id = {ROWS}")
    shop.write(WIDE, NARROW)

    assert shop.up() == ("1",)

    assert shop.type_of("id") == "bigint"
    assert shop.rows("SELECT count(*), sum(id), sum(n) FROM orders") == [(1399, 979300, 4200)]
    shop.make("INSERT INTO orders (note) VALUES ('next')")
    assert shop.rows("SELECT id FROM orders WHERE note = 'next'") == [(ROWS + 1,)]
    steps = [event.step.partition(" [")[0] for event in shop.events if isinstance(event, BatchDone)]
    assert list(dict.fromkeys(steps)) == ["copy orders", "compare orders"]
    shop.nothing_is_left()
    with shop.migrator() as migrator:
        migrator.down()
    assert shop.type_of("id") == "int"
    shop.nothing_is_left()


def test_what_is_written_meanwhile_is_there_afterwards(shop: Shop) -> None:
    """`pytest -s` prints what was counted; `GOOFER_LOAD_ROWS` makes the table larger."""
    for first in range(ROWS, LOAD_ROWS, 5000):
        values = ", ".join(f"({n}, 'né', 0)" for n in range(100_000 + first, 105_000 + first))
        shop.make(f"INSERT INTO orders VALUES {values}")
    shop.write(WIDE + ", CONVERT TO CHARACTER SET utf8mb4", size=50 if LOAD_ROWS == ROWS else None)
    programs = [Program(shop.url, 1_000_000 * number) for number in (1, 2, 3)]
    began = monotonic()
    with working(programs):
        assert shop.up() == ("1",)
    took = monotonic() - began

    requests, longest = sum(p.requests for p in programs), max(p.longest for p in programs)
    rate = (max(e.done for e in shop.events if isinstance(e, BatchDone))) / took
    sys.stdout.write(
        f"{requests} requests, longest {longest * 1000:.0f} ms, {took:.1f} s, {rate:.0f} rows/s\n"
    )
    assert [said for one in programs for said in one.failed] == []
    wrote = {key: value for one in programs for key, value in one.wrote.items()}
    found = shop.rows("SELECT id, n FROM orders WHERE id >= 1000000")
    assert {row[0]: row[1] for row in found} == wrote
    assert min(len(one.wrote) for one in programs) > 10
    gone = {key for one in programs for key in one.gone}
    changed = {key for one in programs for key in one.changed} - gone
    kept = shop.rows("SELECT count(*), sum(n = -1) FROM orders WHERE id <= 10000")
    assert kept == [(ROWS - len(gone), len(changed))]
    assert longest < 5
    shop.nothing_is_left()


@dataclass
class Program:
    """Inserts, changes and deletes rows on a connection of its own, without a pause."""

    url: str
    base: int
    wrote: dict[object, object] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    longest: float = 0.0
    requests: int = 0

    def work(self, stop: Flag) -> None:
        with closing(open_store(self.url).connect()) as session:
            number = 0
            while not stop.is_set():
                number += 1
                key = self.base + number
                old = (self.base // 1_000_000 + 3 * number) % ROWS + 1
                insert = "INSERT INTO orders (id, note, n) VALUES (?, 'new', ?)"
                if self._done(session, insert, key, number):
                    self.wrote[key] = number
                if number % 2 and self._done(session, "UPDATE orders SET n = -1 WHERE id = ?", old):
                    self.changed.add(old)
                if number % 5 == 0:
                    self._done(session, "DELETE FROM orders WHERE id = ?", old)
                    self.gone.add(old)
                    self._done(session, "UPDATE orders SET n = 0 WHERE id = ?", key)
                    self.wrote[key] = 0
                if number % 7 == 0:
                    self._done(session, "UPDATE orders SET id = ? WHERE id = ?", key + 500_000, key)
                    self.wrote[key + 500_000] = self.wrote.pop(key, 0)

    def _done(self, session: Session, sql: str, *values: object) -> bool:
        began = monotonic()
        try:
            return session.execute(sql, values) > 0
        except GooferError as error:
            self.failed.append(f"{sql}: {error.message}")
            return False
        finally:
            self.requests += 1
            self.longest = max(self.longest, monotonic() - began)


@contextmanager
def working(programs: list[Program]) -> Iterator[None]:
    stop = Flag()
    threads = [Thread(target=one.work, args=(stop,)) for one in programs]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(
    ("step", "done"), [("copy", 500), pytest.param("compare", 500, marks=pytest.mark.long)]
)
def test_a_killed_run_is_gone_on_with(shop: Shop, step: str, done: int) -> None:
    shop.write(WIDE, size=250)
    command = [sys.executable, "-c", RUN, shop.url, str(shop.folder.path), step, str(done)]
    killed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with shop.migrator() as migrator:
        assert f"{step} orders" in str(migrator.status().dirty)
    assert shop.type_of("id") == "int"
    # What is written between both runs reaches the copy.
    shop.make("INSERT INTO orders (id, n) VALUES (9000, 1)", "DELETE FROM orders WHERE id = 5")
    shop.make("UPDATE orders SET n = 77 WHERE id = 6")

    assert shop.up() == ("1",)

    first = next(event for event in shop.events if isinstance(event, BatchDone))
    assert first.done > 500 or step == "compare"
    assert shop.type_of("id") == "bigint"
    assert shop.rows("SELECT id, n FROM orders WHERE id IN (5, 6, 9000)") == [(6, 77), (9000, 1)]
    assert shop.rows("SELECT count(*) FROM orders") == [(ROWS,)]
    shop.nothing_is_left()


def test_a_copy_that_will_not_be_gone_on_with_is_taken_away_by_repair(shop: Shop) -> None:
    shop.write(WIDE, size=400)

    def stop(event: Event) -> None:
        if isinstance(event, BatchDone) and not stopped:
            stopped.append(True)
            signal.raise_signal(signal.SIGTERM)

    stopped: list[bool] = []
    with Migrator(shop.url, shop.folder.path, observer=stop) as migrator:
        with pytest.raises(Interrupted, match="The copy _orders_goofer_new and the triggers"):
            migrator.up()
        assert "_orders_goofer_new" in shop.tables()
        with shop.session() as session:
            seen = introspector_for(session.dialect).read(session, Scope())
        assert [table.name.name for table in seen.tables] == ["orders"]
        assert [one.way for one in migrator.repair(migrator.repairs())] == ["not-run"]
    shop.nothing_is_left()
    assert shop.up() == ("1",)
    assert shop.type_of("id") == "bigint"


def test_foreign_keys_both_ways_stay_and_hold_all_the_time(shop: Shop) -> None:
    shop.make(
        "CREATE TABLE users (id INT PRIMARY KEY)",
        "INSERT INTO users VALUES (1), (2), (3)",
        "ALTER TABLE orders ADD COLUMN user_id INT NULL",
        "UPDATE orders SET user_id = id % 2 + 1 WHERE id < 100",
        "ALTER TABLE orders ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id)"
        " REFERENCES users (id) ON DELETE CASCADE",
        "CREATE TABLE items (id INT PRIMARY KEY, order_id INT)",
        "ALTER TABLE items ADD CONSTRAINT fk_items_order FOREIGN KEY (order_id)"
        " REFERENCES orders (id) ON DELETE CASCADE",
        "INSERT INTO items VALUES (1, 200), (2, 300)",
    )
    shop.write("MODIFY note VARCHAR(40) CHARACTER SET utf8mb4", size=400)
    said: list[str] = []

    def meanwhile(event: Event) -> None:
        if isinstance(event, BatchDone) and event.step.startswith("compare") and not said:
            said.append("once")
            shop.make("DELETE FROM users WHERE id = 1", "DELETE FROM orders WHERE id = 200")
            shop.make("INSERT INTO orders (id, n) VALUES (9000, 1)")

    with Migrator(shop.url, shop.folder.path, observer=meanwhile) as migrator:
        migrator.up()
    assert said
    gone = shop.rows("SELECT count(*), sum(user_id = 1) FROM orders WHERE id < 100")
    assert gone == [(50, 0)]
    assert shop.rows("SELECT id FROM items") == [(2,)]
    keys = (
        "SELECT constraint_name, table_name, referenced_table_name, delete_rule"
        " FROM information_schema.referential_constraints"
        " WHERE constraint_schema = DATABASE() ORDER BY constraint_name"
    )
    assert shop.rows(keys) == [
        ("fk_items_order", "items", "orders", "CASCADE"),
        ("fk_orders_user", "orders", "users", "CASCADE"),
    ]
    with pytest.raises(GooferError, match="foreign key"):
        shop.make("INSERT INTO items VALUES (3, 77777)")
    shop.make("INSERT INTO items VALUES (3, 9000)", "DELETE FROM orders WHERE id = 9000")
    assert shop.rows("SELECT id FROM items") == [(2,)]
    shop.nothing_is_left("users", "items")


def test_triggers_of_the_table_run_once_for_each_write_and_stay(shop: Shop) -> None:
    shop.make(
        "CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(40))",
        "CREATE TRIGGER noted AFTER INSERT ON orders FOR EACH ROW"
        " INSERT INTO log (what) VALUES (CONCAT('new ', NEW.id))",
        "CREATE TRIGGER bounded BEFORE UPDATE ON orders FOR EACH ROW"
        " BEGIN IF NEW.n > 100 THEN SET NEW.n = 100; END IF; END",
    )
    shop.write(WIDE, size=400)
    count = 0

    def meanwhile(event: Event) -> None:
        nonlocal count
        if isinstance(event, BatchDone):
            count += 1
            shop.make(f"INSERT INTO orders (id) VALUES ({8000 + count})")
            shop.make(f"UPDATE orders SET n = 500 WHERE id = {200 * count}")

    with Migrator(shop.url, shop.folder.path, observer=meanwhile) as migrator:
        migrator.up()
    shop.make("INSERT INTO orders (id) VALUES (9500)", "UPDATE orders SET n = 999 WHERE id = 2")
    noted = [(f"new {8000 + number}",) for number in range(1, count + 1)]
    assert shop.rows("SELECT what FROM log ORDER BY id") == [*noted, ("new 9500",)]
    assert shop.rows("SELECT DISTINCT n FROM orders WHERE n > 50") == [(100,)]
    made = (
        "SELECT trigger_name, event_object_table FROM information_schema.triggers"
        " WHERE trigger_schema = DATABASE() ORDER BY trigger_name"
    )
    assert shop.rows(made) == [("bounded", "orders"), ("noted", "orders")]
    shop.nothing_is_left("log")


def test_nobody_waits_for_long_behind_who_holds_the_table(mariadb_url: str, folder: Folder) -> None:
    shop = Shop(mariadb_url, folder)
    shop.make("CREATE TABLE orders (id INT AUTO_INCREMENT PRIMARY KEY, note TEXT, n INT)")
    shop.write(WIDE)
    program = Program(shop.url, 1_000_000)
    with shop.session() as reader:
        reader.begin()
        reader.query("SELECT count(*) FROM orders")
        Timer(3, reader.rollback).start()
        with working([program]):
            assert shop.up() == ("1",)
    assert [event for event in shop.events if isinstance(event, LockAwaited)]
    assert program.failed == []
    assert 1 < program.longest < 2.9
    assert shop.rows("SELECT count(*) FROM orders") == [(len(program.wrote),)]


KEYS = {
    "several columns, and text of another collation": (
        "code VARCHAR(20) COLLATE utf8mb4_bin NOT NULL, n INT NOT NULL, PRIMARY KEY (n, code)",
        "(CONCAT('Ä', a.n), a.n % 5)",
        "CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci, MODIFY n BIGINT NOT NULL",
    ),
    "a unique one without a primary key": (
        "code VARCHAR(20) NOT NULL UNIQUE, n INT",
        "(CONCAT('x', a.n), NULL)",
        "MODIFY n BIGINT",
    ),
    "bytes": (
        "code BINARY(4) PRIMARY KEY, n INT",
        "(UNHEX(LPAD(HEX(a.n * 77777), 8, '0')), 1)",
        "MODIFY n BIGINT",
    ),
    "moments": (
        "code DATETIME(6) PRIMARY KEY, n INT",
        "(TIMESTAMPADD(MICROSECOND, a.n * 10, '2026-01-31 12:00:00'), 2)",
        "MODIFY n BIGINT",
    ),
    "a name that has to be quoted, and a value that the server makes": (
        "code INT PRIMARY KEY, n INT, `a``b %s?` INT DEFAULT 4, twice INT AS (n * 2) STORED",
        "(a.n - 5, 3)",
        "MODIFY n BIGINT",
    ),
    "zero, which is no next number, and dates that there are not": (
        "code INT AUTO_INCREMENT PRIMARY KEY, n DATE",
        "(a.n - 1, '0000-00-00')",
        "MODIFY n DATE NOT NULL, MODIFY code BIGINT NOT NULL AUTO_INCREMENT",
    ),
}


def test_rows_are_told_apart_by_any_key(mysql_kind_url: str, folder: Folder) -> None:
    shop = Shop(mysql_kind_url, folder)
    numbers = " UNION ALL ".join(f"SELECT {n} AS n" for n in range(1, 31))
    for version, (columns, row, alter) in enumerate(KEYS.values(), 1):
        shop.make(
            "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
            "DROP TABLE IF EXISTS orders",
            f"CREATE TABLE orders ({columns}) CHARACTER SET utf8mb4",
            f"INSERT INTO orders (code, n) SELECT {row[1:-1]} FROM ({numbers}) a",
        )
        before = shop.rows("SELECT CAST(code AS CHAR), n FROM orders ORDER BY 1, 2")
        assert len(before) == 30
        shop.write(alter, size=7, version=version)

        assert shop.up() == (str(version),)

        assert shop.rows("SELECT CAST(code AS CHAR), n FROM orders ORDER BY 1, 2") == before
        shop.nothing_is_left()


@pytest.mark.parametrize(
    ("alter", "renamed"),
    [
        ("RENAME COLUMN n TO amount, MODIFY id BIGINT NOT NULL", None),
        ("CHANGE `n` amount BIGINT, DROP note", None),
        ("CHANGE /* it is */ n amount BIGINT", {"n": "amount"}),
    ],
)
def test_a_column_may_get_another_name_by_it(
    shop: Shop, alter: str, renamed: dict[str, str] | None
) -> None:
    shop.write(alter, renamed=renamed)
    shop.make("UPDATE orders SET n = 123 WHERE id = 9")

    assert shop.up() == ("1",)

    assert shop.rows("SELECT amount FROM orders WHERE id IN (9, 10)") == [(123,), (3,)]
    shop.nothing_is_left()


@pytest.mark.parametrize("place", ["swap", "settle"])
def test_a_run_that_ends_around_the_swap_is_gone_on_with(
    shop: Shop, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.make(
        "CREATE TABLE items (id INT PRIMARY KEY, order_id INT, CONSTRAINT fk_items_order"
        " FOREIGN KEY (order_id) REFERENCES orders (id))",
        "CREATE TRIGGER bounded BEFORE UPDATE ON orders FOR EACH ROW SET NEW.n = NEW.n + 1",
    )
    shop.write("MODIFY note VARCHAR(40) CHARACTER SET utf8mb4")
    whole = getattr(MySQLShadow, place)

    def ended(shadow: MySQLShadow) -> None:
        whole(shadow) if place == "swap" else shadow._drop_triggers()
        raise KeyboardInterrupt

    monkeypatch.setattr(MySQLShadow, place, ended)
    with pytest.raises(KeyboardInterrupt):
        shop.up()
    monkeypatch.undo()
    shop.make("UPDATE orders SET n = 50 WHERE id = 1")

    assert shop.up() == ("1",)

    assert shop.rows("SELECT n FROM orders WHERE id = 1") == [(51,)]
    shop.make("UPDATE orders SET n = 60 WHERE id = 1")
    assert shop.rows("SELECT n FROM orders WHERE id = 1") == [(61,)]
    with pytest.raises(GooferError, match="foreign key"):
        shop.make("INSERT INTO items VALUES (1, 77777)")
    shop.nothing_is_left("items")


@pytest.mark.parametrize(
    ("alter", "make", "said"),
    [
        ("MODIFY note VARCHAR(5)", (), "too long"),
        ("ADD UNIQUE INDEX u (n)", (), "Duplicate entry"),
        ("MODIFY nothing INT", (), "nothing"),
    ],
)
def test_what_the_server_refuses_takes_the_copy_away(
    shop: Shop, alter: str, make: tuple[str, ...], said: str
) -> None:
    shop.make(*make)
    shop.write(alter)
    with shop.migrator() as migrator:
        with pytest.raises(MigrationFailed, match=said) as failed:
            migrator.up()
        assert "taken away" in failed.value.message
    shop.nothing_is_left()
    shop.write(WIDE)
    assert shop.up() == ("1",)
    shop.nothing_is_left()


PAST = {
    "all rows go": (("TRUNCATE orders",), f"it has {ROWS:,} rows, and the table has 0", 0),
    "a row is changed": (
        ("DROP TRIGGER goofer_orders_upd", "UPDATE orders SET note = 'x' WHERE id IN (3, 4)"),
        "2 of its rows are not those of the table",
        ROWS,
    ),
    "a row comes": (
        ("DROP TRIGGER goofer_orders_ins", "INSERT INTO orders (id) VALUES (-1)"),
        "1 of its rows are not those of the table",
        ROWS + 1,
    ),
}


@pytest.mark.parametrize("case", PAST)
def test_what_changes_it_past_triggers_is_found_before_the_swap(shop: Shop, case: str) -> None:
    statements, said, rows = PAST[case]
    shop.write(WIDE, size=400)

    def change(event: Event) -> None:
        if isinstance(event, BatchDone) and event.step.startswith("copy") and event.done == ROWS:
            shop.make(*statements)

    migrator = Migrator(shop.url, shop.folder.path, observer=change)
    with migrator, pytest.raises(MigrationFailed, match=said):
        migrator.up()
    assert shop.rows("SELECT count(*) FROM orders") == [(rows,)]
    assert shop.type_of("id") == "int"
    shop.nothing_is_left()


ITEMS = "CREATE TABLE items (id INT, CONSTRAINT fk_item FOREIGN KEY (id) REFERENCES orders (id){})"
REFUSED = {
    "no key": ("ALTER TABLE orders MODIFY id INT, DROP PRIMARY KEY", WIDE, "no primary key"),
    "the key goes": ("DO 0", "MODIFY id INT, DROP PRIMARY KEY", "before and after"),
    "itself": (
        "ALTER TABLE orders ADD COLUMN up INT, ADD FOREIGN KEY fk_up (up) REFERENCES orders (id)",
        WIDE,
        "points at itself",
    ),
    "a key that follows": (
        ITEMS.format(" ON UPDATE CASCADE"),
        "MODIFY n BIGINT",
        "fk_item of items follows it",
    ),
    "a key of the type": (
        ITEMS.format(""),
        WIDE,
        "fk_item of items points at id, which changes",
    ),
    "a column that would be lost": (
        "DO 0",
        "CHANGE /* it is */ n amount BIGINT",
        "what becomes of its column n",
    ),
    "an engine": ("ALTER TABLE orders ENGINE = MyISAM", WIDE, "MyISAM"),
    "what was put aside": ("CREATE TABLE _orders_goofer_old (x INT)", WIDE, "put aside"),
}


def test_what_cannot_be_copied_is_refused_by_name(mysql_kind_url: str, folder: Folder) -> None:
    shop = Shop(mysql_kind_url, folder)
    made = "SELECT count(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE()"
    for make, alter, said in REFUSED.values():
        shop.make(
            "DROP TABLE IF EXISTS items, orders, _orders_goofer_old",
            "CREATE TABLE orders (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, n INT)",
            make,
        )
        before = shop.tables()
        shop.write(alter)
        with shop.migrator() as migrator, pytest.raises(MigrationFailed, match=said):
            migrator.up()
        assert shop.tables() == before
        assert shop.rows(made) == [(0,)]


def test_a_table_with_a_history_keeps_it(mariadb_url: str, folder: Folder) -> None:
    shop = Shop(mariadb_url, folder)
    shop.make("CREATE TABLE orders (id INT PRIMARY KEY, n INT) WITH SYSTEM VERSIONING")
    shop.write("MODIFY n BIGINT")
    with shop.migrator() as migrator, pytest.raises(MigrationFailed, match="SYSTEM VERSIONED"):
        migrator.up()
    assert shop.tables() == {"orders"}


def test_other_databases_say_that_they_have_no_such_way(
    postgresql_url: str, tmp_path: Path, folder: Folder
) -> None:
    Shop("", folder).write(WIDE)
    for url in (postgresql_url, f"sqlite:///{tmp_path / 'app.db'}"):
        migrator = Migrator(url, folder.path)
        with migrator, pytest.raises(MigrationFailed, match="without a copy"):
            migrator.up()
