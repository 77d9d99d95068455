"""The OpenSearch and Elasticsearch servers of a test run, one node each.

One is started at the first test that wants it, shared by all processes of the run, and ended with
it. That of OpenSearch knows two users, one of whom may only read.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
import urllib3

from tests.servers.binaries import NoServerError
from tests.servers.redis import free_port
from tests.servers.search_binaries import ELASTICSEARCH7, ELASTICSEARCH8, OPENSEARCH, Kind
from tests.servers.shared import Facts, guarded, shared
from tests.servers.tally import give_up, note

S = TypeVar("S", bound="SearchServer")

_SECONDS = 120
_ATTEMPTS = 3
_READ = "reader:secret@"
_NUMBERS = count(1)


class SearchServer:
    """A node."""

    def __init__(self, kind: Kind, port: int) -> None:
        self.kind = kind
        self.port = port

    def url(self, space: str, credentials: str | None = None) -> str:
        """Return the URL of one space, for the user who may do everything, or for another."""
        who = self.kind.credentials if credentials is None else credentials
        return f"{self.kind.scheme}://{who}127.0.0.1:{self.port}/{space}"

    def reader_url(self, space: str) -> str:
        """Return the URL for the user who may only read."""
        return self.url(space, _READ)

    @property
    def address(self) -> str:
        """Where it is, over HTTP."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the user who may do everything."""
        user = self.kind.credentials.rstrip("@").replace("%2B", "+").replace("%2F", "/")
        return urllib3.make_headers(basic_auth=user) if user else {}

    def space(self) -> str:
        """Return a word that no index begins with."""
        return f"test{os.getpid()}x{next(_NUMBERS)}"


class OwnServer(SearchServer):
    """A node that nobody else uses, in a folder of its own."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        super().__init__(kind, free_port())
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._command = _command(kind, folder, self.port)
        self.start()

    def start(self) -> None:
        """Start it, and return once all shards that it had are there."""
        with (self.folder / "server.log").open("ab") as log:
            self._process = process = subprocess.Popen(
                self._command, stdout=log, stderr=log, start_new_session=True
            )
        try:
            _wait(self, self.folder, lambda: process.poll() is None)
        except NoServerError:
            self.stop()
            raise

    def stop(self) -> None:
        """End it as kill -9 does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_SECONDS)
            self._process = None


@contextlib.contextmanager
def new_server(kind: Kind) -> Iterator[OwnServer]:
    """Give a server that nobody else uses; raises NoServerError."""
    with tempfile.TemporaryDirectory(prefix="goofer-search-") as folder:
        server = _tried(Path(folder), partial(OwnServer, kind))
        try:
            yield server
        finally:
            server.stop()


def _command(kind: Kind, folder: Path, port: int) -> list[str]:
    if kind.module:
        shutil.copytree(kind.place / "modules", folder / "modules")
    return [*kind.provide(), str(folder), str(port), f"transport.port={free_port()}"]


def _wait(server: SearchServer, folder: Path, runs: Callable[[], bool]) -> None:
    """Wait until all shards of a server are there; raises NoServerError."""
    healthy = f"{server.address}/_cluster/health?wait_for_status=yellow&timeout=5s"
    end = time.monotonic() + _SECONDS
    with urllib3.PoolManager(retries=False) as asked:
        while time.monotonic() < end and runs():
            with contextlib.suppress(urllib3.exceptions.HTTPError):
                answer = asked.request("GET", healthy, headers=server.headers, timeout=10)
                if answer.status == 200:
                    return
            time.sleep(0.1)
    said = (folder / "server.log").read_text(encoding="utf-8", errors="replace")[-2000:]
    raise NoServerError(f"{server.kind.recipe} did not start: {said}")


def _tried(folder: Path, start: Callable[[Path], S]) -> S:
    """Start a server in a folder of its own; somebody else may have taken its port by then."""
    for number in range(_ATTEMPTS):
        own = folder / str(number)
        own.mkdir()
        try:
            return start(own)
        except NoServerError as error:
            if "bind" not in str(error).lower():
                raise
    raise NoServerError("there is no port for a server of the tests")


def _shared(kind: Kind, folder: Path) -> SearchServer:
    server = SearchServer(kind, free_port())
    guarded(folder, "server", _command(kind, folder, server.port))
    # Its guard takes the file away when it has ended.
    _wait(server, folder, (folder / "server.pid").exists)
    return server


def _facts(kind: Kind, folder: Path) -> Facts:
    try:
        return {"port": _tried(folder, partial(_shared, kind)).port}
    except (NoServerError, OSError) as error:
        return {"reason": str(error)}


def _given(request: pytest.FixtureRequest, name: str, kind: Kind) -> SearchServer:
    note(request, name)
    facts = shared(kind.recipe, partial(_facts, kind))
    if "reason" in facts:
        give_up(name, facts["reason"])
    return SearchServer(kind, facts["port"])


@pytest.fixture
def opensearch_server(request: pytest.FixtureRequest) -> SearchServer:
    """Give the OpenSearch server of this run; without one the test is skipped, or fails."""
    return _given(request, "opensearch", OPENSEARCH)


@pytest.fixture
def elasticsearch_server(request: pytest.FixtureRequest) -> SearchServer:
    """Give the Elasticsearch 7 server of this run, as `opensearch_server`."""
    return _given(request, "elasticsearch", ELASTICSEARCH7)


@pytest.fixture
def newest_elasticsearch_server(request: pytest.FixtureRequest) -> SearchServer:
    """Give the Elasticsearch 8 server of this run, which has no tasks and no scripts."""
    return _given(request, "elasticsearch", ELASTICSEARCH8)
