from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime

import pytest

from goofer_py.cli.output import Output
from goofer_py.cli.progress import Progress, batch_line
from goofer_py.cli.wording import count, duration, joined, size
from goofer_py.cli.working import blocked_line, work_line
from goofer_py.events import (
    BatchDone,
    Blocker,
    Event,
    MigrationFinished,
    MigrationStarted,
    RunFinished,
    RunStarted,
    StatementBlocked,
    StatementFreed,
    WorkSeen,
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


INDEX = WorkSeen(
    "db",
    "2",
    61.0,
    "CREATE INDEX",
    "orders",
    "building index: scanning table",
    450_000_000,
    1_000_000_000,
    "bytes",
    80_000_000.0,
    6.875,
)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            INDEX,
            (
                "2 CREATE INDEX orders: building index: scanning table: 45 %, 450.0 MB of 1.0 GB,"
                " 80.0 MB/s, about 6.9 s left, running for 1 min 1 s"
            ),
        ),
        (WorkSeen("db", "2", 12.0), "2: running for 12.0 s"),
        (
            WorkSeen("db", "2", 12.0, "CREATE INDEX", "t", "sorting live tuples", unit="rows"),
            "2 CREATE INDEX t: sorting live tuples: running for 12.0 s",
        ),
        (
            WorkSeen("db", "2", 12.0, "ALTER TABLE t ...", "", "flush", 5, 20),
            "2 ALTER TABLE t ...: flush: 25 %, running for 12.0 s",
        ),
        (
            WorkSeen("db", "2", 12.0, "CREATE INDEX", "t", "waiting", 1, 3, "transactions"),
            "2 CREATE INDEX t: waiting: 33 %, 1 of 3 transactions, running for 12.0 s",
        ),
        (
            WorkSeen("db", "", 3.0, "backup", done=5_200_000, unit="bytes", rate=1_700_000.0),
            "backup: 5.2 MB, 1.7 MB/s, running for 3.0 s",
        ),
        (
            WorkSeen(
                *("db", "", 3.0, "backup", "", "table a (1 of 2)", 5_200_000, 10_000_000, "bytes"),
                *(1_700_000.0, 2.8),
                guessed=True,
            ),
            (
                "backup: table a (1 of 2): about 52 % of 10.0 MB, 1.7 MB/s, about 2.8 s left,"
                " running for 3.0 s"
            ),
        ),
        (
            WorkSeen("db", "2", 3.0, "COPY FROM", "t", "", 5_200, 0, "rows", 1_700.0),
            "2 COPY FROM t: 5,200 rows, 1,700 rows/s, running for 3.0 s",
        ),
    ],
)
def test_what_was_seen_says_how_far_how_fast_and_how_long_still(event: WorkSeen, line: str) -> None:
    assert work_line(event) == line


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            BatchDone("db", "2", "update t", 4_000, 10_000, 500.0),
            "2 update t: 4,000 of 10,000 rows, 500 rows/s, about 12.0 s left",
        ),
        (
            BatchDone("db", "2", "change f", 4_000, 0, 500.0),
            "2 change f: 4,000 rows, 500 rows/s",
        ),
        (BatchDone("db", "2", "update t", 0, 10, 0.0), "2 update t: 0 of 10 rows, 0 rows/s"),
        (BatchDone("db", "2", "update t", 12, 10, 1.0), "2 update t: 12 rows, 1 rows/s"),
        (
            BatchDone("db", "2", "rename a", 4_000, 10_000, 500.0, 10, "keys"),
            "2 rename a: 4,000 of 10,000 keys, 500 keys/s, about 12.0 s left",
        ),
    ],
)
def test_a_batch_says_only_what_is_known(event: BatchDone, line: str) -> None:
    assert batch_line(event) == line


@pytest.mark.parametrize("log_json", [False, True])
@pytest.mark.parametrize("total", [0, 3_000])
def test_batches_of_which_nobody_knows_how_many_are_told_of_now_and_then_as_well(
    capsys: pytest.CaptureFixture[str], log_json: bool, total: int
) -> None:
    times = iter([0.0, 10.0, 11.0, 21.0])
    batch = BatchDone("db", "2", "change f", 4_000, total, 500.0)
    with Progress(Output("migrate", log_json=log_json), lambda: next(times)) as progress:
        for _ in range(3):
            progress(batch)
    said = capsys.readouterr()
    lines = said.err.splitlines() if log_json else said.out.splitlines()
    assert len(lines) == 2


