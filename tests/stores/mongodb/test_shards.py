"""Updates of single documents name the fields by which a collection is spread."""

from __future__ import annotations

from typing import Any

import pymongo
import pytest
from pymongo.monitoring import CommandListener, CommandStartedEvent

from goofer_py.stores.mongodb.batches import each
from goofer_py.stores.mongodb.shards import fields_of, shard_key


class Seen(CommandListener):
    """Keeps by what documents were looked for."""

    def __init__(self) -> None:
        self.filters: list[Any] = []

    def started(self, event: CommandStartedEvent) -> None:
        self.filters += [one["q"] for one in event.command.get("updates", ())]

    def succeeded(self, event: object) -> None:
        """Do nothing."""

    def failed(self, event: object) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("along", "filters"),
    [
        ((), [{"_id": 1}, {"_id": 2}]),
        (
            ("region", "at.city"),
            [
                {"_id": 1, "region": "eu", "at.city": "Rome"},
                {"_id": 2, "region": None, "at.city": None},
            ],
        ),
    ],
)
def test_documents_are_found_by_what_their_shard_is_found_by(
    mongodb_url: str, along: tuple[str, ...], filters: list[Any]
) -> None:
    seen = Seen()
    with pymongo.MongoClient[Any](mongodb_url, event_listeners=[seen]) as client:
        users = client.get_default_database()["users"]
        users.insert_many([{"_id": 1, "region": "eu", "at": {"city": "Rome"}}, {"_id": 2}])
        found = list(users.find(sort=[("_id", 1)]))
        each(users, found, lambda one: {"$set": {"n": one["_id"] * 2}}, None, along)
        assert seen.filters == filters
        assert [one["n"] for one in users.find(sort=[("_id", 1)])] == [2, 4]
        assert shard_key(users) == ()


def test_the_key_of_a_spread_collection_is_read() -> None:
    assert fields_of({"key": {"_id": "hashed"}}) == ()
    assert fields_of({"key": {"region": 1, "_id": 1}}) == ("region",)
    assert fields_of(None) == ()
