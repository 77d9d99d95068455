"""A million documents, in memory that does not grow with them."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.stores.search.helpers import SearchHelpers
from goofer_py.testing.trial import QUICK
from tests.servers.search import SearchServer
from tests.stores.search.test_helpers import Coded

DOCUMENTS = 1_000_000
_MB = 1 << 20


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", ["opensearch", "newest_elasticsearch"])
def test_a_million_documents_take_no_more_memory_than_a_portion(
    request: pytest.FixtureRequest, kind: str, tmp_path: Path
) -> None:
    """Written, and given another mapping, which the server does."""
    server: SearchServer = request.getfixturevalue(f"{kind}_server")
    space = server.space()
    url = server.url(space)
    peaks: list[int] = []

    def actions() -> Iterator[tuple[Any, ...]]:
        for number in range(DOCUMENTS):
            if number % 10_000 == 0:
                peaks.append(tracemalloc.get_traced_memory()[1])
            yield "index", str(number), {"n": number, "name": f"document {number}"}

    def write(helpers: SearchHelpers) -> None:
        assert helpers.bulk(actions(), index=f"{space}_docs_1") == DOCUMENTS
        helpers.put_alias(f"{space}_docs", f"{space}_docs_1")

    def change(helpers: SearchHelpers) -> None:
        fields = {"n": {"type": "long"}, "name": {"type": "keyword"}}
        new = f"{space}_docs_2"
        helpers.change_mapping(f"{space}_docs", new, mappings={"properties": fields})
        peaks.append(tracemalloc.get_traced_memory()[1])

    session: Any = open_store(url).connect()
    with Migrator(url, tmp_path, lease=QUICK) as migrator:
        migrator.register_custom_migration("1", Coded(write))
        migrator.register_custom_migration("2", Coded(change))
        tracemalloc.start()
        try:
            migrator.up()
        finally:
            tracemalloc.stop()
    session.call("POST", f"/{space}_docs/_refresh")
    assert session.call("GET", f"/{space}_docs/_count").told["count"] == DOCUMENTS
    last = session.call("GET", f"/{space}_docs_2/_doc/{DOCUMENTS - 1}").told["_source"]
    assert last["n"] == DOCUMENTS - 1
    session.call("DELETE", f"/{space}*?expand_wildcards=all")
    session.close()
    assert len(peaks) == DOCUMENTS // 10_000 + 1
    assert peaks[-1] - peaks[10] < 2 * _MB
