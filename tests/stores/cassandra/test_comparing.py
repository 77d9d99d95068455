"""Tables that modules declare, against those of a real keyspace: the way there and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import cast

import pytest
from cassandra.cluster import NoHostAvailable

from goofer_py.errors import ConnectionFailed, EntityError, ProofFailed, ScratchRefused
from goofer_py.stores.cassandra.catalog import Catalog, keyspaces, read
from goofer_py.stores.cassandra.changes import Change
from goofer_py.stores.cassandra.comparing import compare, try_out
from goofer_py.stores.cassandra.scratch import scratch
from goofer_py.stores.cassandra.session import CassandraSession
from goofer_py.stores.native_schema import Differing
from goofer_py.stores.registry import open_store
from tests.servers.cassandra import CassandraServer
from tests.stores.cassandra.models import MODELS


class Place:
    """A keyspace, and what is declared of it."""

    def __init__(self, url: str) -> None:
        self.keyspace = url.rpartition("/")[2]
        self.session = cast("CassandraSession", open_store(url).connect())

    def compare(self, text: str, *, drop: bool = False, prove: bool = True) -> Differing:
        """Return what leads to what this text declares."""
        module = ModuleType("models_of_cassandra")
        # Dataclasses look for their module there.
        sys.modules[module.__name__] = module
        exec(text.replace("KEYSPACE", self.keyspace), vars(module))
        return compare(self.session, [module], ["goofer_history"], drop=drop, prove=prove)

    def state(self) -> Catalog:
        return read(self.session.describe, self.keyspace)


@pytest.fixture
def place(cassandra_server: CassandraServer) -> Iterator[Place]:
    place = Place(cassandra_server.database())
    yield place
    left = [name for name in keyspaces(place.session.describe) if place.keyspace in name]
    assert left == [place.keyspace]
    place.session.close()


_REPLICATED = "{'class': 'NetworkTopologyStrategy', 'datacenter1': 1}"
_MORE = f"""
log = Table('log', {{'at': 'timeuuid', 'n': 'counter'}}, ['at'])
own = Keyspace('KEYSPACE', {_REPLICATED})
new = Keyspace('KEYSPACE_x', {_REPLICATED}, durable_writes=False)
"""
Changed = tuple[tuple[tuple[str, str], ...], tuple[str, ...]]
CHANGES: dict[str, Changed] = {
    "indexes": (
        (
            ('"page", Index', "Index"),
            ('name="by_tag", ', 'name="tagged", '),
            ("columns.Text()", "columns.Text(index=True)\n    age = columns.Integer()"),
        ),
        (
            "add column people.age",
            "create index people.people_mail_idx",
            "drop index visits.by_tag",
            "drop index visits.visits_page_idx",
            "create index visits.tagged",
        ),
    ),
    "columns of a table with a view, and its options": (
        (
            ("    size: Ann", "    seen: set[dt.date]\n    size: Ann"),
            ('static=["name"]', 'static=["name", "shop"]'),
            ("    name: str\n", "    name: str\n    shop: str\n"),
            ('"gc_grace_seconds": 3600', '"gc_grace_seconds": 60'),
            ('columns=["tag"])', 'columns=["tag"], options={"comment": "by page"})'),
        ),
        (
            "add column visits.shop",
            "add column visits.seen",
            "set gc_grace_seconds of table visits",
            "set comment of materialized view pages",
        ),
    ),
    "a type": (
        (
            ("    country: str\n", "    land: str\n"),
            ('@udt("place")', '@udt("place", renamed={"land": "country"})'),
        ),
        ("rename field place.country to land",),
    ),
    "the key of a table, and a view": (
        (
            ("    page: str", "    moment: dt.datetime\n    page: str"),
            ("    at: dt.datetime\n", ""),
            ('"-at"', '"-moment"'),
            ("    static", '    renamed={"moment": "at"},\n    static'),
            ('clustering=["visitor", "at"]', 'clustering=["moment", "visitor"]'),
        ),
        ("drop view pages", "rename column visits.at to moment", "create view pages"),
    ),
    "new tables and keyspaces": (
        (("pages = View(", f"{_MORE}pages = View("),),
        (
            "replicate keyspace KEYSPACE otherwise",
            "create keyspace KEYSPACE_x",
            "create table log",
        ),
    ),
}


_LONG = ("indexes", "a type", "new tables and keyspaces")


@pytest.mark.parametrize(
    "about",
    [pytest.param(one, marks=[pytest.mark.long] if one in _LONG else []) for one in CHANGES],
)
def test_a_change_is_found_goes_up_and_comes_back(place: Place, about: str) -> None:
    place.session.run(place.compare(MODELS, prove=False).up)
    before = place.state()
    text, (changed, expected) = MODELS, CHANGES[about]
    for old, new in changed:
        assert old in text
        text = text.replace(old, new, 1)
    found = place.compare(text)
    operations = tuple(one.replace("KEYSPACE", place.keyspace) for one in expected)
    assert (found.operations, found.proved) == (operations, True)
    place.session.run(found.up)
    assert place.compare(text, prove=False).operations == ()
    place.session.run(found.down)
    assert place.state() == before


@pytest.mark.long
def test_a_field_that_is_added_stays_on_the_way_back(place: Place) -> None:
    place.session.run(place.compare(MODELS, prove=False).up)
    text = MODELS.replace("    country: str\n", "    country: str\n    street: str\n")
    found = place.compare(text)
    assert (found.operations, found.down) == (("add field place.street",), "")
    place.session.run(found.up)
    place.session.run(found.up)
    assert place.compare(text, prove=False).operations == ()
    without = place.compare(MODELS, prove=False)
    assert (without.operations, without.unmanaged) == ((), ("field place.street",))
    with pytest.raises(EntityError, match=r"field place.street cannot be dropped"):
        place.compare(MODELS, drop=True)


def test_what_nobody_declares_stays_unless_it_is_to_go(place: Place) -> None:
    place.session.run(place.compare(MODELS, prove=False).up)
    before = place.state()
    less = MODELS.replace('    indexes=["page", ', "    indexes=[").replace(
        "    size: Ann", "    #"
    )
    less = less[: less.index("pages = View")]
    kept = place.compare(less, prove=False)
    assert kept.operations == ("drop index visits.visits_page_idx",)
    assert kept.unmanaged == ("table people", "view pages", "column visits.size")
    found = place.compare(less, drop=True)
    assert found.operations == (
        "drop view pages",
        "drop index visits.visits_page_idx",
        "drop column visits.size",
        "drop table people",
    )
    assert found.loses == ("the values of visits.size", "the rows of people")
    place.session.run(found.up)
    assert place.compare(less, drop=True, prove=False).operations == ()
    with pytest.raises(EntityError, match="was dropped with the type int, and cannot be text"):
        place.compare(MODELS.replace('Cql("int")', 'Cql("text")'))
    place.session.run(found.down)
    assert place.state() == before


def test_what_the_server_refuses_is_told_by_name(place: Place) -> None:
    text = "from goofer_py.stores.cassandra.entities import *\n"
    for declared, said in (
        ("Table('t', {'a': 'nothing'}, ['a'])", "refuses the table t: Unknown type"),
        ("Keyspace('k', {'class': 'Nowhere'})", "refuses how a keyspace is replicated"),
    ):
        with pytest.raises(EntityError, match=said):
            place.compare(f"{text}one = {declared}")
    assert place.state() == Catalog()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change("nothing", (), ()), "The way up does not lead where it should: a"),
        (Change("one way", ("CREATE TABLE a (a int PRIMARY KEY)",), ()), "The way down does not"),
        (Change("wrong", ("CREATE TABLE b (a int)",), ()), "The server refuses the way up"),
    ],
)
def test_a_way_that_leads_elsewhere_is_told(place: Place, change: Change, said: str) -> None:
    like = keyspaces(place.session.describe)[place.keyspace]
    with scratch(place.session, like) as empty:
        empty.run(["CREATE TABLE a (a int PRIMARY KEY)"])
        with pytest.raises(ProofFailed, match=said):
            try_out(empty, Catalog(), empty.read(), [change], {}, {})


def test_who_may_make_no_keyspace_is_told(place: Place, cassandra_server: CassandraServer) -> None:
    role = f"own_{place.keyspace}"
    cassandra_server.run(f"CREATE ROLE {role} WITH PASSWORD = 'secret' AND LOGIN = true")
    cassandra_server.run(f"GRANT ALL PERMISSIONS ON KEYSPACE {place.keyspace} TO {role}")
    other = Place(cassandra_server.url(place.keyspace, role, "secret"))
    with pytest.raises(ScratchRefused, match="no empty keyspace beside it"):
        other.compare(MODELS)
    other.session.close()


def test_nothing_is_left_of_a_keyspace_that_nobody_could_be_connected_to(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(keyspace: str) -> None:
        raise NoHostAvailable(keyspace, {})

    known = keyspaces(place.session.describe)
    monkeypatch.setattr(place.session.client.cluster, "connect", lost)
    with pytest.raises(ConnectionFailed), scratch(place.session, known[place.keyspace]):
        pytest.fail("nothing can be tried")
