"""The known ways in which a change of a SQLite table goes wrong, and that it does not here."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from goofer_py.dialects.sqlite.capabilities import abilities_of
from goofer_py.dialects.sqlite.dialect import SQLiteDialect
from goofer_py.diff.differ import diff
from goofer_py.diff.hints import Hints
from goofer_py.errors import StatementFailed, UnsafeChange
from goofer_py.operations import Operation
from goofer_py.operations.guarded import Guarded
from goofer_py.operations.rebuild_table import RebuildTable
from goofer_py.schema import Name
from goofer_py.stores.sqlite_session import SQLiteSession
from tests.dialects.sqlite.live import Live, described, live

USERS = Name("users")
FAMILY = """
CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(20));
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
INSERT INTO posts VALUES (10, 1), (11, 2), (12, 2);
"""
RETYPED = FAMILY.replace("VARCHAR(20)", "TEXT")


def rebuilds(before: str, after: str, version: tuple[int, ...] = (3, 40)) -> list[RebuildTable]:
    """Return the rebuilds that lead from one script's schema to another's."""
    old = described(before)
    return _flat(SQLiteDialect(version).lower(diff(old, described(after)), old))


def _flat(operations: tuple[Operation, ...]) -> list[RebuildTable]:
    inner = [o for op in operations if isinstance(op, Guarded) for o in op.operations]
    return [op for op in (*operations, *inner) if isinstance(op, RebuildTable)]


def test_lt101_a_null_stops_the_rebuild_that_forbids_it_and_nothing_is_changed() -> None:
    with live(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, NULL)"
    ) as db:
        change = db.change_to("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL)")
        contents = db.contents()

        with pytest.raises(StatementFailed, match=r"NOT NULL constraint failed: goofer_new_t\.a"):
            db.run(change.up)
        db.run("ROLLBACK")

        assert db.contents() == contents
        assert db.read() == change.before


def test_lt101_a_fill_takes_the_place_of_null() -> None:
    with live(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, NULL), (2, 'x')"
    ) as db:
        fill = Hints(fills={(Name("t"), "a"): "'none'"})
        change = db.change_to("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL)", fill)

        db.run(change.up)

        assert db.query("SELECT * FROM t") == [(1, "none"), (2, "x")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a TEXT", "a INTEGER"),
        ("a TEXT", "a TEXT NOT NULL"),
        ("a TEXT NOT NULL", "a TEXT"),
        ("a TEXT", "a TEXT DEFAULT 'x'"),
        ("a TEXT", "a TEXT COLLATE NOCASE"),
        ("a TEXT", "a TEXT UNIQUE"),
        ("a TEXT UNIQUE", "a TEXT"),
        ("a TEXT", "a TEXT CHECK (a != '')"),
        ("a TEXT CHECK (a != '')", "a TEXT"),
        ("a INTEGER", "a INTEGER REFERENCES t (id)"),
        ("a INTEGER REFERENCES t (id) ON DELETE CASCADE", "a INTEGER REFERENCES t (id)"),
        ("a TEXT AS (id || 'x') STORED", "a TEXT AS (id || 'y') STORED"),
        ("a TEXT", "a TEXT, b TEXT AS (a || 'x') STORED"),
        ("a TEXT", "a TEXT, b TEXT NOT NULL"),
        ("a TEXT", "a TEXT, b TEXT DEFAULT CURRENT_TIMESTAMP"),
        ("a TEXT NOT NULL", "a TEXT NOT NULL, UNIQUE (id, a)"),
    ],
)
def test_lt102_what_alter_table_cannot_do_is_one_rebuild_that_says_so(
    before: str, after: str
) -> None:
    found = rebuilds(
        f"CREATE TABLE t (id INTEGER PRIMARY KEY, {before})",
        f"CREATE TABLE t (id INTEGER PRIMARY KEY, {after})",
    )

    assert [op.describe() for op in found] == ["rebuild table t, all rows are copied"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a TEXT", "a TEXT, b TEXT"),
        ("a TEXT", "a TEXT, b INTEGER NOT NULL DEFAULT 0"),
        ("a TEXT", "a TEXT, b INTEGER REFERENCES t (id)"),
        ("a TEXT", "a TEXT, b INTEGER CHECK (b > 0)"),
        ("a TEXT", "a TEXT, b TEXT AS (a || 'x')"),
        ("a TEXT, b TEXT", "a TEXT"),
        ("a TEXT, b TEXT AS (a || 'x')", "a TEXT"),
    ],
)
def test_lt102_what_alter_table_can_do_is_no_rebuild(before: str, after: str) -> None:
    old = f"CREATE TABLE t (id INTEGER PRIMARY KEY, {before})"
    new = f"CREATE TABLE t (id INTEGER PRIMARY KEY, {after})"

    assert rebuilds(old, new) == []
    with live(f"{old}; INSERT INTO t (id, a) VALUES (1, 'x')") as db:
        db.round_trip(db.change_to(new))


def test_lt103_children_with_on_delete_cascade_survive_the_rebuild_of_their_parent() -> None:
    with live(FAMILY) as db:
        change = db.change_to(RETYPED)

        db.round_trip(change)

        assert db.query("SELECT count(*) FROM posts") == [(3,)]
        assert db.query("PRAGMA foreign_keys") == [(1,)], "enforced again afterwards"


def test_lt103_children_survive_when_their_dropped_parent_is_put_aside() -> None:
    unbound = FAMILY.replace(" REFERENCES users (id) ON DELETE CASCADE", "")
    orphaned = "\n".join(line for line in unbound.splitlines() if " users " not in line)
    with live(FAMILY) as db:
        change = db.change_to(orphaned, keep=True)

        db.round_trip(change)

        assert db.query("SELECT count(*) FROM posts") == [(3,)]


def test_lt104_inside_a_transaction_the_script_stops_before_it_touches_anything() -> None:
    with live(FAMILY) as db:
        change = db.change_to(RETYPED)
        contents = db.contents()
        db.run("BEGIN")

        with pytest.raises(StatementFailed, match="within a transaction"):
            db.run(change.up)

        assert db.contents() == contents
        assert db.read() == change.before


def test_lt105_foreign_keys_are_switched_off_not_deferred() -> None:
    with live(FAMILY) as db:
        lines = [line for line in db.change_to(RETYPED).up.splitlines() if "PRAGMA" in line]

    assert lines == ["PRAGMA foreign_keys = OFF;", "PRAGMA foreign_keys = ON;"]


def test_lt106_the_references_of_children_keep_their_text() -> None:
    sql = "SELECT sql FROM sqlite_master WHERE name = 'posts'"
    with live(FAMILY) as db:
        text = db.query(sql)

        db.run(db.change_to(RETYPED).up)

        assert db.query(sql) == text
        with pytest.raises(StatementFailed, match="FOREIGN KEY"):
            db.run("INSERT INTO posts VALUES (13, 99)")


def test_lt107_indexes_triggers_and_the_counter_are_there_again() -> None:
    table = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a {});"
    rest = """
    CREATE INDEX ix ON t (a DESC) WHERE a IS NOT NULL;
    CREATE TABLE log (what TEXT);
    CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('new ' || NEW.id); END;
    """
    with live(table.format("TEXT") + rest) as db:
        db.run("INSERT INTO t VALUES (100, 'x'); DELETE FROM t; INSERT INTO t VALUES (7, 'y')")
        db.round_trip(db.change_to(table.format("VARCHAR(9)") + rest))

        db.run("INSERT INTO t (a) VALUES ('z')")

        assert db.query("SELECT * FROM t") == [(7, "y"), (101, "z")]
        assert db.query("SELECT what FROM log ORDER BY rowid DESC LIMIT 1") == [("new 101",)]


VIEWS = """
CREATE VIEW names AS SELECT u.id, u.name FROM users AS u;
CREATE VIEW long_names AS SELECT * FROM names WHERE length(name) > 10;
CREATE TRIGGER rename INSTEAD OF UPDATE ON names BEGIN
    UPDATE users SET name = NEW.name WHERE id = OLD.id;
