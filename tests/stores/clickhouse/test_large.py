"""A million rows, in memory that does not grow with them."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import clickhouse_connect
import pytest

from goofer_py.migrate.context import Context
from goofer_py.migrate.migrator import Migrator
from goofer_py.testing.trial import Coded

ROWS = 1_000_000
_PORTION = 20_000
_MB = 1 << 20


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_million_rows_take_no_more_memory_than_a_portion(
    clickhouse_url: str, tmp_path: Path
) -> None:
    peaks: list[int] = []

    def rows() -> Iterator[tuple[int, str]]:
        for number in range(ROWS):
            if number % _PORTION == 0:
                peaks.append(tracemalloc.get_traced_memory()[1])
            yield number, f"row {number}"

    def up(context: Context) -> None:
        helpers = context.helpers
        assert helpers.insert("t", rows, ["a", "b"], size=_PORTION) == ROWS
        before = tracemalloc.get_traced_memory()[1]
        assert helpers.copy("t", "u", by="a", size=_PORTION * 5) == ROWS
        # No row comes to this process.
        assert tracemalloc.get_traced_memory()[1] - before < _MB
        read = sum(len(found) for found in context.session.batched("SELECT * FROM u", _PORTION))
        assert read == ROWS
        assert tracemalloc.get_traced_memory()[1] - before < 50 * _MB

    tables = "CREATE TABLE {} (a Int64, b String) ENGINE = MergeTree ORDER BY a;"
    (tmp_path / "1_a.up.sql").write_text(tables.format("t") + tables.format("u"), encoding="utf-8")
    with Migrator(clickhouse_url, tmp_path) as migrator:
        migrator.register_custom_migration("2", Coded(up), "rows")
        tracemalloc.start()
        try:
            migrator.up()
        finally:
            tracemalloc.stop()
    assert len(peaks) == ROWS // _PORTION
    assert peaks[-1] - peaks[2] < 2 * _MB
    with clickhouse_connect.get_client(dsn=clickhouse_url) as client:
        found: Any = client.query("SELECT count(), uniqExact(a), sum(a) FROM u").result_rows
    assert found == [(ROWS, ROWS, ROWS * (ROWS - 1) // 2)]
