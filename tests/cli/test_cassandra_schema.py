"""Drift, inspect, verify and pending migrations on Cassandra."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Goofer
from tests.servers.cassandra import CassandraServer

SETTINGS = """
[databases.shop]
url = "{url}"
directory = "shop"
{models}
"""
MODELS = """
from dataclasses import dataclass

from goofer_py.stores.cassandra.entities import table

@table("visits", partition="visitor")
@dataclass
class Visit:
    visitor: int
    page: str
"""
PLACES = """
CREATE TYPE address (street text, town text);
CREATE TABLE KEYSPACE.places (
  country text, id int, at frozen<address>, name text, tags set<text>, owner text static,
  PRIMARY KEY ((country), id)
) WITH CLUSTERING ORDER BY (id DESC) AND comment = 'it''s here' AND gc_grace_seconds = 7;
CREATE INDEX named ON places (name);
CREATE TABLE names (id int PRIMARY KEY, name text);
CREATE MATERIALIZED VIEW by_name AS SELECT * FROM KEYSPACE.names
  WHERE name IS NOT NULL AND id IS NOT NULL PRIMARY KEY (name, id);
ALTER KEYSPACE KEYSPACE WITH durable_writes = true;
INSERT INTO KEYSPACE.places (country, id) VALUES ('a', 1);
"""
NO_PLACES = (
    "DROP MATERIALIZED VIEW by_name; DROP TABLE names; DROP TABLE places; DROP TYPE address;"
)
CODE = """
transaction = False

def up(context):
    context.helpers.add_column("places", "more", "int")
    context.client.execute("UPDATE KEYSPACE.places SET more = 2 WHERE country = 'a' AND id = 1")

def down(context):
    context.helpers.drop_column("places", "more")
"""


class Place:
    """A project over a keyspace of its own, with scripts and models."""

    def __init__(self, goofer: Goofer, folder: Path, server: CassandraServer) -> None:
        self.goofer, self.folder, self.server = goofer, folder, server
        self.url = server.database()
        self.keyspace = self.url.rpartition("/")[2]
        (folder / "shop").mkdir()
        self.models("")

    def models(self, text: str) -> None:
        """Declare this from now on."""
        (self.folder / f"models_of_{self.keyspace}.py").write_text(text)
        models = f'models = ["models_of_{self.keyspace}"]' if text else ""
        (self.folder / "goofer.toml").write_text(SETTINGS.format(url=self.url, models=models))

    def write(self, name: str, text: str) -> None:
        (self.folder / "shop" / name).write_text(
            text.replace("KEYSPACE.", f"{self.keyspace}.").replace(
                "KEYSPACE KEYSPACE", f"KEYSPACE {self.keyspace}"
            )
        )

    def run(self, *words: str, code: int = 0) -> Any:
        result = self.goofer(*words, "--db", "shop")
        assert result.code == code, (result.stderr, result.stdout)
        return result

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", code=code).stdout)

    def alter(self, *statements: str) -> None:
        for one in statements:
            self.server.run(one.format(self.keyspace))


@pytest.fixture
def place(goofer: Goofer, folder: Path, cassandra_server: CassandraServer) -> Iterator[Place]:
    place = Place(goofer, folder, cassandra_server)
    place.write("1_places.up.cql", PLACES)
    place.write("1_places.down.cql", NO_PLACES)
    place.write("2_more.py", CODE)
    yield place
    rows = place.server.run("SELECT keyspace_name FROM system_schema.keyspaces")
    assert not [name for (name,) in rows if name.startswith(f"{place.keyspace}_goofer")]


def test_what_was_changed_by_hand_is_told(place: Place) -> None:
    place.run("migrate")
    place.alter(
        "ALTER TABLE {}.places DROP tags",
        "ALTER TABLE {}.places WITH gc_grace_seconds = 8",
        "CREATE TABLE {}.strange (a int PRIMARY KEY)",
        "DROP INDEX {}.named",
        "ALTER TYPE {}.address ADD land text",
    )
    found = place.json("drift", code=5)
    told = [
        (one["state"], one["kind"], one["name"], one["version"]) for one in found["differences"]
    ]
    assert found["applied"] == 2
    assert sorted(told, key=str) == [
        ("changed", "table", "places", "1"),
        ("changed", "type", "address", "1"),
        ("extra", "table", "strange", None),
        ("missing", "column", "tags", "1"),
        ("missing", "index", "named", "1"),
    ]


@pytest.mark.long
def test_what_is_there_is_shown_and_can_be_made_again(place: Place) -> None:
    place.run("migrate")
    assert place.json("drift")["differences"] == []
    there = place.json("inspect")
    assert (there["dialect"], there["version"][0] >= 4) == ("Cassandra", True)
    shown = place.run("inspect").stdout.splitlines()
    assert shown[0] == 'type address [["street", "text"], ["town", "text"]]'
    assert shown[4].startswith('table places {"partition": ["country"], "clustering": ["id desc"]')
    assert '  column owner {"type": "text", "static": true}' in shown
    assert '  index named {"target": "name"}' in shown
    assert any(one.startswith('view by_name {"on": "names", "columns": "*"') for one in shown)
    script = place.run("inspect", "--sql").stdout
    place.run("rollback")
    place.run("rollback")
    assert place.json("inspect")["schema"]["parts"] == []
    for file in (place.folder / "shop").iterdir():
        file.unlink()
    place.write("3_anew.up.cql", script)
    place.write("3_anew.down.cql", NO_PLACES)
    place.run("migrate")
    assert place.json("inspect")["schema"] == there["schema"]


@pytest.mark.long
def test_migrations_are_proved_where_nothing_is_real(place: Place) -> None:
    before = place.server.run(
        f"SELECT durable_writes FROM system_schema.keyspaces WHERE"
        f" keyspace_name = '{place.keyspace}'"
    )
    found = place.json("verify")
    assert (found["versions"], found["tables"]) == (["1", "2"], 4)
    place.models(MODELS)
    assert "create table visits" in place.run("verify", code=1).stderr
    made = place.json("makemigrations")
    assert (made["operations"], made["proved"]) == (["create table visits"], True)
    assert place.json("makemigrations")["changed"] is False
    assert place.json("inspect")["schema"]["parts"] == []
    place.write("9_far.py", CODE.replace("KEYSPACE.places", "system_auth.roles"))
    assert "it is only tried now" in place.run("verify", code=1).stderr
    assert before == place.server.run(
        f"SELECT durable_writes FROM system_schema.keyspaces WHERE"
        f" keyspace_name = '{place.keyspace}'"
    )
