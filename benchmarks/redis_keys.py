"""A million keys of Redis: the helpers against the same work written by hand with pipelines.

`python -m benchmarks.redis_keys [KEYS] [URL]`: without a URL it starts a server of its own. Each
way is taken in turn, in the same run, and the best of three counts; the last column has to be 0.9
or more.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import redis

from goofer_py.migrate.migrator import Migrator
from tests.servers.redis import new_server

ROUNDS = 3
PORTION = 1000
NEEDED = 0.9


class Coded:
    def __init__(self, up: Callable[[Any], object]) -> None:
        self._up = up

    def up(self, context: Any) -> None:
        self._up(context.helpers)

    def down(self, context: Any) -> None: ...


def fill(client: redis.Redis, count: int) -> None:
    client.flushdb()
    for start in range(0, count, 10_000):
        names = range(start, min(start + 10_000, count))
        client.mset({f"user:{n}": f'{{"n": {n}}}' for n in names})


def by_goofer(url: str, up: Callable[[Any], object]) -> None:
    with tempfile.TemporaryDirectory() as folder, Migrator(url, Path(folder)) as migrator:
        migrator.register_custom_migration("1", Coded(up))
        migrator.up()


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


WORKS: dict[str, tuple[Callable[[Any], object], Callable[[redis.Redis], object]]] = {
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


def timed(client: redis.Redis, count: int, work: Callable[[], object]) -> float:
    fill(client, count)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def server() -> Iterator[str]:
    if len(sys.argv) > 2:
        yield sys.argv[2]
        return
    with new_server("--appendonly", "no") as one:
        yield one.url


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    worst = 1.0
    with server() as url, redis.Redis.from_url(url) as client:
        print(f"{count:,} keys, portions of {PORTION}, best of {ROUNDS}")
        print("work      by hand keys/s   helpers keys/s   ratio")
        for name, (up, by_hand) in WORKS.items():
            hand, goofer = [], []
            for _ in range(ROUNDS):
                hand.append(timed(client, count, partial(by_hand, client)))
                goofer.append(timed(client, count, partial(by_goofer, url, up)))
            ratio = min(hand) / min(goofer)
            worst = min(worst, ratio)
            print(f"{name:8} {count / min(hand):15,.0f} {count / min(goofer):16,.0f} {ratio:7.2f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory of this process: {peak} MB")
    return int(worst < NEEDED)


if __name__ == "__main__":
    sys.exit(main())
