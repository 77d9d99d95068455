"""What MySQL and MariaDB keep waiting, how rows age, and how triggers share a table."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pymysql
import pytest

from goofer_py.dialects import get_dialect
from goofer_py.hazards.catalogue import hazards
from goofer_py.hazards.facts import Facts, Open
from goofer_py.hazards.lint import Linter
from goofer_py.introspect.live import Live, look
from goofer_py.migrate.linting import script_reader
from goofer_py.migrate.script import TextScript
from goofer_py.schema import Name
from goofer_py.stores.registry import open_store
from tests.hazards.measure_mysql import emptied, opened
from tests.servers import mysql_cluster

TABLES = (
    "CREATE TABLE users (id int PRIMARY KEY, age int)",
    "CREATE TABLE orders (id int PRIMARY KEY)",
    "INSERT INTO users VALUES (1, 7)",
)
CHANGE = "ALTER TABLE users ADD COLUMN size int"
NO_LOCK = 1205


def seen(url: str) -> Live:
    with closing(open_store(url).connect()) as session:
        return look(session, 10_000)


def waits(url: str) -> bool:
    """Say whether the server keeps the change waiting."""
    with opened(url) as cursor:
        cursor.execute("SET SESSION lock_wait_timeout = 1")
        try:
            cursor.execute(CHANGE)
        except pymysql.OperationalError as error:
            if error.args[0] != NO_LOCK:
                raise
            return True
    return False


def is_told(kind: str, found: Open) -> bool:
    """Say whether the rule tells of it, once the transactions are an hour older."""
    aged = replace(
        found,
        used={name: seconds + 3600 for name, seconds in found.used.items()},
        anywhere=found.anywhere and found.anywhere + 3600,
    )
    reader = script_reader(get_dialect(kind))
    before = reader.unit(TextScript(";".join(TABLES)), "given", told=False)
    unit = reader.unit(TextScript(CHANGE), "case.up.sql", has_down=True)
    report = Linter(hazards(), Facts(kind, open=aged)).lint((before, unit))
    return "MY162" in {one.id for one in report.findings}


@pytest.fixture(scope="module")
def shown() -> Iterator[str]:
    """Give a database on a MySQL that shows what transactions use, as it does by itself."""
    with mysql_cluster.running("mysql", "--performance-schema=ON") as server:
        url = server.answer()["url"]
        with opened(f"{url}/mysql") as cursor:
            cursor.execute("CREATE DATABASE app")
        yield f"{url}/app"


@pytest.mark.parametrize(("table", "kept"), [("users", True), ("orders", False)])
def test_the_table_that_a_transaction_has_read_is_told_of(
    shown: str, table: str, kept: bool
) -> None:
    with opened(shown) as cursor, opened(shown) as other:
        emptied(cursor)
        for one in TABLES:
            cursor.execute(one)
        other.execute("BEGIN")
        other.execute(f"SELECT * FROM {table}")

        found = seen(shown).open

        assert set(found.used) == {Name(table)}
        assert is_told("mysql", found) is waits(shown) is kept


@pytest.mark.parametrize("kind", ["mysql", "mariadb"])
def test_without_performance_schema_any_transaction_is_told_of(
    kind: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(f"{kind}_url")
    with opened(url) as cursor, opened(url) as other:
        emptied(cursor)
        for one in TABLES:
            cursor.execute(one)
        assert seen(url).open == Open()
        other.execute("BEGIN")
        other.execute("UPDATE users SET age = 8")
        # The servers look at their transactions again when a tenth of a second is over.
        time.sleep(0.2)

        found = seen(url).open

        assert (dict(found.used), found.anywhere > 0) == ({}, True)
        assert is_told(kind, found)
        assert waits(url)


def test_versions_of_rows_are_counted_by_table(mysql_url: str) -> None:
    with opened(mysql_url) as cursor:
        emptied(cursor)
        for one in (*TABLES, CHANGE, "ALTER TABLE users DROP COLUMN size"):
            cursor.execute(one)
        assert dict(seen(mysql_url).row_versions) == {Name("users"): 2, Name("orders"): 0}


@pytest.mark.parametrize("kind", ["mysql", "mariadb"])
def test_a_trigger_fires_behind_those_that_are_there(
    kind: str, request: pytest.FixtureRequest
) -> None:
    with opened(request.getfixturevalue(f"{kind}_url")) as cursor:
        emptied(cursor)
        for one in TABLES:
            cursor.execute(one)
        for name, size in (("theirs", "NEW.age + 1"), ("ours", "NEW.age * 10")):
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE INSERT ON users FOR EACH ROW SET NEW.age = {size}"
            )
        cursor.execute("INSERT INTO users VALUES (2, 1)")
        cursor.execute("SELECT age FROM users WHERE id = 2")
        assert cursor.fetchall() == ((20,),)
