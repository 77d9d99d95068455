"""A million keys of Redis: the helpers against the same work written by hand with pipelines.

`python -m benchmarks.redis_keys [KEYS] [URL]`: without a URL it starts a server of its own. Each
way is taken in turn, in the same run, and the best of three counts; the last column has to be 0.9
or more.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import redis

from benchmarks.by_hand import PORTION, Comparison, Works
from tests.servers.redis import new_server


def fill(client: redis.Redis, count: int) -> None:
    client.flushdb()
    for start in range(0, count, 10_000):
        names = range(start, min(start + 10_000, count))
        client.mset({f"user:{n}": f'{{"n": {n}}}' for n in names})


def portions(client: Any, match: str, **how: Any) -> Iterator[list[bytes]]:
    cursor = 0
    while True:
        cursor, keys = client.scan(cursor, match, PORTION, **how)
        yield keys
        if not cursor:
            return


def rename_by_hand(client: redis.Redis) -> None:
    for keys in portions(client, "user:*"):
        pipeline = client.pipeline(transaction=False)
        for key in keys:
            pipeline.rename(key, b"account:" + key.removeprefix(b"user:"))
        pipeline.execute()


def expire_by_hand(client: redis.Redis) -> None:
    for keys in portions(client, "user:*"):
        pipeline = client.pipeline(transaction=False)
        for key in keys:
            pipeline.pexpire(key, 900_000)
        pipeline.execute()


def convert_by_hand(client: redis.Redis) -> None:
    for keys in portions(client, "user:*", _type="string"):
        reading = client.pipeline(transaction=False)
        for key in keys:
            reading.get(key)
            reading.pttl(key)
        answers = reading.execute()
        writing = client.pipeline(transaction=False)
        for key, value, left in zip(keys, answers[::2], answers[1::2], strict=True):
            writing.delete(key)
            writing.hset(key, mapping=json.loads(value))
            if left > 0:
                writing.pexpire(key, left)
        writing.execute()


WORKS: Works[redis.Redis] = {
    "rename": (
        lambda helpers: helpers.rename("user:*", ("user:", "account:"), size=PORTION),
        rename_by_hand,
    ),
    "expire": (lambda helpers: helpers.expire("user:*", 900, size=PORTION), expire_by_hand),
    "convert": (
        lambda helpers: helpers.convert("user:*", "string", "hash", json.loads, size=PORTION),
        convert_by_hand,
    ),
}


@contextmanager
def server() -> Iterator[str]:
    if len(sys.argv) > 2:
        yield sys.argv[2]
        return
    with new_server("--appendonly", "no") as one:
        yield one.url


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with server() as url, redis.Redis.from_url(url) as client:
        return Comparison(url, client, count, "keys", partial(fill, client, count)).run(WORKS)


if __name__ == "__main__":
    sys.exit(main())
