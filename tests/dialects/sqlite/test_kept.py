"""Dropped values that are kept, and come back."""

from __future__ import annotations

import pytest

from goofer_py.dialects.sqlite.dialect import SQLiteDialect
from goofer_py.diff.differ import diff
from goofer_py.generate.keep import with_fates
from goofer_py.operations import DropColumn
from goofer_py.schema import Column, Name, Type
from tests.dialects.sqlite.live import described, live

DIALECT = SQLiteDialect((3, 40))
T = Name("t")


def test_each_dropped_thing_has_a_place_of_its_own() -> None:
    places = {
        DIALECT.kept_table(T, "1"),
        DIALECT.kept_table(Name("t_a"), "1"),
        DIALECT.kept_column(T, "a", "1"),
        DIALECT.kept_column(T, "a", "2"),
        DIALECT.kept_column(Name("t", "aux"), "a", "1"),
    }

    assert len(places) == 5
    assert all(place.name.startswith("goofer_kept_t") for place in places)
    assert all("_1" in place.name or "_2" in place.name for place in places)


@pytest.mark.parametrize("version", [(3, 16), (3, 40)])
@pytest.mark.parametrize(
    ("key", "rows"),
    [
        ("id INTEGER PRIMARY KEY, x TEXT", "(7, 'p', 'one'), (9, 'q', NULL)"),
        ("id TEXT PRIMARY KEY, x TEXT", "('7', 'p', 'one'), ('seven', 'q', NULL)"),
        ("id TEXT PRIMARY KEY, x TEXT", "(NULL, 'p', 'one'), ('seven', 'q', NULL)"),
        ("id TEXT COLLATE NOCASE PRIMARY KEY, x TEXT", "('A', 'p', 'one'), ('b', 'q', NULL)"),
        ("id INT, x TEXT, PRIMARY KEY (x, id)", "(1, 'p', 'one'), (1, 'q', 'two')"),
        ('"order" BLOB PRIMARY KEY, x INT', "(x'00', 1, 'one'), (x'01', 2, 'two')"),
    ],
)
@pytest.mark.parametrize("type_", ["TEXT", "VARCHAR(3) COLLATE NOCASE", "NUMERIC", "INTEGER", ""])
def test_the_values_of_a_column_come_back_by_key(
    version: tuple[int, ...], key: str, rows: str, type_: str
) -> None:
    columns, _, rest = key.partition(", PRIMARY")
    rest = f", PRIMARY{rest}" if rest else ""
    with live(f"CREATE TABLE t ({columns}, a {type_}{rest})", version) as db:
        db.run(f"INSERT INTO t VALUES {rows}; DELETE FROM t WHERE 0")

        db.round_trip(db.change_to(f"CREATE TABLE t ({columns}{rest})", keep=True))


@pytest.mark.parametrize("nullable", [True, False])
def test_rows_that_came_later_get_the_fill_and_kept_ones_what_they_had(nullable: bool) -> None:
    column = "a TEXT" if nullable else "a TEXT NOT NULL"
    with live(f"CREATE TABLE t (id INTEGER PRIMARY KEY, {column})") as db:
        db.run("INSERT INTO t VALUES (1, 'one'), (2, 'two')")
        if nullable:
            db.run("UPDATE t SET a = NULL WHERE id = 2")
        kept = db.dialect.kept_column(T, "a", "1")
        dropped = Column("a", Type("TEXT"), nullable=nullable)
        change = db.change([DropColumn(T, dropped, fill="'later'", kept=kept, key=("id",))])

        db.run(change.up)
        db.run("INSERT INTO t VALUES (3); DELETE FROM t WHERE id = 1")
        db.run(change.down)

        second = None if nullable else "two"
        assert db.query("SELECT * FROM t") == [(2, second), (3, "later")]


def test_a_table_without_a_key_finds_its_rows_by_their_own_numbers() -> None:
    with live("CREATE TABLE t (a TEXT, b TEXT)") as db:
        db.run("INSERT INTO t (rowid, a, b) VALUES (10, 'x', 'one'), (20, 'x', 'two')")
        kept = db.dialect.kept_column(T, "b", "1")

        db.round_trip(db.change([DropColumn(T, Column("b", Type("TEXT")), kept=kept)]))


