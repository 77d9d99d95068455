"""Scripts that are run on a copy of an SQLite file, and watched."""

from __future__ import annotations

from contextlib import closing

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.generate.measure import copied, measure
from goofer_py.generate.render import Renderer
from goofer_py.hazards.measured import Effects, Measurement, measured_report
from goofer_py.hazards.rule import Duration
from goofer_py.introspect.registry import introspector_for
from goofer_py.migrate.linting import script_reader
from goofer_py.migrate.script import TextScript
from goofer_py.schema import Name, Schema
from goofer_py.stores.registry import open_store
from tests.hazards.case import Case, by_rule, cases

GIVEN = """
CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE users (id integer PRIMARY KEY, age int, name text, team int REFERENCES teams);
CREATE TABLE logs (id int, at int);
CREATE VIEW ages AS SELECT id, age FROM users;
CREATE TRIGGER note AFTER INSERT ON users BEGIN INSERT INTO logs VALUES (new.id, 1); END;
CREATE TRIGGER fine AFTER INSERT ON users BEGIN INSERT INTO teams VALUES (new.id); END;
CREATE TRIGGER old AFTER UPDATE OF name ON users BEGIN DELETE FROM logs WHERE id = old.id; END;
"""


def measured(url: str, sql: str, given: str = GIVEN) -> list[Measurement]:
    """Run a script on a file that holds what is given."""
    store = open_store(url)
    with closing(store.connect()) as session:
        session.run(given)
        unit = script_reader(session.dialect).unit(TextScript(sql), "case.up.sql")
        return list(measure(session, [unit], store.connect))


def effects(one: Measurement) -> Effects:
    assert one.effects is not None, one.why_not
    return one.effects


WORK = (
    ("ALTER TABLE users ADD COLUMN born int", "instant"),
    ("ALTER TABLE users ADD COLUMN paid int CHECK (paid > 0)", "scan of the table"),
    ("ALTER TABLE users RENAME COLUMN name TO called", "instant"),
    ("ALTER TABLE users DROP COLUMN born", "rewrite of the table"),
    ("CREATE INDEX by_age ON users (age)", "build of an index"),
    ("UPDATE users SET called = 'x'", "scan of the table"),
    ("UPDATE users SET called = 'x' WHERE id = 1", "instant"),
    ("DELETE FROM users WHERE team = 1", "scan of the table"),
)


def test_what_is_done_with_the_rows_is_told_without_any(sqlite_url: str) -> None:
    found = measured(sqlite_url, ";".join(one for one, _ in WORK))
    for one, (statement, work) in zip(found, WORK, strict=True):
        assert effects(one).locks[Name("users")] == "RESERVED", statement
        assert effects(one).duration(Name("users")).value == work, statement


def test_a_table_that_takes_the_place_of_another_is_a_rewrite(sqlite_url: str) -> None:
    sql = """
        PRAGMA foreign_keys = OFF;
        DROP VIEW ages;
        CREATE TABLE new_users (id integer PRIMARY KEY, age int);
        INSERT INTO new_users SELECT id, age FROM users;
        DROP TABLE users;
        ALTER TABLE new_users RENAME TO users;
    """
    setting, view, made, copy, dropped, renamed = measured(sqlite_url, sql)

    assert setting.why_not == "it is a setting, and changes no table"
    assert effects(view).gone == ("view ages",)
    assert effects(made).locks == {}
    assert effects(copy).scanned == {Name("users")}
    assert effects(dropped).gone == ()
    assert effects(renamed).rewritten == {Name("users")}


def test_views_and_triggers_that_stop_to_work_are_told_one_by_one(sqlite_url: str) -> None:
    sql = "DROP TABLE logs; CREATE TABLE logs (id int); DROP TABLE users; DROP TRIGGER fine;"
    gone, narrower, table, refused = measured(sqlite_url, sql)

    assert effects(gone).broken == (
        ("trigger note on users", "no such table: main.logs"),
        ("trigger old on users", "no such table: main.logs"),
    )
    assert effects(narrower).broken == ()
    assert effects(table).broken == (("view ages", "no such table: main.users"),)
    assert refused.why_not == "the server refuses it: no such trigger: fine"


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("VACUUM", "it cannot run in a transaction"),
        ("VACUUM INTO '/tmp/goofer_of_a_test'", "what is outside of the database"),
        ("ATTACH '/tmp/goofer_of_a_test' AS other", "what is outside of the database"),
        ("PRAGMA foreign_keys = ON", "it is a setting"),
        ("ALTER TABLE users DROP COLUMN ghost", 'the server refuses it: no such column: "ghost"'),
    ],
)
def test_what_is_not_measured_is_told_with_the_reason(sqlite_url: str, sql: str, why: str) -> None:
    (found,) = measured(sqlite_url, sql)
    assert found.effects is None
    assert why in found.why_not


def _agreeing() -> list[Case]:
    found = [c for c in cases() if c.kind == "caught" and c.database == "sqlite"]
    return [c for c in found if by_rule()[c.rule].rule.at("sqlite", None).lock and not c.rows]


@pytest.mark.parametrize("case", _agreeing(), ids=lambda case: case.id)
def test_what_a_rule_tells_of_is_what_is_measured(case: Case, sqlite_url: str) -> None:
    said = by_rule()[case.rule].rule.at("sqlite", None)
    report = measured_report(case.report(), measured(sqlite_url, case.sql, case.given))
    (found,) = [one for one in report.findings if one.id == case.rule][:1]

    duration = Duration(case.duration) if case.duration else said.duration
    assert (found.rule.lock, found.rule.duration) == (said.lock, duration), found.measured
    assert found.measured.endswith("as the rule says") is (duration is said.duration)


def test_the_copy_is_kept_as_the_file_is(sqlite_url: str) -> None:
    store, dialect = open_store(sqlite_url), get_dialect("sqlite")
    with closing(store.connect()) as session:
        session.run(f"PRAGMA journal_mode = WAL; {GIVEN}")
    renderer = Renderer(dialect, None)
    with copied(store, Schema(), introspector_for(dialect), renderer) as copy:
        assert copy.session.query("PRAGMA journal_mode") == [("wal",)]
        ((_, _, path),) = copy.session.query("PRAGMA database_list")
        with closing(copy.store.connect()) as other:
            assert other.query("PRAGMA database_list") == [(0, "main", path)]
