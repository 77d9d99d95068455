"""200,000 rows of ClickHouse: the helpers against the driver's own bulk calls by hand.

`python -m benchmarks.clickhouse_rows [ROWS] [URL]`: without a URL it starts the engine for itself.
Each way is taken in turn, in the same run, and the best of three counts; the last column has to be
0.9 or more.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import clickhouse_connect

from benchmarks.by_hand import Comparison, Works
from tests.servers.clickhouse import new_server

PORTION = 50_000
COLUMNS = ["id", "name", "amount"]
_MADE = (
    "CREATE OR REPLACE TABLE {table} (id UInt64, name String, amount Float64) ENGINE = MergeTree"
    " ORDER BY id"
)


def rows(count: int) -> Iterator[tuple[int, str, float]]:
    return ((number, f"row {number}", number / 7) for number in range(count))


def fill(client: Any, count: int) -> None:
    for table in ("given", "inserted", "copied"):
        client.command(_MADE.format(table=table))
    client.command(
        "INSERT INTO given SELECT number, concat('row ', toString(number)), number / 7"
        f" FROM numbers({count})"
    )


def insert_by_hand(count: int, client: Any) -> None:
    portion: list[tuple[int, str, float]] = []
    for row in rows(count):
        portion.append(row)
        if len(portion) == PORTION:
            client.insert("inserted", portion, COLUMNS)
            portion = []
    if portion:
        client.insert("inserted", portion, COLUMNS)


def copy_by_hand(client: Any) -> None:
    last = -1
    while True:
        part = f"FROM given WHERE id > {last} ORDER BY id LIMIT {PORTION}"
        ((upto, count),) = client.query(
            f"SELECT max(id), count() FROM (SELECT id {part})"
        ).result_rows
        if not count:
            return
        client.command(
            "INSERT INTO copied SELECT id, upper(name), amount * 2 FROM given"
            f" WHERE id > {last} AND id <= {upto}"
        )
        last = upto


def works(count: int) -> Works[Any]:
    changed = {"id": "id", "name": "upper(name)", "amount": "amount * 2"}
    return {
        "insert": (
            lambda helpers: helpers.insert("inserted", rows(count), COLUMNS, size=PORTION),
            partial(insert_by_hand, count),
        ),
        "copy": (
            lambda helpers: helpers.copy("given", "copied", by="id", columns=changed, size=PORTION),
            copy_by_hand,
        ),
    }


@contextmanager
def server() -> Iterator[str]:
    if len(sys.argv) > 2:
        yield sys.argv[2]
        return
    with new_server() as one:
        yield one.database()


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with server() as url, clickhouse_connect.get_client(dsn=url) as client:
        given = Comparison(url, client, count, "rows", partial(fill, client, count), PORTION)
        return given.run(works(count))


if __name__ == "__main__":
    sys.exit(main())