def test_any_value_of_a_strict_table_comes_back_as_it_was() -> None:
    with live("CREATE TABLE t (id ANY PRIMARY KEY, a ANY) STRICT") as db:
        db.run("INSERT INTO t VALUES ('007', '007'), (7, 7), (7.5, 7.0), (x'07', x'07')")

        db.round_trip(db.change_to("CREATE TABLE t (id ANY PRIMARY KEY) STRICT", keep=True))


@pytest.mark.parametrize(
    ("table", "insert"),
    [
        ("(id INTEGER PRIMARY KEY, a)", "(id, a) VALUES (5, '007'), (9, 7)"),
        ("(id INTEGER PRIMARY KEY AUTOINCREMENT, a)", "(id, a) VALUES (5, '007'), (9, 7)"),
        ("(id TEXT PRIMARY KEY, a)", "(rowid, id, a) VALUES (50, 'x', '007'), (90, 'y', 7)"),
        ("(id TEXT PRIMARY KEY, a) WITHOUT ROWID", "(id, a) VALUES ('x', '007'), ('y', 7)"),
        ("(a ANY, b REAL) STRICT", "(rowid, a, b) VALUES (50, '007', 1), (90, x'07', 2.5)"),
        ("(a, rowid, b AS (a || 'x') STORED)", "(_rowid_, a, rowid) VALUES (50, 'x', 'y')"),
        ('(a, "goofer rows", b AS (a || 1))', "(rowid, a) VALUES (50, 'x')"),
        ("(a VARCHAR(2) COLLATE NOCASE UNIQUE, b NUMERIC)", "VALUES ('Ab', '1.50')"),
    ],
)
def test_a_dropped_table_comes_back_with_everything(table: str, insert: str) -> None:
    script = f"""
    CREATE TABLE t {table};
    CREATE INDEX ix ON t (a DESC) WHERE a IS NOT NULL;
    CREATE TRIGGER tr AFTER DELETE ON t BEGIN SELECT 1; END;
    """
    with live(f"CREATE TABLE keep (a); {script} INSERT INTO t {insert}") as db:
        db.round_trip(db.change_to("CREATE TABLE keep (a)", keep=True))


def test_a_counter_goes_on_where_it_was_after_its_table_was_away() -> None:
    with live("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE keep (a)") as db:
        db.run("INSERT INTO t VALUES (100); DELETE FROM t")
        change = db.change_to("CREATE TABLE keep (a)", keep=True)

        db.run(change.up)
        db.run(change.down)
        db.run("INSERT INTO t DEFAULT VALUES")

        assert db.query("SELECT id FROM t") == [(101,)]
        assert db.query("SELECT name FROM sqlite_sequence") == [("t",)]


def test_tables_that_refer_to_each_other_go_and_come_back_together() -> None:
    script = """
    CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INT REFERENCES b (id) ON DELETE CASCADE);
    CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INT REFERENCES a (id) ON DELETE CASCADE);
    INSERT INTO a VALUES (1, NULL); INSERT INTO b VALUES (2, 1); UPDATE a SET b_id = 2;
    """
    with live(script + "CREATE TABLE keep (x)") as db:
        change = db.change_to("CREATE TABLE keep (x)", keep=True)

        db.round_trip(change)

        assert change.down.count("REFERENCES") == 2, "as part of CREATE TABLE"
        assert change.up.count("DROP TABLE") == 4, "of the two, and of the guard's two"


@pytest.mark.parametrize("rowid", ["", " WITHOUT ROWID"])
def test_a_dropped_key_that_numbers_the_rows_numbers_them_again(rowid: str) -> None:
    after = f"CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY, b INT){rowid}"
    with live("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INT)") as db:
        db.run("INSERT INTO t VALUES (3, 'x', 1), (7, 'w', 2)")
        before = db.read()
        discarded = with_fates(diff(before, described(after)), {}, before, db.dialect, "1")
        change = db.change(discarded)

        db.run(change.up)
        db.run(change.down)

        assert db.read() == before
        numbers = [3, 7] if not rowid else [2, 1]
        assert db.query("SELECT id, a, b FROM t ORDER BY a DESC") == [
            (numbers[0], "x", 1),
            (numbers[1], "w", 2),
        ]
