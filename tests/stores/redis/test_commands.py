"""What is said of commands that may run twice, tried on a real Redis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redis

from goofer_py.stores.redis.commands import repeats
from goofer_py.stores.redis.script import arguments

_BEFORE = (
    *("SET text a", "SET number 1", "HSET hash a 1 b 2", "RPUSH list a b", "SADD set a b"),
    *("SADD set2 b c", "ZADD zset 1 a 2 b 3 c", "ZADD zset2 1 b 1 d", "XADD stream 1-1 a 1"),
)


@pytest.fixture
def client(redis_url: str) -> Iterator[Any]:
    client: Any = redis.Redis.from_url(redis_url)
    for line in _BEFORE:
        client.execute_command(*(arguments(line) or ()))
    yield client
    client.close()


def state(client: Any) -> dict[bytes, object]:
    """Return what is there by its keys; what is dumped of a set has its members in any order."""
    return {
        key: client.smembers(key) if client.type(key) == b"set" else client.dump(key)
        for key in client.scan_iter()
    }


@pytest.mark.parametrize(
    "line",
    [
        *("SET text b", "MSET text b other c", "SETRANGE text 3 x", "SETBIT text 5 1", "DEL text"),
        *("HSET hash a 5", "HDEL hash a", "SADD set z", "SREM set a", "PERSIST text", "XDEL s 1-1"),
        *("ZADD zset 5 a", "ZREM zset a", "ZREMRANGEBYSCORE zset 1 2", "PFADD p a", "GETEX text"),
        *("SINTERSTORE set set set2", "SUNIONSTORE set set set2", "SDIFFSTORE set set set2"),
        *("ZUNIONSTORE sum 2 zset zset2", "ZINTERSTORE sum 2 zset zset2", "LTRIM list 0 0"),
        *("ZRANGESTORE part zset 1 -1", "ZDIFFSTORE zset 2 zset zset2", "LSET list 0 z"),
        *("APPEND text b", "INCR number", "HINCRBY hash a 1", "RPUSH list c", "LPOP list"),
        *("ZADD zset INCR 1 a", "ZINCRBY zset 1 a", "ZREMRANGEBYRANK zset 0 0", "ZPOPMIN zset"),
        *("ZUNIONSTORE zset 2 zset zset2", "ZINTERSTORE zset 2 zset zset2"),
        *("ZRANGESTORE zset zset 1 -1", "SPOP set", "XADD stream * a 1", "RPOPLPUSH list list"),
    ],
)
def test_what_may_run_again_leaves_the_same(client: Any, line: str) -> None:
    command = arguments(line)
    assert command is not None
    states = []
    for _ in range(2):
        client.execute_command(*command)
        states.append(state(client))

    assert not repeats(command) or states[0] == states[1]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ZUNIONSTORE sum 2 zset zset2", True),
        ("ZUNIONSTORE zset 2 zset zset2", False),
        ("zinterstore zset 2 zset zset2", False),
        ("ZRANGESTORE part zset 1 -1", True),
        ("ZRANGESTORE zset zset 1 -1", False),
        ("SUNIONSTORE set set set2", True),
        ("SET a b", True),
        ("SET a b NX", False),
        ("FUNCTION LOAD REPLACE code", True),
        ("FUNCTION LOAD code", False),
        ("INCR a", False),
    ],
)
def test_what_is_known_to_leave_the_same(line: str, expected: bool) -> None:
    command = arguments(line)
    assert command is not None
    assert repeats(command) is expected
