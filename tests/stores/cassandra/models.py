"""What the tests declare of a keyspace."""

from __future__ import annotations

MODELS = """
import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Annotated

from cassandra.cqlengine import columns
from cassandra.cqlengine.models import Model

from goofer_py.stores.cassandra.entities import Cql, Index, Keyspace, Table, View, table, udt

@udt("place")
@dataclass
class Place:
    country: str
    city: str

@table(
    "visits",
    partition="visitor",
    clustering=["-at"],
    static=["name"],
    indexes=["page", Index("tag", name="by_tag", using="sai"), "values(marks)"],
    options={"comment": "it's here", "gc_grace_seconds": 3600},
)
@dataclass
class Visit:
    visitor: uuid.UUID
    at: dt.datetime
    page: str
    name: str
    place: Place | None
    tag: str
    marks: list[str]
    size: Annotated[int, Cql("int")]

pages = View("pages", "visits", partition=["page"], clustering=["visitor", "at"], columns=["tag"])

class People(Model):
    id = columns.UUID(primary_key=True)
    mail = columns.Text()
    Odd = columns.Map(columns.Text, columns.Integer)
"""
