"""The table of the books, where several servers may make it at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from goofer_py.errors import StatementFailed
from goofer_py.stores.cassandra.session import CassandraSession
from goofer_py.stores.registry import open_store

_TABLE = "CREATE TABLE IF NOT EXISTS books (a int PRIMARY KEY)"


@pytest.fixture
def session(cassandra_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[CassandraSession]:
    """Give a session that takes its one server for two."""
    monkeypatch.setattr("goofer_py.stores.cassandra.session._NEWS_SECONDS", 0)
    session = cast("CassandraSession", open_store(cassandra_url).connect())
    hosts = session._hosts()
    monkeypatch.setattr(session, "_hosts", lambda: [*hosts, *hosts])
    yield session
    session.close()


def test_a_table_that_stays_the_one_it_was_is_made_once(
    session: CassandraSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = session.make

    def noted(statement: str) -> None:
        made.append(statement)
        make(statement)

    monkeypatch.setattr(session, "make", noted)
    session.make_table("books", _TABLE)
    assert made == [_TABLE]
    assert session._first().endpoint == min(one.endpoint for one in session._hosts())
    assert session.ask(f"SELECT * FROM {session.named('books')}") == []


def test_one_that_another_server_made_too_is_made_sure_of_again(
    session: CassandraSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its id is another one when the servers have heard of each other."""
    ids = iter(["ours", "theirs", "theirs", "theirs"])
    monkeypatch.setattr(session, "_id_of", lambda _: next(ids))
    session.make_table("books", _TABLE)
    assert list(ids) == []


def test_one_that_never_stays_is_told(
    session: CassandraSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = iter(range(1000))
    monkeypatch.setattr(session, "_id_of", lambda _: next(ids))
    with pytest.raises(StatementFailed, match="make books again and again"):
        session.make_table("books", _TABLE)
