"""Tables that a program declares: compared, written as migrations, and proved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from goofer_py.stores.cassandra.catalog import Catalog, read
from goofer_py.stores.cassandra.session import CassandraSession
from goofer_py.stores.registry import open_store
from tests.cli.conftest import Goofer
from tests.servers.cassandra import CassandraServer

SETTINGS = """
[databases.shop]
url = "{url}"
directory = "shop"
models = ["{module}"]
"""
MODELS = """
import uuid
from dataclasses import dataclass

from goofer_py.stores.cassandra.entities import table

@table("visits", partition="visitor", clustering="-page")
@dataclass
class Visit:
    visitor: uuid.UUID
    page: str
    seen: int
"""
ELSEWHERE = """
from cassandra.cqlengine import columns
from cassandra.cqlengine.models import Model

class Far(Model):
    __keyspace__ = "elsewhere"
    id = columns.UUID(primary_key=True)
"""
_COUNT = iter(range(1000))


class Place:
    """A project with models, over a keyspace of its own."""

    def __init__(self, goofer: Goofer, folder: Path, server: CassandraServer) -> None:
        self.goofer = goofer
        self.folder = folder
        self.server = server
        self.url = server.database()
        self.keyspace = self.url.rpartition("/")[2]
        (folder / "shop").mkdir()
        self.session = cast("CassandraSession", open_store(self.url).connect())
        self.models(MODELS)

    def models(self, text: str) -> None:
        """Declare this from now on; a module is imported once only."""
        module = f"models_of_cassandra_{next(_COUNT)}"
        (self.folder / f"{module}.py").write_text(text.replace("KEYSPACE", self.keyspace))
        (self.folder / "goofer.toml").write_text(SETTINGS.format(url=self.url, module=module))

    def make(self, *more: str) -> dict[str, Any]:
        """Write a migration, and return what is said of it."""
        result = self.goofer("makemigrations", "--json", "--db", "shop", *more)
        assert result.code == 0, (result.stderr, result.stdout)
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    def run(self, *words: str) -> None:
        result = self.goofer(*words, "--db", "shop")
        assert result.code == 0, (result.stderr, result.stdout)

    def state(self) -> Catalog:
        """Return what there is beside the books."""
        found = read(self.session.describe, self.keyspace)
        tables = {name: one for name, one in found.tables.items() if name != "goofer_history"}
        return Catalog(found.types, tables, found.views)

    def cql(self, statement: str) -> list[Any]:
        """Run a statement in which KS stands for the keyspace."""
        return self.server.run(statement.replace("KS", self.keyspace))


@pytest.fixture
def place(goofer: Goofer, folder: Path, cassandra_server: CassandraServer) -> Iterator[Place]:
    place = Place(goofer, folder, cassandra_server)
    yield place
    listed = cassandra_server.run("SELECT keyspace_name FROM system_schema.keyspaces")
    assert not [name for (name,) in listed if name.startswith(f"{place.keyspace}_goofer")]
    place.session.close()


def test_what_is_declared_is_made_and_taken_away(place: Place) -> None:
    found = place.make()
    assert (found["operations"], found["proved"]) == (["create table visits"], True)
    assert place.make()["changed"] is False
    place.run("migrate")
    assert place.make()["changed"] is False
    place.cql("CREATE TYPE KS.stray (a int)")
    said = place.goofer("diff", "--db", "shop")
    assert "not managed: type stray" in said.stderr + said.stdout
    place.models(MODELS.replace("    seen: int\n", ""))
    found = place.make("--discard-data")
    assert found["operations"] == ["drop column visits.seen", "drop type stray"]
    assert "-- goofer: loses the values of visits.seen\n" in found["up"]
    place.run("migrate")
    place.run("rollback", "--to", "zero")
    assert list(place.state().types) == ["stray"]
    assert place.state().tables == {}


@pytest.mark.parametrize(
    ("change", "words", "code", "said"),
    [
        ((MODELS, "import uuid"), (), 1, "No tables are declared"),
        (('"visits",', '"visits", renamed={"a": "b"},'), ("--rename", "a=b"), 2, "says nothing"),
        (("", ""), ("--check",), 3, "1 change without"),
        (
            (MODELS, ELSEWHERE),
            (),
            1,
            "The table far is declared in the keyspace elsewhere",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    place: Place, change: tuple[str, str], words: tuple[str, ...], code: int, said: str
) -> None:
    place.models(MODELS.replace(*change, 1))
    result = place.goofer("makemigrations", "--db", "shop", *words)
    assert (result.code, said in result.stderr) == (code, True), result.stderr
    assert list((place.folder / "shop").iterdir()) == []
    assert place.state() == Catalog()


def test_statements_are_shown(place: Place) -> None:
    assert "CREATE TABLE visits (" in place.goofer("diff", "--sql", "--db", "shop").stdout
    dry = place.goofer("makemigrations", "--dry-run", "--no-proof", "--db", "shop").stdout
    assert "DROP TABLE visits;" in dry
    assert "declare; NOT tried." in dry
    assert list((place.folder / "shop").iterdir()) == []
