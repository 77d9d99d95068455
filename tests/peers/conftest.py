"""What the tests of each program share: databases, goofer, and what has to hold.

They run where `nox -s peers` has installed the programs.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Row
from tests.cli.conftest import Goofer, Outcome, folder, goofer
from tests.peers.steps import COUNT, HALF
from tests.servers import peers
from tests.servers.binaries import NoServerError
from tests.servers.mysql import MySQLServer
from tests.servers.postgresql import Server
from tests.servers.tally import give_up

__all__ = ["folder", "goofer"]

VARIABLE = "GOOFER_TEST_PEERS"
collect_ignore_glob = [] if os.environ.get(VARIABLE) else ["test_*.py"]


@dataclass(frozen=True)
class Bench:
    """A kind of database, empty ones of it, and a working folder that goofer writes to."""

    dialect: str
    folder: Path
    goofer: Goofer
    database: Callable[[], str]

    def json(self, *arguments: str) -> dict[str, object]:
        """Run goofer; return what it wrote with --json."""
        outcome = self.goofer(*arguments, "--json")
        assert outcome.code == 0, outcome.stdout
        return outcome.json

    def run(self, *command: str | Path, env: Mapping[str, str] = {}, code: int = 0) -> str:
        """Run another program in the folder; return what it said."""
        done = subprocess.run(
            list(map(str, command)),
            cwd=self.folder,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def query(self, url: str, sql: str) -> list[Row]:
        """Ask a database."""
        with closing(open_store(url).connect()) as session:
            return session.query(sql)

    def execute(self, url: str, sql: str) -> None:
        """Change a database."""
        with closing(open_store(url).connect()) as session:
            session.execute(sql)

    def same(self, one: str, other: str) -> None:
        """Show that two databases have the same schema, in all that goofer sees."""
        outcome = self.goofer("diff", one, other)
        assert outcome.code == 0
        assert "No difference" in outcome.stdout, outcome.stdout

    def taken_over(
        self,
        program: str,
        place: str,
        apply: Callable[[str, int | None], object],
        *options: str,
        half: int = HALF,
        count: int = COUNT,
    ) -> str:
        """Show that goofer goes on where a program stopped, and back; return the database's URL.

        `apply` runs the program on a database, up to so many of its migrations, or all.
        """
        started, whole, empty = self.database(), self.database(), self.database()
        apply(started, half)
        apply(whole, None)
        told = self.json("import", program, place, "--adopt", started, *options)
        versions = [one["version"] for one in told["migrations"]]  # type: ignore[attr-defined]
        assert len(versions) == count
        assert told["adopted"] == versions[:half]
        assert self.json("status", "--url", started)["pending"] == count - half
        self.json("migrate", "--url", started)
        assert self.json("status", "--check", "--url", started)["pending"] == 0
        self.same(started, whole)
        self.json("validate", "--url", started)
        again = self.json("import", program, place, "--adopt", started, *options)
        assert again["files"] == []
        self.goofer_only(whole, empty, versions)
        return started

    def goofer_only(self, whole: str, fresh: str, versions: list[str]) -> None:
        """Show that the files build the same from nothing, and lead back to it."""
        self.json("migrate", "--url", fresh)
        self.same(whole, fresh)
        self.json("rollback", "--steps", str(len(versions)), "--url", fresh)
        self.same(fresh, self.database())


_SERVERS = [
    pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in ("postgresql", "mariadb")
]


ON_SQLITE = pytest.mark.parametrize("bench", ["sqlite"], indirect=True)
"""For what the database has no part in."""
ON_POSTGRESQL = pytest.mark.parametrize("bench", _SERVERS[:1], indirect=True)


@pytest.fixture(params=["sqlite", _SERVERS[0]])
def bench(request: pytest.FixtureRequest, folder: Path, goofer: Goofer) -> Iterator[Bench]:
    """Give a bench for each kind of database in turn."""
    with ExitStack() as stack:
        yield Bench(request.param, folder, goofer, _databases(request, folder, stack))


@pytest.fixture(params=["sqlite", *_SERVERS])
def every_bench(request: pytest.FixtureRequest, folder: Path, goofer: Goofer) -> Iterator[Bench]:
    """Give the same, and one for MariaDB."""
    with ExitStack() as stack:
        yield Bench(request.param, folder, goofer, _databases(request, folder, stack))


def _databases(request: pytest.FixtureRequest, folder: Path, stack: ExitStack) -> Callable[[], str]:
    numbers = iter(range(100))
    if request.param == "sqlite":

        def file() -> str:
            path = folder.parent / f"{next(numbers)}.db"
            path.touch()
            return f"sqlite:///{path}"

        return file
    server: Server | MySQLServer = request.getfixturevalue(f"{request.param}_server")
    return lambda: stack.enter_context(server.database())


def tool(name: str) -> Path:
    """Return a program; without it the test is skipped, or fails where everything is required."""
    try:
        return peers.find(name)
    except NoServerError as error:
        give_up(name, str(error))


def source_of(url: str) -> str:
    """Return a URL of MariaDB as programs in Go have it."""
    parts = urlsplit(url)
    account = f"{parts.username}:{parts.password}"
    return f"{account}@tcp({parts.hostname}:{parts.port}){parts.path}?parseTime=true"


def path_of(url: str) -> str:
    """Return the file of a SQLite URL."""
    return url.removeprefix("sqlite:///")


__all__ += ["ON_POSTGRESQL", "ON_SQLITE", "Bench", "Outcome", "path_of", "source_of", "tool"]
