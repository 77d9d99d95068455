"""The entrypoint of a container waits for the server, migrates, and becomes the program."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from goofer_py import Migrator
from goofer_py.stores.registry import open_store
from tests.cli.conftest import Goofer, Program, program_in
from tests.cli.test_deploy import shim_in
from tests.cli.test_process import SLOW, environ

Started = subprocess.Popen[str]
A = "CREATE TABLE a (id integer PRIMARY KEY); ---- DROP TABLE a;"


@pytest.fixture
def program(folder: Path, every_database_url: str) -> Program:
    """Give a program with a migration on each kind of database in turn."""
    made = program_in(folder, every_database_url)
    made.has(v1_a=A)
    return made


@contextmanager
def started(program: Program, tmp_path: Path, *command: str, **variables: str) -> Iterator[Started]:
    programs = shim_in(tmp_path)
    process = subprocess.Popen(
        [program.folder / "docker-entrypoint.sh", *command],
        cwd=program.folder,
        env=environ(PATH=f"{programs}:{os.environ['PATH']}", **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def applied(program: Program) -> list[str]:
    with Migrator(program.url, program.migrations) as migrator:
        return [one.version for one in migrator.applied_migrations()]


def test_the_program_starts_on_a_migrated_database(
    goofer: Goofer, program: Program, tmp_path: Path
) -> None:
    assert goofer("init", "--docker", "--url", program.url).code == 0
    with started(program, tmp_path, "sh", "-c", 'echo "started: $1"; exit 7', "-", "a b") as run:
        stdout, stderr = run.communicate(timeout=60)
    assert run.returncode == 7, stderr
    lines = stdout.splitlines()
    assert lines[-1] == "started: a b"
    assert [line for line in lines if line.startswith("applied 1 a")]
    assert applied(program) == ["1"]


_FORWARD = """
import asyncio, sys
here, host, there = sys.argv[1:]
async def pump(source, sink):
    while data := await source.read(1 << 16):
        sink.write(data)
        await sink.drain()
    sink.close()
async def serve(reader, writer):
    to = await asyncio.open_connection(host, int(there))
    await asyncio.gather(pump(reader, to[1]), pump(to[0], writer), return_exceptions=True)
async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", int(here)) as server:
        await server.serve_forever()
asyncio.run(main())
"""


class Late:
    """A server's address at which nothing answers before `begin`."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.url = url.replace(f":{self._parts.port}/", f":{self._port}/")

    @contextmanager
    def begin(self) -> Iterator[None]:
        """Answer as the server does."""
        there = (str(self._parts.hostname), str(self._parts.port))
        forward = subprocess.Popen([sys.executable, "-c", _FORWARD, str(self._port), *there])
        try:
            yield
        finally:
            forward.kill()
            forward.wait()


@pytest.mark.parametrize(
    "kind",
    [pytest.param(k, marks=getattr(pytest.mark, k)) for k in ("postgresql", "mysql", "mariadb")],
)
def test_a_server_that_is_not_up_yet_is_waited_for(
    goofer: Goofer, folder: Path, tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    url: str = request.getfixturevalue(f"{kind}_url")
    program = program_in(folder, url)
    program.has(v1_a=A)
    assert goofer("init", "--docker").code == 0
    late = Late(url)
    with started(program, tmp_path, "echo", "up", GOOFER_URL=late.url) as run:
        time.sleep(1.5)
        assert run.poll() is None
        with late.begin():
            stdout, stderr = run.communicate(timeout=60)
    assert run.returncode == 0, stderr
    assert stdout.splitlines()[-1] == "up"
    assert applied(program) == ["1"]


def test_a_server_that_never_comes_ends_the_container(
    goofer: Goofer, folder: Path, tmp_path: Path, postgresql_url: str
) -> None:
    program = program_in(folder, Late(postgresql_url).url)
    assert goofer("init", "--docker").code == 0
    with started(program, tmp_path, "echo", "up", DATABASE_WAIT_SECONDS="1") as run:
        stdout, stderr = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "up" not in stdout.splitlines()
    assert "error: " in stderr


def test_a_migration_that_fails_ends_the_container(
    goofer: Goofer, sqlite_program: Program, tmp_path: Path
) -> None:
    sqlite_program.has(v1_a="CREATE TABLE a (id integer); NONSENSE; ---- DROP TABLE a;")
    assert goofer("init", "--docker").code == 0
    with started(sqlite_program, tmp_path, "echo", "up") as run:
        stdout, stderr = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "up" not in stdout.splitlines()
    assert "NONSENSE" in stderr


def test_the_program_starts_at_once_where_others_migrate(
    goofer: Goofer, sqlite_program: Program, tmp_path: Path
) -> None:
    sqlite_program.has(v1_a=A)
    assert goofer("init", "--docker").code == 0
    with started(sqlite_program, tmp_path, "echo", "up", MIGRATE_AT_START="no") as run:
        assert run.communicate(timeout=60) == ("up\n", "")
    assert not open_store(sqlite_program.url).exists()


@pytest.mark.fault
def test_a_container_that_is_stopped_stops_between_statements(
    goofer: Goofer, tmp_path: Path, folder: Path, database_url: str
) -> None:
    program = program_in(folder, database_url)
    program.has(v1_a=A, v2_b=SLOW)
    assert goofer("init", "--docker").code == 0
    with started(program, tmp_path, "echo", "up") as run:
        assert run.stdout is not None
        while not run.stdout.readline().startswith("applied 1 a"):
            assert run.poll() is None
        time.sleep(1)
        run.send_signal(signal.SIGTERM)
        stdout, stderr = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "up" not in stdout.splitlines()
    assert "2_b" in stderr
    assert applied(program) == ["1"]


def test_the_program_gets_the_signals_itself(
    goofer: Goofer, sqlite_program: Program, tmp_path: Path
) -> None:
    assert goofer("init", "--docker").code == 0
    with started(sqlite_program, tmp_path, "sh", "-c", "echo $$; exec sleep 60") as run:
        assert run.stdout is not None
        lines = iter(run.stdout.readline, "")
        assert str(run.pid) in (line.strip() for line in lines)
        run.send_signal(signal.SIGTERM)
        assert run.wait(timeout=10) == -signal.SIGTERM
