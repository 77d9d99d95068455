"""A server of a Cluster is lost in the middle of a run, and its replica takes over."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
import redis

from goofer_py.errors import ConnectionFailed, GooferError
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.stores.waiting import wait_for
from tests.servers.redis import RedisServer
from tests.servers.redis_deployments import followed_cluster, new_cluster, until_whole
from tests.stores.redis.test_helpers import Coded

KEYS = 3000


@pytest.fixture
def nodes(redis_server: object) -> Iterator[list[RedisServer]]:
    with followed_cluster() as nodes:
        yield nodes


def refusal(url: str) -> ConnectionFailed:
    """Return what is said once the servers know that one is gone."""
    while True:
        try:
            open_store(url).connect().close()
        except ConnectionFailed as error:
            return error


@pytest.fixture(scope="module")
def cluster_nodes() -> Iterator[list[RedisServer]]:
    with new_cluster() as nodes:
        yield nodes


@pytest.mark.long
def test_a_run_outlives_the_server_that_its_keys_were_on(
    nodes: list[RedisServer], tmp_path: Path
) -> None:
    """What was renamed stays, what was not is renamed by whoever goes on; nothing is lost."""
    first, second, third = nodes
    url = f"redis+cluster://127.0.0.1:{second.port}/?node=127.0.0.1:{third.port}"
    with redis.RedisCluster(host="127.0.0.1", port=second.port) as client:
        for n in range(KEYS):
            client.set(f"a:{n}", n)
        node = client.get_node(host="127.0.0.1", port=first.port)
        assert client.execute_command("WAIT", 1, 5000, target_nodes=node) == 1
    seen: list[str] = []

    def new(key: str) -> str:
        seen.append(key)
        if len(seen) == KEYS // 4:
            first.stop()
        return key.replace("a:", "b:")

    def run() -> None:
        with Migrator(url, tmp_path) as migrator:
            up: Any = Coded(lambda helpers: helpers.rename("a:*", new, size=50))
            migrator.register_custom_migration("1", up)
            migrator.up()

    with suppress(GooferError):
        run()
    assert refusal(url).reason in ("starting", "away")
    assert wait_for(url, 60).tries > 1
    run()
    with redis.RedisCluster(host="127.0.0.1", port=second.port, decode_responses=True) as client:
        assert set(client.scan_iter("b:*")) == {f"b:{n}" for n in range(KEYS)}
        assert not list(client.scan_iter("a:*"))


@pytest.mark.parametrize("helped", [False, True])
def test_what_a_cluster_refuses_meanwhile_is_sent_again(
    redis_server: object, cluster_nodes: list[RedisServer], tmp_path: Path, helped: bool
) -> None:
    """A command that was refused has not run: it is sent until it is taken, and runs once."""
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(redis.Redis(port=one.port)) for one in cluster_nodes]
        until_whole(clients)
        for client in clients:
            client.flushall()
        slot = int(clients[0].execute_command("CLUSTER KEYSLOT", "n"))
        owner = next(one for one in clients if _takes(one, "n"))

        def leave() -> None:
            for one in clients:
                one.execute_command("CLUSTER DELSLOTS", slot)

        def come_back() -> None:
            owner.execute_command("CLUSTER ADDSLOTS", slot)

        def up(helpers: Any) -> None:
            leave()
            Timer(1.5, come_back).start()
            if helped:
                helpers.each("seen:*", lambda keys: [("INCR", "n") for _ in keys])

        owner.set("seen:{n}", 1)
        if not helped:
            (tmp_path / "2_b.up.redis").write_text("INCR n\n")
        url = f"redis+cluster://127.0.0.1:{cluster_nodes[0].port}/"
        with Migrator(url, tmp_path) as migrator:
            migrator.register_custom_migration("1", Coded(up))
            migrator.up()
        assert owner.get("n") == b"1"


def _takes(client: Any, key: str) -> bool:
    try:
        client.get(key)
    except redis.ResponseError:
        return False
    return True
