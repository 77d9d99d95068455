"""A million keys, in memory that does not grow with them."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import redis

from goofer_py.migrate.migrator import Migrator
from tests.stores.redis.test_helpers import Coded

KEYS = 1_000_000
_MB = 1 << 20


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_million_keys_take_no_more_memory_than_a_portion(redis_url: str, tmp_path: Path) -> None:
    peaks: list[int] = []

    def sampled(helpers: Any) -> None:
        helpers.rename("user:*", ("user:", "account:"))

    def looked(keys: Sequence[bytes]) -> Sequence[tuple[str, bytes]]:
        peaks.append(tracemalloc.get_traced_memory()[1])
        return [("TOUCH", key) for key in keys]

    def up(helpers: Any) -> None:
        helpers.each("account:*", looked)

    with redis.Redis.from_url(redis_url) as client:
        for start in range(0, KEYS, 10_000):
            client.mset({f"user:{n}": n for n in range(start, start + 10_000)})
        with Migrator(redis_url, tmp_path) as migrator:
            migrator.register_custom_migration("1", Coded(sampled))
            tracemalloc.start()
            try:
                migrator.up()
                renamed = tracemalloc.get_traced_memory()[1]
                migrator.register_custom_migration("2", Coded(up))
                migrator.up()
            finally:
                tracemalloc.stop()
        assert client.exists("account:999999") == 1
        assert client.dbsize() == KEYS + 1
    assert renamed < 20 * _MB
    assert peaks[-1] - peaks[10] < 2 * _MB
