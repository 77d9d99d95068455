"""The command line, called in this process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from goofer_py.cli.app import app
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Row


@dataclass(frozen=True)
class Outcome:
    """What one call of the command line came to."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout."""
        parsed: dict[str, Any] = json.loads(self.stdout)
        return parsed


Goofer = Callable[..., Outcome]
Fresh = Callable[[], str]
KINDS = ["sqlite", "postgresql", "mysql", "mariadb"]

USERS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    mail: Mapped[str | None]
"""


@contextmanager
def forgotten(folder: Path) -> Iterator[None]:
    """Forget the modules of `folder` at the end, as a process does that ends."""
    path, known = list(sys.path), set(sys.modules)
    try:
        yield
    finally:
        sys.path[:] = path
        for name in sys.modules.keys() - known:
            if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(folder)):
                del sys.modules[name]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty working directory, without variables that say what goofer should do."""
    for variable in ("DATABASE_URL", "GOOFER_URL", "GOOFER_DB", "GOOFER_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "work" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def goofer(folder: Path) -> Goofer:
    """Give the command line, in `folder`."""

    def call(*arguments: str, input: str | None = None) -> Outcome:  # noqa: A002 - as in subprocess
        with forgotten(folder):
            result = CliRunner().invoke(app, list(arguments), input=input)
        # A crash would be told to a person; here it is the test's.
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return call


@dataclass(frozen=True)
class Program:
    """A program with entities, settings and a database of its own."""

    folder: Path
    url: str

    def says(self, models: str) -> None:
        """Write the module of its entities."""
        (self.folder / "models.py").write_text(models, encoding="utf-8")

    def sets(self, settings: str) -> None:
        """Write its settings, besides url and models."""
        text = f'url = "{self.url}"\nmodels = ["models"]\n{settings}\n'
        (self.folder / "goofer.toml").write_text(text, encoding="utf-8")

    def has(self, **scripts: str) -> None:
        """Write migrations by hand, as v1_name="up -- down"."""
        for title, script in scripts.items():
            up, _, down = script.partition("----")
            for ending, text in (("up", up), ("down", down)):
                path = self.migrations / f"{title.removeprefix('v')}.{ending}.sql"
                path.write_text(text.strip() + "\n", encoding="utf-8")

    @property
    def migrations(self) -> Path:
        """Its folder of migrations."""
        return self.folder / "migrations"

    def written(self, ending: str = "up.sql") -> list[Path]:
        """Return its migrations' files."""
        return sorted(self.migrations.glob(f"*.{ending}"))

    def query(self, sql: str) -> list[Row]:
        """Ask its database."""
        with closing(open_store(self.url).connect()) as session:
            return session.query(sql)

    def run(self, sql: str) -> None:
        """Run a script on its database."""
        with closing(open_store(self.url).connect()) as session:
            session.run(sql)


def program_in(folder: Path, url: str) -> Program:
    """Make a program in `folder`, for one that a fixture does not give."""
    made = Program(folder, url)
    made.migrations.mkdir()
    made.sets("")
    made.says(USERS)
    return made


@pytest.fixture
def program(folder: Path, database_url: str) -> Program:
    """Give a program on each kind of database in turn."""
    return program_in(folder, database_url)


@pytest.fixture
def sqlite_program(folder: Path, sqlite_url: str) -> Program:
    """Give a program on SQLite, for what the database has no part in."""
    return program_in(folder, sqlite_url)


@pytest.fixture
def postgresql_program(folder: Path, postgresql_url: str) -> Program:
    """Give a program on PostgreSQL."""
    return program_in(folder, postgresql_url)


@pytest.fixture(
    params=["sqlite", *(pytest.param(k, marks=getattr(pytest.mark, k)) for k in KINDS[1:])]
)
def kind(request: pytest.FixtureRequest) -> str:
    """Name each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def fresh(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[Fresh]:
    """Give what makes empty databases of one kind, each of its own."""
    with ExitStack() as stack:
        made: list[str] = []

        def another() -> str:
            if kind == "sqlite":
                url = f"sqlite:///{tmp_path / f'{len(made)}.db'}"
            else:
                server = request.getfixturevalue(f"{kind}_server")
                url = stack.enter_context(server.database())
            made.append(url)
            return url

        yield another
