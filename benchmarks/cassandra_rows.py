"""Rows of Cassandra: the helpers against the same work written by hand with the driver.

`python -m benchmarks.cassandra_rows [ROWS]` starts a server of its own. Each way is taken in turn,
in the same run, and the best of three counts; the last column has to be 0.9 or more.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from cassandra import InvalidRequest
from cassandra.concurrent import execute_concurrent_with_args

from benchmarks.by_hand import Comparison, Works
from goofer_py.stores.registry import open_store
from tests.servers.cassandra import new_server

PAGE = 5000
CONCURRENCY = 100


class Rows:
    """A table of rows, which is filled once, and one that they are copied to."""

    def __init__(self, client: Any, count: int) -> None:
        self._client = client
        client.execute("CREATE TABLE users (id int PRIMARY KEY, n int, mail text)")
        client.execute("CREATE TABLE users_by_n (n int PRIMARY KEY, id int, mail text)")
        insert = client.prepare("INSERT INTO users (id, n) VALUES (?, ?)")
        for start in range(0, count, PAGE):
            rows = [(number, number * 7) for number in range(start, min(start + PAGE, count))]
            execute_concurrent_with_args(client, insert, rows, concurrency=CONCURRENCY)

    def fill(self) -> None:
        """Empty what rows are copied to, and the history, so that the helpers run again.

        To set a column once more costs what it did at first.
        """
        self._client.execute("TRUNCATE users_by_n")
        with suppress(InvalidRequest):
            self._client.execute("TRUNCATE goofer_history")


def pages(client: Any, columns: str) -> Iterator[list[Any]]:
    select = client.prepare(f"SELECT {columns} FROM users")
    select.fetch_size = PAGE
    rows = client.execute(select)
    while True:
        yield rows.current_rows
        if not rows.has_more_pages:
            return
        rows.fetch_next_page()


def update_by_hand(client: Any) -> None:
    update = client.prepare("UPDATE users SET mail = ? WHERE id = ?")
    for rows in pages(client, "id, n"):
        values = [(f"{row.n}@example.org", row.id) for row in rows]
        execute_concurrent_with_args(client, update, values, concurrency=CONCURRENCY)


def copy_by_hand(client: Any) -> None:
    insert = client.prepare("INSERT INTO users_by_n (n, id, mail) VALUES (?, ?, ?)")
    for rows in pages(client, "id, n, mail"):
        values = [(row.n, row.id, row.mail) for row in rows]
        execute_concurrent_with_args(client, insert, values, concurrency=CONCURRENCY)


def mailed(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"mail": f"{row['n']}@example.org"}


WORKS: Works[Any] = {
    "backfill": (
        lambda helpers: helpers.backfill("users", mailed, columns=["n"], size=PAGE),
        update_by_hand,
    ),
    "copy": (
        lambda helpers: helpers.copy_rows("users", "users_by_n", size=PAGE),
        copy_by_hand,
    ),
}


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with new_server(lasting=False) as server:
        url = server.database()
        session = open_store(url).connect()
        rows = Rows(session.connection, count)
        comparison = Comparison(url, session.connection, count, "rows", rows.fill, portion=PAGE)
        code = comparison.run(WORKS)
        session.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
