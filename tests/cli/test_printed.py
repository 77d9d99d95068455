"""What migrations in code print gets into no result and no log that a program reads."""

from __future__ import annotations

import io
import json
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from goofer_py.cli.output import Output
from goofer_py.cli.printed import Printed
from goofer_py.events import MigrationFinished, MigrationStarted, RunFinished, RunStarted
from tests.cli.conftest import Goofer

LOUD = """\
import sys

print("on loading")


def up(context):
    context.execute("CREATE TABLE a (x int)")
    print("one", "two")
    print("three\\nfour", end="")
    print("to stderr", file=sys.stderr)


def down(context):
    print("going down")
    context.execute("DROP TABLE a")
    raise ValueError("no")
"""


@pytest.fixture
def loud(folder: Path) -> Path:
    (folder / "migrations").mkdir()
    (folder / "migrations" / "1_loud.py").write_text(LOUD, encoding="utf-8")
    (folder / "migrations" / "2_b.up.sql").write_text("CREATE TABLE b (x int);")
    (folder / "migrations" / "2_b.down.sql").write_text("DROP TABLE b;")
    (folder / "goofer.toml").write_text('url = "sqlite:///a.db"\n', encoding="utf-8")
    return folder


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.usefixtures("loud")
def test_in_a_log_of_json_each_line_says_which_migration_printed_it(goofer: Goofer) -> None:
    streams = sys.stdout, sys.stderr
    done = goofer("migrate", "--log-format", "json", "--json")
    assert (sys.stdout, sys.stderr) == streams
    assert done.code == 0, done.stderr
    assert done.json["ok"] is True
    told = events(done.stderr)
    printed = [one for one in told if one["event"] == "Printed"]
    assert {(one["database"], "time" in one) for one in printed} == {("sqlite:///a.db", True)}
    lines = [(one["version"], one["name"], one["stream"], one["line"]) for one in printed]
    ours = ("1", "loud")
    assert lines[0] == ("", "", "stdout", "on loading")
    assert lines[1:3] == [(*ours, "stdout", "one two"), (*ours, "stdout", "three")]
    assert (*ours, "stderr", "to stderr") in lines
    assert (*ours, "stdout", "four") in lines
    names = [one["event"] for one in told]
    begun, ended = names.index("MigrationStarted"), names.index("MigrationFinished")
    four = next(place for place, one in enumerate(told) if one.get("line") == "four")
    assert begun < four < ended


@pytest.mark.usefixtures("loud")
def test_what_is_printed_does_not_get_into_the_object_of_json(goofer: Goofer) -> None:
    done = goofer("migrate", "--json")
    assert done.json["ok"] is True
    assert done.stdout.startswith("{")
    assert "on loading\none two\nthree\n" in done.stderr


@pytest.mark.usefixtures("loud")
def test_for_people_it_is_printed_as_it_is(goofer: Goofer) -> None:
    done = goofer("migrate")
    assert done.stdout.startswith("on loading\none two\nthree\nfourapplied 1 loud")
    assert "to stderr\n" in done.stderr


@pytest.mark.usefixtures("loud")
def test_after_a_failure_everything_is_as_before(goofer: Goofer) -> None:
    assert goofer("migrate", "--json").code == 0
    streams = sys.stdout, sys.stderr
    done = goofer("rollback", "--steps", "2", "--log-format", "json")
    assert (sys.stdout, sys.stderr) == streams
    assert done.code != 0
    told = events(done.stderr)
    assert [one["line"] for one in told if one["event"] == "Printed"] == [
        "on loading",
        "going down",
    ]
    assert told[-1]["event"] == "Error"


def test_what_was_put_there_meanwhile_stays_and_threads_are_heard(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = Printed(Output("migrate", log_json=True))
    printed.note(RunStarted("db", "up", ("1",)))
    printed.note(RunStarted("db", "up", ("1",)))
    printed.note(MigrationStarted("db", "1", "a", "up", 0))
    threads = [threading.Thread(target=print, args=("x" * 50,)) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sys.stdout.encoding.lower() == "utf-8"
    other = io.StringIO()
    real = getattr(sys.stdout, "real")  # noqa: B009 - only what stands there now has it
    monkeypatch.setattr(sys, "stdout", other)
    printed.note(MigrationFinished("db", "1", "a", "up", 0, 0.1))
    printed.note(RunFinished("db", "up", ("1",), True, 0.1))
    assert sys.stdout is other
    monkeypatch.setattr(sys, "stdout", real)
    printed.end()
    said = capsys.readouterr()
    lines = events(said.err)
    assert {one["line"] for one in lines if one["line"]} == {"x" * 50}
    assert sum(one["line"].count("x" * 50) for one in lines) == 20
    assert said.out == ""
