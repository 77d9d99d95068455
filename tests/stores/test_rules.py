from __future__ import annotations

import pytest

from goofer_py.errors import StatementFailed
from goofer_py.stores.rules import POSTGRESQL_RULES, SQLITE_RULES, Kind
from goofer_py.stores.store import Session

ALONE = [
    "CREATE INDEX CONCURRENTLY i ON t (a)",
    "create unique index\n concurrently i on t (a)",
    "DROP INDEX CONCURRENTLY i",
    "REINDEX INDEX CONCURRENTLY i",
    "REINDEX (VERBOSE) TABLE CONCURRENTLY t",
    "REINDEX (CONCURRENTLY) TABLE t",
    "REINDEX DATABASE x",
    "REINDEX SCHEMA public",
    "VACUUM",
    "VACUUM ANALYZE t",
    "ALTER SYSTEM SET work_mem = '4MB'",
    "CREATE DATABASE other",
    "DROP DATABASE other",
    "CREATE TABLESPACE s LOCATION '/nowhere'",
    "DROP TABLESPACE s",
    "ALTER DATABASE x SET TABLESPACE pg_default",
    "DISCARD ALL",
    "CLUSTER",
    "CLUSTER VERBOSE",
    "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
    "COMMIT PREPARED 'x'",
]
NOT_ALONE = [
    "CREATE INDEX i ON t (a)",
    "CREATE INDEX concurrently_built ON t (a)",
    "REINDEX TABLE t",
    "CLUSTER t USING i",
    "ANALYZE t",
    "ALTER DATABASE x SET work_mem = '4MB'",
    "SELECT 'VACUUM'",
    "COMMENT ON TABLE t IS 'CREATE INDEX CONCURRENTLY'",
    "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)",
]


@pytest.mark.parametrize("statement", ALONE)
def test_postgresql_refuses_inside_a_transaction_what_the_rules_say(
    postgresql: Session, statement: str
) -> None:
    postgresql.run(
        "CREATE TABLE t (a int) PARTITION BY RANGE (a);"
        "CREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (2); CREATE INDEX i ON p (a)"
    )
    postgresql.begin()

    with pytest.raises(StatementFailed) as error:
        postgresql.execute(statement)

    assert error.value.state in ("25001", "55000"), error.value
    assert POSTGRESQL_RULES.kind(statement) is Kind.ALONE


@pytest.mark.parametrize("statement", NOT_ALONE)
def test_what_only_looks_like_it_stays_in_the_transaction(statement: str) -> None:
    assert POSTGRESQL_RULES.kind(statement) is Kind.PLAIN


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("BEGIN", Kind.OPENS),
        ("begin transaction isolation level serializable", Kind.OPENS),
        ("START TRANSACTION", Kind.OPENS),
        ("COMMIT", Kind.CLOSES),
        ("END WORK", Kind.CLOSES),
        ("COMMIT AND CHAIN", Kind.BREAKS),
        ("ROLLBACK", Kind.BREAKS),
        ("ABORT", Kind.BREAKS),
        ("PREPARE TRANSACTION 'x'", Kind.BREAKS),
        ("ROLLBACK TO SAVEPOINT a", Kind.PLAIN),
        ("SAVEPOINT a", Kind.PLAIN),
        ("SET search_path TO a", Kind.SESSION),
        ("SET LOCAL search_path TO a", Kind.PLAIN),
        ("RESET ALL", Kind.SESSION),
        ("PREPARE plan AS SELECT 1", Kind.PLAIN),
    ],
)
def test_statements_about_the_transaction_on_postgresql(statement: str, kind: Kind) -> None:
    assert POSTGRESQL_RULES.kind(statement) is kind


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("BEGIN IMMEDIATE", Kind.OPENS),
        ("begin exclusive transaction", Kind.OPENS),
        ("END TRANSACTION", Kind.CLOSES),
        ("ROLLBACK", Kind.BREAKS),
        ("ROLLBACK TO a", Kind.PLAIN),
        ("PRAGMA foreign_keys = OFF", Kind.SETTING),
        ("pragma main.journal_mode(wal)", Kind.SETTING),
        ("PRAGMA user_version = 3", Kind.PLAIN),
        ("PRAGMA defer_foreign_keys = ON", Kind.PLAIN),
        ("PRAGMA foreign_key_check", Kind.PLAIN),
        ("VACUUM", Kind.ALONE),
        ("VACUUM INTO 'copy.db'", Kind.ALONE),
        ("DETACH DATABASE other", Kind.ALONE),
        ("CREATE TABLE t (a)", Kind.PLAIN),
    ],
)
def test_statements_about_transaction_and_session_on_sqlite(statement: str, kind: Kind) -> None:
    assert SQLITE_RULES.kind(statement) is kind
