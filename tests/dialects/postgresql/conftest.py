"""One database for the whole module, and a schema of its own in it for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

import pytest

from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.servers.postgresql import Server

pytest.register_assert_rewrite("tests.dialects.postgresql.live")

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def _databases() -> Iterator[dict[str, str]]:
    """Databases by the server's URL, made by the first test of a module that wants one."""
    with ExitStack() as stack:
        yield _Made(stack)


class _Made(dict[str, str]):
    def __init__(self, stack: ExitStack) -> None:
        super().__init__()
        self._stack = stack

    def on(self, server: Server) -> str:
        if server.url not in self:
            self[server.url] = self._stack.enter_context(server.database())
        return self[server.url]


@pytest.fixture(scope="module")
def once() -> dict[str, object]:
    """Give a place for what a module asks the server once, for all of its tests."""
    return {}


@pytest.fixture
def empty(postgresql_server: Server, _databases: _Made) -> Iterator[Session]:
    """Give a session whose default schema is empty and belongs to this test."""
    with fresh_schema(_databases.on(postgresql_server)) as session:
        yield session


@contextmanager
def fresh_schema(url: str) -> Iterator[Session]:
    """Give a session whose default schema is new; it is gone afterwards."""
    session = open_store(url).connect()
    name = f"case_{next(_NUMBERS)}"
    session.run(f"CREATE SCHEMA {name}; SET search_path TO {name}")
    yield session
    session.rollback()
    session.run(f"DROP SCHEMA {name} CASCADE")
    session.close()


@pytest.fixture
def other(empty: Session) -> Iterator[str]:
    """Give the name of a second schema, which is not there yet; it is gone after the test."""
    name = f"{empty.default_schema}_other"
    yield name
    empty.rollback()
    empty.run(f"DROP SCHEMA IF EXISTS {name} CASCADE")


@pytest.fixture
def asked(
    postgresql_server: Server, _databases: _Made, once: dict[str, object]
) -> Callable[[str, Callable[[Session], Any]], Any]:
    """Give a function that asks in an empty schema, but only the first time in a module."""

    def ask(what: str, question: Callable[[Session], Any]) -> Any:
        if what not in once:
            with fresh_schema(_databases.on(postgresql_server)) as session:
                once[what] = question(session)
        return once[what]

    return ask
