"""The ClickHouse of a test run: one without Keeper and one with it, for all of its processes.

It is the engine of version 26 from PyPI behind HTTP (see `clickhouse_engine`): no package has the
server itself. `python -m tests.servers.clickhouse` makes sure that the engine is there, installing
it where it can.
"""

from __future__ import annotations

import base64
import contextlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote_plus

import clickhouse_connect
import pytest

from tests.servers import keeper
from tests.servers.postgresql import Answer
from tests.servers.redis import free_port
from tests.servers.shared import Facts, guarded, shared
from tests.servers.tally import give_up, note

URL_VARIABLE = "GOOFER_TEST_CLICKHOUSE_URL"
WRITER, READER, PASSWORD = "writer", "reader", "+secret/"
_WHEELS = ("chdb==4.4.0", "chdb-core==26.9.0", "lz4")
_PROGRAM = Path(__file__).with_name("clickhouse_engine.py")
_SECONDS = 60
_KEEPER = (
    "<clickhouse><zookeeper><node><host>127.0.0.1</host><port>{port}</port></node>"
    "<session_timeout_ms>120000</session_timeout_ms>"
    "<operation_timeout_ms>60000</operation_timeout_ms></zookeeper>"
    "<keeper_map_path_prefix>/keeper_map</keeper_map_path_prefix></clickhouse>"
)


def provide() -> bool:
    """Install the engine when it was not there; says whether it is now."""
    if importlib.util.find_spec("chdb") is None:
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", *_WHEELS]
        subprocess.run(install, check=False)
        importlib.invalidate_caches()
    return importlib.util.find_spec("chdb") is not None


class ClickHouseServer:
    """A server on this machine, whoever started it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._numbers = count(1)

    def url(self, database: str, user: str = WRITER, password: str = PASSWORD) -> str:
        """Return the URL of one database."""
        return f"clickhouse://{user}:{quote_plus(password)}@127.0.0.1:{self.port}/{database}"

    def run(self, sql: str) -> None:
        """Run one statement."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/", sql.encode())
        said = base64.b64encode(f"{WRITER}:{PASSWORD}".encode()).decode()
        request.add_header("Authorization", f"Basic {said}")
        urllib.request.urlopen(request, timeout=_SECONDS).close()

    def wait(self) -> bool:
        """Say whether it answers, as soon as it does."""
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                self.run("SELECT 1")
                return True
            time.sleep(0.05)
        return False

    def database(self) -> str:
        """Return the URL of an empty database."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)


class OwnClickHouse(ClickHouseServer):
    """A server of one test's own, which it may stop and start."""

    def __init__(self, folder: Path, settings: str = "") -> None:
        super().__init__(free_port())
        self._folder = folder
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it, and return once it answers."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                _command(self._folder, self._settings, self.port),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        assert self.wait(), (self._folder / "log").read_text()

    def stop(self) -> None:
        """End it as kill -9 does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_SECONDS)
            self._process = None


class ForeignServer:
    """A server that the environment names, with a database of each test's own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = count(1)

    def database(self) -> str:
        """Return the URL of an empty database."""
        name = f"goofer_{os.getpid()}_{next(self._numbers)}"
        with clickhouse_connect.get_client(dsn=self._url) as client:
            client.command(f"DROP DATABASE IF EXISTS {name} SYNC")
            client.command(f"CREATE DATABASE {name}")
        return f"{self._url.rpartition('/')[0]}/{name}"

    def stop(self) -> None:
        """Leave it as it is."""


def _command(folder: Path, settings: str, port: int) -> list[str]:
    place = f"{folder / 'data'}?config-file={settings}" if settings else str(folder / "data")
    return [sys.executable, "-W", "ignore", str(_PROGRAM), place, str(port)]


@contextlib.contextmanager
def new_server(settings: str = "") -> Iterator[OwnClickHouse]:
    """Give a server that nobody else uses."""
    assert provide()
    with tempfile.TemporaryDirectory(prefix="goofer-clickhouse-") as name:
        server = OwnClickHouse(Path(name), settings)
        try:
            yield server
        finally:
            server.stop()


