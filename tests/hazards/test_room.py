"""How much a change writes on a real PostgreSQL, and what a look at a server knows of its room."""

from __future__ import annotations

from contextlib import closing

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


@pytest.mark.parametrize(
    ("statement", "times"),
    [
        ("ALTER TABLE users ALTER COLUMN age TYPE bigint", (0.8, 1.5)),
        ("CREATE INDEX CONCURRENTLY by_name ON users (name, id)", (0.2, 1.0)),
        ("ALTER TABLE users ADD COLUMN size int", (0, 0.1)),
    ],
)
def test_the_room_and_the_log_that_a_change_takes(
    postgresql_url: str, statement: str, times: tuple[float, float]
) -> None:
    least, most = times
    with emptied(postgresql_url) as connection:
        connection.autocommit = True
        connection.execute(TABLE)
        before, whole = connection.execute(SIZES).fetchone() or (0, 0)
        ((start,),) = connection.execute(LOG).fetchall()
        if "CONCURRENTLY" in statement:
            connection.execute(statement.encode())
            _, now = connection.execute(SIZES).fetchone() or (0, 0)
        else:
            with connection.transaction():
                connection.execute(statement.encode())
                _, now = connection.execute(SIZES).fetchone() or (0, 0)
        ((logged,),) = connection.execute(
            "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s)", [start]
        ).fetchall()

    assert least <= (now - whole) / before <= most
    assert float(logged) / before <= most + 0.3
    assert float(logged) / before >= least * 0.5


def test_the_free_room_is_looked_at(postgresql_url: str) -> None:
    with closing(open_store(postgresql_url).connect()) as session:
        found = look(session, 10)
    assert found.free is not None
    assert found.free > 0
    assert found.behind == ()
