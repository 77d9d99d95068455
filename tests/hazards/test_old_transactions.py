"""Which open transactions a statement waits for, by a real PostgreSQL and by the rule."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import psycopg
import pytest

from goofer_py.dialects import get_dialect
from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.facts import Facts, Open
from goofer_py.hazards.lint import Linter
from goofer_py.introspect.live import look
from goofer_py.migrate.linting import script_reader
from goofer_py.migrate.script import TextScript
from goofer_py.stores.registry import open_store

TABLES = """
    DROP TABLE IF EXISTS old_users, old_orders;
    CREATE TABLE old_users (id int PRIMARY KEY, email text);
    CREATE TABLE old_orders (id int PRIMARY KEY);
    CREATE INDEX old_by_email ON old_users (email);
"""
READS, WRITES = "SELECT * FROM old_users", "INSERT INTO old_users VALUES (1)"
ELSEWHERE = "SELECT * FROM old_orders"
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT * FROM old_orders"
STATEMENTS = (
    "ALTER TABLE old_users ADD COLUMN age int",
    "CREATE INDEX CONCURRENTLY old_ids ON old_users (id, email)",
    "DROP INDEX CONCURRENTLY old_by_email",
    "REINDEX TABLE CONCURRENTLY old_users",
)


def aged(found: Open) -> Open:
    """Return what is open as if it had been for an hour longer."""
    return replace(
        found,
        used={name: seconds + 3600 for name, seconds in found.used.items()},
        written={name: seconds + 3600 for name, seconds in found.written.items()},
        snapshot=found.snapshot and found.snapshot + 3600,
    )


def waits(url: str, statement: str) -> bool:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '400ms'")
        try:
            connection.execute(statement.encode())
        except psycopg.errors.LockNotAvailable:
            return True
    return False


def is_told(found: Open, statement: str) -> bool:
    reader = script_reader(get_dialect("postgresql"))
    before = reader.unit(TextScript(TABLES), "given", told=False)
    unit = reader.unit(TextScript(statement), "case.up.sql", has_down=True)
    report = Linter(hazards(), Facts("postgresql", open=found)).lint((before, unit))
    return "OP104" in {one.id for one in report.findings}


@pytest.mark.parametrize("use", [READS, WRITES, ELSEWHERE, SNAPSHOT])
@pytest.mark.parametrize("statement", STATEMENTS)
def test_an_old_transaction_is_told_of_where_the_server_waits_for_it(
    postgresql_url: str, use: str, statement: str
) -> None:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(TABLES)
    with psycopg.connect(postgresql_url) as other:
        other.execute(use.encode())
        with closing(open_store(postgresql_url).connect()) as session:
            found = look(session, 10_000).open
        assert is_told(aged(found), statement) is waits(postgresql_url, statement)


def test_nobody_is_told_of_where_nothing_is_open(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(TABLES)
    with closing(open_store(postgresql_url).connect()) as session:
        found = look(session, 10_000).open
    assert not {name.name for name in found.used} & {"old_users", "old_orders"}
