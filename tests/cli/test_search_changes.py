"""Indexes that a program declares: compared, written as migrations, and tried."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goofer_py.stores.registry import open_store
from tests.cli.conftest import Goofer
from tests.servers.search import SearchServer

SETTINGS = """
[databases.search]
url = "{url}"
directory = "search"
models = ["{module}"]
"""
MODELS = """
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from pydantic import BaseModel
from goofer_py.stores.search.entities import Index, index, mapped
from opensearchpy import Document, Keyword as OpenSearchKeyword
from elasticsearch import dsl

class Maker(BaseModel):
    name: str
    since: datetime | None = None

@index("SPACE-plans", settings={"number_of_replicas": 0, "max_result_window": 500})
class Plan(BaseModel):
    code: Annotated[str, mapped("keyword")]
    price: Annotated[Decimal, mapped("scaled_float", scaling_factor=100)]
    tags: list[str] = []
    maker: Maker | None = None

class Note(Document):
    author = OpenSearchKeyword()

    class Index:
        name = "SPACE-notes"

class Event(dsl.Document):
    kind = dsl.Keyword(ignore_above=100)

    class Index:
        name = "SPACE-events"

raw = Index("SPACE-raw", {"dynamic": "strict", "properties": {"n": {"type": "integer"}}})
"""
TEXT = {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}
_COUNT = iter(range(1000))


class Place:
    """A project with models, over a space of its own."""

    def __init__(self, goofer: Goofer, folder: Path, server: SearchServer) -> None:
        self.goofer = goofer
        self.folder = folder
        self.space = server.space()
        self.url = server.url(self.space)
        self.session: Any = open_store(self.url).connect()
        (folder / "search").mkdir()
        self.models(MODELS)

    def models(self, text: str) -> None:
        """Declare this from now on; a module is imported once only."""
        module = f"models_of_search_{next(_COUNT)}"
        (self.folder / f"{module}.py").write_text(text.replace("SPACE", self.space))
        (self.folder / "goofer.toml").write_text(SETTINGS.format(url=self.url, module=module))

    def make(self, *more: str) -> dict[str, Any]:
        """Write a migration, and return what is said of it."""
        result = self.goofer("makemigrations", "--json", "--db", "search", *more)
        assert result.code == 0, result.stderr
        found: dict[str, Any] = json.loads(result.stdout.replace(f"{self.space}-", ""))
        return found

    def run(self, *words: str) -> None:
        result = self.goofer(*words, "--db", "search")
        assert result.code == 0, result.stderr

    def state(self) -> dict[str, Any]:
        """Return mapping, settings and aliases of each index, without what tells them apart."""
        path = f"/{self.space}-*?flat_settings=true&expand_wildcards=all"
        found = self.session.call("GET", path).told
        state = {}
        for name, one in found.items():
            settings = {key: v for key, v in one["settings"].items() if key.count(".") == 1}
            for key in ("index.uuid", "index.creation_date", "index.provided_name"):
                settings.pop(key)
            state[name.removeprefix(f"{self.space}-")] = {**one, "settings": settings}
        return state

    def mapping(self, name: str) -> Any:
        (told,) = self.session.call("GET", f"/{self.space}-{name}/_mapping").told.values()
        return told["mappings"]

    def index_of(self, name: str) -> str:
        (found,) = self.session.call("GET", f"/{self.space}-{name}/_alias").told
        return str(found.removeprefix(f"{self.space}-"))

    def left(self) -> list[str]:
        told = self.session.call("GET", f"/{self.space}_goofer_s*", fine=(404,)).told
        return list(told) if "error" not in told else []


@pytest.fixture
def place(goofer: Goofer, folder: Path, opensearch_server: SearchServer) -> Iterator[Place]:
    place = Place(goofer, folder, opensearch_server)
    yield place
    assert not place.left()
    place.session.call("DELETE", f"/{place.space}*?expand_wildcards=all")
    place.session.close()


def test_what_is_declared_is_made_and_taken_away(place: Place) -> None:
    found = place.make()
    names = ("events", "notes", "plans", "raw")
    assert found["operations"] == [f"create index {name}" for name in names]
    assert (found["proved"], found["code"]) == (True, None)
    place.run("migrate")
    assert place.mapping("plans") == {
        "properties": {
            "code": {"type": "keyword"},
            "price": {"type": "scaled_float", "scaling_factor": 100.0},
            "tags": TEXT,
            "maker": {"properties": {"name": TEXT, "since": {"type": "date"}}},
        }
    }
    assert place.mapping("notes") == {"properties": {"author": {"type": "keyword"}}}
    assert place.mapping("events") == {
        "properties": {"kind": {"type": "keyword", "ignore_above": 100}}
    }
    assert place.mapping("raw")["dynamic"] == "strict"
    assert place.index_of("plans") == "plans_1"
    assert place.make()["changed"] is False
    place.run("makemigrations", "--check")
    place.run("rollback")
    assert place.state() == {}


IN_PLACE = [
    ("tags:", "more: int = 0\n    tags:", ["add field more of plans"], ["more"]),
    ("since:", "age: int = 0\n    since:", ["add field maker.age of plans"], ["maker.age"]),
    (
        '": 500}',
        '": 700, "refresh_interval": "30s"}',
        ["change settings index.max_result_window, index.refresh_interval of plans"],
        [],
    ),
    ("ignore_above=100", "ignore_above=200", ["change field kind of events"], []),
    ('"strict"', '"false"', ["change field (dynamic) of raw"], []),
]


def test_what_can_be_altered_in_place_is_and_comes_back(place: Place) -> None:
    place.make()
    place.run("migrate")
    models = MODELS
    for old, new, expected, stays in IN_PLACE:
        assert models.count(old) == 1, old
        before = place.state()
        models = models.replace(old, new)
        place.models(models)
        found = place.make()
        assert (found["operations"], found["proved"], found["code"]) == (expected, True, None)
        place.run("migrate")
        assert place.state() != before
        place.run("rollback")
        if not stays:
            assert place.state() == before
        told = "".join(found["proof_notes"])
        assert all(name in told for name in stays)
        assert bool(told) is bool(stays)
        place.run("migrate")
        place.run("makemigrations", "--check")


def test_what_cannot_be_altered_is_made_anew_and_the_old_one_is_kept(place: Place) -> None:
    place.make()
    place.run("migrate")
    place.session.call(
        "POST",
        f"/{place.space}-plans/_bulk?refresh=true",
        [
            line
            for n in range(20)
            for line in ({"index": {"_id": str(n)}}, {"code": f"{n}", "price": n / 4})
        ],
    )
    before = place.state()
    changed = MODELS.replace('mapped("keyword")]', 'mapped("integer")]').replace(
        '": 500}', '": 500, "number_of_shards": 2}'
    )
    place.models(changed)
    found = place.make()
    assert found["operations"] == [
        "change field code of plans, by a new index plans_2",
        "change setting index.number_of_shards of plans, by a new index plans_2",
    ]
    assert "change_mapping(" in found["code"]
    assert [Path(one).suffix for one in found["files"]] == [".py"]
    place.run("migrate")
    assert place.index_of("plans") == "plans_2"
    assert place.mapping("plans")["properties"]["code"] == {"type": "integer"}
    count = f"/{place.space}-plans/_count"
    assert place.session.call("GET", count).told["count"] == 20
    place.run("makemigrations", "--check")
    place.session.call("PUT", f"/{place.space}-plans/_doc/x?refresh=true", {"code": 5})
    place.run("rollback")
    assert place.session.call("GET", count).told["count"] == 21
    assert place.state() == before
    place.run("migrate")
    assert place.index_of("plans") == "plans_2"


def test_fields_that_nobody_declares_are_told_and_stay(place: Place) -> None:
    place.make()
    place.run("migrate")
    place.session.call("PUT", f"/{place.space}-plans/_doc/1", {"stray": 1, "maker": {"own": "x"}})
    said = place.goofer("diff", "--db", "search")
    for name in ("stray", "maker.own"):
        assert f"not managed: field {place.space}-plans.{name}" in said.stderr + said.stdout
    place.models(MODELS.replace('mapped("keyword")]', 'mapped("integer")]'))
    place.make()
    place.run("migrate")
    assert place.mapping("plans")["properties"]["stray"] == {"type": "long"}
    result = place.goofer("makemigrations", "--discard-data", "--db", "search")
    assert (result.code, "No field is dropped" in result.stderr) == (1, True), result.stderr


@pytest.mark.parametrize(
    ("change", "words", "code", "said"),
    [
        (('mapped("keyword")', 'mapped("keywort")'), (), 1, "cannot be as it is declared: "),
        (("tags: list[str]", "tags: list[str | int]"), (), 1, "Plan.tags may be of several"),
        (("tags: list[str]", "tags: Any"), (), 1, "Plan.tags may be of several types, or of any"),
        (("raw = ", "again = Index('SPACE-raw')\nraw = "), (), 1, "raw is declared twice"),
        ((MODELS, "import pydantic"), (), 1, "No indexes are declared"),
        (("", ""), ("--rename", "a=b"), 2, "--rename says nothing about OpenSearch"),
        (("tags:", "more: int = 0\n    tags:"), ("--check",), 3, "1 change without"),
    ],
)
def test_what_cannot_be_is_refused(
    place: Place, change: tuple[str, str], words: tuple[str, ...], code: int, said: str
) -> None:
    if "--check" in words:
        place.make()
        place.run("migrate")
    files = list((place.folder / "search").iterdir())
    place.models(MODELS.replace(*change, 1))
    result = place.goofer("makemigrations", "--db", "search", *words)
    assert (result.code, said in result.stderr) == (code, True), result.stderr
    assert list((place.folder / "search").iterdir()) == files


def test_an_index_that_is_no_alias_is_altered_and_not_replaced(place: Place) -> None:
    place.models('from goofer_py.stores.search.entities import Index\nraw = Index("SPACE-raw")')
    place.session.call("PUT", f"/{place.space}-raw", {"mappings": {"dynamic": "false"}})
    assert place.make()["changed"] is False
    declared = 'raw = Index("SPACE-raw", {"properties": {"n": {"type": "long"}}})'
    place.models(f"from goofer_py.stores.search.entities import Index\n{declared}")
    assert place.make()["operations"] == ["add field n of raw"]
    place.run("migrate")
    declared = declared.replace("long", "date")
    place.models(f"from goofer_py.stores.search.entities import Index\n{declared}")
    result = place.goofer("makemigrations", "--db", "search")
    assert (result.code, "n of " in result.stderr) == (1, True)
    assert "can be replaced without downtime" in result.stderr


def test_who_may_make_no_index_is_told(place: Place, opensearch_server: SearchServer) -> None:
    url = opensearch_server.reader_url(place.space)
    result = place.goofer("makemigrations", "--db", "search", "--url", url)
    assert (result.code, "no index to try changes on" in result.stderr) == (1, True)
    assert "secret" not in result.stderr


def test_calls_are_shown(place: Place) -> None:
    shown = place.goofer("diff", "--sql", "--db", "search").stdout
    assert f'"path": "/{place.space}-raw_1"' in shown
    dry = place.goofer("makemigrations", "--dry-run", "--no-proof", "--db", "search").stdout
    assert f'"path": "/{place.space}-notes_1?ignore_unavailable=true"' in dry
    assert "declare; NOT tried." in dry
    assert not list((place.folder / "search").iterdir())
