"""What the server checks for a class: on a real MongoDB, documents that are right and wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from types import ModuleType
from typing import Annotated, Any, Literal

import pymongo
import pytest
from bson import Decimal128, ObjectId
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Field as SQLField
from sqlmodel import SQLModel

from goofer_py.stores.mongodb.entities import Index, collection, declared_in
from goofer_py.stores.mongodb.schema import server_schema, validator_of


class Kind(Enum):
    FREE = "free"
    TEAM = "team"


class Address(BaseModel):
    city: Annotated[str, Field(min_length=2, pattern="^[A-Z]")]
    numbers: list[int] = []


class Person(BaseModel):
    name: str
    age: Annotated[int, Field(gt=0, le=150)]
    kind: Kind = Kind.FREE
    since: datetime | None = None
    address: Address | None = None
    price: Decimal = Decimal(0)
    version: Literal[2] = 2
    place: tuple[float, float] = (0.0, 0.0)
    labels: dict[str, str] = {}
    parent: Person | None = None


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    owner: Annotated[Any, Field(json_schema_extra={"bsonType": "objectId"})]


class Row(SQLModel):
    id: int
    name: str | None = None


RIGHT = {"name": "a", "age": 1}
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def data(mongodb_url: str) -> Iterator[Any]:
    with pymongo.MongoClient[Any](mongodb_url) as client:
        yield client.get_default_database()


def _refused(data: Any, model: type[BaseModel], documents: list[dict[str, Any]]) -> list[bool]:
    data.create_collection("a", validator=validator_of(model))
    refused = []
    for document in documents:
        try:
            data["a"].insert_one(document)
        except pymongo.errors.WriteError:
            refused.append(True)
        else:
            refused.append(False)
    return refused


def test_what_is_right_is_taken(data: Any) -> None:
    more: list[dict[str, Any]] = [
        {},
        {"age": 2**40 % 150, "kind": "team", "since": NOW, "version": 2},
        {"since": None, "address": {"city": "Rome", "numbers": [1, 2**40]}},
        {"price": Decimal128("1.5"), "place": [1.5, 2], "labels": {"a": "b"}, "other": 1},
        {"parent": {"name": "b", "age": 2, "parent": {"anything": 1}}},
    ]
    assert _refused(data, Person, [{**RIGHT, **one} for one in more]) == [False] * len(more)


def test_what_is_wrong_is_refused(data: Any) -> None:
    wrong: list[dict[str, Any]] = [
        {"name": None},
        {"age": 0},
        {"age": 151},
        {"age": 1.5},
        {"kind": "other"},
        {"since": "2026-11-01"},
        {"address": {"city": "R"}},
        {"address": {"city": "rome"}},
        {"address": {"city": "Rome", "numbers": ["x"]}},
        {"address": {}},
        {"version": 3},
        {"place": ["x", 1]},
        {"place": [1]},
        {"labels": {"a": 1}},
        {"parent": "b"},
    ]
    assert _refused(data, Person, [{**RIGHT, **one} for one in wrong]) == [True] * len(wrong)


def test_a_class_that_allows_no_more_fields_allows_the_key(data: Any) -> None:
    documents: list[dict[str, Any]] = [
        {"owner": ObjectId()},
        {"owner": "x"},
        {"owner": ObjectId(), "more": 1},
    ]
    assert _refused(data, Strict, documents) == [False, True, True]


def test_a_class_of_sqlmodel_is_one_too(data: Any) -> None:
    documents: list[dict[str, Any]] = [{"id": 1, "name": None}, {"id": "1"}, {"name": "a"}]
    assert _refused(data, Row, documents) == [False, True, True]


def test_a_table_of_sqlmodel_can_be_a_collection_too(data: Any) -> None:
    @collection("rows", indexes=[Index("name", unique=True)])
    class Stored(SQLModel, table=True):
        id: int = SQLField(primary_key=True)
        name: str

    module = ModuleType("declares")
    vars(module)["Stored"] = Stored
    (found,) = declared_in([module])
    data.command(found.creation())
    data.command({"createIndexes": "rows", "indexes": [i.specification() for i in found.indexes]})
    data["rows"].insert_one({"id": 1, "name": "a"})
    for wrong in ({"id": "1", "name": "b"}, {"id": 2, "name": "a"}):
        with pytest.raises(pymongo.errors.WriteError):
            data["rows"].insert_one(wrong)


def test_what_is_no_class_stays_as_it_is() -> None:
    given = {"n": {"$gt": 5}}
    assert validator_of(given) is given
    assert validator_of(None) is None


def test_what_the_server_does_not_know_is_left_out() -> None:
    schema = {"type": "string", "format": "email", "default": "x", "examples": ["y"], "title": "T"}
    assert server_schema(schema) == {"bsonType": "string", "title": "T"}
