"""Which statements run on all servers of a cluster."""

from __future__ import annotations

import clickhouse_connect
import pytest

from goofer_py.errors import StatementFailed
from goofer_py.stores.clickhouse.cluster import everywhere
from goofer_py.stores.clickhouse.quoting import text
from goofer_py.stores.clickhouse.store import ClickHouseStore
from goofer_py.stores.url import parse_url

CASES = (
    ("CREATE TABLE t (a Int8)", "CREATE TABLE t ON CLUSTER `c` (a Int8)"),
    (
        "create table if not exists `a`.`b;` (a Int8)",
        "create table if not exists `a`.`b;` ON CLUSTER `c` (a Int8)",
    ),
    (
        "CREATE OR REPLACE VIEW v AS SELECT 'ON CLUSTER'",
        "CREATE OR REPLACE VIEW v ON CLUSTER `c` AS SELECT 'ON CLUSTER'",
    ),
    (
        "CREATE MATERIALIZED VIEW v TO t AS SELECT 1",
        "CREATE MATERIALIZED VIEW v ON CLUSTER `c` TO t AS SELECT 1",
    ),
    ("CREATE DATABASE d ENGINE = Atomic", "CREATE DATABASE d ON CLUSTER `c` ENGINE = Atomic"),
    ("CREATE FUNCTION f AS x -> x", "CREATE FUNCTION f ON CLUSTER `c` AS x -> x"),
    ("ALTER TABLE t\n ADD COLUMN b Int8", "ALTER TABLE t ON CLUSTER `c`\n ADD COLUMN b Int8"),
    ("DROP TABLE IF EXISTS t SYNC", "DROP TABLE IF EXISTS t ON CLUSTER `c` SYNC"),
    ("DROP DICTIONARY d", "DROP DICTIONARY d ON CLUSTER `c`"),
    ("TRUNCATE TABLE t", "TRUNCATE TABLE t ON CLUSTER `c`"),
    ("RENAME TABLE a TO b, c TO d", "RENAME TABLE a TO b, c TO d ON CLUSTER `c`"),
    ("EXCHANGE TABLES a AND b", "EXCHANGE TABLES a AND b ON CLUSTER `c`"),
    ("GRANT SELECT ON t TO u", "GRANT ON CLUSTER `c` SELECT ON t TO u"),
    (
        "\n  -- of all\n CREATE /* a */ TABLE t -- b\n (a Int8)",
        "\n  -- of all\n CREATE /* a */ TABLE t ON CLUSTER `c` -- b\n (a Int8)",
    ),
    ("TRUNCATE t", "TRUNCATE t ON CLUSTER `c`"),
    (
        "CREATE INDEX i ON a.t (b) TYPE minmax",
        "CREATE INDEX i ON a.t ON CLUSTER `c` (b) TYPE minmax",
    ),
    ("DROP INDEX i ON t", "DROP INDEX i ON t ON CLUSTER `c`"),
    ("UPDATE t SET a = 2 WHERE b = 1", "UPDATE t ON CLUSTER `c` SET a = 2 WHERE b = 1"),
    ("DELETE FROM t WHERE a = 1", "DELETE FROM t ON CLUSTER `c` WHERE a = 1"),
)


@pytest.mark.parametrize(("statement", "expected"), CASES)
def test_what_each_server_has_of_its_own(statement: str, expected: str) -> None:
    assert everywhere(statement, "c") == expected
    assert everywhere(expected, "c") == expected
    assert everywhere(statement, "") == statement


def test_a_server_reads_it(clickhouse_url: str) -> None:
    """What is added stands where ClickHouse's grammar has it."""
    with clickhouse_connect.get_client(dsn=clickhouse_url) as client:
        for _, expected in CASES:
            read = client.query(f"SELECT formatQuerySingleLine({text(expected)})")
            ((spelled,),) = read.result_rows
            assert " ON CLUSTER c" in spelled.replace("`", "")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO t VALUES (1)",
        "SELECT 1",
        "SET a = 1",
        "CREATE TEMPORARY TABLE t (a Int8)",
        "ALTER TABLE t ON CLUSTER other DROP COLUMN a",
        "RENAME TABLE a TO b ON CLUSTER '{cluster}'",
    ],
)
def test_what_stays_as_it_is(statement: str) -> None:
    assert everywhere(statement, "c") == statement


def test_what_runs_is_sent_to_the_whole_cluster(clickhouse_url: str) -> None:
    """A server that knows no cluster of that name says so, and only of what is for all of it."""
    session = ClickHouseStore(parse_url(f"{clickhouse_url}?cluster=nowhere")).connect()
    create = "CREATE TABLE t (a Int8) ENGINE = MergeTree ORDER BY a"
    for run in (session.execute, session.run):
        with pytest.raises(StatementFailed, match="nowhere"):
            run(create)
    session.tell(create)
    session.execute("INSERT INTO t VALUES (?)", (1,))
    session.run("SET max_threads = 1; INSERT INTO t VALUES (2)")
    assert session.query("SELECT a FROM t ORDER BY a") == [(1,), (2,)]
    with pytest.raises(StatementFailed, match=r"nowhere|Replicated DDL"):
        session.execute("ALTER TABLE t DELETE WHERE a = ?", (1,))
    session.close()
