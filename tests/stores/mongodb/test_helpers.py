"""The helpers on a real MongoDB: what they do, and that they go on where they were cut off."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pymongo
import pytest
from bson import Binary, Int64, ObjectId

from goofer_py.errors import MigrationFailed
from goofer_py.events import BatchDone, Event
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.mongodb.helpers import MongoHelpers

Up = Callable[[MongoHelpers], object]
NEEDS_N = {"$jsonSchema": {"required": ["n"], "properties": {"n": {"bsonType": "int"}}}}


class Coded:
    def __init__(self, up: Up) -> None:
        self._up = up

    def up(self, context: Any) -> None:
        self._up(context.helpers)

    def down(self, context: Any) -> None:
        """Do nothing."""


class Bench:
    """Runs one migration with the helpers on a database of MongoDB."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._folder = folder
        self._count = 0
        self.client = pymongo.MongoClient[Any](url)
        self.data = self.client.get_default_database()
        self.seen: list[Event] = []

    def run(self, up: Up) -> None:
        """Run it as the next version."""
        self._count += 1
        self.again(up)

    def again(self, up: Up) -> None:
        """Run it as the last version was."""
        with Migrator(self.url, self._folder, observer=self.seen.append) as migrator:
            for number in range(1, self._count):
                migrator.register_custom_migration(str(number), Coded(lambda _: None))
            migrator.register_custom_migration(str(self._count), Coded(up))
            migrator.up()

    def options(self, name: str) -> Any:
        (found,) = self.data.list_collections(filter={"name": name})
        return found