END;
CREATE TRIGGER posted AFTER INSERT ON posts BEGIN
    UPDATE users SET name = name || '!' WHERE id = NEW.user_id;
END;
"""


def test_lt108_views_and_triggers_that_name_the_table_are_there_again_and_work() -> None:
    with live(FAMILY + VIEWS) as db:
        db.round_trip(db.change_to(RETYPED + VIEWS))

        db.run(
            """
            INSERT INTO posts VALUES (20, 1);
            UPDATE names SET name = 'bob the builder' WHERE id = 2;
            """
        )

        assert db.query("SELECT name FROM users") == [("ann!",), ("bob the builder",)]
        assert db.query("SELECT id FROM long_names") == [(2,)]


def test_lt109_a_view_that_was_broken_before_is_named_and_nothing_is_changed() -> None:
    with live(FAMILY + "CREATE VIEW lost AS SELECT * FROM gone") as db:
        change = db.change_to(RETYPED)
        contents = db.contents()

        with pytest.raises(StatementFailed, match="error in view lost"):
            db.run(change.up)
        db.run("ROLLBACK")

        assert db.contents() == contents


def test_lt112_an_orphan_that_a_new_foreign_key_would_make_stops_the_rebuild() -> None:
    unbound = FAMILY.replace(" REFERENCES users (id) ON DELETE CASCADE", "")
    with live(unbound + "INSERT INTO posts VALUES (13, 99)") as db:
        change = db.change_to(FAMILY)
        contents = db.contents()

        with pytest.raises(StatementFailed, match="no more rows than before refer to nothing"):
            db.run(change.up)
        db.run("ROLLBACK")

        assert db.contents() == contents


def test_lt112_orphans_that_were_there_before_are_no_reason_to_stop() -> None:
    with live(FAMILY) as db:
        db.run("PRAGMA foreign_keys = OFF; INSERT INTO posts VALUES (13, 99)")

        db.round_trip(db.change_to(RETYPED))

        assert db.query("SELECT count(*) FROM pragma_foreign_key_check") == [(1,)]


def test_lt112_a_foreign_key_to_no_key_keeps_no_table_from_being_rebuilt() -> None:
    loose = "CREATE TABLE loose (name TEXT REFERENCES users (name));"
    with live(FAMILY + loose) as db:
        with pytest.raises(StatementFailed, match="foreign key mismatch"):
            db.query("SELECT * FROM pragma_foreign_key_check")

        db.round_trip(db.change_to(RETYPED + loose))


def test_lt113_while_another_writes_nothing_begins(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    with sqlite3.connect(path, isolation_level=None) as other:
        other.executescript(FAMILY)
        mine = sqlite3.connect(path, isolation_level=None, timeout=0.05)
        db = Live(SQLiteSession(mine, "app.db"))
        change = db.change_to(RETYPED)
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StatementFailed, match="locked"):
            db.run(change.up)
        other.execute("ROLLBACK")
        db.run(change.up)

        assert db.read() == change.after
        mine.close()
    other.close()


@pytest.mark.parametrize(
    ("before", "after", "values", "kept"),
    [
        ("TEXT", "INTEGER", ["'7'", "'seven'", "NULL"], [7, "seven", None]),
        ("INTEGER", "TEXT", ["7", "NULL"], ["7", None]),
        ("BLOB", "TEXT", ["x'6869'"], ["hi"]),
        ("TEXT", "BLOB", ["'hi'"], [b"hi"]),
        ("TEXT", "BOOLEAN", ["'true'", "'F'", "'1'"], [1, 0, 1]),
        ("DATETIME", "DATE", ["'2026-01-02 03:04:05.000000'"], ["2026-01-02"]),
        ("DATE", "DATETIME", ["'2026-01-02'"], ["2026-01-02 00:00:00.000000"]),
    ],
)
def test_lt114_a_new_type_converts_values_and_loses_none(
    before: str, after: str, values: list[str], kept: list[object]
) -> None:
    with live(f"CREATE TABLE t (id INTEGER PRIMARY KEY, a {before})") as db:
        for value in values:
            db.run(f"INSERT INTO t (a) VALUES ({value})")

        db.run(db.change_to(f"CREATE TABLE t (id INTEGER PRIMARY KEY, a {after})").up)

        assert db.query("SELECT a FROM t") == [(value,) for value in kept]


def test_lt114_a_strict_table_refuses_what_is_of_another_type() -> None:
    with live(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'x')"
    ) as db:
        change = db.change_to("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER) STRICT")

        with pytest.raises(StatementFailed, match="cannot store TEXT value"):
            db.run(change.up)


@pytest.mark.parametrize(
    "table",
    [
        "CREATE TABLE t (id TEXT PRIMARY KEY, a {}) WITHOUT ROWID",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a {}) STRICT",
        "CREATE TABLE t (id INT, a {}, PRIMARY KEY (id) ON CONFLICT REPLACE) STRICT, WITHOUT ROWID",
        "CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a {})",
        "CREATE TABLE t (id INTEGER CONSTRAINT pk PRIMARY KEY AUTOINCREMENT, a {})",
        "CREATE TABLE t (id INTEGER, a {}, b TEXT COLLATE NOCASE UNIQUE ON CONFLICT IGNORE)",
        "CREATE TABLE t (id INTEGER, a {}, b TEXT NOT NULL ON CONFLICT REPLACE DEFAULT 'x')",
        "CREATE TABLE t (id INTEGER, a {}, b TEXT, UNIQUE (b COLLATE NOCASE DESC, id))",
        "CREATE TABLE t (id INTEGER, a {}, b INT AS (id + 1), c INT AS (id * 2) STORED)",
        (
            "CREATE TABLE t (id INTEGER, a {}, b INT REFERENCES t (id) MATCH FULL"
            " ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED)"
        ),
        'CREATE TABLE t (id INTEGER, a {}, CONSTRAINT "it\'s" CHECK (id > 0))',
        "CREATE TABLE t (rowid TEXT, _rowid_ TEXT, a {})",
        "CREATE TABLE t (rowid TEXT, _rowid_ TEXT, oid TEXT, a {})",
    ],
)
def test_lt115_nothing_that_the_text_says_is_lost(table: str) -> None:
    with live(table.format("TEXT")) as db:
        change = db.change_to(table.format("INT"))

        assert db.read() == described(table.format("TEXT"))
        db.run(change.up)
        assert db.read() == described(table.format("INT"))
        db.run(change.down)
        assert db.read() == described(table.format("TEXT"))


@pytest.mark.parametrize(
    ("ability", "since"),
    [
        ("pragma_functions", (3, 16)),
        ("rename_column", (3, 25)),
        ("rename_follows", (3, 26)),
        ("generated_columns", (3, 31)),
        ("drop_column", (3, 35, 5)),
        ("strict", (3, 37)),
        ("table_list", (3, 37)),
        ("alter_not_null", (3, 53)),
        ("alter_checks", (3, 53)),
    ],
)
def test_lt116_each_ability_begins_with_a_version(ability: str, since: tuple[int, ...]) -> None:
    before = (*since[:-1], since[-1] - 1)

    assert getattr(abilities_of(since), ability)
    assert getattr(abilities_of((*since, 9)), ability)
    assert not getattr(abilities_of(before), ability)


@pytest.mark.parametrize(
    ("version", "count"), [((3, 16), 1), ((3, 35, 4), 1), ((3, 35, 5), 0), ((3, 53), 0)]
)
def test_lt116_an_older_library_drops_a_column_by_a_rebuild(
    version: tuple[int, ...], count: int
) -> None:
    found = rebuilds("CREATE TABLE t (a TEXT, b TEXT)", "CREATE TABLE t (a TEXT)", version)

    assert len(found) == count


def test_lt117_a_table_that_a_view_reads_is_not_dropped() -> None:
    view = "CREATE VIEW recent AS SELECT p.id FROM users u JOIN posts p ON true"
    refusal = pytest.raises(UnsafeChange, match="View recent uses table posts")
    with live(FAMILY + view) as db, refusal as refused:
        db.change_to("CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(20))")

    assert refused.value.hint is not None
    assert "goofer create" in refused.value.hint


def test_lt117_a_table_that_another_tables_trigger_fills_is_not_dropped() -> None:
    log = """
    CREATE TABLE log (x);
    CREATE TRIGGER Tr AFTER INSERT ON users BEGIN INSERT INTO log VALUES (1); END;
    """
    with live(FAMILY + log) as db, pytest.raises(UnsafeChange, match="Trigger Tr uses table log"):
        db.change_to(FAMILY)


def test_a_dropped_tables_own_triggers_come_back_with_it() -> None:
    trigger = "CREATE TRIGGER tr AFTER INSERT ON posts BEGIN DELETE FROM users WHERE id = 0; END;"
    with live(FAMILY + trigger) as db:
        db.round_trip(
            db.change_to("CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(20))", keep=True)
        )
