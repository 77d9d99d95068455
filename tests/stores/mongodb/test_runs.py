"""Migrations on a real MongoDB: what is its own, beside what every store promises."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest

from goofer_py.dialects.statement import Statement
from goofer_py.errors import ConnectionFailed, MigrationFailed, StatementFailed, UsageError
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.stores.url import parse_url
from tests.servers.mongodb import new_server

INSERT = '{"insert": "a", "documents": [{"_id": 1}]}'


class Place:
    """A database of MongoDB with a folder of migrations."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.client = pymongo.MongoClient[Any](url)
        self.data = self.client.get_default_database()

    def add(self, title: str, up: str, down: str = "") -> None:
        (self.folder / f"{title}.up.mongo.json").write_text(up)
        (self.folder / f"{title}.down.mongo.json").write_text(down)

    def migrator(self) -> Migrator:
        return Migrator(self.url, self.folder)

    @property
    def collections(self) -> list[str]:
        found = self.data.list_collection_names()
        return sorted(name for name in found if not name.startswith("goofer"))

    def failing(self, **data: Any) -> None:
        """Let the server fail a command of goofer's, once."""
        data = {"appName": "goofer", **data}
        self.client.admin.command("configureFailPoint", "failCommand", mode={"times": 1}, data=data)


@pytest.fixture
def place(mongodb_url: str, tmp_path: Path) -> Iterator[Place]:
    place = Place(mongodb_url, tmp_path)
    yield place
    place.client.admin.command("configureFailPoint", "failCommand", mode="off")
    place.client.close()


UP = """// goofer: timeout 30s
[
  {"create": "a", "validator": {"$jsonSchema": {"required": ["n"]}}},
  {"createIndexes": "a", "indexes": [{"key": {"n": 1}, "name": "n", "unique": true}]},
  {"insert": "a", "documents": [{"_id": {"$oid": "65a000000000000000000001"},
                                 "n": {"$numberLong": "7"}}]},
  {"collMod": "a", "validationLevel": "moderate"},
  {"renameCollection": "a", "to": "b"}
]
"""


def test_scripts_go_up_and_down(place: Place) -> None:
    place.add("1_a", UP, '{"drop": "b"}')
    with place.migrator() as migrator:
        migrator.up()
        (found,) = place.data["b"].find()
        assert (str(found["_id"]), found["n"]) == ("65a000000000000000000001", 7)
        assert list(place.data["b"].index_information()) == ["_id_", "n"]
        migrator.down()
    assert place.collections == []


def test_books_are_collections_that_anybody_can_read(place: Place) -> None:
    place.add("1_a", INSERT)
    with place.migrator() as migrator:
        migrator.up()
    last = place.data["goofer_history"].find_one(sort=[("_id", -1)])
    assert last is not None
    assert (last["version"], last["direction"], last["status"]) == ("1", "up", "done")
    assert place.data["goofer_history_lease"].count_documents({}) == 2
    assert place.data["goofer_history_steps"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('{"insert": "a", "documents": [{"_id": 1}]}', "E11000"),
        ('{"nonsense": 1}', "no such command"),
        ('{"insert": "a", "documents": [{"_id": {"$oid": "x"}}]}', "no extended JSON"),
        ('{"update": "a", "updates": [{"q": {}, "u": {"$nonsense": 1}}]}', "Unknown modifier"),
        ('{"collMod": "nowhere", "validationLevel": "off"}', "ns does not exist"),
    ],
)
def test_a_refused_command_is_told_with_its_line(place: Place, broken: str, said: str) -> None:
    place.add("1_a", f"{INSERT}\n\n  {broken}")
    with place.migrator() as migrator:
        with pytest.raises(MigrationFailed) as error:
            migrator.up()
        assert said in str(error.value)
        assert (error.value.line, error.value.column) == (3, 3)
        place.add("1_a", f"{INSERT}\n")
        migrator.up()
    assert place.data["a"].count_documents({}) == 1


def test_a_command_is_undone_whose_record_cannot_be_written(place: Place) -> None:
    session = open_store(place.url).connect()
    ledger = session.ledger
    assert ledger is not None
    ledger.create("book")
    session.begin()
    session.run_statements([Statement(INSERT, 1, 1, 0)])
    ledger.append("book", 1, {"a": 1}, None)
    place.failing(failCommands=["commitTransaction"], errorCode=50)
    with pytest.raises(StatementFailed):
        session.commit()
    assert ledger.entries("book") == []
    assert place.data["a"].count_documents({}) == 0
    session.close()


def test_what_a_killed_run_left_open_is_not_in_the_way(place: Place) -> None:
    pid = os.fork()
    if not pid:
        session = open_store(place.url).connect()
        session.begin()
        session.run_statements([Statement(INSERT, 1, 1, 0)])
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    place.add("1_a", INSERT)
    with place.migrator() as migrator:
        migrator.up()
    assert place.data["a"].count_documents({}) == 1


def test_what_a_living_run_has_open_is_left_alone(place: Place) -> None:
    place.data.create_collection("a")
    living, other = (open_store(place.url).connect() for _ in range(2))
    living.begin()
    living.run_statements([Statement(INSERT, 1, 1, 0)])
    other.begin()
    with pytest.raises(StatementFailed, match="conflict"):
        other.run_statements([Statement(INSERT, 1, 1, 0)])
    other.rollback()
    living.commit()
    assert place.data["a"].count_documents({}) == 1
    for session in (living, other):
        session.close()