def test_lines_of_batches_and_of_what_is_seen_do_not_stand_in_for_each_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    times = iter([0.0, 10.0, 11.0, 12.0, 13.0])
    batch = BatchDone("db", "2", "update t", 4_000, 10_000, 500.0)
    with Progress(Output("migrate"), lambda: next(times)) as progress:
        for event in (INDEX, batch, INDEX, batch):
            progress(event)
    assert capsys.readouterr().out.splitlines() == [work_line(INDEX), batch_line(batch)]


SINCE = datetime(2026, 11, 21, 12, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            StatementBlocked(
                "db", "2", "t (X)", 0.0, (Blocker(7, "app", "SELECT 1", True, SINCE),)
            ),
            (
                "2 waits for t (X), which is held up by process 7 of app (since 12:03:04 UTC, idle,"
                " last: SELECT 1)"
            ),
        ),
        (
            StatementBlocked("db", "2", "rows", 0.0, (Blocker(7, "a"), Blocker(0, "b"))),
            "2 waits for rows, which is held up by process 7 of a; b",
        ),
        (
            StatementBlocked("db", "2", "rows", 0.0, (), "INSTALL x"),
            "2 waits for rows, and the server does not tell for whom; it would after: INSTALL x",
        ),
    ],
)
def test_what_is_blocked_says_by_whom_and_since_when(event: StatementBlocked, line: str) -> None:
    assert blocked_line(event) == line


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1500, "1.5 kB"),
        (2.5e9, "2.5 GB"),
        (1.5e12, "1,500.0 GB"),
    ],
)
def test_bytes_have_the_unit_of_their_number(number: float, told: str) -> None:
    assert size(number) == told


def test_in_a_pipe_what_is_seen_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter([0.0, 2.0, 11.0, 12.0, 22.0])
    blocked = StatementBlocked("db", "2", "rows", 0.0)
    with Progress(Output("migrate"), lambda: next(times)) as progress:
        for event in (INDEX, INDEX, blocked, StatementFreed("db", "2", 3.0), INDEX, INDEX):
            progress(event)
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        work_line(INDEX),
        "2 goes on after it waited for 3.0 s",
        work_line(INDEX),
    ]
    assert said.err == f"warning: {blocked_line(blocked)}\n"


def test_what_would_let_the_server_tell_more_is_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Progress(Output("migrate"), lambda: 0.0) as progress:
        for _ in range(3):
            progress(WorkSeen("db", "2", 3.0, hint="UPDATE x"))
    assert capsys.readouterr().out == "the server would tell how far it is after: UPDATE x\n"


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_on_a_terminal_what_is_seen_has_a_bar(monkeypatch: pytest.MonkeyPatch, stream: str) -> None:
    terminal, other = Terminal(), io.StringIO()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr(sys, "stdout", other)
    monkeypatch.setattr(sys, stream, terminal)
    with Progress(Output("migrate")) as progress:
        for event in (*RUN[:2], INDEX, *RUN[2:]):
            progress(event)
    assert "CREATE INDEX orders: building index: scanning table" in terminal.getvalue()
    assert "45 %, 450.0 MB of 1.0 GB, 80.0 MB/s" in terminal.getvalue()
    applied = terminal if stream == "stdout" else other
    assert "applied 1 a[b] (12 ms)" in applied.getvalue()


def test_as_json_each_event_is_a_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    blocked = StatementBlocked("db", "2", "t", 0.0, (Blocker(7, "app", "SELECT 1", True, SINCE),))
    times = iter([0.0, 1.0, 2.0, 12.0])
    output = Output("migrate", log_json=True)
    with Progress(output, lambda: next(times)) as progress:
        for event in (*RUN[:2], INDEX, INDEX, blocked, INDEX, *RUN[2:]):
            progress(event)
    output.warn("look")
    output.fail(ValueError("bad"))
    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.err.splitlines()]
    assert said.out == ""
    assert [line["event"] for line in lines] == [
        "RunStarted",
        "MigrationStarted",
        "WorkSeen",
        "StatementBlocked",
        "WorkSeen",
        "MigrationFinished",
        "MigrationStarted",
        "MigrationFinished",
        "RunFinished",
        "Warning",
        "Error",
    ]
    assert all(datetime.fromisoformat(line["time"]).tzinfo for line in lines)
    assert lines[2]["total"] == 1_000_000_000
    assert lines[3]["by"] == [
        {
            "id": 7,
            "user": "app",
            "query": "SELECT 1",
            "idle": True,
            "since": "2026-11-21T12:03:04+00:00",
        }
    ]
    assert (lines[-1]["code"], lines[-2]["message"]) == ("UnexpectedError", "look")
