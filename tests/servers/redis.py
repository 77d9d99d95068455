"""The Redis server of a test run: started at the first test that wants one, ended with the run.

`python -m tests.servers.redis` makes sure that its program is there, installing it where it can,
and the module that searches where there is one.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import randrange

import pytest
import redis

from tests.servers.packages import installed, program
from tests.servers.postgresql import Answer
from tests.servers.tally import give_up, note

URL_VARIABLE = "GOOFER_TEST_REDIS_URL"
SEARCH = Path("/usr/lib/redis/modules/redisearch.so")
_SEARCH_PACKAGE = "redis-redisearch"
_SECONDS = 20
_DATABASES = 16
_BUS = 10_000
"""How much higher the port is by which the servers of a Cluster talk."""


def free_port() -> int:
    """Return a port that nobody listens on now, and whose bus port is one too.

    Both are below those that the system gives to connections, which may take one at any moment.
    """
    while True:
        port = randrange(12_000, 22_000)
        if all(map(_is_free, (port, port + _BUS))):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class RedisServer:
    """A server of this run's own, in a folder of its own; every write is on disk."""

    def __init__(self, path: str, folder: Path, *options: str, sentinel: bool = False) -> None:
        self.folder = folder
        self.port = free_port()
        settings = folder / "redis.conf"
        settings.touch()
        lasting = ("--save", "", "--appendonly", "yes", "--appendfsync", "always")
        self._command = [
            path,
            str(settings),
            *("--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(folder)),
            *(("--sentinel",) if sentinel else lasting),
            *options,
        ]
        self._numbers = count()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        """The URL of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and return once it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(redis.RedisError), redis.Redis(port=self.port) as client:
                client.ping()
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self) -> None:
        """End it as kill -9 does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_SECONDS)
            self._process = None

    def database(self) -> str:
        """Return the URL of an empty database, which is emptied again when its turn comes."""
        number = next(self._numbers) % _DATABASES
        with redis.Redis(port=self.port, db=number) as client:
            client.flushdb()
        return f"redis://127.0.0.1:{self.port}/{number}"


class ForeignServer:
    """A server that the environment names: its first database is emptied for each test."""

    def __init__(self, url: str) -> None:
        self.url = url

    def database(self) -> str:
        """Return its URL, with nothing in the database."""
        with redis.Redis.from_url(self.url) as client:
            client.flushdb()
        return self.url

    def stop(self) -> None:
        """Leave it as it is."""


@contextlib.contextmanager
def new_server(*options: str, sentinel: bool = False) -> Iterator[RedisServer]:
    """Give a server that nobody else uses."""
    path = program("redis-server")
    assert path is not None
    with tempfile.TemporaryDirectory(prefix="goofer-redis-") as folder:
        server = RedisServer(path, Path(folder), *options, sentinel=sentinel)
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def _redis_session() -> Iterator[RedisServer | ForeignServer | Answer]:
    if url := os.environ.get(URL_VARIABLE):
        yield ForeignServer(url)
    elif os.name == "nt" or program("redis-server") is None:
        yield Answer(reason=f"no redis-server on this machine, and {URL_VARIABLE} names none")
    else:
        with new_server() as server:
            yield server


@pytest.fixture
def redis_server(
    request: pytest.FixtureRequest, _redis_session: RedisServer | ForeignServer | Answer
) -> RedisServer | ForeignServer:
    """Give the Redis server of this run; without one the test is skipped, or fails."""
    note(request, "redis")
    if isinstance(_redis_session, Answer):
        give_up("redis", _redis_session.reason)
    return _redis_session


@pytest.fixture
def redis_url(redis_server: RedisServer | ForeignServer) -> str:
    """Give `redis://...` of an empty database."""
    return redis_server.database()


@pytest.fixture
def own_redis(request: pytest.FixtureRequest, redis_server: object) -> Iterator[RedisServer]:
    """Give a server that only this test has, and may stop."""
    del redis_server
    with new_server() as server:
        yield server


@pytest.fixture
def searching_redis(request: pytest.FixtureRequest, redis_server: object) -> Iterator[RedisServer]:
    """Give a server with the module that searches; without one the test is skipped, or fails."""
    del redis_server
    note(request, "redisearch")
    if (module := installed(SEARCH, _SEARCH_PACKAGE)) is None:
        give_up("redisearch", f"no {SEARCH} on this machine")
    with new_server("--loadmodule", str(module)) as server:
        yield server


if __name__ == "__main__":
    installed(SEARCH, _SEARCH_PACKAGE)
    sys.exit(program("redis-server") is None)
