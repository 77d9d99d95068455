"""A million rows, in memory that does not grow with them."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import pytest
from cassandra.query import BatchStatement, BatchType

from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.testing.trial import QUICK
from tests.stores.cassandra.test_helpers import Coded

ROWS = 1_000_000
_EACH = 500


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_million_rows_take_no_more_memory_than_a_portion(
    cassandra_url: str, tmp_path: Path
) -> None:
    peaks: list[int] = []  # in MB

    def change(row: dict[str, Any]) -> dict[str, Any]:
        if row["c"] == 0:
            # To trace each allocation would keep the driver from its work, and the lease with it.
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return {"n": row["k"]}

    session = open_store(cassandra_url).connect()
    client = session.connection
    client.execute("CREATE TABLE t (k int, c int, n int, PRIMARY KEY (k, c))")
    insert = client.prepare("INSERT INTO t (k, c) VALUES (?, ?)")
    for k in range(ROWS // _EACH):
        batch = BatchStatement(batch_type=BatchType.UNLOGGED)
        for c in range(_EACH):
            batch.add(insert, (k, c))
        client.execute(batch)
    with Migrator(cassandra_url, tmp_path, lease=QUICK) as migrator:
        up = Coded(lambda context: context.helpers.backfill("t", change, columns=[]))
        migrator.register_custom_migration("1", up)
        migrator.up()
    last = ROWS // _EACH - 1
    some = client.execute("SELECT sum(n), count(n) FROM t WHERE k = %s", (last,)).one()
    assert tuple(some) == (last * _EACH, _EACH)
    session.close()
    assert len(peaks) >= ROWS // _EACH
    assert peaks[-1] - peaks[50] < 20
