"""Documents of MongoDB: the helpers against the same work written by hand with bulk_write.

`python -m benchmarks.mongodb_documents [DOCUMENTS] [URL]`: without a URL it starts a server of its
own. Each way is taken in turn, in the same run, and the best of three counts; the last column has
to be 0.9 or more.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pymongo

from benchmarks.by_hand import PORTION, Comparison, Works
from tests.servers.mongodb import new_server

Client = pymongo.MongoClient[Any]


def fill(client: Client, count: int) -> None:
    data = client.get_default_database()
    client.drop_database(data.name)
    for start in range(0, count, 10_000):
        numbers = range(start, min(start + 10_000, count))
        data["users"].insert_many({"_id": n, "n": n, "mail": f"{n}@example.org"} for n in numbers)


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


WORKS: Works[Client] = {
    "same": (
        lambda helpers: helpers.bulk_update("users", {"$set": {"seen": True}}, size=PORTION),
        lambda client: by_hand(client, {"_id": 1}, lambda _: {"$set": {"seen": True}}),
    ),
    "each": (
        lambda helpers: helpers.change_field("users", "n", lambda n: n + 1, size=PORTION),
        lambda client: by_hand(client, {"n": 1}, lambda one: {"$set": {"n": one["n"] + 1}}),
    ),
}


@contextmanager
def server() -> Iterator[str]:
    if len(sys.argv) > 2:
        yield sys.argv[2]
        return
    with new_server() as one:
        yield one.url("benchmark")


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with server() as url, Client(url) as client:
        return Comparison(url, client, count, "documents", partial(fill, client, count)).run(WORKS)


if __name__ == "__main__":
    sys.exit(main())
