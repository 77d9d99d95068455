"""The server as a program: what it says, and how it ends."""

from __future__ import annotations

import http.client
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import uvicorn
from typer.testing import CliRunner

from goofer_py import Migrator
from goofer_py.cli.app import app
from goofer_py.cli.logged import logged
from goofer_py.cli.output import Output
from goofer_py.web import serving as serving_module
from tests.web.conftest import TOKEN, Site
from tests.web.proxy import proxied

_CODE = """
import time

def up(context):
    time.sleep(1)
    context.execute("CREATE TABLE slow (x int)")
"""


@contextmanager
def serving(site: Site, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `goofer serve`, and give the process with its host and port."""
    command = (sys.executable, "-u", "-m", "goofer_py", "serve", "--port", "0", *options)
    with subprocess.Popen(
        command,
        cwd=site.path,
        env={**os.environ, "GOOFER_TOKEN": TOKEN},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield process, urlsplit(process.stdout.readline().split()[0]).netloc
        finally:
            process.kill()


@contextmanager
def asked(
    place: str, path: str, cookie: str = "", **form: str
) -> Iterator[http.client.HTTPResponse]:
    """Give an answer, whose body may not have ended."""
    with closing(http.client.HTTPConnection(place, timeout=20)) as connection:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form) if form else None
        connection.request("POST" if form else "GET", path, body, headers)
        yield connection.getresponse()


def test_it_ends_at_once_and_quietly_while_somebody_watches(site: Site) -> None:
    site.migrations.table("1", "books")
    site.databases("one")
    with serving(site) as (process, place), asked(place, "/events") as stream:
        assert stream.status == 200
        assert b"event: state" in stream.read(200)
        before = time.monotonic()

        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)

        assert time.monotonic() - before < 10
        assert (process.returncode, err) == (0, "")
        assert "Traceback" not in out


def test_it_ends_once_the_run_that_it_began_has_ended(site: Site) -> None:
    (site.migrations.path / "1_slow.py").write_text(_CODE, encoding="utf-8")
    site.databases("one")
    with serving(site, "--allow-actions") as (process, place):
        begun(place)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)

    with site.migrator("one") as migrator:
        assert migrator.current_version() == "1"
    said = [line.partition(" UTC ")[2].partition(" by ")[0] for line in err.splitlines()]
    assert said == [
        "info: signed in from 127.0.0.1",
        "info: one: migrate",
        "warning: waiting for the run on one; another signal ends it",
        "info: one: migrate",
    ]
    assert err.endswith(": Applied 1 migration: sqlite:///one.db is at 1.\n")


def test_a_second_signal_ends_the_server_as_quietly(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.databases("one")
    dashboard = site.dashboard()
    server = serving_module._Server(uvicorn.Config(dashboard, port=0, log_config=None), dashboard)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)

    def twice() -> None:
        server.signalled()
        server.signalled()

    server.servers[0].get_loop().call_soon_threadsafe(twice)
    thread.join()

    assert server.force_exit
    assert dashboard.board.live.closed
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []


def begun(place: str) -> None:
    """Begin to migrate the database `one`."""
    with asked(place, "/sign-in", token=TOKEN) as signed_in:
        cookie = signed_in.headers["Set-Cookie"].partition(";")[0]
    with asked(place, "/db/one/act/migrate", cookie) as shown:
        page = shown.read().decode()
    fields = {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("form", "mark")
    }
    with asked(place, "/db/one/act/migrate", cookie, **fields) as answer:
        assert answer.status == 303


def signed_in(place: str, token: str) -> int:
    """Return what is answered to who signs in with a token."""
    with asked(place, "/sign-in", token=token) as answer:
        return answer.status


@pytest.mark.parametrize("trusted", [True, False])
def test_wrong_tokens_are_counted_by_who_asks_a_proxy_that_is_trusted(
    site: Site, trusted: bool
) -> None:
    site.databases("one")
    options = ("--forwarded-allow-ips", "127.0.0.1, 10.1.0.0/16") if trusted else ()
    with (
        serving(site, "--allow-actions", *options) as (process, place),
        # What a client says of itself comes before what the proxy says.
        proxied(place, forwarded="203.0.113.9, 192.0.2.7, 10.1.2.3") as guessing,
        proxied(place, forwarded="192.0.2.8") as other,
    ):
        assert [signed_in(guessing, "guess") for _ in range(6)] == [403] * 5 + [429]
        assert signed_in(guessing, TOKEN) == 429
        assert signed_in(other, TOKEN) == (303 if trusted else 429)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)

    shown = "192.0.2.7" if trusted else "127.0.0.1"
    assert f"a wrong token was sent from {shown}\n" in err
    assert "203.0.113.9" not in err


def test_who_asks_without_a_proxy_is_not_believed(site: Site) -> None:
    site.databases("one")
    with (
        serving(site, "--allow-actions", "--forwarded-allow-ips", "192.0.2.1") as (_, place),
        proxied(place, forwarded="192.0.2.7") as first,
        proxied(place, forwarded="192.0.2.8") as second,
    ):
        for _ in range(5):
            assert signed_in(first, "guess") == 403
        assert signed_in(second, TOKEN) == 429


def until(process: subprocess.Popen[str], words: str) -> str:
    """Return what a process writes up to the line with these words."""
    assert process.stderr is not None
    found = ""
    for line in process.stderr:
        found += line
        if words in line:
            return found
    pytest.fail(found)


def remaining(process: subprocess.Popen[str]) -> str:
    """Return what a process writes until it ends, of which some may have been read already."""
    assert process.stderr is not None
    found = process.stderr.read()
    process.wait(60)
    return found


@pytest.mark.parametrize("how", ["", "-- goofer: no-transaction\n"])
def test_a_second_signal_ends_the_statement_of_a_run_at_the_server(
    site: Site, postgresql_url: str, how: str
) -> None:
    sleep = f"{how}SELECT pg_sleep(600) /* begun here */;"
    site.migrations.add("1_sleep", sleep)
    site.migrations.table("2", "books")
    (site.path / "goofer.toml").write_text(f'[databases.one]\nurl = "{postgresql_url}"\n')
    running = (
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE"
        " '%begun here%' AND pid <> pg_backend_pid()"
    )
    with (
        Migrator(postgresql_url, site.migrations.path) as migrator,
        serving(site, "--allow-actions") as (process, place),
    ):
        begun(place)
        while migrator.session.query(running)[0][0] == 0:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        said = until(process, "waiting for the run on one; another signal ends it")
        process.send_signal(signal.SIGTERM)
        said += until(process, "failed: SIGTERM ended the run in 1_sleep (up)")
        rest = remaining(process)

        assert "ending the run on one; another signal leaves it at work" in said
        assert process.returncode == 130
        assert rest.splitlines()[-2:] == [
            "error: Stopped by a signal. The run on one was ended.",
            "next: goofer status --db one",
        ]
        while migrator.session.query(running)[0][0]:
            time.sleep(0.05)
        assert migrator.holder() is None
        assert "2" in [one.version for one in migrator.pending_migrations()]


def test_a_run_that_cannot_be_ended_is_left_at_a_third_signal_and_told_of(site: Site) -> None:
    code = "import time\n\ndef up(context):\n    time.sleep(600)\n"
    (site.migrations.path / "1_slow.py").write_text(code, encoding="utf-8")
    site.databases("one")
    with serving(site, "--allow-actions") as (process, place):
        begun(place)
        process.send_signal(signal.SIGINT)
        until(process, "waiting for the run on one")
        process.send_signal(signal.SIGINT)
        until(process, "ending the run on one")
        process.send_signal(signal.SIGINT)
        rest = remaining(process)

    assert process.returncode == 130
    assert "The run on one was left: what its statement does may go on at the server." in rest
    assert "Traceback" not in rest
    assert rest.endswith("next: goofer status --db one\n")


def test_a_run_that_waits_for_a_lease_ends_when_it_is_told_to(site: Site) -> None:
    site.migrations.table("1", "books")
    site.databases("one")
    acting = site.acting()
    runs = acting.dashboard.board.runs
    with site.migrator("one") as migrator, migrator._leases.held(migrator.session, None, None):
        form = acting.seen("/db/one/act/migrate")
        assert acting.client.post("/db/one/act/migrate", data=form).status_code == 303
        runs.end("SIGTERM")
        runs.wait()

    ran = runs.latest("one")
    assert ran is not None
    assert "SIGTERM ended this run while it waited" in ran.error


@pytest.mark.parametrize(
    ("how", "written"),
    [
        ({}, ["info: it\n  goes [U+001B]", "warning: on"]),
        ({"quiet": True}, ["warning: on"]),
    ],
)
def test_what_is_logged_is_written(
    capsys: pytest.CaptureFixture[str], how: dict[str, bool], written: list[str]
) -> None:
    log = logging.getLogger("goofer.web")
    with logged(Output("serve", **how)):
        log.info("it\rgoes \x1b")
        log.warning("on")
    log.info("not this")
    said = capsys.readouterr().err
    assert re.sub(r"(?m)^[-0-9]+ [:0-9]+ UTC ", "", said) == "".join(f"{one}\n" for one in written)


def test_what_is_logged_is_json_where_all_is(capsys: pytest.CaptureFixture[str]) -> None:
    with logged(Output("serve", log_json=True)):
        logging.getLogger("uvicorn.error").error("it\nfailed")
        logging.getLogger("uvicorn.error").info("begun")
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["event"], line["level"], line["message"]) == ("Logged", "error", "it\nfailed")


def test_where_no_database_is_named_nothing_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GOOFER_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)

    found = CliRunner().invoke(app, ["serve", "--port", "0"])

    assert found.exit_code == 2
    assert "No database is named" in found.stderr
