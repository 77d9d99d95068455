"""Sessions on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goofer_py.stores.mysql import MySQLStore
from goofer_py.stores.mysql_session import MySQLSession
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from goofer_py.stores.url import parse_url


@pytest.fixture
def session(every_database_url: str) -> Iterator[Session]:
    session = open_store(every_database_url).connect()
    yield session
    session.close()


@pytest.fixture
def transactional(database_url: str) -> Iterator[Session]:
    """Give a session on a database that rolls back DDL."""
    session = open_store(database_url).connect()
    yield session
    session.close()


@pytest.fixture
def mysql(mysql_kind_url: str) -> Iterator[MySQLSession]:
    session = MySQLStore(parse_url(mysql_kind_url)).connect()
    yield session
    session.close()


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Session]:
    session = open_store(postgresql_url).connect()
    yield session
    session.close()


@pytest.fixture
def sqlite() -> Iterator[Session]:
    session = open_store("sqlite://").connect()
    yield session
    session.close()