def test_what_no_transaction_holds_runs_outside_of_one(place: Place) -> None:
    insert = '{"insert": "s", "documents": [{"at": {"$date": "2026-11-01T00:00:00Z"}, "n": 1}]}'
    place.add("1_a", f'{{"create": "s", "timeseries": {{"timeField": "at"}}}}\n{insert}\n{INSERT}')
    with place.migrator() as migrator:
        migrator.up()
    assert [one["n"] for one in place.data["s"].find()] == [1]
    assert place.data["a"].count_documents({}) == 1


def test_a_replica_set_lacks_less(place: Place) -> None:
    session = open_store(place.url).connect()
    assert [one.split()[0] for one in session.lacks] == ["commands"]
    session.close()


def test_a_connection_that_rests_is_not_taken_for_a_dead_one(place: Place) -> None:
    place.data.create_collection("a")
    living = open_store(f"{place.url}&maxIdleTimeMS=1").connect()
    other = open_store(place.url).connect()
    living.begin()
    living.run_statements([Statement(INSERT, 1, 1, 0)])
    other.begin()
    living.run_statements([Statement(INSERT.replace("1}", "2}"), 1, 1, 0)])
    living.commit()
    other.rollback()
    assert place.data["a"].count_documents({}) == 2
    for session in (living, other):
        session.close()


def test_a_command_can_name_another_database(place: Place) -> None:
    other = f"{place.data.name}_other"
    place.add("1_a", INSERT.replace("}]}", f'}}], "$db": "{other}"}}'))
    with place.migrator() as migrator:
        migrator.up()
    assert place.client[other]["a"].count_documents({}) == 1
    assert place.collections == []
    place.client.drop_database(other)


def test_a_lost_connection_in_a_command_breaks_the_run_and_the_next_goes_on(place: Place) -> None:
    place.add("1_a", f'{{"create": "c"}}\n{INSERT}')
    with place.migrator() as migrator:
        migrator.init()
        place.failing(failCommands=["create"], closeConnection=True)
        with pytest.raises((ConnectionFailed, MigrationFailed)):
            migrator.up()
    with place.migrator() as migrator:
        migrator.up()
    assert place.collections == ["a", "c"]


def test_a_conflict_with_another_transaction_is_tried_again(place: Place) -> None:
    place.add("1_a", INSERT)
    with place.migrator() as migrator:
        migrator.init()
        labels = ["TransientTransactionError"]
        place.failing(failCommands=["commitTransaction"], errorCode=112, errorLabels=labels)
        migrator.up()
    assert place.data["a"].count_documents({}) == 1


@pytest.mark.parametrize(
    ("before", "command", "again"),
    [
        ((), '{"create": "x"}', False),
        (("x",), '{"drop": "x"}', False),
        (("x",), '{"renameCollection": "x", "to": "y"}', False),
        (("x",), '{"dropIndexes": "x", "index": "n"}', False),
        (("x",), '{"createIndexes": "x", "indexes": [{"key": {"m": 1}, "name": "m"}]}', True),
        (("x",), '{"collMod": "x", "validationLevel": "off"}', True),
        (("x",), '{"update": "x", "updates": [{"q": {}, "u": {"$set": {"a": 1}}}]}', True),
    ],
)
def test_a_trace_shows_whether_a_command_ran(
    place: Place, before: tuple[str, ...], command: str, again: bool
) -> None:
    for name in before:
        place.data[name].create_index([("n", 1)], name="n")
    statement = Statement(command, 1, 1, 0)
    session = open_store(place.url).connect()
    try:
        trace = session.trace(statement)
        session.run_statements([statement])
        now = session.trace(statement)
    finally:
        session.close()
    if again:
        assert (trace, now) == ("", "")
    else:
        assert trace
        assert now
        assert trace != now
        assert trace.partition(":")[0] == now.partition(":")[0]


@pytest.mark.parametrize(
    "command",
    [
        INSERT,
        '{"update": "x", "updates": [{"q": {}, "u": {"$inc": {"a": 1}}}]}',
        '{"aggregate": "x", "pipeline": [{"$merge": "y"}], "cursor": {}}',
    ],
)
def test_what_leaves_no_trace_is_asked_about(place: Place, command: str) -> None:
    session = open_store(place.url).connect()
    assert session.trace(Statement(command, 1, 1, 0)) is None
    session.close()


def test_a_server_alone_has_no_transactions_and_says_so(tmp_path: Path) -> None:
    with new_server(replicated=False) as server:
        place = Place(server.database(), tmp_path)
        place.add("1_a", f"{INSERT}\n{INSERT}")
        with place.migrator() as migrator:
            assert "no transactions at all" in migrator.session.lacks[1]
            promises = migrator.session.ledger.promises  # type: ignore[union-attr]
            assert (promises.transactions, promises.atomic_fence) == (False, False)
            with pytest.raises(MigrationFailed):
                migrator.up()
            dirty = migrator.status().dirty
            assert dirty is not None
            assert (dirty.statements, dirty.total) == (1, 2)
            place.add("1_a", INSERT, '{"drop": "a"}')
            migrator.up()
            migrator.down()
        assert place.collections == []
        place.client.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mongodb://host", "names no database"),
        ("mongodb+nonsense://host/name", "no kind 'nonsense'"),
    ],
)
def test_a_url_that_leads_nowhere_is_refused(url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        open_store(url)


def test_several_hosts_with_ports_are_one_url() -> None:
    url = parse_url("mongodb://user:secret@one:1,two:2,three/name?replicaSet=rs0")
    assert (url.host, url.port, url.database) == ("one:1,two:2,three", None, "name")
    assert url.shown() == "mongodb://one:1,two:2,three/name"
    with pytest.raises(UsageError, match="port"):
        parse_url("mysql://one:1,two:2/name")
