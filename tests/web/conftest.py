"""A project with several databases, and its dashboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from goofer_py import Migrator
from goofer_py.observe.configured import looked_at
from goofer_py.web.app import Dashboard
from tests.migrate.conftest import Folder

TOKEN = "a token that is long enough"
BASE = "http://127.0.0.1:8321"


class Site:
    """A folder with settings for databases, and clients of their dashboard."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.path = folder
        self.migrations = Folder(folder / "migrations")
        self.names: list[str] = []
        self._stack = stack
        self._more = ""

    def databases(self, *names: str, more: str = "") -> None:
        """Write settings with these databases, each a file."""
        self.names = list(names)
        self._more = more
        tables = (f'[databases.{one}]\nurl = "sqlite:///{one}.db"\n{more}' for one in names)
        (self.path / "goofer.toml").write_text("\n".join(tables), encoding="utf-8")

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return f"sqlite:///{self.path / name}.db"

    def migrator(self, name: str) -> Migrator:
        """Return what migrates a database."""
        return Migrator(self.url(name), self.migrations.path)

    def dashboard(self, **options: Any) -> Dashboard:
        """Return the dashboard of the settings."""
        return Dashboard(looked_at(self.path / "goofer.toml"), **options)

    def client(self, **options: Any) -> TestClient:
        """Return who asks a dashboard, and is on no other site."""
        return self.asking(self.dashboard(**options))

    def asking(self, dashboard: Dashboard) -> TestClient:
        """Return one more who asks."""
        return self._stack.enter_context(
            TestClient(dashboard, base_url=BASE, follow_redirects=False)
        )

    def acting(self, **options: Any) -> Acting:
        """Return who asks and is signed in."""
        dashboard = self.dashboard(token=TOKEN, allow_actions=True, **options)
        return Acting(dashboard, self.asking(dashboard))


class Acting:
    """Somebody who is signed in."""

    def __init__(self, dashboard: Dashboard, client: TestClient) -> None:
        self.dashboard = dashboard
        self.client = client
        answer = client.post("/sign-in", data={"token": TOKEN})
        assert answer.status_code == 303, answer.text

    def seen(self, path: str) -> dict[str, str]:
        """Return the hidden fields of the form on a page."""
        page = self.client.get(path)
        assert page.status_code == 200, page.text
        form = page.text.partition('class="confirm"')[2]
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))

    def confirm(self, path: str, **more: str) -> Any:
        """Send the form that a page shows, and wait for what it began."""
        answer = self.client.post(path, data={**self.seen(path), **more})
        self.dashboard.board.runs.wait()
        return answer


def form_in(client: TestClient, path: str) -> dict[str, str]:
    """Return what the form of a page holds, so that it is known for one of its own."""
    found = re.search(r'name="form" value="([^"]*)"', client.get(path).text)
    assert found is not None
    return {"form": found[1]}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Site(tmp_path, stack)
