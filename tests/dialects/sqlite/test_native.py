"""What ALTER TABLE can do, as goofer sees it, beside what it really does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from goofer_py.dialects.sqlite.capabilities import abilities_of
from goofer_py.dialects.sqlite.fold import folded
from goofer_py.dialects.sqlite.native import Native
from goofer_py.diff.differ import diff
from goofer_py.errors import StatementFailed, UnsafeChange
from tests.dialects.sqlite.live import Live, described, live
from tests.dialects.sqlite.newest import newest

Opens = Callable[[str], AbstractContextManager[Live]]
LIBRARIES = [pytest.param(live, id="standard"), pytest.param(newest, id="newest")]
TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT{}); INSERT INTO t (id, a) VALUES (1, 'x')"

ADDED = [
    ("b", True),
    ("b TEXT", True),
    ("b TEXT COLLATE NOCASE", True),
    ("b INTEGER DEFAULT 7", True),
    ("b INTEGER NOT NULL DEFAULT -7", True),
    ("b TEXT NOT NULL DEFAULT 'x'", True),
    ("b BLOB NOT NULL DEFAULT x'00'", True),
    ("b BOOLEAN NOT NULL DEFAULT TRUE", True),
    ("b INTEGER REFERENCES t (id) ON DELETE CASCADE", True),
    ("b INTEGER CHECK (b > 0)", True),
    ("b INTEGER CONSTRAINT ck CHECK (b > 0) CONSTRAINT fk REFERENCES t (id)", True),
    ("b TEXT AS (a || 'x')", True),
    ("b TEXT NOT NULL", False),
    ("b TEXT UNIQUE", False),
    ("b TEXT AS (a || 'x') STORED", False),
    ("b TEXT DEFAULT CURRENT_TIMESTAMP", False),
    ("b INTEGER DEFAULT (1 + 1)", False),
    ("b INTEGER DEFAULT 1 REFERENCES t (id)", False),
]


@pytest.mark.parametrize("opens", LIBRARIES)
@pytest.mark.parametrize(("column", "can"), ADDED)
def test_lt110_a_column_is_added_in_place_exactly_where_sqlite_takes_it(
    opens: Opens, column: str, can: bool
) -> None:
    before, after = TABLE.format(""), TABLE.format(f", {column}")
    with opens(before) as db:
        change = db.change_to(after.partition(";")[0])
        assert ("goofer_new_t" not in change.up) == can

        if can:
            db.round_trip(change)
        else:
            with pytest.raises(StatementFailed):
                db.run(f"ALTER TABLE t ADD COLUMN {column}")


def test_lt110_a_value_is_filled_in_by_update_where_no_trigger_would_notice() -> None:
    from goofer_py.operations import AddColumn
    from goofer_py.schema import Column, Name, Type

    addition = AddColumn(Name("t"), Column("b", Type("TEXT")), fill="upper(a)")
    trigger = "; CREATE TRIGGER tr AFTER UPDATE ON t BEGIN DELETE FROM t; END"
    for script, rebuilt in ((TABLE.format(""), False), (TABLE.format("") + trigger, True)):
        with live(script) as db:
            change = db.change([addition])

            db.round_trip(change)

            assert ("goofer_new_t" in change.up) == rebuilt
            assert db.query("SELECT * FROM t") == [(1, "x", "X")]


DROPPED = [
    ("b TEXT", True),
    ("b TEXT NOT NULL DEFAULT 'x'", True),
    ("b TEXT AS (a || 'x')", True),
    ("b TEXT AS (a || 'x') STORED", True),
    ("b TEXT UNIQUE", False),
    ("b TEXT, UNIQUE (a, b)", False),
    ("b INTEGER, FOREIGN KEY (b) REFERENCES t (id)", False),
    ("b TEXT, CHECK (b != a)", False),
]


@pytest.mark.parametrize("opens", LIBRARIES)
@pytest.mark.parametrize(("column", "can"), DROPPED)
def test_lt111_a_column_is_dropped_in_place_exactly_where_sqlite_lets_it_go(
    opens: Opens, column: str, can: bool
) -> None:
    with opens(TABLE.format(f", {column}")) as db:
        change = db.change_to(TABLE.format("").partition(";")[0])
        assert ("goofer_new_t" not in change.up) == can

        if not can:
            with pytest.raises(StatementFailed):
                db.run("ALTER TABLE t DROP COLUMN b")
        db.round_trip(change)


@pytest.mark.parametrize("index", ["b", "a) WHERE (b IS NULL", "lower(b)"])
def test_lt111_an_index_over_the_column_goes_first(index: str) -> None:
    with live(TABLE.format(", b TEXT") + f"; CREATE INDEX ix ON t ({index})") as db:
        with pytest.raises(StatementFailed):
            db.run("ALTER TABLE t DROP COLUMN b")

        change = db.change_to(TABLE.format("").partition(";")[0])
        db.round_trip(change)

        assert "goofer_new_t" not in change.up


@pytest.mark.parametrize(
    "trigger",
    [
        "CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET a = NEW.b WHERE id = NEW.id; END",
        "CREATE TRIGGER tr AFTER UPDATE OF b ON t BEGIN DELETE FROM other; END",
        "CREATE TRIGGER tr AFTER INSERT ON t WHEN NEW.b IS NULL BEGIN DELETE FROM other; END",
        "CREATE TRIGGER tr AFTER INSERT ON other BEGIN UPDATE t SET b = 'x'; END",
        "CREATE VIEW tr AS SELECT x.b FROM t AS x",
        "CREATE VIEW tr AS SELECT [B] FROM (SELECT * FROM t)",
    ],
)
def test_lt111_a_column_that_a_trigger_or_view_uses_is_not_dropped(trigger: str) -> None:
    script = TABLE.format(", b TEXT") + f"; CREATE TABLE other (y); {trigger}"
    with (
        live(script) as db,
        pytest.raises(UnsafeChange, match=r"(Trigger|View) tr uses column t\.b"),
    ):
        db.change_to(TABLE.format("").partition(";")[0] + "; CREATE TABLE other (y)")


@pytest.mark.parametrize(
    "trigger",
    [
        "CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO other (b) VALUES (NEW.a); END",
        "CREATE TRIGGER b AFTER INSERT ON t BEGIN UPDATE other SET b = 'NEW.b'; END",
        "CREATE VIEW tr AS SELECT t.a AS b FROM t",
        "CREATE VIEW tr AS SELECT other.b FROM t, other",
    ],
)
def test_lt111_the_same_name_elsewhere_keeps_no_column_from_being_dropped(trigger: str) -> None:
    script = TABLE.format(", b TEXT") + f"; CREATE TABLE other (b); {trigger}"
    with live(script) as db:
        change = db.change_to(TABLE.format("").partition(";")[0] + "; CREATE TABLE other (b)")

        db.round_trip(change)

        db.run("INSERT INTO t (id, a) VALUES (2, 'y')")


ALTERED = [
    ("b TEXT", "b TEXT NOT NULL", True),
    ("b TEXT NOT NULL", "b TEXT", True),
    ("b TEXT", "b TEXT CHECK (b != '')", True),
    ("b TEXT", "b TEXT CONSTRAINT ck CHECK (b != '')", True),
    ("b TEXT CONSTRAINT ck CHECK (b != '')", "b TEXT", True),
    ("b TEXT CONSTRAINT ck CHECK (b != '')", "b TEXT CONSTRAINT kc CHECK (b != '')", True),
    ("b TEXT CHECK (b != '')", "b TEXT", False),
    (
        "b TEXT CONSTRAINT one CHECK (b != '') CONSTRAINT one CHECK (b != 'y')",
        "b TEXT CONSTRAINT one CHECK (b != '')",
        False,
    ),
    ("b TEXT", "b TEXT DEFAULT 'x'", False),
    ("b TEXT", "b VARCHAR(9)", False),
    ("b TEXT NOT NULL ON CONFLICT FAIL", "b TEXT", False),
]


@pytest.mark.parametrize(("before", "after", "can"), ALTERED)
def test_not_null_and_checks_are_changed_in_place_by_a_library_that_can(
    before: str, after: str, can: bool
) -> None:
    create = TABLE.format(f", {before}").partition(";")[0]
    with newest(f"{create}; INSERT INTO t (id, a, b) VALUES (1, 'x', 'z')") as db:
        change = db.change_to(TABLE.format(f", {after}").partition(";")[0])

        assert ("goofer_new_t" not in change.up) == can
        db.round_trip(change)


def test_what_a_version_cannot_do_it_is_not_asked_to() -> None:
    old = described("CREATE TABLE t (a TEXT, b TEXT)")
    operations = folded(diff(old, described("CREATE TABLE t (a TEXT NOT NULL, b TEXT)")))

    assert [Native(abilities_of((3, 52))).can(op, old) for op in operations] == [False]
    assert [Native(abilities_of((3, 53))).can(op, old) for op in operations] == [True]
