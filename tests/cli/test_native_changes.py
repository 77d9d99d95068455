"""Collections that a program declares: compared, written as migrations, and proved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest

from goofer_py.stores.mongodb.catalog import read
from tests.cli.conftest import Goofer
from tests.servers.mongodb import MongoServer

SETTINGS = """
[databases.docs]
url = "{url}"
directory = "docs"
models = ["{module}"]
"""
MODELS = """
from pydantic import BaseModel
from goofer_py.stores.mongodb.entities import Collection, Index, collection, view

@collection(
    "people",
    indexes=[
        Index("mail", unique=True),
        Index([("at", 1)], name="ends", options={"expireAfterSeconds": 60}),
        Index([("about", "text")], options={"weights": {"about": 5}}),
        Index([("a", 1), ("b", -1)], options={"partialFilterExpression": {"a": {"$gt": 5}}}),
    ],
)
class Person(BaseModel):
    mail: str

adults = view("adults", "people", [{"$match": {"age": {"$gte": 18}}}])
log = Collection("log", options={"capped": True, "size": 4096})
series = Collection(
    "series",
    indexes=[Index([("of", 1), ("at", 1)])],
    options={"timeseries": {"timeField": "at", "metaField": "of"}},
)
clustered = Collection(
    "clustered", options={"clusteredIndex": {"key": {"_id": 1}, "unique": True, "name": "own"}}
)
"""
_COUNT = iter(range(1000))


class Place:
    """A project with models, over a database of its own."""

    def __init__(self, goofer: Goofer, folder: Path, url: str) -> None:
        self.goofer = goofer
        self.folder = folder
        self.client = pymongo.MongoClient[Any](url)
        self.data = self.client.get_default_database()
        self.url = url
        (folder / "docs").mkdir()
        self.models(MODELS)

    def models(self, text: str) -> None:
        """Declare this from now on; a module is imported once only."""
        module = f"models_of_mongodb_{next(_COUNT)}"
        (self.folder / f"{module}.py").write_text(text)
        (self.folder / "goofer.toml").write_text(SETTINGS.format(url=self.url, module=module))

    def make(self, *more: str) -> dict[str, Any]:
        """Write a migration, and return what is said of it."""
        result = self.goofer("makemigrations", "--json", "--db", "docs", *more)
        assert result.code == 0, result.stderr
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    def run(self, *words: str) -> None:
        result = self.goofer(*words, "--db", "docs")
        assert result.code == 0, result.stderr

    def state(self) -> Any:
        found = read(self.data)
        return {name: one for name, one in found.items() if not name.startswith("goofer")}


@pytest.fixture
def place(goofer: Goofer, folder: Path, mongodb_url: str) -> Iterator[Place]:
    place = Place(goofer, folder, mongodb_url)
    yield place
    names = place.client.list_database_names()
    assert not [name for name in names if name.startswith(f"{place.data.name}_goofer")]
    place.client.close()


def test_what_is_declared_is_made_and_taken_away(place: Place) -> None:
    found = place.make()
    assert found["operations"] == [
        "create collection clustered",
        "create collection log",
        "create collection people",
        "create collection series",
        "create view adults",
    ]
    assert found["proved"]
    place.run("migrate")
    assert set(place.data.list_collection_names()) >= {"log", "people", "series", "adults"}
    assert [*place.data["series"].index_information()] == ["of_1_at_1"]
    assert list(place.data["people"].index_information()) == [
        *("_id_", "mail_1", "ends", "about_text", "a_1_b_-1")
    ]
    with pytest.raises(pymongo.errors.WriteError):
        place.data["people"].insert_one({"mail": 5})
    assert place.make()["changed"] is False
    place.run("makemigrations", "--check")
    place.run("rollback")
    assert place.state() == {}


CHANGES = [
    ("mail: str", "mail: str | None = None", ["change what documents of people have to be like"]),
    ('Index("mail", unique=True),', "", ["drop index people.mail_1"]),
    ("unique=True", "unique=False", ["build index people.mail_1 anew"]),
    (": 60}", ": 90}", ["change when documents of people end, by ends"]),
    (
        '[("a", 1), ("b", -1)]',
        '[("b", 1)]',
        ["drop index people.a_1_b_-1", "build index people.b_1"],
    ),
    ("18", "21", ["change view adults"]),
    (
        '    "people",\n',
        '    "users", renamed_from="people",\n',
        ["rename collection people to users"],
    ),
    ("log = ", "other = Collection('other')\nlog = ", ["create collection other"]),
]


def test_each_change_is_found_goes_up_and_comes_back(place: Place) -> None:
    place.make()
    place.run("migrate")
    before = place.state()
    for old, new, expected in CHANGES:
        assert old in MODELS
        place.models(MODELS.replace(old, new, 1))
        found = place.make()
        assert (found["operations"], found["proved"]) == (expected, True)
        place.run("migrate")
        assert place.state() != before
        if "renamed_from" in new:
            place.run("makemigrations", "--check")
        place.run("rollback")
        assert place.state() == before
        for file in found["files"]:
            for one in (place.folder / "docs").glob(f"{Path(file).name.partition('_')[0]}_*"):
                one.unlink()


def test_documents_that_do_not_fit_are_told(place: Place) -> None:
    place.models(MODELS.replace("unique=True", "unique=False").replace("mail: str", "other: str"))
    place.make()
    place.run("migrate")
    people = place.data["people"]
    people.insert_many([{"other": "x", "mail": "same", "a": 6, "b": n} for n in range(2)])
    people.insert_one({"other": "x", "mail": "one"})
    place.models(MODELS.replace("mail: str", "mail: str\n    age: int"))
    unfit, twice = place.make("--dry-run")["proof_notes"]
    assert unfit.startswith("3 of the documents of people do not fit what they have to be like")
    assert twice == "people.mail_1 cannot be built: several documents have the same mail"
    people.update_many({}, {"$set": {"age": 1}})
    people.delete_one({"b": 1})
    assert place.make("--dry-run")["proof_notes"] == []


def test_what_nobody_declares_stays_unless_it_is_to_go(place: Place) -> None:
    place.make()
    place.run("migrate")
    place.data["stray"].create_index("n")
    place.data.command({"create": "seen", "viewOn": "stray", "pipeline": []})
    before = place.state()
    said = place.goofer("diff", "--db", "docs")
    assert "not managed: collection stray" in said.stderr + said.stdout
    assert place.make()["changed"] is False
    found = place.make("--discard-data")
    assert found["operations"] == ["drop view seen", "drop collection stray"]
    assert "// goofer: loses the documents of stray\n" in found["up"]
    place.run("migrate")
    assert "stray" not in place.state()
    place.run("rollback")
    assert place.state() == before


@pytest.mark.parametrize(
    ("change", "words", "code", "said"),
    [
        (('"size": 4096', '"size": 8192'), (), 1, "size of log cannot be changed"),
        (('"timeField": "at"', '"timeField": "t"'), (), 1, "timeseries of series cannot be"),
        ((MODELS, "import pydantic"), (), 1, "No collections are declared"),
        (("log = ", "again = Collection('log')\nlog = "), (), 1, "declared twice"),
        (("", ""), ("--rename", "a=b"), 2, "--rename says nothing about MongoDB"),
        (("    mail: str", "    mail: str\n    age: int = 0"), ("--check",), 3, "1 change without"),
    ],
)
def test_what_cannot_be_is_refused(
    place: Place, change: tuple[str, str], words: tuple[str, ...], code: int, said: str
) -> None:
    place.make()
    place.run("migrate")
    before = place.state()
    place.models(MODELS.replace(*change, 1))
    result = place.goofer("makemigrations", "--db", "docs", *words)
    assert (result.code, said in result.stderr) == (code, True), result.stderr
    assert place.state() == before
    assert len(list((place.folder / "docs").iterdir())) == 2


def test_what_is_half_done_comes_first(place: Place) -> None:
    script = place.folder / "docs" / "1_half.up.mongo.json"
    script.write_text('{"create": "half"}\n{"create": "$half"}\n')
    assert place.goofer("migrate", "--db", "docs").code == 1
    result = place.goofer("makemigrations", "--db", "docs")
    assert (result.code, "1 migration" in result.stderr) == (5, True), result.stderr


def test_who_may_make_no_database_is_told(place: Place, mongodb_server: MongoServer) -> None:
    name = place.data.name
    roles = [{"role": role, "db": name} for role in ("readWrite", "dbAdmin")]
    place.client.admin.command("createUser", f"own_{name}", pwd="secret", roles=roles)
    url = mongodb_server.url(name, user=f"own_{name}", password="secret")
    result = place.goofer("makemigrations", "--db", "docs", "--url", url)
    assert (result.code, "to try changes in" in result.stderr) == (1, True), result.stderr


def test_commands_are_shown(place: Place) -> None:
    shown = place.goofer("diff", "--sql", "--db", "docs").stdout
    other = place.url.replace("?", "_other?")
    assert "create view adults" in place.goofer("diff", other, "--db", "docs").stdout
    assert '{"create": "log", "capped": true, "size": 4096}' in shown
    dry = place.goofer("makemigrations", "--dry-run", "--no-proof", "--db", "docs").stdout
    assert '{"drop": "log"}' in dry
    assert "declare; NOT tried." in dry
    assert not list((place.folder / "docs").iterdir())
