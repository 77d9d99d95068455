"""The examples of an employee, a batch, a product and a hash, as one migration on real servers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
import urllib3

from goofer_py.errors import PartlyDone
from goofer_py.migrate.migrator import Migrator
from tests.servers.cassandra import CassandraServer
from tests.servers.search import SearchServer

_TEXT = '''
databases = ("columns", "search", "cache")

EMPLOYEE = """
CREATE TABLE IF NOT EXISTS employee (
    id             int         not null primary key,
    name           varchar(50) not null,
    gender         varchar(6)  not null,
    contact_number varchar(10) not null
);
"""
COLUMNS = """
CREATE TABLE IF NOT EXISTS employee (id int PRIMARY KEY, name text, gender text, number text);
BEGIN BATCH
    INSERT INTO employee (id, name, gender, number) VALUES (1, 'Alison', 'F', '1234567980');
    INSERT INTO employee (id, name, gender, number) VALUES (2, 'Alice', 'F', '9876543210');
APPLY BATCH;
"""
ROW = "INSERT INTO employee (id, name, gender, number) VALUES (?, ?, ?, ?)"
INSERT = "INSERT INTO employee (id, name, gender, contact_number) VALUES (?, ?, ?, ?)"


def up(context):
    context.run(EMPLOYEE)
    context.execute(INSERT, 1, "Alison", "F", "1234567980")

    columns = context["columns"]
    columns.run(COLUMNS)
    with columns.helpers.batch(logged=True) as batch:
        batch.add(ROW, 3, "Harry", "M", "1234567980")
        batch.add(ROW, 4, "John", "M", "9876543210")

    search = context["search"].helpers
    laptop = {"title": "Laptop", "price": 999.99, "category": "electronics"}
    search.index_document("INDEX", "1", laptop)
    search.bulk(
        [
            ("index", "2", {"title": "Phone", "price": 699.99, "category": "electronics"}),
            ("index", "3", {"title": "Mug", "price": 12.99, "category": "kitchen"}),
        ],
        index="INDEX",
    )

    cache = context["cache"]
    cache.run("HSET employee:1 name Alison gender F number 1234567980")
    cache.run("INCRBY employees COUNT")


def down(context):
    if "cache" in context:
        context["cache"].run("DEL employee:1 employees")
    if "search" in context:
        context["search"].helpers.delete_index("INDEX")
    if "columns" in context:
        context["columns"].run("DROP TABLE IF EXISTS employee")
    if context.changed:
        context.run("DROP TABLE employee")
'''


class Everything:
    """The servers, and what is on them."""

    def __init__(
        self, sql: str, cassandra: CassandraServer, search: SearchServer, cache: str, folder: Path
    ) -> None:
        self._sql, self._cassandra, self._search, self._cache = sql, cassandra, search, cache
        space = search.space()
        self._index = f"{space}-products"
        columns = cassandra.database()
        self._keyspace = columns.rpartition("/")[2]
        self._urls = {"columns": columns, "search": search.url(space), "cache": cache}
        self._folder = folder
        folder.mkdir()

    def write(self, count: str) -> None:
        """Write the migration, whose last step is right when `count` is a number."""
        text = _TEXT.replace("INDEX", self._index).replace("COUNT", count)
        (self._folder / "20240226153000_employees.py").write_text(text, encoding="utf-8")

    def migrator(self) -> Migrator:
        """Return what runs it."""
        return Migrator(self._sql, self._folder, databases=self._urls)

    def other(self, name: str) -> Migrator:
        """Return one of the other databases, for what it says."""
        return Migrator(self._urls[name], self._folder)

    def sql(self) -> list[Any]:
        """Return the rows of the table, nothing without it."""
        with psycopg.connect(self._sql) as connection:
            found = connection.execute("SELECT to_regclass('employee') IS NOT NULL").fetchone()
            if found == (True,):
                return connection.execute("SELECT id, name FROM employee ORDER BY id").fetchall()
        return []

    def columns(self) -> list[Any]:
        """Return the rows that Cassandra has, nothing without the table."""
        listed = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = "
        tables = {name for (name,) in self._cassandra.run(f"{listed}'{self._keyspace}'")}
        if "employee" not in tables:
            return []
        rows = self._cassandra.run(f"SELECT id, name FROM {self._keyspace}.employee")
        return sorted((row[0], row[1]) for row in rows)

    def documents(self) -> Mapping[str, Any]:
        """Return the titles by their ids."""
        found = {}
        for id_ in "123":
            where = f"{self._search.address}/{self._index}/_doc/{id_}"
            answer = urllib3.request("GET", where, headers=dict(self._search.headers))
            if answer.status == 200:
                found[id_] = json.loads(answer.data)["_source"]["title"]
        return found

    def cache(self) -> Mapping[str, Any]:
        """Return what Redis has."""
        with redis.Redis.from_url(self._cache, decode_responses=True) as client:
            count: Any = client.get("employees")
            name: Any = client.hget("employee:1", "name")
            return {key: value for key, value in (("count", count), ("name", name)) if value}

    def records(self) -> list[Mapping[str, Any]]:
        """Return the records in Redis: a hash of numbers, each with what it says in JSON."""
        with redis.Redis.from_url(self._cache, decode_responses=True) as client:
            found: Any = client.hgetall("{goofer_history}:parts:records")
        return [json.loads(found[number]) for number in sorted(found, key=int)]


@pytest.fixture
def everything(
    postgresql_url: str,
    cassandra_server: CassandraServer,
    opensearch_server: SearchServer,
    redis_url: str,
    tmp_path: Path,
) -> Everything:
    """Give all servers, with nothing on them."""
    folder = tmp_path / "migrations"
    return Everything(postgresql_url, cassandra_server, opensearch_server, redis_url, folder)


@pytest.fixture
def with_elasticsearch(
    postgresql_url: str,
    cassandra_server: CassandraServer,
    elasticsearch_server: SearchServer,
    redis_url: str,
    tmp_path: Path,
) -> Everything:
    """Give the same with Elasticsearch."""
    folder = tmp_path / "migrations"
    return Everything(postgresql_url, cassandra_server, elasticsearch_server, redis_url, folder)


def test_the_examples_are_one_migration_over_all_servers(everything: Everything) -> None:
    check(everything)


@pytest.mark.long
def test_so_they_are_with_elasticsearch(with_elasticsearch: Everything) -> None:
    check(with_elasticsearch)


def check(everything: Everything) -> None:
    """Fail in the last of the servers, go on there, and go back."""
    all_rows = [(1, "Alison"), (2, "Alice"), (3, "Harry"), (4, "John")]
    all_titles = {"1": "Laptop", "2": "Phone", "3": "Mug"}
    everything.write("one")
    with everything.migrator() as migrator:
        with pytest.raises(PartlyDone, match="not an integer") as error:
            migrator.up()
        states = {one["name"]: one["state"] for one in error.value.stands}
        assert states == {
            "": "undone by its transaction",
            "columns": "changed",
            "search": "changed",
            "cache": "changed",
        }
        assert (everything.sql(), everything.columns()) == ([], all_rows)
        assert everything.documents() == all_titles
        assert everything.cache() == {"name": "Alison"}

        everything.write("1")
        assert migrator.up().versions == ("20240226153000",)
        assert (everything.sql(), everything.columns()) == ([(1, "Alison")], all_rows)
        assert everything.documents() == all_titles
        assert everything.cache() == {"name": "Alison", "count": "1"}
        for name in ("columns", "search", "cache"):
            with everything.other(name) as other:
                (part,) = other.status(check=True).parts
                assert (part.version, part.name, part.state) == (
                    "20240226153000",
                    "employees",
                    "done",
                )
        last = everything.records()[-1]
        assert (last["version"], last["direction"], last["status"]) == (
            "20240226153000",
            "up",
            "done",
        )
        assert last["started_at"].endswith("+00:00")
        assert last["duration_ms"] >= 0

        assert migrator.down().versions == ("20240226153000",)
        assert (everything.sql(), everything.columns()) == ([], [])
        assert (everything.documents(), everything.cache()) == ({}, {})
        assert migrator.status().dirty is None