def _alone(folder: Path) -> Facts:
    if not provide():
        return {"reason": f"no engine on this machine, and {URL_VARIABLE} names no server"}
    port = free_port()
    guarded(folder, "engine", _command(folder, "", port))
    if not ClickHouseServer(port).wait():
        return {"reason": (folder / "engine.log").read_text()}
    return {"port": port}


def _with_keeper(folder: Path) -> Facts:
    jars = keeper.provide()
    if jars is None or not provide():
        return {"reason": "neither Java nor Maven, or no engine, on this machine"}
    port, (settings, its) = free_port(), _settings(folder)
    guarded(folder, "keeper", keeper.command(jars, folder / "keeper", its))
    guarded(folder, "engine", _command(folder, settings, port))
    if not keeper.wait(its) or not ClickHouseServer(port).wait():
        return {"reason": "".join(log.read_text() for log in folder.glob("*.log"))}
    return {"port": port}


def _settings(folder: Path) -> tuple[str, int]:
    """Write what tells an engine of a Keeper, and return that file and the port of the Keeper."""
    port, file = free_port(), folder / "keeper.xml"
    file.write_text(_KEEPER.format(port=port), encoding="utf-8")
    return str(file), port


def _given(name: str, start: Callable[[Path], Facts]) -> ClickHouseServer | Answer:
    if sys.platform not in ("linux", "darwin"):
        return Answer(reason=f"no engine on {sys.platform}, and {URL_VARIABLE} names no server")
    facts = shared(name, start)
    return Answer(**facts) if "reason" in facts else ClickHouseServer(**facts)


@pytest.fixture(scope="session")
def _clickhouse_session() -> ClickHouseServer | ForeignServer | Answer:
    if url := os.environ.get(URL_VARIABLE):
        return ForeignServer(url)
    return _given("clickhouse", _alone)


@pytest.fixture(scope="session")
def _clickhouse_with_keeper_session() -> ClickHouseServer | Answer:
    return _given("clickhouse-with-keeper", _with_keeper)


@pytest.fixture
def clickhouse_server(
    request: pytest.FixtureRequest,
    _clickhouse_session: ClickHouseServer | ForeignServer | Answer,
) -> ClickHouseServer | ForeignServer:
    """Give the ClickHouse of this run; without one the test is skipped, or fails."""
    note(request, "clickhouse")
    if isinstance(_clickhouse_session, Answer):
        give_up("clickhouse", _clickhouse_session.reason)
    return _clickhouse_session


@pytest.fixture
def clickhouse_with_keeper_server(
    request: pytest.FixtureRequest, _clickhouse_with_keeper_session: ClickHouseServer | Answer
) -> ClickHouseServer:
    """Give the one that has a Keeper."""
    note(request, "clickhouse")
    if isinstance(_clickhouse_with_keeper_session, Answer):
        give_up("clickhouse", _clickhouse_with_keeper_session.reason)
    return _clickhouse_with_keeper_session


@pytest.fixture
def own_clickhouse(clickhouse_server: object) -> Iterator[OwnClickHouse]:
    """Give a server that only this test has, and may stop."""
    del clickhouse_server
    with new_server() as server:
        yield server


@pytest.fixture
def own_clickhouse_with_keeper(
    clickhouse_with_keeper_server: ClickHouseServer,
) -> Iterator[OwnClickHouse]:
    """Give the same with a Keeper of its own: engines have no identity that it tells them by."""
    del clickhouse_with_keeper_server
    jars = keeper.provide()
    assert jars is not None
    with tempfile.TemporaryDirectory(prefix="goofer-keeper-") as name:
        settings, port = _settings(Path(name))
        running = subprocess.Popen(keeper.command(jars, Path(name) / "keeper", port))
        try:
            assert keeper.wait(port)
            with new_server(settings) as server:
                yield server
        finally:
            running.kill()
            running.wait()


@pytest.fixture
def clickhouse_url(clickhouse_server: ClickHouseServer | ForeignServer) -> str:
    """Give `clickhouse://...` of an empty database."""
    return clickhouse_server.database()


if __name__ == "__main__":
    sys.exit(not provide() or keeper.provide() is None)
