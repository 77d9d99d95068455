"""The Cassandra server of a test run: started at the first test that wants one, ended with the run.

It is one server that knows users. `python -m tests.servers.cassandra` makes sure that its jars are
there, fetching them where it can.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from cassandra import DriverException
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import Cluster, NoHostAvailable

from tests.servers import shared
from tests.servers.binaries import NoServerError
from tests.servers.cluster import Account, Workshop
from tests.servers.packages import program
from tests.servers.postgresql import Answer
from tests.servers.redis import free_port
from tests.servers.tally import give_up, note

URL_VARIABLE = "GOOFER_TEST_CASSANDRA_URL"
USER, PASSWORD = "admin", "+secret/"
_FILES = Path(__file__).with_name("cassandra_node")
_VERSION = "5.0.9"
_MAIN = "org.apache.cassandra.service.CassandraDaemon"
_SECONDS = 400
"""How long a server may take to come up, where much else goes on."""
_PATIENCE = 60
_KEYSPACE = "WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}"


def jars() -> Path | None:
    """Return the folder of the server's jars; None without them."""
    try:
        folder = Workshop.open(Account.choose(), "cassandra").folder / _VERSION
    except NoServerError:
        return None
    return folder if folder.is_dir() else None


def provide() -> Path | None:
    """Return the folder of the jars, after fetching them when they were not there."""
    java, maven = program("java", "openjdk-17-jre-headless"), program("mvn", "maven")
    if java is None:
        return None
    if jars() is None and maven is not None:
        with contextlib.suppress(NoServerError):
            _fetch(maven)
    return jars()


def _fetch(maven: str) -> None:
    shop = Workshop.open(Account.choose(), "cassandra")
    with shop.locked():
        if jars() is not None:
            return
        part = shop.folder / f"part-{os.getpid()}"
        copy = ("dependency:copy-dependencies", "-DincludeScope=runtime")
        command = [
            maven,
            "-B",
            "-q",
            "-f",
            str(_FILES / "pom.xml"),
            *copy,
            f"-DoutputDirectory={part}",
        ]
        done = subprocess.run(command, check=False, stdout=sys.stderr)
        if done.returncode:
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.rename(shop.folder / _VERSION)


def _started(jars: Path, folder: Path, *, lasting: bool) -> tuple[int, list[str]]:
    """Write the settings of a server, and return its port and what starts it.

    One that is `lasting` has on disk what it answered; the other is never to start again.
    """
    port = free_port()
    values = {
        "storage_port": str(free_port()),
        "port": str(port),
        "commitlog": "batch" if lasting else "periodic\ncommitlog_sync_period: 10s",
    }
    settings = (_FILES / "cassandra.yaml").read_text()
    for name, value in values.items():
        settings = settings.replace(f"{{{name}}}", value)
    (folder / "cassandra.yaml").write_text(settings)
    (folder / "data").mkdir()
    (agent,) = jars.glob("jamm-*.jar")
    return port, [
        *("java", f"@{_FILES / 'java.options'}", f"-javaagent:{agent}"),
        *(() if lasting else ("-Dcassandra.test.flush_local_schema_changes=false",)),
        f"-Djava.io.tmpdir={folder / 'data'}",
        f"-Dcassandra.config=file://{folder / 'cassandra.yaml'}",
        f"-Dcassandra.storagedir={folder / 'data'}",
        f"-Dlogback.configurationFile={_FILES / 'logback.xml'}",
        *("-cp", f"{jars}/*", _MAIN),
    ]


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _log_in(port: int, log: Path) -> Connection:
    """Return a connection of the administrator, who is made first, once the server answers."""
    end = time.monotonic() + _SECONDS
    while True:
        # What the driver does to find that nobody is there takes longer than the server's start.
        while not _listens(port):
            assert time.monotonic() < end, log.read_text()[-5000:]
            time.sleep(0.1)
        with contextlib.suppress(DriverException, NoHostAvailable):
            return Connection(port, USER, PASSWORD)
        with (
            contextlib.suppress(DriverException, NoHostAvailable),
            contextlib.closing(Connection(port, "cassandra", "cassandra")) as first,
        ):
            made = f"WITH PASSWORD = '{PASSWORD}' AND SUPERUSER = true AND LOGIN = true"
            first.run(f"CREATE ROLE IF NOT EXISTS {USER} {made}")
        assert time.monotonic() < end, log.read_text()[-5000:]
        time.sleep(0.2)


def _start_shared(jars: Path, folder: Path) -> Mapping[str, Any]:
    port, command = _started(jars, folder, lasting=False)
    shared.guarded(folder, "server", command)
    _log_in(port, folder / "server.log").close()
    return {"port": port}


