"""A Cluster of three servers, and a server with a replica that a sentinel watches."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import redis

from tests.servers.redis import RedisServer, new_server

_SECONDS = 30
_SLOTS = 16384
_NODES = 3


def _until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + _SECONDS
    while True:
        with contextlib.suppress(redis.RedisError):
            if condition():
                return
        assert time.monotonic() < end, "it never came to it"
        time.sleep(0.05)


def _parsed(said: bytes | str) -> dict[str, str]:
    text = said.decode() if isinstance(said, bytes) else said
    return dict(line.split(":", 1) for line in text.split() if ":" in line)


def _is_whole(client: Any) -> bool:
    """Say whether a server of a Cluster knows who has each slot."""
    said = client.execute_command("CLUSTER", "INFO")
    found: Any = said if isinstance(said, dict) else _parsed(said)
    return found["cluster_state"] == "ok" and int(found["cluster_known_nodes"]) == _NODES


@contextlib.contextmanager
def new_cluster() -> Iterator[list[RedisServer]]:
    """Give three servers that share all slots."""
    with contextlib.ExitStack() as stack:
        nodes = [stack.enter_context(new_server("--cluster-enabled", "yes")) for _ in range(_NODES)]
        clients = [stack.enter_context(redis.Redis(port=node.port)) for node in nodes]
        for number, client in enumerate(clients):
            first, last = number * _SLOTS // _NODES, (number + 1) * _SLOTS // _NODES - 1
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", first, last)
            client.execute_command("CLUSTER", "MEET", "127.0.0.1", nodes[0].port)
        for client in clients:
            _until(partial(_is_whole, client))
        yield nodes


@contextlib.contextmanager
def watched() -> Iterator[tuple[RedisServer, RedisServer, RedisServer]]:
    """Give a server, its replica, and the sentinel that watches them as "main"."""
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(new_server())
        follows = ("--replicaof", f"127.0.0.1 {first.port}")
        second = stack.enter_context(new_server(*follows))
        sentinel = stack.enter_context(new_server(sentinel=True))
        with redis.Redis(port=second.port) as client:
            _until(lambda: client.info("replication")["master_link_status"] == "up")
        with redis.Redis(port=sentinel.port) as client:
            client.sentinel_monitor("main", "127.0.0.1", first.port, 1)
            _until(lambda: client.sentinel_master("main")["num-slaves"] == 1)
        yield first, second, sentinel
