"""Messages about runs, posted to a real server that answers well, badly, late or never."""

from __future__ import annotations

import json
import logging
import socket
import time
from base64 import b64encode

import pytest

from goofer_py.errors import ConfigError, MigrationFailed
from goofer_py.events import ConfirmationNeeded, Event, RunFailed, RunStarted, RunSucceeded
from goofer_py.migrate.migrator import Migrator
from goofer_py.observe.messages import message_of
from goofer_py.observe.webhook import Webhook
from tests.migrate.conftest import Folder
from tests.observe.listener import listening

SECRET = "/services/T0/B0/secret-token"
QUICK = (0.01, 0.01, 0.01)
DB = "sqlite:///app.db"
SUCCEEDED = RunSucceeded(DB, "up", ("1", "2"), "2", 0, (), 1.25)


def test_a_run_is_told_from_its_start_to_its_end(every_database_url: str, folder: Folder) -> None:
    folder.table("1", "a")
    with listening() as there:
        hook = Webhook(f"{there.url}{SECRET}", pauses=QUICK)
        with Migrator(every_database_url, folder.path, observer=hook) as migrator:
            migrator.up()
            migrator.up()
            folder.add("2_b", "SELEC;")
            with pytest.raises(MigrationFailed):
                migrator.up()
            database = migrator.database

    told = there.bodies
    assert [one["event"] for one in told] == ["start", "success", "start", "failure"]
    assert {one["database"] for one in told} == {database}
    assert told[1]["versions"] == ["1"]
    assert told[1]["current"] == "1"
    assert told[3]["code"] == "MigrationFailed"
    assert "2_b" in told[3]["text"]


def test_what_waits_to_be_confirmed_is_told_once(sqlite_url: str, folder: Folder) -> None:
    folder.table("1", "a")
    with listening() as there:
        hook = Webhook(there.url, on=("confirmation",), pauses=QUICK)
        with Migrator(sqlite_url, folder.path, observer=hook) as migrator:
            migrator.up()
            folder.add("2_b", "-- goofer: phase expand\nCREATE TABLE b (x int)")
            folder.add("3_b", "-- goofer: phase contract\nDROP TABLE a")
            migrator.up()
            migrator.up()
        hook.flush()

    (told,) = there.bodies
    assert told["waiting"] == ["3_b"]
    assert told["hint"] == "goofer phase continue"


EVENTS: list[tuple[Event, str]] = [
    (RunStarted(DB, "down", ("3",)), "sqlite:///app.db: reverts 1 migration (3)"),
    (SUCCEEDED, "sqlite:///app.db: applied 2 migrations in 1.2 s, at 2"),
    (RunFailed(DB, "LockLost", "<!channel> & co"), "failed. &lt;!channel&gt; &amp; co"),
    (ConfirmationNeeded(DB, ("3_b",), "goofer phase continue"), "3_b waits to be confirmed"),
]


@pytest.mark.parametrize(("event", "text"), EVENTS)
def test_slack_gets_a_text_that_calls_nobody(event: Event, text: str) -> None:
    with listening() as there:
        hook = Webhook(there.url, format="slack", pauses=QUICK)
        hook(event)
        assert hook.flush()

    (body,) = there.bodies
    assert set(body) == {"text"}
    assert text in body["text"]


def test_who_was_asked_and_said_no_is_told_nothing() -> None:
    assert message_of(RunFailed(DB, "Declined", "Nothing was changed.")) is None


@pytest.mark.parametrize(
    ("url", "slack"),
    [
        ("https://hooks.slack.com/services/T", True),
        ("https://slack.com.evil.example/services", False),
        ("https://example.com/slack.com", False),
    ],
)
def test_the_host_says_whether_it_is_slack(url: str, slack: bool) -> None:
    assert Webhook(url)._slack is slack


def test_what_failed_for_a_moment_is_sent_again() -> None:
    with listening(500, 503) as there:
        hook = Webhook(f"{there.url}{SECRET}", pauses=QUICK)
        hook(SUCCEEDED)

    assert [body["event"] for body in there.bodies] == ["success"] * 3


@pytest.mark.parametrize(
    ("codes", "tries", "why"),
    [((404,), 1, "it answered 404"), ((302,), 1, "it answered 302"), ((500,) * 9, 4, "500")],
)
def test_what_is_not_wanted_is_given_up(
    codes: tuple[int, ...], tries: int, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    with listening(*codes) as there:
        hook = Webhook(f"{there.url}{SECRET}", pauses=QUICK)
        hook(SUCCEEDED)

    assert [path for path, _, _ in there.heard] == [SECRET] * tries
    assert why in caplog.text
    assert "secret-token" not in caplog.text


def test_nobody_there_is_no_reason_to_fail(
    sqlite_url: str, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    folder.table("1", "a")
    hook = Webhook(f"http://app:pass-word@127.0.0.1:{port}{SECRET}", pauses=QUICK)
    with Migrator(sqlite_url, folder.path, observer=hook) as migrator:
        assert migrator.up().versions == ("1",)

    assert "could not be told of the success: ConnectionRefusedError" in caplog.text
    assert f"127.0.0.1:{port}" in caplog.text
    assert "secret-token" not in caplog.text
    assert "pass-word" not in caplog.text


def test_one_that_hangs_holds_up_a_run_for_no_longer_than_was_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with listening(hang=True) as there:
        hook = Webhook(f"{there.url}{SECRET}", wait=0.2, timeout=30)
        started = time.monotonic()
        hook(SUCCEEDED)
        assert time.monotonic() - started < 2

    assert "was not told in 0.2 s" in caplog.text
    assert "secret-token" not in caplog.text


def test_a_name_and_a_password_are_sent_as_such() -> None:
    with listening() as there:
        hook = Webhook(there.url.replace("//", "//app:p%40ss@"), pauses=QUICK)
        hook(SUCCEEDED)

    ((path, headers, body),) = there.heard
    assert headers["Authorization"] == f"Basic {b64encode(b'app:p@ss').decode()}"
    assert "app" not in path
    assert json.loads(body)["versions"] == ["1", "2"]


@pytest.mark.parametrize("url", ["ftp://host/secret", "hooks.slack.com/secret", "http://[secret"])
def test_what_is_no_url_is_refused_without_saying_it(url: str) -> None:
    with pytest.raises(ConfigError, match="notify: this is no URL") as caught:
        Webhook(url)
    assert "secret" not in f"{caught.value} {caught.value.hint}"


def test_the_place_shows_nothing_secret() -> None:
    shown = repr(Webhook(f"https://app:word@example.com{SECRET}")._place)
    assert "example.com" in shown
    assert "secret" not in shown
    assert "word" not in shown


def test_what_nobody_asked_for_is_not_sent() -> None:
    with listening() as there:
        hook = Webhook(there.url, on=("failure",))
        hook(SUCCEEDED)
        hook(RunSucceeded(DB, "up", (), "2", 0, (), 0.1))
    assert not there.heard


def test_warnings_are_those_of_one_logger() -> None:
    from goofer_py.observe.observers import LOG

    assert LOG is logging.getLogger("goofer")
