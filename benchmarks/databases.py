"""Empty databases for the commands that are measured, and the URLs to reach them by."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import CouldNotRunError
from tests.servers.postgresql import Provider, Server

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class Databases:
    """Makes databases of both kinds; the PostgreSQL server is started when first asked for."""

    def __init__(self) -> None:
        self._provider = Provider()
        self._server: Server | None = None

    def close(self) -> None:
        """Stop the server, if it was started here."""
        if self._server is not None:
            self._server.close()
        self._provider.stop()

    @contextlib.contextmanager
    def database(self, kind: str) -> Iterator[str]:
        """Give the URL of a new, empty database, which is gone afterwards."""
        with self._sqlite() if kind == SQLITE else self._postgresql() as url:
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
    def _postgresql(self) -> Iterator[str]:
        with self._running().database() as url:
            yield url.replace("postgresql:", "postgresql+psycopg:", 1)

    def _running(self) -> Server:
        if self._server is None:
            answer = self._provider.answer()
            if answer.reason:
                raise CouldNotRunError(f"no PostgreSQL: {answer.reason}")
            self._server = Server(answer.url)
        return self._server
