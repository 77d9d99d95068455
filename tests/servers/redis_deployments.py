"""A Cluster of three servers, and a server with a replica that a sentinel watches."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import redis

from tests.servers.redis import RedisServer, free_port, new_server

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


def _is_whole(client: Any, nodes: int = _NODES) -> bool:
    """Say whether a server of a Cluster knows who has each slot."""
    said = client.execute_command("CLUSTER", "INFO")
    found: Any = said if isinstance(said, dict) else _parsed(said)
    return found["cluster_state"] == "ok" and int(found["cluster_known_nodes"]) == nodes


def until_whole(clients: Iterable[redis.Redis]) -> None:
    """Wait until each server of a Cluster has heard who has which slot."""
    for client in clients:
        _until(partial(_is_whole, client))


@contextlib.contextmanager
def new_cluster(*options: str) -> Iterator[list[RedisServer]]:
    """Give three servers that share all slots."""
    options = options or ("--cluster-enabled", "yes")
    with contextlib.ExitStack() as stack:
        nodes = [stack.enter_context(new_server(*options)) for _ in range(_NODES)]
        clients = [stack.enter_context(redis.Redis(port=node.port)) for node in nodes]
        for number, client in enumerate(clients):
            first, last = number * _SLOTS // _NODES, (number + 1) * _SLOTS // _NODES - 1
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", first, last)
            client.execute_command("CLUSTER", "MEET", "127.0.0.1", nodes[0].port)
        until_whole(clients)
        yield nodes


@contextlib.contextmanager
def followed_cluster() -> Iterator[list[RedisServer]]:
    """Give a Cluster whose first server has a replica, which soon takes over for it."""
    options = ("--cluster-enabled", "yes", "--cluster-node-timeout", "1500")
    with new_cluster(*options) as nodes, new_server(*options) as follower:
        with redis.Redis(port=follower.port) as client, redis.Redis(port=nodes[0].port) as first:
            client.execute_command("CLUSTER", "MEET", "127.0.0.1", nodes[0].port)
            _until(partial(_is_whole, client, _NODES + 1))
            _until(partial(_is_whole, first, _NODES + 1))
            client.execute_command("CLUSTER", "REPLICATE", first.execute_command("CLUSTER MYID"))
            _until(lambda: client.info("replication").get("master_link_status") == "up")
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


@contextlib.contextmanager
def sentinel_over_tls(options: tuple[str, ...], port: int, password: str) -> Iterator[int]:
    """Give the port of a sentinel that watches the server at `port` as "main", all over TLS.

    `options` are those of the server: the sentinel has the same certificates, and a port of its
    own. It wants a password.
    """
    own = free_port()
    given = ("--tls-port", str(own), *options[2:], "--tls-replication", "yes")
    with new_server(*given, sentinel=True) as sentinel, redis.Redis(port=sentinel.port) as client:
        client.sentinel_monitor("main", "127.0.0.1", port, 1)
        client.acl_setuser("default", enabled=True, reset_passwords=True, passwords=f"+{password}")
        yield own