@pytest.fixture
def bench(mongodb_url: str, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(mongodb_url, tmp_path)
    yield bench
    bench.client.close()


def _collections(helpers: MongoHelpers) -> None:
    helpers.create_collection("plain", validator=NEEDS_N)
    helpers.create_capped("capped", 4096, documents=10)
    helpers.create_time_series("series", "at", meta_field="of", expire_after=60)
    helpers.create_view("shown", "plain", [{"$project": {"n": 1}}])
    helpers.create_index("plain", "n", unique=True)
    helpers.create_indexes(
        "plain",
        {"keys": [("at", 1)], "name": "ttl", "expireAfterSeconds": 60},
        {"keys": [("m", -1), ("n", 1)], "partialFilterExpression": {"m": {"$gt": 5}}},
        {"keys": [("text", "text")]},
    )


def test_collections_and_indexes_are_made_once(bench: Bench) -> None:
    def up(helpers: MongoHelpers) -> None:
        for _ in range(2):
            _collections(helpers)

    bench.run(up)

    assert bench.options("plain")["options"]["validator"] == NEEDS_N
    assert bench.options("capped")["options"]["max"] == 10
    assert bench.options("series")["type"] == "timeseries"
    assert bench.options("shown")["options"]["viewOn"] == "plain"
    indexes = bench.data["plain"].index_information()
    assert list(indexes) == ["_id_", "n_1", "ttl", "m_-1_n_1", "text_text"]
    assert indexes["n_1"]["unique"]
    assert indexes["ttl"]["expireAfterSeconds"] == 60
    with pytest.raises(pymongo.errors.WriteError):
        bench.data["plain"].insert_one({"n": "no number"})


def test_what_is_made_is_taken_away_and_changed(bench: Bench) -> None:
    bench.run(_collections)

    def down(helpers: MongoHelpers) -> None:
        for _ in range(2):
            if "plain" in helpers.database.list_collection_names():
                helpers.set_validator("plain", None)
            helpers.create_view("shown", "plain", [{"$project": {"m": 1}}])
            helpers.drop_index("plain", "ttl")
            helpers.drop_index("nowhere", "ttl")
            helpers.drop("series")
            helpers.rename_collection("plain", "renamed")

    bench.run(down)
    assert {"renamed", "capped", "shown"} <= set(bench.data.list_collection_names())
    assert not {"plain", "series"} & set(bench.data.list_collection_names())
    assert bench.options("renamed")["options"].get("validator", {}) == {}
    assert bench.options("shown")["options"]["pipeline"] == [{"$project": {"m": 1}}]
    assert "ttl" not in bench.data["renamed"].index_information()


@pytest.mark.parametrize(
    ("up", "said"),
    [
        (lambda helpers: helpers.create_view("a", "b", []), "is a collection already"),
        (lambda helpers: helpers.create_collection("v"), "is a view already"),
        (lambda helpers: helpers.create_index("a", "n", expireAfterSeconds=5), "different options"),
        (lambda helpers: helpers.rename_collection("a", "b"), "target namespace exists"),
        (lambda helpers: helpers.bulk_update("a", {"$set": {"x": 1}}, size=0), "too few"),
    ],
)
def test_what_contradicts_what_is_there_is_refused(bench: Bench, up: Up, said: str) -> None:
    bench.data.create_collection("b")
    bench.data["a"].create_index("n")
    bench.data.command({"create": "v", "viewOn": "a", "pipeline": []})
    with pytest.raises(MigrationFailed, match=said):
        bench.run(up)


def test_fields_are_changed_in_portions(bench: Bench) -> None:
    bench.data["a"].insert_many({"_id": n, "old": n, "gone": 1} for n in range(25))
    counts: list[int] = []

    def up(helpers: MongoHelpers) -> None:
        counts.append(helpers.rename_field("a", "old", "new", size=10))
        counts.append(helpers.add_field("a", "added", {"x": 1}, size=10))
        counts.append(helpers.drop_field("a", "gone", size=10))
        counts.append(helpers.change_field("a", "new", lambda n: n * 2, size=10))
        counts.append(helpers.bulk_update("a", [{"$set": {"sum": {"$add": ["$new", 1]}}}], size=7))
        counts.append(helpers.bulk_update("a", {"$set": {"big": True}}, {"new": {"$gte": 40}}))

    bench.run(up)
    assert counts == [25, 25, 25, 25, 25, 5]
    found = list(bench.data["a"].find(sort=[("_id", 1)]))
    assert found[3] == {"_id": 3, "added": {"x": 1}, "new": 6, "sum": 7}
    assert [one["_id"] for one in found if "big" in one] == [20, 21, 22, 23, 24]
    told = [one for one in bench.seen if isinstance(one, BatchDone)]
    assert [(one.done, one.total) for one in told[:3]] == [(10, 25), (20, 25), (25, 25)]
    assert (told[-1].done, told[-1].total) == (5, 5)
    assert {one.unit for one in told} == {"documents"}


def test_what_a_portion_may_not_write_is_told(bench: Bench) -> None:
    bench.data["a"].insert_many({"_id": n, "n": n} for n in range(5))
    bench.data["a"].create_index("n", unique=True)
    with pytest.raises(MigrationFailed, match="E11000 duplicate key"):
        bench.run(lambda helpers: helpers.change_field("a", "n", lambda n: n // 2 + 10))
    assert [one["n"] for one in bench.data["a"].find(sort=[("_id", 1)])] == [0, 1, 2, 3, 4]


def test_every_kind_of_id_has_its_turn(bench: Bench) -> None:
    ids: list[Any] = [1, 2.5, 2**40, "text", True, ObjectId(), {"a": 1}, b"bytes", None]
    bench.data["a"].insert_many({"_id": one} for one in ids)
    bench.data["a"].insert_one({"_id": Binary.from_uuid(uuid.uuid4())})
    seen: list[Any] = []

    def change(document: dict[str, Any]) -> dict[str, Any]:
        seen.append(document["_id"])
        return {"$inc": {"times": 1}}

    bench.run(lambda helpers: helpers.bulk_update("a", change, size=1))
    assert len(seen) == len(ids) + 1
    assert bench.data["a"].distinct("times") == [1]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError])
def test_a_run_that_is_cut_off_goes_on_where_it_was(
    bench: Bench, stop: type[BaseException]
) -> None:
    bench.data["a"].insert_many({"_id": n, "n": n} for n in range(50))
    calls = 0

    def up(helpers: MongoHelpers) -> None:
        def change(document: dict[str, Any]) -> dict[str, Any]:
            nonlocal calls
            calls += 1
            if calls == 25:
                raise stop
            return {"$inc": {"n": 100}}

        helpers.bulk_update("a", change, size=10)

    with suppress(MigrationFailed, KeyboardInterrupt):
        bench.run(up)
    assert bench.data["a"].count_documents({"n": {"$gte": 100}}) == 20
    bench.again(up)
    assert [one["n"] for one in bench.data["a"].find(sort=[("_id", 1)])] == [
        n + 100 for n in range(50)
    ]


def test_own_writes_join_the_transaction_of_a_portion(bench: Bench) -> None:
    def up(context: Any) -> None:
        def work(step: Any) -> Any:
            helpers = context.helpers
            helpers.database["a"].insert_one({"_id": 1}, session=helpers.transaction)
            raise ValueError("after the write")

        context.steps.portions("own", work)

    class Own(Coded):
        def up(self, context: Any) -> None:
            up(context)

    with Migrator(bench.url, bench._folder) as migrator:
        migrator.register_custom_migration("1", Own(lambda _: None))
        with pytest.raises(MigrationFailed):
            migrator.up()
    assert bench.data["a"].count_documents({}) == 0


@pytest.mark.parametrize("form", ["pythonLegacy", "javaLegacy", "csharpLegacy", "standard"])
def test_uuids_of_old_drivers_are_all_reached(bench: Bench, form: str) -> None:
    written = pymongo.MongoClient[Any](bench.url, uuidRepresentation=form)
    ids = [{"_id": uuid.uuid4()} for _ in range(25)]
    written[bench.data.name]["c"].insert_many(ids)
    written.close()
    bench.url += f"{'&' if '?' in bench.url else '?'}uuidRepresentation={form}"

    def up(helpers: MongoHelpers) -> None:
        helpers.bulk_update("c", {"$inc": {"n": 1}}, size=4)
        helpers.bulk_update("c", lambda _: {"$inc": {"m": 1}}, size=4)

    bench.run(up)

    assert bench.data["c"].count_documents({"n": 1, "m": 1}) == 25


def test_a_field_gets_another_type_that_compares_alike(bench: Bench) -> None:
    bench.data["c"].insert_one({"_id": 1, "flag": 1, "price": 5, "inner": {"n": 1}, "same": 2})

    def up(helpers: MongoHelpers) -> None:
        helpers.change_field("c", "flag", bool)
        helpers.change_field("c", "price", float)
        helpers.change_field("c", "inner", lambda inner: {"n": Int64(inner["n"])})
        helpers.change_field("c", "same", int)

    bench.run(up)

    types = {"flag": "bool", "price": "double", "inner.n": "long", "same": "int"}
    where = {field: {"$type": kind} for field, kind in types.items()}
    assert bench.data["c"].count_documents(where) == 1


def test_a_collection_may_be_called_like_its_database(bench: Bench) -> None:
    name = f"{bench.data.name}.orders"
    bench.data[name].insert_one({"_id": "of that name"})
    bench.data["orders"].insert_one({"_id": "other"})

    bench.run(lambda helpers: helpers.rename_collection(name, "new"))

    assert bench.data["new"].find_one() == {"_id": "of that name"}
    assert bench.data["orders"].find_one() == {"_id": "other"}


@pytest.mark.parametrize(
    "options",
    [
        {"clusteredIndex": {"key": {"_id": 1}, "unique": True}},
        {"collation": {"locale": "en", "strength": 1}},
    ],
)
def test_documents_of_all_kinds_of_collections_are_reached(bench: Bench, options: Any) -> None:
    bench.data.create_collection("c", **options)
    bench.data["c"].insert_many([{"_id": f"{one}{n}"} for n in range(9) for one in "xYz"])

    bench.run(lambda helpers: helpers.bulk_update("c", {"$inc": {"n": 1}}, size=4))

    assert bench.data["c"].count_documents({"n": 1}) == 27
