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
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from typer.testing import CliRunner

from goofer_py.cli.app import app
from goofer_py.cli.logged import logged
from goofer_py.cli.output import Output
from goofer_py.web import serving as serving_module
from goofer_py.web.runs import Ran, Runs
from tests.web.conftest import TOKEN, Site

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
        with asked(place, "/sign-in", token=TOKEN) as signed_in:
            cookie = signed_in.headers["Set-Cookie"].partition(";")[0]
        with asked(place, "/db/one/act/migrate", cookie) as shown:
            page = shown.read().decode()
        fields = {
            name: page.partition(f'name="{name}" value="')[2].partition('"')[0]
            for name in ("form", "mark")
        }
        with asked(place, "/db/one/act/migrate", cookie, **fields) as begun:
            assert begun.status == 303

        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)

    with site.migrator("one") as migrator:
        assert migrator.current_version() == "1"
    said = [line.partition(" UTC ")[2].partition(" by ")[0] for line in err.splitlines()]
    assert said == [
        "info: signed in from 127.0.0.1",
        "info: one: migrate",
        "warning: waiting for the run on one; another signal leaves it as it is then",
        "info: one: migrate",
    ]
    assert err.endswith(": Applied 1 migration: sqlite:///one.db is at 1.\n")


def test_a_run_that_is_left_at_a_second_signal_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    told, goes_on, main = threading.Event(), threading.Event(), threading.get_ident()
    runs = Runs(lambda _, __: None)
    runs.begin("one", Ran("migrate", "somebody", (), datetime.now(UTC)), lambda: "done")
    runs.wait()

    def work() -> str:
        # The second signal, once somebody waits.
        told.wait(10)
        signal.pthread_kill(main, signal.SIGTERM)
        goes_on.wait(10)
        return "done"

    runs.begin("two", Ran("migrate", "somebody", (), datetime.now(UTC)), work)
    timer = threading.Timer(0.1, told.set)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        serving_module._wait(runs)
    goes_on.set()
    timer.join()
    assert [one.getMessage() for one in caplog.records] == [
        "waiting for the run on two; another signal leaves it as it is then",
        "the run on two was left: goofer status tells what came of it",
    ]


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
