"""A way that does not lead where it should is not taken for one that does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from goofer_py.errors import ProofFailed
from goofer_py.stores.mongodb.catalog import Found
from goofer_py.stores.mongodb.changes import Change, changes
from goofer_py.stores.mongodb.comparing import try_out
from goofer_py.stores.mongodb.scratch import scratch
from goofer_py.stores.mongodb.session import MongoSession
from goofer_py.stores.registry import open_store
from tests.servers.mongodb import MongoServer

HERE = {"a": Found("a", "collection")}


@pytest.fixture
def session(mongodb_url: str) -> Iterator[MongoSession]:
    session = cast("MongoSession", open_store(mongodb_url).connect())
    yield session
    session.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change("nothing", (), ()), "The way up does not lead where it should: a"),
        (Change("one way", ({"create": "a"},), ()), "The way down does not lead"),
        (Change("more", ({"create": "a"}, {"create": "b"}), ()), "should: b"),
    ],
)
def test_a_way_that_leads_elsewhere_is_told(
    session: MongoSession, change: Change, said: str
) -> None:
    with scratch(session) as empty, pytest.raises(ProofFailed, match=said):
        try_out(empty, {}, HERE, [change])
    assert not [
        name for name in session.client.list_database_names() if f"{session.data.name}_g" in name
    ]


def test_a_way_that_leads_there_and_back_is_right(session: MongoSession) -> None:
    with scratch(session) as empty:
        try_out(empty, {}, HERE, changes({}, HERE, {}, drop=False))
        assert empty.read() == HERE


def test_a_long_name_of_any_letters_has_room_beside_it(mongodb_server: MongoServer) -> None:
    """The server counts bytes."""
    session = cast("MongoSession", open_store(mongodb_server.url("é" * 30)).connect())
    try:
        with scratch(session) as empty:
            assert empty.made([{"create": "a"}]) == HERE
    finally:
        session.close()
