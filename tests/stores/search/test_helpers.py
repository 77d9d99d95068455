"""The helpers on real servers: what they do, and that they go on where they were cut off."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from goofer_py.errors import LockLost, MigrationFailed
from goofer_py.events import BatchDone, Event
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.progress import Step
from goofer_py.stores.registry import open_store
from goofer_py.stores.search.helpers import SearchHelpers
from tests.servers.search import SearchServer

Up = Callable[[SearchHelpers], object]
KEYWORD, TEXT = {"type": "keyword"}, {"type": "text"}


class Coded:
    def __init__(self, up: Up) -> None:
        self._up = up

    def up(self, context: Any) -> None:
        self._up(context.helpers)

    def down(self, context: Any) -> None:
        """Do nothing."""


class Bench:
    """Runs one migration with the helpers in one space of a server."""

    def __init__(self, server: SearchServer, folder: Path) -> None:
        self.space = server.space()
        self.url = server.url(self.space)
        self._folder = folder
        self._count = 0
        self.session: Any = open_store(self.url).connect()
        self.seen: list[Event] = []

    def named(self, name: str) -> str:
        return f"{self.space}_{name}"

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

    def get(self, path: str) -> Any:
        return self.session.call("GET", path).body

    def sources(self, name: str) -> dict[str, Any]:
        self.session.call("POST", f"/{name}/_refresh")
        hits = self.get(f"/{name}/_search?size=1000")["hits"]["hits"]
        return {hit["_id"]: hit["_source"] for hit in hits}

    def fill(self, name: str, count: int) -> None:
        body = [line for n in range(count) for line in ({"index": {"_id": str(n)}}, {"n": f"n{n}"})]
        self.session.call("POST", f"/{name}/_bulk?refresh=true", body)


@pytest.fixture(
    params=["opensearch_server", pytest.param("elasticsearch_server", marks=pytest.mark.long)]
)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(request.getfixturevalue(request.param), tmp_path)
    yield bench
    bench.session.call("DELETE", f"/{bench.space}*?expand_wildcards=all")
    bench.session.close()


def test_indexes_mappings_settings_and_documents(bench: Bench) -> None:
    name, alias = bench.named("a"), bench.named("alias")

    def up(helpers: SearchHelpers) -> None:
        for _ in range(2):
            helpers.create_index(name, mappings={"properties": {"n": KEYWORD}})
            helpers.put_mapping(name, {"m": TEXT})
            helpers.put_settings(name, {"index": {"max_result_window": 2000}})
            analysis = {"analyzer": {"own": {"type": "custom", "tokenizer": "standard"}}}
            helpers.put_settings(name, {"index": {"analysis": analysis}}, closed=True)
            helpers.put_alias(alias, name)
            helpers.index_document(name, "1/ü", {"n": "one"}, refresh=True)
            helpers.index_document(name, "2", {"n": "two"}, refresh=True)
            helpers.delete_document(name, "2")
            helpers.delete_index(bench.named("never_there"))
            helpers.delete_alias(bench.named("never_there"), name)

    bench.run(up)
    told = bench.get(f"/{alias}")[name]
    assert told["mappings"]["properties"] == {"n": KEYWORD, "m": TEXT}
    assert told["settings"]["index"]["max_result_window"] == "2000"
    assert "own" in told["settings"]["index"]["analysis"]["analyzer"]
    assert bench.sources(alias) == {"1/ü": {"n": "one"}}


def test_templates_are_written_and_deleted(bench: Bench) -> None:
    name = bench.named("template")

    def up(helpers: SearchHelpers) -> None:
        helpers.put_component(name, {"template": {"mappings": {"properties": {"n": KEYWORD}}}})
        pattern = {"index_patterns": [f"{bench.named('log')}*"], "composed_of": [name]}
        helpers.put_template(name, pattern)
        helpers.index_document(bench.named("log1"), "1", {"n": "a"}, refresh=True)

    bench.run(up)
    (told,) = bench.get(f"/{bench.named('log1')}/_mapping").values()
    assert told["mappings"]["properties"]["n"] == KEYWORD

    def down(helpers: SearchHelpers) -> None:
        for _ in range(2):
            helpers.delete_template(name)
            helpers.delete_component(name)

    bench.run(down)
    assert bench.session.call("GET", f"/_index_template/{name}", fine=(404,)).status == 404


def test_bulk_tells_the_items_that_failed(bench: Bench) -> None:
    name = bench.named("a")
    date = {"dynamic": "strict", "properties": {"at": {"type": "date"}}}

    def up(helpers: SearchHelpers) -> None:
        helpers.create_index(name, mappings=date)
        good = [("index", str(n), {"at": "2026-11-21"}) for n in range(5)]
        helpers.bulk([*good, ("index", "bad", {"at": "never"}), ("delete", "0")], index=name)

    with pytest.raises(MigrationFailed, match=rf"1 items failed: .*index {name}/bad"):
        bench.run(up)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError])
def test_a_bulk_that_is_cut_off_goes_on_where_it_was(
    bench: Bench, stop: type[BaseException]
) -> None:
    name, broken = bench.named("a"), [True]

    def actions() -> Iterator[tuple[str, str, Any]]:
        for n in range(50):
            if n == 25 and broken:
                broken.pop()
                raise stop
            yield "index", str(n), {"n": n}

    def up(helpers: SearchHelpers) -> None:
        assert helpers.bulk(actions(), index=name, size=10) == 50

    with suppress(MigrationFailed, KeyboardInterrupt):
        bench.run(up)
    assert len(bench.sources(name)) == 20
    bench.again(up)
    assert len(bench.sources(name)) == 50
    versions = {bench.get(f"/{name}/_doc/{n}")["_version"] for n in range(50)}
    assert versions == {1}


def test_a_mapping_is_changed_and_changed_back(bench: Bench) -> None:
    alias, old, new = (bench.named(one) for one in ("things", "things_1", "things_2"))
    bench.session.call("PUT", f"/{old}", {"aliases": {alias: {}}})
    bench.fill(old, 250)
    mappings = {"properties": {"n": KEYWORD}}

    def up(helpers: SearchHelpers) -> None:
        for _ in range(2):
            assert helpers.change_mapping(alias, new, mappings=mappings, pause=0.01) == old

    bench.run(up)
    assert list(bench.get(f"/{alias}/_alias")) == [new]
    assert bench.get(f"/{new}/_mapping")[new]["mappings"]["properties"] == {"n": KEYWORD}
    assert len(bench.sources(alias)) == 250
    assert {one.unit for one in bench.seen if isinstance(one, BatchDone)} == {"documents"}
    bench.session.call("PUT", f"/{alias}/_doc/later", {"n": "later"})
    bench.session.call("DELETE", f"/{alias}/_doc/1")

    def down(helpers: SearchHelpers) -> None:
        for _ in range(2):
            helpers.change_back(alias, old, new, pause=0.01)

    bench.run(down)
    assert list(bench.get(f"/{alias}/_alias")) == [old]
    found = bench.sources(alias)
    assert "later" in found
    assert "1" not in found
    assert len(found) == 250
    bench.session.call("PUT", f"/{alias}/_doc/2", {"n": "written again"})


def test_what_is_written_while_a_mapping_changes_is_there_afterwards(bench: Bench) -> None:
    alias, old, new = (bench.named(one) for one in ("things", "things_1", "things_2"))
    # Nothing is found by searches unless somebody asks for it, and what is deleted is forgotten.
    settings = {"index": {"refresh_interval": "-1", "gc_deletes": "0ms"}}
    bench.session.call("PUT", f"/{old}", {"settings": settings, "aliases": {alias: {}}})
    bench.fill(old, 100)
    for n in range(3):
        bench.session.call("PUT", f"/{alias}/_doc/6", {"n": f"{n}"})
    written: list[Any] = []

    def meanwhile(event: Event) -> None:
        if isinstance(event, BatchDone) and not written:
            written.append(bench.session.call("PUT", f"/{alias}/_doc/3", {"n": "changed"}))
            bench.session.call("PUT", f"/{alias}/_doc/new", {"n": "new"})
            bench.session.call("DELETE", f"/{alias}/_doc/4")
            bench.session.call("DELETE", f"/{alias}/_doc/5")
            bench.session.call("DELETE", f"/{alias}/_doc/6")
            bench.session.call("POST", f"/{alias}/_refresh")
            bench.session.call("PUT", f"/{alias}/_doc/6", {"n": "again"})

    bench.seen = Told(meanwhile)
    bench.run(lambda helpers: helpers.change_mapping(alias, new, mappings={}, pause=0.01))
    assert written
    found = bench.sources(alias)
    assert (found["3"], found["new"], len(found)) == ({"n": "changed"}, {"n": "new"}, 99)
    assert found["6"] == {"n": "again"}
    assert list(bench.get(f"/{alias}/_alias")) == [new]


class Told(list[Event]):
    """Tells each event as it comes."""

    def __init__(self, tell: Callable[[Event], None]) -> None:
        super().__init__()
        self._tell = tell

    def append(self, event: Event) -> None:
        self._tell(event)
        super().append(event)


def test_an_index_without_an_alias_is_refused(bench: Bench) -> None:
    name = bench.named("a")
    bench.session.call("PUT", f"/{name}")
    with pytest.raises(MigrationFailed, match="only an alias can be switched"):
        bench.run(lambda helpers: helpers.change_mapping(name, f"{name}2", mappings={}))


def test_a_change_that_fails_leaves_the_index_writable(bench: Bench) -> None:
    alias, old, new = (bench.named(one) for one in ("things", "things_1", "things_2"))
    bench.session.call("PUT", f"/{old}", {"aliases": {alias: {}}})
    bench.fill(old, 10)
    strict = {"dynamic": "strict", "properties": {"m": KEYWORD}}
    with pytest.raises(MigrationFailed, match="failures"):
        bench.run(lambda one: one.change_mapping(alias, new, mappings=strict, pause=0.01))
    bench.session.call("PUT", f"/{alias}/_doc/2", {"n": "written"})
    assert list(bench.get(f"/{alias}/_alias")) == [old]


def test_an_index_that_has_documents_of_its_own_takes_nobodys_place(bench: Bench) -> None:
    alias, old, new = (bench.named(one) for one in ("things", "things_1", "things_2"))
    bench.session.call("PUT", f"/{old}", {"aliases": {alias: {}}})
    bench.fill(old, 2)
    bench.fill(new, 5)
    with pytest.raises(MigrationFailed, match="is there already, with documents"):
        bench.run(lambda one: one.change_mapping(alias, new, mappings={}, pause=0.01))
    assert len(bench.sources(new)) == 5
    assert list(bench.get(f"/{alias}/_alias")) == [old]


@pytest.mark.parametrize(
    ("error", "held"), [(LockLost("It is lost."), True), (ValueError(), False)]
)
def test_who_lost_the_lease_lets_no_writes_in_where_another_run_is_at_it(
    bench: Bench, error: Exception, held: bool
) -> None:
    alias, old, new = (bench.named(one) for one in ("things", "things_1", "things_2"))
    bench.session.call("PUT", f"/{old}", {"aliases": {alias: {}}})
    bench.fill(old, 2)
    with pytest.raises(type(error)):
        SearchHelpers(bench.session, Broken(error)).change_mapping(alias, new, mappings={})
    told = bench.get(f"/{old}/_settings")[old]["settings"]["index"]
    assert ("write" in told.get("blocks", {})) is held


class Broken:
    """Steps that end with an error as soon as the old index takes no writes."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def portions(
        self,
        name: str,
        work: Callable[[Step], Step],
        pause: float = 0.0,
        *,
        counts: str | None = None,  # noqa: ARG002 - nobody is told
    ) -> Step:
        step, pause = Step(name), min(pause, 0.01)
        while not step.finished:
            step = work(step)
            if name.startswith("switch"):
                raise self._error
            time.sleep(pause)
        return step


