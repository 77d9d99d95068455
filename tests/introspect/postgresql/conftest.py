"""A database of its own for each test: what is looked at is all of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session


@pytest.fixture
def session(postgresql_url: str) -> Iterator[Session]:
    session = open_store(postgresql_url).connect()
    yield session
    session.close()
