"""Documents of MongoDB: the helpers against the same work written by hand with bulk_write.

`python -m benchmarks.mongodb_documents [DOCUMENTS] [URL]`: without a URL it starts a server of its
own. Each way is taken in turn, in the same run, and the best of three counts; the last column has
to be 0.9 or more.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pymongo

from goofer_py.migrate.migrator import Migrator
from tests.servers.mongodb import new_server

ROUNDS = 3
PORTION = 1000
NEEDED = 0.9

Client = pymongo.MongoClient[Any]


class Coded:
    def __init__(self, up: Callable[[Any], object]) -> None:
        self._up = up

    def up(self, context: Any) -> None:
        self._up(context.helpers)

    def down(self, context: Any) -> None: ...


def fill(client: Client, count: int) -> None:
    data = client.get_default_database()
    client.drop_database(data.name)
    for start in range(0, count, 10_000):
        numbers = range(start, min(start + 10_000, count))
        data["users"].insert_many({"_id": n, "n": n, "mail": f"{n}@example.org"} for n in numbers)


def by_goofer(url: str, up: Callable[[Any], object]) -> None:
    with tempfile.TemporaryDirectory() as folder, Migrator(url, Path(folder)) as migrator:
        migrator.register_custom_migration("1", Coded(up))
        migrator.up()


def by_hand(client: Client, shown: Any, change: Callable[[Any], Any]) -> None:
    users = client.get_default_database()["users"]
    updates: list[pymongo.UpdateOne] = []
    for document in users.find({}, shown, batch_size=PORTION).sort("_id", 1):
        updates.append(pymongo.UpdateOne({"_id": document["_id"]}, change(document)))
        if len(updates) == PORTION:
            users.bulk_write(updates, ordered=False)
            updates = []
    if updates:
        users.bulk_write(updates, ordered=False)


WORKS: dict[str, tuple[Callable[[Any], object], Callable[[Client], object]]] = {
    "same": (
        lambda helpers: helpers.bulk_update("users", {"$set": {"seen": True}}, size=PORTION),
        lambda client: by_hand(client, {"_id": 1}, lambda _: {"$set": {"seen": True}}),
    ),
    "each": (
        lambda helpers: helpers.change_field("users", "n", lambda n: n + 1, size=PORTION),
        lambda client: by_hand(client, {"n": 1}, lambda one: {"$set": {"n": one["n"] + 1}}),
    ),
}


def timed(client: Client, count: int, work: Callable[[], object]) -> float:
    fill(client, count)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def server() -> Iterator[str]:
    if len(sys.argv) > 2:
        yield sys.argv[2]
        return
    with new_server() as one:
        yield one.url("benchmark")


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    worst = 1.0
    with server() as url, Client(url) as client:
        print(f"{count:,} documents, portions of {PORTION}, best of {ROUNDS}")
        print("work     by hand documents/s   helpers documents/s   ratio")
        for name, (up, hand_work) in WORKS.items():
            hand, goofer = [], []
            for _ in range(ROUNDS):
                hand.append(timed(client, count, partial(hand_work, client)))
                goofer.append(timed(client, count, partial(by_goofer, url, up)))
            ratio = min(hand) / min(goofer)
            worst = min(worst, ratio)
            print(
                f"{name:8}{count / min(hand):20,.0f} {count / min(goofer):21,.0f} {ratio:7.2f}",
                flush=True,
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory of this process: {peak} MB")
    return int(worst < NEEDED)


if __name__ == "__main__":
    sys.exit(main())
