from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.servers import binaries, cluster
from tests.servers.postgresql import URL_VARIABLE, Provider, Server, plain
from tests.servers.tally import REQUIRE_VARIABLE, give_up, required

_ROOT = Path(__file__).resolve().parents[2]
_NOBODY_LISTENS = "postgresql://postgres:hush@127.0.0.1:1/postgres"
_STARTS_AND_WAITS = """
import sys
from tests.servers.postgresql import Provider
print(Provider(environment={}).answer().url, flush=True)
sys.stdin.read()
"""


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname or "", parts.port or 0)) == 0


def _data_folder(url: str) -> Path:
    with psycopg.connect(url) as connection:
        row = connection.execute("show data_directory").fetchone()
    assert row is not None
    return Path(row[0])


def _pytest(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one test of this file in a run of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    clean.pop(REQUIRE_VARIABLE, None)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *args],
        cwd=_ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_server_answers(postgresql_server: Server) -> None:
    with psycopg.connect(postgresql_server.url) as connection:
        assert connection.execute("select 40 + 2").fetchone() == (42,)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_test_has_an_empty_database_of_its_own(turn: str, postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        connection.execute("create table only_mine (turn text)")
        connection.execute("insert into only_mine values (%s)", [turn])
        assert connection.execute("select turn from only_mine").fetchall() == [(turn,)]


def test_database_is_dropped_with_whoever_is_still_in_it(postgresql_server: Server) -> None:
    with postgresql_server.database() as url:
        name = urlsplit(url).path.lstrip("/")
        left_open = psycopg.connect(url)
        assert postgresql_server.has_database(name)
    assert not postgresql_server.has_database(name)
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("select 1")
    left_open.close()


def test_database_can_be_a_copy_of_another(postgresql_server: Server) -> None:
    with postgresql_server.database() as original:
        with psycopg.connect(original) as connection:
            connection.execute("create table copied (id int)")
        template = urlsplit(original).path.lstrip("/")
        with (
            postgresql_server.database(template=template) as copy,
            psycopg.connect(copy) as connection,
        ):
            assert connection.execute("select count(*) from copied").fetchone() == (0,)


def test_database_knows_letters_beyond_ascii(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        assert connection.execute("select 'Größe' = U&'Gr\\00F6\\00DFe'").fetchone() == (True,)


def test_login_role_owns_its_database_and_is_no_superuser(postgresql_login_url: str) -> None:
    with psycopg.connect(postgresql_login_url) as connection:
        connection.execute("create schema mine")
        row = connection.execute(
            "select rolsuper, rolcreatedb from pg_roles where rolname = current_user"
        ).fetchone()
    assert row == (False, False)


def test_url_without_a_driver_is_what_libpq_reads() -> None:
    assert plain("postgresql+psycopg://u@h/d") == "postgresql://u@h/d"


@pytest.fixture
def started() -> Iterator[Provider]:
    """A server of this test's own, on a machine that has the programs for it."""
    provider = Provider(environment={})
    if reason := provider.answer().reason:
        if os.environ.get(URL_VARIABLE):
            pytest.skip(f"the server is elsewhere, and none can be started here: {reason}")
        give_up("postgresql", reason)
    yield provider
    provider.stop()


def test_stopped_server_leaves_nothing_behind(started: Provider) -> None:
    url = started.answer().url
    data = _data_folder(url)
    started.stop()
    assert not _listens(url)
    assert not data.parent.exists()


@pytest.mark.fault
@pytest.mark.usefixtures("started")
def test_server_ends_with_a_run_that_was_killed() -> None:
    run = subprocess.Popen(
        [
            sys.executable,
            "-c",
            _STARTS_AND_WAITS,
        ],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    url = run.stdout.readline().strip()
    assert _listens(url)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    end = time.monotonic() + 30
    while _listens(url) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _listens(url)


def test_without_a_server_the_test_is_skipped_and_the_summary_says_why() -> None:
    run = _pytest(f"{__file__}::test_server_answers", **{URL_VARIABLE: _NOBODY_LISTENS})
    assert run.returncode == 0, run.stdout
    assert "1 skipped" in run.stdout
    assert f"postgresql DID NOT RUN (0 tests, 1 without it): the server of {URL_VARIABLE}" in (
        run.stdout
    )
    assert "hush" not in run.stdout


def test_without_a_required_server_the_test_fails() -> None:
    run = _pytest(
        f"{__file__}::test_server_answers",
        **{URL_VARIABLE: _NOBODY_LISTENS, REQUIRE_VARIABLE: "all"},
    )
    assert run.returncode == 1, run.stdout
    assert "postgresql is required by GOOFER_TEST_REQUIRE" in run.stdout


def test_named_server_is_taken_as_it_is(postgresql_server: Server) -> None:
    run = _pytest(f"{__file__}::test_server_answers", **{URL_VARIABLE: postgresql_server.url})
    assert run.returncode == 0, run.stdout
    assert f"from {URL_VARIABLE}: 1 test" in run.stdout


@pytest.mark.parametrize(
    ("wish", "database", "expected"),
    [
        ("", "postgresql", False),
        ("all", "postgresql", True),
        ("sqlite, postgresql", "postgresql", True),
        ("mysql", "postgresql", False),
    ],
)
def test_required_databases_are_those_listed(wish: str, database: str, expected: bool) -> None:
    assert required(database, {REQUIRE_VARIABLE: wish}) is expected


def test_machine_without_a_server_says_where_it_looked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(binaries, "_debian", lambda: None)
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(binaries.NoServerError, match="neither in /usr/lib/postgresql"):
        binaries.find()


@pytest.mark.parametrize(
    ("said", "gist"),
    [
        ("LOG: hello\nFATAL: no such database\nLOG: bye", "FATAL: no such database"),
        ("initdb: error: not empty\nhint: another folder", "initdb: error: not empty"),
        ("one\ntwo\n\n", "two"),
        ("", "it said nothing"),
    ],
)
def test_reason_is_the_line_that_says_what_went_wrong(said: str, gist: str) -> None:
    assert cluster.gist(said) == gist
