"""An empty database on MySQL and on MariaDB in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goofer_py.stores.registry import open_store

pytest.register_assert_rewrite("tests.dialects.mysql.live")

from tests.dialects.mysql.live import Live  # noqa: E402 - once its asserts are rewritten


@pytest.fixture
def live(mysql_kind_url: str) -> Iterator[Live]:
    """Give a database of this test's own, on both servers."""
    session = open_store(mysql_kind_url).connect()
    yield Live(session)
    session.close()
