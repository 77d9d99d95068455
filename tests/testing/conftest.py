"""A project of its own for each test, in which a pytest of its own runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

CREATE = ("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);", "DROP TABLE users;")
ADD = ("ALTER TABLE users ADD COLUMN mail TEXT;", "ALTER TABLE users DROP COLUMN mail;")
MODELS = """
from sqlalchemy import Column, Integer, MetaData, Table, Text

metadata = MetaData()
users = Table(
    "users", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text),
    Column("mail", Text),
)
"""


@dataclass
class Project:
    """Files of a project, and the pytest that runs in their folder."""

    pytester: pytest.Pytester
    url: str

    @property
    def folder(self) -> Path:
        return self.pytester.path / "migrations"

    def write(self, *pairs: tuple[str, str | None]) -> None:
        self.folder.mkdir(exist_ok=True)
        for number, (up, down) in enumerate(pairs, 1):
            (self.folder / f"{number:03}_step.up.sql").write_text(up)
            if down is not None:
                (self.folder / f"{number:03}_step.down.sql").write_text(down)

    def seed(self, name: str, text: str) -> None:
        (self.pytester.path / "seeds").mkdir(exist_ok=True)
        (self.pytester.path / "seeds" / name).write_text(text)

    def settings(self, **values: object) -> None:
        lines = [f"{name} = {value!r}" for name, value in {"url": self.url, **values}.items()]
        (self.pytester.path / "goofer.toml").write_text("\n".join(lines) + "\n")

    def run(self, test: str, *options: str) -> pytest.RunResult:
        self.pytester.makepyfile(test_project=test)
        # A process of its own: what it imports, and the connections it leaves, are its own too.
        return self.pytester.runpytest_subprocess("-W", "error", "-rs", *options)


@pytest.fixture
def project(
    pytester: pytest.Pytester, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Project:
    """Give a project with two migrations and its settings, on each database in turn."""
    monkeypatch.delenv("GOOFER_URL", raising=False)
    # Other plugins that are installed take most of a start, and nothing here needs them.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "goofer_py.testing.plugin")
    project = Project(pytester, database_url)
    project.write(CREATE, ADD)
    project.settings()
    return project
