"""The example applications migrate when they start, also when three workers start at once."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from goofer_py import ListSource, Migration, migrate_at_start
from goofer_py.errors import ConnectionFailed, MigrationFailed
from goofer_py.events import DatabaseAwaited, Event, MigrationFinished
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Row

WEB = Path(__file__).parents[1] / "examples" / "web"
ROOT = WEB.parents[1]
NOTES = [{"body": "Welcome", "author": "goofer"}]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serving(url: str, *command: str) -> Iterator[None]:
    """Run a server until the end of the block; `url` as SQLAlchemy wants it."""
    driver = url.replace("postgresql://", "postgresql+psycopg://")
    server = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=WEB,
        env=os.environ | {"DATABASE_URL": driver, "PYTHONPATH": f"{ROOT}{os.pathsep}{WEB}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def answer(port: int) -> dict[str, Any]:
    """Ask until the server answers."""
    end = time.monotonic() + 60
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/notes", timeout=10) as response:
                found: dict[str, Any] = json.load(response)
                return found
        except (URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def query(url: str, sql: str) -> list[Row]:
    with closing(open_store(url).connect()) as session:
        return session.query(sql)


def workers_of(answers: Sequence[dict[str, Any]]) -> set[int]:
    assert all(found["notes"] == NOTES for found in answers)
    return {found["worker"] for found in answers}


def assert_ran_once(url: str) -> None:
    rows = query(url, "SELECT version FROM goofer_history WHERE status = 'done'")
    assert Counter(str(row[0]) for row in rows) == {"1": 1, "2": 1, "3": 1}


def test_three_processes_of_fastapi_start_at_once(database_url: str) -> None:
    ports = [free_port() for _ in range(3)]
    with ExitStack() as running, ThreadPoolExecutor() as clients:
        for port in ports:
            app = ("uvicorn", "notes.with_fastapi:app", "--port", str(port))
            running.enter_context(serving(database_url, *app))
        assert len(workers_of(list(clients.map(answer, ports)))) == 3
    assert_ran_once(database_url)


@pytest.mark.parametrize(
    "command",
    [
        ("uvicorn", "notes.with_fastapi:app", "--workers", "3", "--port"),
        pytest.param(
            ("gunicorn", "notes.with_flask:create_app()", "--workers", "3", "--bind"),
            marks=pytest.mark.long,
        ),
    ],
    ids=["fastapi", "flask"],
)
def test_three_workers_of_one_server_all_serve(database_url: str, command: tuple[str, ...]) -> None:
    port = free_port()
    place = f"127.0.0.1:{port}" if command[-1] == "--bind" else str(port)
    with serving(database_url, *command, place), ThreadPoolExecutor(12) as clients:
        answer(port)
        seen: set[int] = set()
        end = time.monotonic() + 60
        while len(seen) < 3 and time.monotonic() < end:
            seen |= workers_of(list(clients.map(answer, [port] * 24)))
    assert len(seen) == 3
    assert_ran_once(database_url)


class Noted:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event, /) -> None:
        self.events.append(event)


def test_a_start_applies_once_and_says_what(every_database_url: str) -> None:
    source = ListSource([Migration.of_text("1", "a", "CREATE TABLE a (x int)")])
    noted = Noted()
    assert migrate_at_start(every_database_url, source, observer=noted).versions == ("1",)
    assert [e.version for e in noted.events if isinstance(e, MigrationFinished)] == ["1"]
    assert migrate_at_start(every_database_url, source).versions == ()


def test_a_server_that_does_not_come_keeps_the_application_from_starting() -> None:
    noted = Noted()
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    with pytest.raises(ConnectionFailed, match=r"did not take connections within 0\.3 s"):
        migrate_at_start(url, ListSource([]), wait=0.3, observer=noted)
    assert isinstance(noted.events[0], DatabaseAwaited)


def test_a_migration_that_fails_keeps_the_application_from_starting(sqlite_url: str) -> None:
    source = ListSource([Migration.of_text("1", "a", "NONSENSE")])
    with pytest.raises(MigrationFailed):
        migrate_at_start(sqlite_url, source)
