"""Documents of OpenSearch or Elasticsearch: the helpers against the client's own bulk calls.

`python -m benchmarks.search_documents [DOCUMENTS] [KIND]`: KIND is opensearch, which is taken
without one, elasticsearch7 or elasticsearch8; a server is started. Each way is taken in turn, in
the same run, and the best of three counts; the last column has to be 0.9 or more. `python -m
benchmarks.search_documents DOCUMENTS KIND memory` sends so many documents once, and tells how much
memory that took.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.by_hand import PORTION, Coded, Comparison, Works
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from tests.servers.search import new_server
from tests.servers.search_binaries import KINDS

NAME = "users"
ROUND = count(1)
"""What makes each update one that changes something."""
MAPPINGS = {
    "properties": {
        "n": {"type": "long"},
        "mail": {"type": "keyword"},
        "about": {"type": "text"},
    }
}
SETTINGS = {"number_of_replicas": 0, "refresh_interval": "-1"}


def document(n: int) -> dict[str, Any]:
    return {"n": n, "mail": f"{n}@example.org", "about": f"user {n} of {n % 97} groups"}


def forget(client: Any) -> None:
    """Let migrations run again."""
    client.indices.delete(index="goofer_history", ignore_unavailable=True)


def empty(client: Any) -> None:
    """Begin with no documents."""
    forget(client)
    client.indices.delete(index=NAME, ignore_unavailable=True)
    client.indices.create(index=NAME, body={"mappings": MAPPINGS, "settings": SETTINGS})


def module_of(client: Any) -> Any:
    return import_module(f"{type(client).__module__.partition('.')[0]}.helpers")


def index_by_hand(total: int, client: Any) -> None:
    actions = ({"_index": NAME, "_id": str(n), "_source": document(n)} for n in range(total))
    module_of(client).bulk(client, actions, chunk_size=PORTION)


def update_by_hand(total: int, client: Any) -> None:
    more = next(ROUND)
    actions = (
        {"_op_type": "update", "_index": NAME, "_id": str(n), "doc": {"n": n + more}}
        for n in range(total)
    )
    for _ in module_of(client).streaming_bulk(client, actions, chunk_size=PORTION):
        pass


def indexed(total: int, helpers: Any) -> None:
    actions = (("index", str(n), document(n)) for n in range(total))
    helpers.bulk(actions, index=NAME, size=PORTION)


def updated(total: int, helpers: Any) -> None:
    more = next(ROUND)
    actions = (("update", str(n), {"n": n + more}) for n in range(total))
    helpers.bulk(actions, index=NAME, size=PORTION)


def compared(url: str, client: Any, total: int) -> int:
    """Return 1 if the helpers reached less than what is needed."""
    steps: list[tuple[Any, Works[Any]]] = [
        (empty, {"index": (partial(indexed, total), partial(index_by_hand, total))}),
        (forget, {"update": (partial(updated, total), partial(update_by_hand, total))}),
    ]
    return max(
        Comparison(url, client, total, "documents", partial(fill, client)).run(works)
        for fill, works in steps
    )


def measured(url: str, client: Any, total: int) -> int:
    """Send so many documents once, and tell how much memory that takes."""
    empty(client)
    before = peak()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Migrator(url, Path(folder)) as migrator:
        migrator.register_custom_migration("1", Coded(partial(indexed, total)))
        migrator.up()
    took = time.perf_counter() - started
    print(f"{total:,} documents in {took:.0f} s; peak memory {before} MB before, {peak()} MB after")
    return 0


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> int:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    wanted = sys.argv[2] if len(sys.argv) > 2 else "opensearch"
    (kind,) = (one for one in KINDS if one.recipe == wanted)
    work = measured if sys.argv[3:] == ["memory"] else compared
    with new_server(kind) as server:
        session = open_store(server.url("")).connect()
        try:
            return work(server.url(""), session.connection, total)
        finally:
            session.close()


if __name__ == "__main__":
    sys.exit(main())
