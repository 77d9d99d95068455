"""Migrations on a server that a sentinel watches."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import redis

from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.waiting import wait_for
from tests.servers.redis_deployments import watched


def test_the_replica_goes_on_with_the_history(redis_server: object, tmp_path: Path) -> None:
    for version, name in ((1, "a"), (2, "b")):
        (tmp_path / f"{version}_{name}.up.redis").write_text(f"SET {name} 1\n")
    with watched() as (first, second, sentinel):
        url = f"redis+sentinel://127.0.0.1:{sentinel.port}/main/2"
        with Migrator(url, tmp_path) as migrator:
            migrator.up_to("1")
        with redis.Redis(port=first.port, db=2) as client:
            assert client.exists("a")
            assert client.wait(1, 10_000) == 1
        with redis.Redis(port=sentinel.port) as client:
            end = time.monotonic() + 30
            while client.sentinel_get_master_addr_by_name("main")[1] != second.port:
                assert time.monotonic() < end
                # It refuses until it has heard enough of the replica, and while it is at it.
                with suppress(redis.ResponseError):
                    client.sentinel_failover("main")
                time.sleep(0.2)
        first.stop()
        wait_for(url, 30)
        with Migrator(url, tmp_path) as migrator:
            assert migrator.current_version() == "1"
            assert migrator.up().versions == ("2",)
        with redis.Redis(port=second.port, db=2) as client:
            assert client.exists("a", "b") == 2
