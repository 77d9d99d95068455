"""What is known of statements in CQL."""

from __future__ import annotations

import pytest

from goofer_py.stores.cassandra.commands import definition, is_done, repeats


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO t (a) VALUES (1)",
        "INSERT INTO t (a) VALUES ('now() IF x = x + 1')",
        "UPDATE t SET a = -1 WHERE k = 1",
        "UPDATE t SET s = s + {'x'} WHERE k = 550e8400-e29b-41d4-a716-446655440000",
        "UPDATE t SET s -= {'x'} WHERE k = 1 -- IF",
        """UPDATE t SET "my s" = "my s" + {'x'}, "s" += {'y'} WHERE k = 1""",
        "DELETE FROM t WHERE k = 1",
        "TRUNCATE t",
        "GRANT SELECT ON t TO r",
        "BEGIN BATCH INSERT INTO t (a) VALUES (1); DELETE FROM t WHERE k = 2; APPLY BATCH",
        "CREATE TABLE IF NOT EXISTS t (a int PRIMARY KEY)",
        "DROP INDEX IF EXISTS i",
        "CREATE OR REPLACE FUNCTION f (a int) RETURNS int LANGUAGE java AS $$ return a + 1; $$",
    ],
)
def test_what_leaves_the_same_twice_may_run_again(statement: str) -> None:
    assert repeats(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE t SET c = c + 1 WHERE k = 1",
        "UPDATE t SET c += 1 WHERE k = 1",
        "UPDATE t SET l = ['a'] + l WHERE k = 1",
        "UPDATE t SET l = [['a'], ['b']] + l WHERE k = 1",
        'UPDATE t SET "my c" = "my c" + 1 WHERE k = 1',
        'UPDATE t SET "my c" -= 1 WHERE k = 1',
        "DELETE l[0] FROM t WHERE k = 1",
        "INSERT INTO t (a) VALUES (now())",
        "INSERT INTO t (a) VALUES (1) IF NOT EXISTS",
        "BEGIN COUNTER BATCH UPDATE t SET c = 1 APPLY BATCH",
        "CREATE TABLE t (a int PRIMARY KEY)",
        "CREATE ROLE r",
    ],
)
def test_what_does_not_may_not(statement: str) -> None:
    assert not repeats(statement)


@pytest.mark.parametrize(
    ("statement", "verb", "what", "keyspace", "name", "table"),
    [
        ("CREATE TABLE T (a int)", "CREATE", "TABLE", None, "t", None),
        ('create table if not exists k."A b" (a int)', "CREATE", "TABLE", "k", "A b", None),
        ("CREATE INDEX ON k.t (a)", "CREATE", "INDEX", "k", None, "t"),
        ("CREATE INDEX i ON t (values(a))", "CREATE", "INDEX", None, "i", "t"),
        ("CREATE CUSTOM INDEX i ON t (a) USING 'sai'", "CREATE", "INDEX", None, "i", "t"),
        ("DROP INDEX k.i", "DROP", "INDEX", "k", "i", None),
        ("/* a */ ALTER TYPE u ADD a int", "ALTER", "TYPE", None, "u", None),
        ("DROP MATERIALIZED\n VIEW v", "DROP", "MATERIALIZED VIEW", None, "v", None),
        ("CREATE COLUMNFAMILY t (a int)", "CREATE", "TABLE", None, "t", None),
        ("DROP SCHEMA k", "DROP", "KEYSPACE", None, "k", None),
    ],
)
def test_what_changes_the_schema_is_told_by_what_it_is_about(
    statement: str, verb: str, what: str, keyspace: str | None, name: str | None, table: str | None
) -> None:
    found = definition(statement)
    assert found is not None
    assert (found.verb, found.what, found.keyspace) == (verb, what, keyspace)
    assert (found.name, found.table) == (name, table)


def test_what_writes_rows_is_none_of_them() -> None:
    assert definition("INSERT INTO t (a) VALUES ('CREATE TABLE t (a int)')") is None


@pytest.mark.parametrize(
    ("statement", "before", "now", "done"),
    [
        ("CREATE TABLE t (a int)", "table:-", "table:1", True),
        ("CREATE TABLE t (a int)", "table:1", "table:-", False),
        ("CREATE TABLE t (a int)", "table:-", "table:-", False),
        ("DROP TABLE t", "table:1", "table:-", True),
        ("DROP TABLE t", "table:-", "table:1", False),
        ("ALTER TABLE t ADD a int", "table:1", "table:2", False),
        ("CREATE INDEX ON t (a)", "index:-", "index:1", False),
    ],
)
def test_only_what_came_or_went_tells_that_a_failed_statement_is_done(
    statement: str, before: str, now: str, done: bool
) -> None:
    assert is_done(statement, before, now) is done
