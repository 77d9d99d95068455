"""Empty databases for the commands that are measured, and the URLs to reach them by."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import CouldNotRunError
from tests.servers.mysql import MySQLProvider, MySQLServer
from tests.servers.postgresql import Provider, Server

SQLITE, POSTGRESQL, MYSQL, MARIADB = "sqlite", "postgresql", "mysql", "mariadb"
_TITLES = {POSTGRESQL: "PostgreSQL", MYSQL: "MySQL", MARIADB: "MariaDB"}
_DRIVERS = {POSTGRESQL: "postgresql+psycopg", MYSQL: "mysql+pymysql", MARIADB: "mysql+pymysql"}


class Databases:
    """Makes databases of all kinds; a server is started when first asked for."""

    def __init__(self) -> None:
        self._providers: dict[str, Provider | MySQLProvider] = {}
        self._servers: dict[str, Server | MySQLServer] = {}

    def close(self) -> None:
        """Stop the servers that were started here."""
        for server in self._servers.values():
            server.close()
        for provider in self._providers.values():
            provider.stop()

    @contextlib.contextmanager
    def database(self, kind: str) -> Iterator[str]:
        """Give the URL of a new, empty database, which is gone afterwards."""
        with self._sqlite() if kind == SQLITE else self._served(kind) as url:
            yield url

    @contextlib.contextmanager
    def variables(self, kind: str) -> Iterator[dict[str, str]]:
        """Give the same as the variable that the projects here read."""
        with self.database(kind) as url:
            yield {"DATABASE_URL": url}

    @contextlib.contextmanager
    def _sqlite(self) -> Iterator[str]:
        with tempfile.TemporaryDirectory(prefix="goofer-bench-") as folder:
            yield f"sqlite:///{Path(folder, 'bench.db')}"

    @contextlib.contextmanager
    def _served(self, kind: str) -> Iterator[str]:
        with self._running(kind).database() as url:
            yield f"{_DRIVERS[kind]}:{url.partition(':')[2]}"

    def _running(self, kind: str) -> Server | MySQLServer:
        if kind not in self._servers:
            provider = Provider() if kind == POSTGRESQL else MySQLProvider(kind)
            self._providers[kind] = provider
            answer = provider.answer()
            if answer.reason:
                raise CouldNotRunError(f"no {_TITLES[kind]}: {answer.reason}")
            self._servers[kind] = (
                Server(answer.url) if kind == POSTGRESQL else MySQLServer(kind, answer.url)
            )
        return self._servers[kind]
