"""How much a change writes on a real PostgreSQL, and what a look at a server knows of its room."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg
import pytest

from goofer_py.introspect.live import look
from goofer_py.stores.registry import open_store
from tests.hazards.measure import emptied

TABLE = """
CREATE TABLE users (id int PRIMARY KEY, age int, name text);
INSERT INTO users SELECT n, n, repeat('x', 80) FROM generate_series(1, 20000) n;
"""
SIZES = "SELECT pg_total_relation_size('users'), pg_database_size(current_database())"
LOG = "SELECT pg_current_wal_insert_lsn()"
TRIES = 30
WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s)"


@pytest.mark.parametrize(
    ("statement", "back", "times"),
    [
        ("ALTER TABLE users ALTER COLUMN age TYPE bigint", "ROLLBACK", (0.8, 1.5)),
        ("CREATE INDEX CONCURRENTLY by_name ON users (name, id)", "DROP INDEX by_name", (0.2, 1.0)),
        ("ALTER TABLE users ADD COLUMN size int", "ROLLBACK", (0, 0.1)),
    ],
)
def test_the_room_and_the_log_that_a_change_takes(
    postgresql_url: str, statement: str, back: str, times: tuple[float, float]
) -> None:
    least, most = times
    with emptied(postgresql_url) as connection:
        connection.autocommit = True
        connection.execute(TABLE)
        before, whole = connection.execute(SIZES).fetchone() or (0, 0)
        now, logged = _tried(connection, statement, back)
        # The log is the whole server's, and others write too: the least of some tries is ours.
        for _ in range(TRIES):
            if logged / before <= most + 0.3:
                break
            logged = min(logged, _tried(connection, statement, back)[1])

    assert least <= (now - whole) / before <= most
    assert least * 0.5 <= logged / before <= most + 0.3


def _tried(connection: psycopg.Connection[Any], statement: str, back: str) -> tuple[int, float]:
    """Run a statement and take it back; return the database's size with it, and what was logged."""
    ((start,),) = connection.execute(LOG).fetchall()
    if back == "ROLLBACK":
        connection.execute("BEGIN")
    connection.execute(statement.encode())
    ((logged,),) = connection.execute(WRITTEN, [start]).fetchall()
    _, now = connection.execute(SIZES).fetchone() or (0, 0)
    connection.execute(back.encode())
    return now, float(logged)


def test_the_free_room_is_looked_at(postgresql_url: str) -> None:
    with closing(open_store(postgresql_url).connect()) as session:
        found = look(session, 10)
    assert found.free is not None
    assert found.free > 0
    assert found.behind == ()
