"""One database for the whole module, and a schema of its own in it for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

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


@pytest.fixture
def empty(postgresql_server: Server, _databases: _Made) -> Iterator[Session]:
    """Give a session whose default schema is empty and belongs to this test."""
    session = open_store(_databases.on(postgresql_server)).connect()
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