class CassandraServer:
    """A server that runs, with a keyspace of each test's own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._numbers = count(1)
        self._admin: Connection | None = None

    def url(self, keyspace: str, user: str = USER, password: str = PASSWORD) -> str:
        """Return the URL of one keyspace."""
        return f"cassandra://{user}:{quote(password, safe='')}@127.0.0.1:{self.port}/{keyspace}"

    def run(self, statement: str) -> list[Any]:
        """Run a statement as the administrator, and return the rows."""
        if self._admin is None:
            self._admin = Connection(self.port, USER, PASSWORD)
        return self._admin.run(statement)

    def database(self) -> str:
        """Return the URL of an empty keyspace."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self.run(f"CREATE KEYSPACE {name} {_KEYSPACE}")
        return self.url(name)

    def close(self) -> None:
        """Close the administrator's connections."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None


class OwnServer(CassandraServer):
    """A server in a folder of its own, that can be killed, and started again if it is lasting."""

    def __init__(self, jars: Path, folder: Path, *, lasting: bool = True) -> None:
        self.folder = folder
        port, self._command = _started(jars, folder, lasting=lasting)
        super().__init__(port)
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it, and return once it knows its administrator."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, start_new_session=True
            )
        self._admin = _log_in(self.port, self.folder / "log")

    def stop(self) -> None:
        """End it as kill -9 does."""
        self.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait(_SECONDS)
            self._process = None


class Connection:
    """A session of the driver."""

    def __init__(self, port: int, user: str, password: str, host: str = "127.0.0.1") -> None:
        self._cluster = Cluster(
            [host],
            port=port,
            auth_provider=PlainTextAuthProvider(user, password),
            protocol_version=5,
            # A busy machine is no failure.
            connect_timeout=_PATIENCE,
            control_connection_timeout=_PATIENCE,
            schema_metadata_enabled=False,
        )
        try:
            self._session = self._cluster.connect()
        except BaseException:
            self._cluster.shutdown()
            raise

    def run(self, statement: str) -> list[Any]:
        """Run a statement, and return the rows."""
        return list(self._session.execute(statement, timeout=60))

    def close(self) -> None:
        """Close the connections."""
        self._cluster.shutdown()


class ForeignServer:
    """A server that the environment names, with a keyspace of each test's own."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._url = url
        self._admin = Connection(
            parts.port or 9042,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            parts.hostname or "",
        )
        self._numbers = count(1)

    def run(self, statement: str) -> list[Any]:
        """Run a statement as the user of the URL, and return the rows."""
        return self._admin.run(statement)

    def database(self) -> str:
        """Return the URL of an empty keyspace."""
        name = f"goofer_{os.getpid()}_{next(self._numbers)}"
        self.run(f"DROP KEYSPACE IF EXISTS {name}")
        self.run(f"CREATE KEYSPACE {name} {_KEYSPACE}")
        return f"{self._url.rstrip('/')}/{name}"

    def close(self) -> None:
        """Close the connections."""
        self._admin.close()


@contextlib.contextmanager
def new_server(*, lasting: bool = True) -> Iterator[OwnServer]:
    """Give a server that nobody else uses."""
    path = provide()
    assert path is not None
    with tempfile.TemporaryDirectory(prefix="goofer-cassandra-") as folder:
        server = OwnServer(path, Path(folder), lasting=lasting)
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def _cassandra_session() -> Iterator[CassandraServer | ForeignServer | Answer]:
    if url := os.environ.get(URL_VARIABLE):
        server: CassandraServer | ForeignServer = ForeignServer(url)
    elif sys.platform != "linux" or (path := provide()) is None:
        yield Answer(reason=f"no Cassandra on this machine, and {URL_VARIABLE} names none")
        return
    else:
        facts = shared.shared("cassandra", partial(_start_shared, path))
        server = CassandraServer(facts["port"])
    yield server
    server.close()


@pytest.fixture
def cassandra_server(
    request: pytest.FixtureRequest, _cassandra_session: CassandraServer | ForeignServer | Answer
) -> CassandraServer | ForeignServer:
    """Give the Cassandra server of this run; without one the test is skipped, or fails."""
    note(request, "cassandra")
    if isinstance(_cassandra_session, Answer):
        give_up("cassandra", _cassandra_session.reason)
    return _cassandra_session


@pytest.fixture
def cassandra_url(cassandra_server: CassandraServer | ForeignServer) -> str:
    """Give `cassandra://...` of an empty keyspace."""
    return cassandra_server.database()


@pytest.fixture
def own_cassandra(request: pytest.FixtureRequest) -> Iterator[OwnServer]:
    """Give a server that only this test has, and may stop; the one that all share stays asleep."""
    note(request, "cassandra")
    if sys.platform != "linux" or provide() is None:
        give_up("cassandra", "no Cassandra on this machine")
    with new_server() as server:
        yield server


if __name__ == "__main__":
    sys.exit(provide() is None)
