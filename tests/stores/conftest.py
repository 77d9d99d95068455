"""Sessions on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    session = open_store(database_url).connect()
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
