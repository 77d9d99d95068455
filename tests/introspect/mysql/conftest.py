"""A session on MySQL and on MariaDB in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session


@pytest.fixture
def session(mysql_kind_url: str) -> Iterator[Session]:
    """Give a session on an empty database."""
    opened = open_store(mysql_kind_url).connect()
    yield opened
    opened.close()


@pytest.fixture
def mysql_session(mysql_url: str) -> Iterator[Session]:
    """Give a session on an empty database of MySQL."""
    opened = open_store(mysql_url).connect()
    yield opened
    opened.close()


@pytest.fixture
def mariadb_session(mariadb_url: str) -> Iterator[Session]:
    """Give a session on an empty database of MariaDB."""
    opened = open_store(mariadb_url).connect()
    yield opened
    opened.close()