def test_a_change_of_mapping_that_is_cut_off_loses_nothing(bench: Bench) -> None:
    alias, old, new = (bench.named(one) for one in ("things", "things_1", "things_2"))
    settings = {"index": {"refresh_interval": "-1"}}
    bench.session.call("PUT", f"/{old}", {"settings": settings, "aliases": {alias: {}}})
    bench.fill(old, 100)
    switched: list[str] = []

    def up(helpers: SearchHelpers) -> None:
        helpers.change_mapping(alias, new, mappings={}, pause=0.01)
        switched.append(new)

    def stop(event: Event) -> None:
        if isinstance(event, BatchDone) and "switch" in event.step and not switched:
            switched.append("")
            raise KeyboardInterrupt

    bench.seen = Told(stop)
    with suppress(KeyboardInterrupt, MigrationFailed):
        bench.run(up)
    assert switched == [""]
    assert list(bench.get(f"/{alias}/_alias")) == [old]
    bench.session.call("PUT", f"/{alias}/_doc/3", {"n": "changed"})
    bench.again(up)
    assert list(bench.get(f"/{alias}/_alias")) == [new]
    assert bench.sources(alias)["3"] == {"n": "changed"}


def test_an_alias_is_switched_in_one_call(bench: Bench) -> None:
    alias, one, two = map(bench.named, ("alias", "one", "two"))

    def up(helpers: SearchHelpers) -> None:
        for name in (one, two):
            helpers.create_index(name)
        helpers.put_alias(alias, one, is_write_index=True)
        for _ in range(2):
            helpers.switch_alias(alias, two)

    bench.run(up)

    assert bench.get(f"/_alias/{alias}") == {two: {"aliases": {alias: {"is_write_index": True}}}}


def test_documents_may_be_called_anything(bench: Bench) -> None:
    index, again = map(bench.named, ("größe", "plain"))
    ids = [
        "a/b",
        "ü",
        "a b",
        "%2F",
        "?x",
        "#",
        "😀",
        "qu'o\"te",
        "a,b",
        "*",
        "..",
        "+",
        "&a=b",
        "\\",
    ]

    def up(helpers: SearchHelpers) -> None:
        for one in ids:
            helpers.index_document(index, one, {"v": one})
        helpers.delete_document(index, ids[0])
        helpers.bulk([("index", one, {"v": one}) for one in ids], index=again, size=4)
        helpers.bulk([("delete", ids[0])], index=again, name="again")
        helpers.refresh(index)
        assert helpers.count(index) == len(ids) - 1

    bench.run(up)

    assert bench.sources(again) == {one: {"v": one} for one in ids[1:]}
