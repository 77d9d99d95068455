"""What tests of ClickHouse share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goofer_py.stores.clickhouse.store import ClickHouseStore
from goofer_py.stores.url import parse_url
from tests.stores.clickhouse.declaring import Place


@pytest.fixture
def place(clickhouse_url: str) -> Iterator[Place]:
    """Give an empty database, for which something can be declared."""
    session = ClickHouseStore(parse_url(clickhouse_url)).connect()
    yield Place(session)
    session.close()
