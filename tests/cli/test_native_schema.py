"""Pending migrations, drift, inspect and verify on MongoDB, and their refusal on Redis."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest

from tests.cli.conftest import Goofer

SETTINGS = """
[databases.docs]
url = "{url}"
directory = "docs"
{models}
"""
MODELS = """
from pydantic import BaseModel
from sqlmodel import SQLModel
from goofer_py.stores.mongodb.entities import Index, collection, view

@collection("people", indexes=[Index("mail", unique=True)])
class Person(SQLModel):
    id: int
    mail: str

@collection("pets")
class Pet(BaseModel):
    name: str
"""
PEOPLE = """
{"create": "people", "validator": {"age": {"$gte": 0}}}
{"createIndexes": "people", "indexes": [{"key": {"a": 1, "b": -1}, "name": "both"}]}
{"create": "adults", "viewOn": "people", "pipeline": [{"$match": {"age": {"$gte": 18}}}]}
"""
NO_PEOPLE = '{"drop": "adults"}\n{"drop": "people"}\n'
MORE = """
{"create": "more"}
{"createIndexes": "more", "indexes": [{"key": {"n": 1}, "name": "n_1"}]}
"""
_COUNT = iter(range(1000))


class Place:
    """A project over a database of its own, with scripts and models."""

    def __init__(self, goofer: Goofer, folder: Path, url: str) -> None:
        self.goofer, self.folder, self.url = goofer, folder, url
        self.client = pymongo.MongoClient[Any](url)
        self.data = self.client.get_default_database()
        (folder / "docs").mkdir()
        self.models("")

    def models(self, text: str) -> None:
        """Declare this from now on; a module is imported once only."""
        module = f"models_of_docs_{next(_COUNT)}"
        (self.folder / f"{module}.py").write_text(text)
        models = f'models = ["{module}"]' if text else ""
        (self.folder / "goofer.toml").write_text(SETTINGS.format(url=self.url, models=models))

    def script(self, title: str, up: str, down: str) -> None:
        for way, text in (("up", up), ("down", down)):
            (self.folder / "docs" / f"{title}.{way}.mongo.json").write_text(text)

    def run(self, *words: str, code: int = 0) -> Any:
        result = self.goofer(*words, "--db", "docs")
        assert result.code == code, result.stderr
        return result

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", code=code).stdout)


@pytest.fixture
def place(goofer: Goofer, folder: Path, mongodb_url: str) -> Iterator[Place]:
    place = Place(goofer, folder, mongodb_url)
    yield place
    names = place.client.list_database_names()
    assert not [name for name in names if name.startswith(f"{place.data.name}_goofer")]
    place.client.close()


def test_what_is_pending_counts_as_done(place: Place) -> None:
    """Twice in a row, and from the database or from the migrations: nothing is written again."""
    place.models(MODELS)
    made = place.json("makemigrations")
    assert made["operations"] == ["create collection people", "create collection pets"]
    assert place.json("makemigrations")["changed"] is False
    place.models(MODELS.replace("unique=True", "unique=False"))
    found = place.json("makemigrations")
    assert (found["operations"], found["proved"]) == (["build index people.mail_1 anew"], True)
    assert "was not looked at: migrations are pending" in found["proof_notes"][0]
    assert place.data.list_collection_names() == []
    assert place.json("diff")["changed"] is False
    place.run("migrate")
    place.data["people"].drop()
    assert place.json("makemigrations", "--check", code=3)["changed"] is True
    assert place.json("makemigrations", "--check", "--from", "migrations")["changed"] is False


def test_pending_code_and_what_is_there_count_too(place: Place) -> None:
    """It runs in an empty database with the same collections, and never on the real one."""
    place.data["olds"].insert_one({"n": 1})
    (place.folder / "docs" / "1_rename.py").write_text(
        "def up(context):\n"
        "    context.helpers.rename_collection('olds', 'pets')\n"
        "    context.helpers.bulk_update('pets', {'$inc': {'n': 1}})\n"
        "    assert context.client.get_default_database().name == context.helpers.database.name\n"
        "def down(context):\n    pass\n"
    )
    place.script("2_own", f'{{"create": "extra", "$db": "{place.data.name}"}}\n', "")
    place.models("from goofer_py.stores.mongodb.entities import *\npets = Collection('pets')\n")
    found = place.json("diff")
    assert (found["changed"], found["unmanaged"]) == (False, ["collection extra"])
    assert place.data.list_collection_names() == ["olds"]
    assert place.data["olds"].find_one({}, {"_id": 0}) == {"n": 1}


@pytest.mark.parametrize(
    "code",
    ["context.client['{name}'].people.drop()", "context.client.{name}.people.drop()"],
)
def test_code_that_names_the_database_by_itself_is_not_tried_on_it(place: Place, code: str) -> None:
    place.data["people"].insert_one({"n": 1})
    body = code.format(name=place.data.name)
    text = f"def up(context):\n    {body}\ndef down(context):\n    pass\n"
    (place.folder / "docs" / "1_code.py").write_text(text)
    place.models(MODELS)
    said = place.run("makemigrations", code=1).stderr
    assert "1_code is pending, and does not run in an empty database" in said
    assert "only tried" in said
    assert place.data["people"].count_documents({}) == 1
    assert "only tried" in place.run("verify", code=1).stderr
    assert place.data["people"].count_documents({}) == 1


def test_what_is_about_the_server_is_left_out_of_a_trial(place: Place) -> None:
    """Users, settings and other databases stay as they are, however often it is tried."""
    name = place.data.name
    place.script(
        "1_server",
        f'{{"createUser": "tried_{name}", "pwd": "x", "roles": []}}\n'
        f'{{"create": "tried", "$db": "{name}_other"}}\n'
        '{"setParameter": 1, "logLevel": 0}\n{"create": "a"}\n'
        f'{{"renameCollection": "{name}.a", "to": "{name}.b"}}\n',
        f'{{"drop": "b"}}\n{{"dropUser": "tried_{name}"}}\n'
        f'{{"drop": "tried", "$db": "{name}_other"}}\n',
    )
    assert place.json("verify")["tables"] == 1
    users = place.client.admin.command("usersInfo", {"forAllDBs": True})["users"]
    assert f"tried_{name}" not in {one["user"] for one in users}
    assert f"{name}_other" not in place.client.list_database_names()


def _several(data: Any) -> None:
    data["people"].insert_one({"age": 1})
    data["people"].create_index("c")
    data["people"].drop_index("both")
    data.command({"collMod": "people", "validationLevel": "moderate"})
    data.command({"collMod": "adults", "viewOn": "people", "pipeline": []})
    data["other"].create_index("n")


def _less(data: Any) -> None:
    data.command({"collMod": "people", "validator": {}})
    data["more"].drop()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda data: data["people"].insert_one({"age": 1}), []),
        (
            _several,
            [
                ("changed", "view", "adults", "1"),
                ("changed", "validator", "people", "1"),
                ("missing", "index", "both", "1"),
                ("extra", "collection", "other", None),
                ("extra", "index", "c_1", "1"),
            ],
        ),
        (
            _less,
            [("missing", "collection", "more", "2"), ("missing", "validator", "people", "1")],
        ),
    ],
)
def test_what_was_changed_by_hand_is_told(
    place: Place, change: Callable[[Any], object], expected: list[tuple[str, str, str, str | None]]
) -> None:
    place.script("1_people", PEOPLE, NO_PEOPLE)
    place.script("2_more", MORE, '{"drop": "more"}\n')
    place.run("migrate")
    change(place.data)
    found = place.json("drift", code=5 if expected else 0)
    told = [
        (one["state"], one["kind"], one["name"], one["version"]) for one in found["differences"]
    ]
    assert sorted(told, key=str) == sorted(expected, key=str)
    assert (found["drifted"], found["applied"]) == (bool(expected), 2)


def test_drift_is_told_in_words(place: Place) -> None:
    place.script("1_people", PEOPLE, NO_PEOPLE)
    place.run("migrate")
    place.data["people"].create_index([("c", 1), ("a", -1)], name="own")
    place.script("1_people", PEOPLE.replace("18", "21"), NO_PEOPLE)
    said = place.run("drift", code=5)
    assert "extra index own on people (people last touched by 1_people)" in said.stdout
    assert '  database:   {"key": [["c", 1], ["a", -1]]}' in said.stdout
    assert "1_people was edited after it was applied" in said.stderr + said.stdout
    assert '"$gte": 21' in said.stdout


def test_what_is_there_is_shown(place: Place) -> None:
    place.script("1_people", PEOPLE, NO_PEOPLE)
    place.run("migrate")
    assert place.run("inspect").stdout.splitlines() == [
        'view adults {"viewOn": "people", "pipeline": [{"$match": {"age": {"$gte": 18}}}]}',
        "collection people",
        '  validator {"validator": {"age": {"$gte": 0}}, "level": "strict", "action": "error"}',
        '  index both {"key": [["a", 1], ["b", -1]]}',
    ]
    found = place.json("inspect")
    assert (found["dialect"], found["version"][0] >= 4) == ("MongoDB", True)
    assert found["schema"]["parts"][0]["name"] == "adults"
    place.run("inspect", "--output", "there.json")
    written = json.loads((place.folder / "there.json").read_text())
    assert written["schema"] == found["schema"]
    commands = place.run("inspect", "--sql").stdout
    place.run("rollback")
    place.script("2_anew", commands, NO_PEOPLE)
    for file in (place.folder / "docs").glob("1_*"):
        file.unlink()
    place.run("migrate")
    assert place.json("inspect")["schema"] == found["schema"]


@pytest.mark.parametrize(
    ("down", "models", "said"),
    [
        (NO_PEOPLE, "", ""),
        ('{"drop": "adults"}\n', "", "drop collection people"),
        (NO_PEOPLE, MODELS, "create collection pets"),
    ],
)
def test_migrations_are_proved(place: Place, down: str, models: str, said: str) -> None:
    place.script("1_people", PEOPLE, down)
    place.models(models)
    if not said:
        found = place.json("verify")
        assert (found["versions"], found["tables"]) == (["1"], 2)
        assert "2 collections at the end" in place.run("verify").stdout
    else:
        assert said in place.run("verify", code=1).stderr
    assert place.data.list_collection_names() == []


@pytest.mark.parametrize("command", ["drift", "inspect", "verify", "diff", "makemigrations"])
def test_redis_has_no_schema(goofer: Goofer, folder: Path, redis_url: str, command: str) -> None:
    """What its keys hold is fixed nowhere: what asks for it says so, by the store's name."""
    (folder / "goofer.toml").write_text(f'url = "{redis_url}"\n')
    (folder / "migrations").mkdir(exist_ok=True)
    result = goofer(command)
    assert result.code == 2, result.stderr
    assert "Redis has no schema" in result.stderr
