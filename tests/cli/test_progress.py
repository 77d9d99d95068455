from __future__ import annotations

import io
import sys

import pytest

from goofer_py.cli.output import Output
from goofer_py.cli.progress import Progress
from goofer_py.cli.wording import count, duration, joined
from goofer_py.events import (
    BatchDone,
    Event,
    MigrationFinished,
    MigrationStarted,
    RunFinished,
    RunStarted,
)

RUN: tuple[Event, ...] = (
    RunStarted("db", "up", ("1", "2")),
    MigrationStarted("db", "1", "a[b]", "up", 1),
    MigrationFinished("db", "1", "a[b]", "up", 1, 0.0123),
    MigrationStarted("db", "2", "c", "up", 1),
    MigrationFinished("db", "2", "c", "down", 1, 61.4),
    RunFinished("db", "up", ("1", "2"), True, 62.0),
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_in_a_pipe_each_migration_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(Output("migrate")) as progress:
        for event in RUN:
            progress(event)
    assert capsys.readouterr().out == "applied 1 a[b] (12 ms)\nreverted 2 c (1 min 1 s)\n"


@pytest.mark.parametrize("output", [Output("x", quiet=True), Output("x", as_json=True)])
def test_quiet_and_json_show_no_progress(
    capsys: pytest.CaptureFixture[str], output: Output
) -> None:
    with Progress(output) as progress:
        for event in RUN:
            progress(event)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("upto", [len(RUN), 3])
def test_on_a_terminal_a_bar_shows_how_far_it_is_and_goes_away(
    monkeypatch: pytest.MonkeyPatch, upto: int
) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", terminal)
    with Progress(Output("migrate")) as progress:
        for event in RUN[:upto]:
            progress(event)
    assert sys.stdout is terminal
    written = terminal.getvalue()
    assert "applied 1 a[b] (12 ms)" in written
    assert "/2" in written
    assert "\x1b[?25h" in written


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 ms"), (0.0126, "13 ms"), (1, "1.0 s"), (59.94, "59.9 s"), (125, "2 min 5 s")],
)
def test_a_duration_has_the_unit_of_its_size(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_numbers_have_their_nouns() -> None:
    assert count(1, "migration") == "1 migration"
    assert count(0, "migration") == "0 migrations"
    assert count(2, "entity", "entities") == "2 entities"
    assert joined(["a", "b"]) == "a, b"
    assert joined(list("abcdefg"), 3) == "a, b, c and 4 more"


BATCHES = [BatchDone("db", "1", "update users", n * 1000, 4000, 50.0) for n in range(1, 5)]


def test_in_a_pipe_batches_are_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter([0.0, 4.0, 11.0, 12.0, 30.0])
    with Progress(Output("migrate"), lambda: next(times)) as progress:
        for event in BATCHES:
            progress(event)
    assert capsys.readouterr().out == (
        "1 update users: 2,000 of 4,000 rows, 50 rows/s, about 40.0 s left\n"
    )


def test_on_a_terminal_batches_have_a_bar_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", terminal)
    with Progress(Output("migrate")) as progress:
        for event in (*RUN[:2], *BATCHES):
            progress(event)
    assert "update users" in terminal.getvalue()
    assert "4000/4000" in terminal.getvalue()
