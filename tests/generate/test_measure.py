"""Scripts that are run on a copy of a database and watched: they tell what rules tell."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.generate.measure import measure
from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.lint import all_names
from goofer_py.hazards.measured import Measurement, measured_report
from goofer_py.hazards.rule import Duration
from goofer_py.migrate.linting import ScriptReader
from goofer_py.migrate.script import TextScript
from goofer_py.stores.registry import open_store
from goofer_py.stores.statement_rules import rules_of
from tests.hazards.case import Case, by_rule, cases


def _agreeing() -> list[Case]:
    found = [c for c in cases() if c.kind == "caught" and c.database == "postgresql"]
    measured = [c for c in found if by_rule()[c.rule].rule.lock and not c.unmeasured]
    return [c for c in measured if not (c.rows or c.lock or c.duration)]


def measured(url: str, sql: str, given: str = "", source: str = "case.up.sql") -> list[Measurement]:
    """Run a script on a database that holds what is given."""
    dialect = get_dialect("postgresql")
    reader = ScriptReader(dialect, rules_of("postgresql"), all_names(hazards()))
    store = open_store(url)
    with closing(store.connect()) as session:
        session.run(given)
        return list(measure(session, [reader.unit(TextScript(sql), source)], store.connect))


def did(found: Sequence[Measurement], number: int = -1) -> dict[str, str]:
    """Return the locks that were held at a statement."""
    effects = found[number].effects
    assert effects is not None, found[number].why_not
    return {str(name): lock for name, lock in effects.locks.items()}


@pytest.mark.parametrize("case", _agreeing(), ids=lambda case: case.id)
def test_what_a_rule_tells_of_is_what_is_measured(
    case: Case, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("newest_postgresql_url" if case.newest else "postgresql_url")
    report = case.report()
    settled = measured_report(report, measured(url, case.sql, case.given))

    (was,) = [one for one in report.findings if one.id == case.rule][:1]
    (now,) = [one for one in settled.findings if one.id == case.rule][:1]
    assert now.measured.endswith("as the rule says"), now.measured
    assert (now.severity, now.rule) == (was.severity, was.rule)


USERS = "CREATE TABLE users (id int, email text, born timestamp);"


def test_what_a_server_does_not_do_makes_a_finding_milder(postgresql_url: str) -> None:
    given, sql = USERS, "ALTER TABLE users ALTER COLUMN born TYPE timestamptz;"
    case = Case("PG301", "caught", 1, "postgresql", sql, given)
    utc = "SET timezone = 'UTC'; "
    (was,) = [one for one in case.report().findings if one.id == "PG301"]

    found = measured(postgresql_url, sql, utc + given)
    (now,) = [one for one in measured_report(case.report(), found).findings if one.id == "PG301"]

    assert was.rule.duration is Duration.REWRITE
    assert now.rule.duration is Duration.INSTANT
    assert now.severity is was.severity.lower
    assert now.because == "a server was measured to take ACCESS EXCLUSIVE (instant)"
    assert now.measured == (
        "ACCESS EXCLUSIVE (instant); the rule says ACCESS EXCLUSIVE (rewrite of the table)"
    )


def test_a_lock_is_held_until_its_transaction_ends(postgresql_url: str) -> None:
    check = "ALTER TABLE users ADD CHECK (id > 0) NOT VALID;"
    validate = "ALTER TABLE users VALIDATE CONSTRAINT users_id_check;"

    together = measured(postgresql_url, check + validate, USERS)
    assert did(together) == {"users": "ACCESS EXCLUSIVE"}

    apart = measured(postgresql_url, f"DROP TABLE users; {USERS} {check} COMMIT; {validate}")
    assert did(apart) == {"users": "SHARE UPDATE EXCLUSIVE"}


def test_what_the_same_transaction_made_is_in_nobodys_way(postgresql_url: str) -> None:
    found = measured(postgresql_url, f"{USERS} ALTER TABLE users ADD a int;")
    assert did(found) == {}


def test_a_partition_counts_for_the_table_that_it_is_a_part_of(postgresql_url: str) -> None:
    given = """
        CREATE TABLE logs (id int, at int) PARTITION BY RANGE (at);
        CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (0) TO (9);
    """
    (found,) = measured(postgresql_url, "ALTER TABLE logs ALTER id TYPE bigint;", given)
    assert found.effects is not None
    assert {str(one) for one in found.effects.rewritten} == {"logs", "logs_1"}


def test_views_that_go_and_functions_that_stop_to_work_are_told(postgresql_url: str) -> None:
    given = f"""{USERS}
        CREATE VIEW mails AS SELECT email FROM users;
        CREATE FUNCTION mail() RETURNS text LANGUAGE sql AS 'SELECT email FROM users';
        CREATE FUNCTION fine() RETURNS int LANGUAGE sql AS 'SELECT id FROM users';
    """
    (found,) = measured(postgresql_url, "ALTER TABLE users DROP email CASCADE;", given)
    assert found.effects is not None
    assert found.effects.gone == ("view mails",)
    assert found.effects.broken == (("function mail()", 'column "email" does not exist'),)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("CREATE INDEX CONCURRENTLY i ON users (id);", "it cannot run in a transaction, at whose"),
        ("VACUUM users;", "it cannot run in a transaction"),
        ("ALTER SYSTEM SET work_mem = '4MB';", "nor was it run"),
        ("DROP DATABASE other;", "nor was it run"),
        ("CREATE INDEX CONCURRENTLY i ON nowhere (id);", 'relation "nowhere" does not exist'),
        ("ALTER TABLE users DROP nothing;", 'the server refuses it: column "nothing"'),
        ("SET lock_timeout = '2s';", "it is a setting"),
        ("SET LOCAL lock_timeout = '2s';", "it is a setting"),
        ("SAVEPOINT a;", "it is about the transaction"),
        ("COPY users TO '/tmp/users.txt';", "it reads or writes what is outside"),
    ],
)
def test_what_cannot_be_measured_is_told_with_the_reason(
    postgresql_url: str, sql: str, why: str
) -> None:
    (found,) = measured(postgresql_url, sql, USERS)
    assert found.effects is None
    assert why in found.why_not


def test_what_runs_behind_something_unmeasured_finds_it_done(postgresql_url: str) -> None:
    sql = "CREATE INDEX CONCURRENTLY i ON users (id); DROP INDEX i;"
    assert did(measured(postgresql_url, sql, USERS)) == {"users": "ACCESS EXCLUSIVE"}


def test_a_failure_leaves_the_rest_of_its_transaction_to_be_measured(postgresql_url: str) -> None:
    sql = "ALTER TABLE users DROP nothing; ALTER TABLE users DROP id;"
    failed, fine = measured(postgresql_url, sql, USERS)
    assert failed.effects is None
    assert did([fine]) == {"users": "ACCESS EXCLUSIVE"}


def test_a_value_of_an_enum_can_be_used_behind_the_statement_that_adds_it(
    postgresql_url: str,
) -> None:
    given = "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE days (mood mood);"
    sql = "ALTER TYPE mood ADD VALUE 'b'; INSERT INTO days VALUES ('b');"
    assert did(measured(postgresql_url, sql, given)) == {"days": "ROW EXCLUSIVE"}


@pytest.mark.parametrize(
    "sql",
    [
        "DO $$ BEGIN CREATE ROLE goofer_of_a_test; END $$;",
        "CREATE ROLE goofer_of_a_test;",
        "CREATE TABLE t (id int); ALTER ROLE postgres SET work_mem = '5MB';",
    ],
)
def test_what_all_databases_share_is_undone(postgresql_url: str, sql: str) -> None:
    found = measured(postgresql_url, sql)[-1]

    assert found.effects is not None
    assert found.note.startswith("it changes what all databases of the server share")
    with closing(open_store(postgresql_url).connect()) as session:
        assert session.query("SELECT 1 FROM pg_roles WHERE rolname = 'goofer_of_a_test'") == []
        assert session.query("SELECT 1 FROM pg_db_role_setting WHERE setrole <> 0") == []
