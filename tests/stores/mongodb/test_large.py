"""A million documents, in memory that does not grow with them."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pymongo
import pytest

from goofer_py.migrate.migrator import Migrator
from tests.stores.mongodb.test_helpers import Coded

DOCUMENTS = 1_000_000
_MB = 1 << 20


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_million_documents_take_no_more_memory_than_a_portion(
    mongodb_url: str, tmp_path: Path
) -> None:
    peaks: list[int] = []

    def change(document: dict[str, Any]) -> dict[str, Any]:
        if document["_id"] % 1000 == 0:
            peaks.append(tracemalloc.get_traced_memory()[1])
        return {"$inc": {"n": 1}}

    with pymongo.MongoClient[Any](mongodb_url) as client:
        users = client.get_default_database()["users"]
        for start in range(0, DOCUMENTS, 10_000):
            users.insert_many({"_id": n, "n": n} for n in range(start, start + 10_000))
        with Migrator(mongodb_url, tmp_path) as migrator:
            up = Coded(lambda helpers: helpers.bulk_update("users", change))
            migrator.register_custom_migration("1", up)
            tracemalloc.start()
            try:
                migrator.up()
            finally:
                tracemalloc.stop()
        ends = {"_id": {"$in": [0, DOCUMENTS - 1]}}
        assert [one["n"] for one in users.find(ends, sort=[("_id", 1)])] == [1, DOCUMENTS]
    assert len(peaks) == DOCUMENTS // 1000
    assert peaks[-1] - peaks[10] < 2 * _MB
