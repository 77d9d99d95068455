"""Scripts that are run on a copy of a database of MySQL or MariaDB, and watched."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from goofer_py.errors import ScratchRefused
from goofer_py.generate.measure import measure
from goofer_py.hazards.measured import Effects, Measurement, measured_report
from goofer_py.hazards.rule import Duration
from goofer_py.migrate.linting import script_reader
from goofer_py.migrate.script import TextScript
from goofer_py.schema import Name
from goofer_py.stores.registry import open_store
from goofer_py.stores.url import parse_url
from tests.hazards.case import Case, by_rule
from tests.servers import mysql_cluster

GIVEN = """
CREATE TABLE teams (id int PRIMARY KEY);
CREATE TABLE users (id int PRIMARY KEY, age int, name varchar(10), team int,
  CONSTRAINT of_team FOREIGN KEY (team) REFERENCES teams (id));
CREATE TABLE logs (id int, at int);
CREATE VIEW ages AS SELECT id, age FROM users;
CREATE TRIGGER note AFTER INSERT ON users FOR EACH ROW INSERT INTO logs VALUES (NEW.id, 1);
CREATE FUNCTION oldest() RETURNS int READS SQL DATA RETURN (SELECT MAX(age) FROM users);
"""


def measured(url: str, sql: str, given: str = GIVEN) -> list[Measurement]:
    """Run a script on a database that holds what is given."""
    store = open_store(url)
    with closing(store.connect()) as session:
        session.run(given)
        unit = script_reader(session.dialect).unit(TextScript(sql), "case.up.sql")
        return list(measure(session, [unit], store.connect))


def effects(one: Measurement) -> Effects:
    assert one.effects is not None, one.why_not
    return one.effects


def did(one: Measurement) -> tuple[str, str, str]:
    """Return form, lock and work of a statement on its table."""
    found = effects(one)
    ((name, lock),) = found.locks.items()
    return found.form, lock, found.duration(name).value


INSTANT = "ALGORITHM=INSTANT, LOCK=NONE"
FORMS = (
    ("ALTER TABLE users ADD COLUMN born int", INSTANT, INSTANT, Duration.INSTANT),
    (
        "CREATE INDEX by_name ON users (name)",
        "ALGORITHM=INPLACE, LOCK=NONE",
        "ALGORITHM=NOCOPY, LOCK=NONE",
        Duration.BUILD,
    ),
    (
        "DROP INDEX by_name ON users",
        "ALGORITHM=INPLACE, LOCK=NONE",
        "ALGORITHM=NOCOPY, LOCK=NONE",
        Duration.INSTANT,
    ),
    (
        "ALTER TABLE users MODIFY name varchar(10) NOT NULL",
        "ALGORITHM=INPLACE, LOCK=NONE",
        "ALGORITHM=INPLACE, LOCK=NONE",
        Duration.REWRITE,
    ),
    (
        "ALTER TABLE users MODIFY age bigint",
        "ALGORITHM=COPY, LOCK=SHARED",
        "ALGORITHM=COPY, LOCK=SHARED",
        Duration.REWRITE,
    ),
    (
        "ALTER TABLE users ALGORITHM=COPY, ADD COLUMN a int",
        "ALGORITHM=COPY, LOCK=SHARED",
        "ALGORITHM=COPY, LOCK=SHARED",
        Duration.REWRITE,
    ),
    (
        "ALTER TABLE users LOCK=EXCLUSIVE, ADD COLUMN b int",
        "ALGORITHM=INPLACE, LOCK=EXCLUSIVE",
        "ALGORITHM=INSTANT, LOCK=EXCLUSIVE",
        None,
    ),
    (
        "ALTER TABLE logs PARTITION BY HASH (id) PARTITIONS 2",
        "ALGORITHM=COPY, LOCK=SHARED",
        "ALGORITHM=NOCOPY, LOCK=SHARED",
        Duration.REWRITE,
    ),
)


def test_the_mildest_form_that_the_server_takes_is_told(mysql_kind_url: str) -> None:
    found = measured(mysql_kind_url, ";".join(one[0] for one in FORMS))

    mariadb = mysql_kind_url.startswith("mariadb")
    for one, (statement, mysql_form, mariadb_form, duration) in zip(found, FORMS, strict=True):
        form, lock, work = did(one)
        assert form == (mariadb_form if mariadb else mysql_form), statement
        assert form.endswith(f"LOCK={lock}")
        assert duration is None or work == duration.value, statement


def test_whose_transactions_a_statement_waits_for_is_tried_out(mysql_kind_url: str) -> None:
    sql = "ALTER TABLE users ADD COLUMN a int; DROP TABLE logs; DELETE FROM teams;"
    altered, dropped, deleted = map(effects, measured(mysql_kind_url, sql))

    assert altered.waits[Name("users")] == "EXCLUSIVE"
    assert altered.locks == {Name("users"): "NONE"}
    assert dropped.locks == dropped.waits == {Name("logs"): "EXCLUSIVE"}
    assert deleted.locks == deleted.waits == {}


@pytest.mark.mysql
def test_metadata_locks_are_told_by_their_names_where_the_server_shows_them() -> None:
    sql = "OPTIMIZE TABLE logs; ALTER TABLE logs ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES teams"
    with mysql_cluster.running("mysql", "--performance-schema=ON") as server:
        url = server.answer()["url"]
        _run(f"{url}/mysql", "CREATE DATABASE app")
        optimized, key = map(effects, measured(f"{url}/app", f"{sql} (id);"))

    assert optimized.waits == {Name("logs"): "SHARED_NO_READ_WRITE"}
    assert optimized.rewritten == {Name("logs")}
    assert optimized.locks == {}
    assert key.waits == {Name("logs"): "EXCLUSIVE", Name("teams"): "EXCLUSIVE"}
    assert key.form == "ALGORITHM=COPY, LOCK=SHARED"


def test_what_goes_and_what_stops_to_work_is_told(mysql_kind_url: str) -> None:
    sql = """
        ALTER TABLE users DROP COLUMN age;
        ALTER TABLE users RENAME TO people;
        DROP TABLE logs;
        ALTER TABLE people DROP FOREIGN KEY of_team;
        DROP TRIGGER note;
    """
    column, renamed, table, key, trigger = map(effects, measured(mysql_kind_url, sql))

    assert [name for name, _ in column.broken] == ["view ages", "function oldest"]
    assert "'age'" in dict(column.broken)["function oldest"]
    assert "goofer" not in str(column.broken)
    assert (renamed.broken, renamed.gone, renamed.rewritten) == ((), (), frozenset())
    ((name, why),) = table.broken
    assert name == "trigger note on people"
    assert "Table 'logs' doesn't exist" in why
    assert key.gone == ("foreign key of_team of people",)
    assert trigger.gone == ("trigger note on people",)


UNMEASURED = (
    ("ALTER TABLE users DROP nothing", "the server refuses it: Can't DROP"),
    ("SET foreign_key_checks = 0", "it is a setting"),
    ("BEGIN", "it is about the transaction"),
    ("GRANT SELECT ON *.* TO nobody", "all databases of the server share; nor was it run"),
    ("CREATE DATABASE goofer_of_a_test", "all databases of the server share; nor was it run"),
    ("ALTER USER app PASSWORD EXPIRE", "all databases of the server share; nor was it run"),
    ("SET GLOBAL max_connections = 10", "what is outside of the database; nor was it run"),
    ("SELECT 1 INTO OUTFILE '/tmp/goofer_of_a_test'", "outside of the database"),
    ("USE mysql", "nobody knows what it would do outside"),
    ("CALL something()", "nobody knows what it would do outside"),
    ("LOCK TABLES users WRITE", "its locks would be in the way"),
)


def test_what_is_not_measured_is_told_with_the_reason(mysql_url: str) -> None:
    found = measured(mysql_url, ";".join(sql for sql, _ in UNMEASURED))
    assert [one.effects for one in found] == [None] * len(UNMEASURED)
    for one, (sql, why) in zip(found, UNMEASURED, strict=True):
        assert why in one.why_not, sql


def test_nothing_is_run_that_would_reach_another_database(mysql_kind_url: str) -> None:
    name = parse_url(mysql_kind_url).database
    other = f"{name}_other"
    table = f"{other}.t"
    reaching = f"CREATE TRIGGER far AFTER INSERT ON users FOR EACH ROW INSERT INTO {table} SELECT 1"
    _run(mysql_kind_url, f"CREATE DATABASE {other}", f"CREATE TABLE {table} (a int) ENGINE=MyISAM")
    try:
        named = (f"DROP TABLE {table}", f"ALTER TABLE `{other}` . t ADD b int", reaching)
        for one in measured(mysql_kind_url, ";".join(named)):
            assert one.why_not == f"it names the database {other}, which is no copy; nor was it run"
        again = "INSERT INTO users (id) VALUES (1); ALTER TABLE users ADD a int; DROP TRIGGER far;"
        insert, alter, drop = measured(mysql_kind_url, again, reaching)
        assert "names another database; nor was it run" in insert.why_not
        assert effects(alter).form == INSTANT
        assert effects(drop).gone == ("trigger far on users",)
        assert _run(mysql_kind_url, f"SELECT * FROM {table}") == ()
    finally:
        _run(mysql_kind_url, f"DROP DATABASE {other}")


def test_the_right_to_see_files_is_asked_for(mysql_kind_url: str) -> None:
    url = parse_url(mysql_kind_url)
    user = f"{url.database}_u"[-32:]
    _run(
        mysql_kind_url,
        f"CREATE USER {user} IDENTIFIED BY 'x'",
        f"GRANT ALL ON {url.database}.* TO {user}",
    )
    try:
        with pytest.raises(ScratchRefused) as refused:
            measured(f"{url.scheme}://{user}:x@{url.host}:{url.port}/{url.database}", "SELECT 1;")
    finally:
        _run(mysql_kind_url, f"DROP USER {user}")
    assert "lets this user not see which tables are written anew" in refused.value.message
    assert refused.value.hint == "GRANT PROCESS ON *.* TO the user"


def test_settings_end_with_their_script_and_what_it_made_does_not(mysql_kind_url: str) -> None:
    store = open_store(mysql_kind_url)
    with closing(store.connect()) as session:
        session.run(GIVEN)
        reader = script_reader(session.dialect)
        texts = ("SET foreign_key_checks = 0; CREATE TABLE a (b int);", "DROP TABLE a, teams;")
        units = [reader.unit(TextScript(text), "x") for text in texts]
        found = list(measure(session, units, store.connect))
    assert "foreign key" in found[-1].why_not.lower()
    assert found[1].effects is not None


SHARED = (
    ("DS107", "TRUNCATE TABLE users;", "EXCLUSIVE, as the rule says"),
    ("DS103", "ALTER TABLE users DROP COLUMN name;", "NONE (instant), as the rule says"),
    ("BC102", "ALTER TABLE logs RENAME COLUMN at TO day;", "NONE (instant), as the rule says"),
    ("BC101", "RENAME TABLE logs TO log;", "EXCLUSIVE (instant), as the rule says"),
    ("DS102", "DROP TABLE users;", "EXCLUSIVE (instant), as the rule says"),
)


def test_a_rule_of_all_databases_says_what_the_server_does(mysql_kind_url: str) -> None:
    sql = "".join(one for _, one, _ in SHARED)
    kind = mysql_kind_url.partition("+")[0]
    case = Case("DS102", "caught", 1, kind, sql, GIVEN)
    found = measured(mysql_kind_url, sql)
    told = {one.id: one.measured for one in measured_report(case.report(), found).findings}
    for rule, _, said in SHARED:
        assert told[rule] == said
    # What a table points at is locked with it on MySQL alone, and its rule says so.
    elsewhere = by_rule()["DS102"].rule.at(kind, None).elsewhere
    assert effects(found[-1]).waits.get(Name("teams"), "") == elsewhere


def test_a_milder_server_makes_a_finding_milder(mysql_url: str) -> None:
    sql = "ALTER TABLE logs RENAME TO log;"
    report = Case("BC101", "caught", 1, "mysql", sql, GIVEN).report()
    (was,) = [one for one in report.findings if one.id == "BC101"]
    settled = measured_report(report, measured(mysql_url, sql))
    (now,) = [one for one in settled.findings if one.id == "BC101"]

    assert now.measured == "NONE (instant); the rule says EXCLUSIVE (instant)"
    assert now.severity is was.severity.lower
    assert (now.rule.lock, now.rule.blocks) == ("NONE", "")


def _run(url: str, *statements: str) -> tuple[Any, ...]:
    with closing(open_store(url).connect()) as session:
        rows: tuple[Any, ...] = ()
        for one in statements:
            rows = tuple(session.query(one))
        return rows
