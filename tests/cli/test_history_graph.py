from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from goofer_py.cli.history_graph import DRAWN, PLAIN, Entry, entry_from, graph_lines
from goofer_py.cli.records import record_fields
from goofer_py.migrate.record import DONE, FAILED, Record
from tests.cli.conftest import Goofer, Program

SETTINGS = """\
[databases.one]
url = "sqlite:///one.db"
[databases.two]
url = "sqlite:///two.db"
"""


def ran(
    version: str, at: str, *, way: str = "up", run: int = 1, took: float | None = 0.5, of: str = ""
) -> Entry:
    """Return a record of a migration that ran; without a duration, of one that failed."""
    started = datetime.fromisoformat(f"2026-11-{at}").replace(tzinfo=UTC)
    status, error = (DONE, None) if took is not None else (FAILED, "no such table\nmore")
    more = {"user": "jo", "host": "pc", "run": run, "error": error}
    return Record(1, version, "a", way, status, started, took, **more), of  # type: ignore[arg-type]


def test_a_graph_tells_who_ran_what_when_and_how_long() -> None:
    entries = [
        ran("1", "20 09:00:00"),
        ran("2", "20 09:00:01", took=2.0),
        ran("2", "20 10:00:00", way="down", run=3),
        ran("10", "21 08:00:00", run=4, took=None),
        ran("11", "21 08:00:09", run=4, of="other"),
    ]
    assert list(graph_lines({"main": entries}, DRAWN)) == [
        "│  2026-11-20 (UTC)",
        "●  09:00:00  applied    1_a                   500 ms  ■■          jo@pc",
        "●  09:00:01  applied    2_a                   2.0 s   ■■■■■■■■■■  jo@pc",
        "│",
        "○  10:00:00  reverted   2_a                   500 ms  ■■          jo@pc",
        "│  2026-11-21 (UTC)",
        "✗  08:00:00  up failed  10_a                                      jo@pc",
        "│            no such table",
        "●  08:00:09  applied    11_a (part of other)  500 ms  ■■          jo@pc",
    ]


def test_databases_have_lanes_in_which_time_goes_down() -> None:
    histories = {
        "one": [ran("1", "20 09:00:00"), ran("2", "20 11:00:00", run=2)],
        "two": [ran("1", "20 10:00:00")],
        "none": [],
    }
    lines = list(graph_lines(histories, PLAIN))
    assert lines == [
        ". one",
        "| . two",
        "| | . none",
        "| | |  2026-11-20 (UTC)",
        "* | |  09:00:00  one  applied  1_a  500 ms  ==========  jo@pc",
        "| | |",
        "| * |  10:00:00  two  applied  1_a  500 ms  ==========  jo@pc",
        "| | |",
        "* | |  11:00:00  one  applied  2_a  500 ms  ==========  jo@pc",
    ]


def test_very_many_databases_share_a_lane() -> None:
    histories = {f"d{n}": [ran("1", f"20 09:00:{n:02}")] for n in range(20)}
    lines = list(graph_lines(histories, PLAIN))
    assert lines[1].startswith("*  09:00:00  d0")
    assert sum(line.startswith("*") for line in lines) == 20


@pytest.mark.parametrize("entry", [ran("1", "20 09:00:00"), ran("1", "20 09:00:00", of="other")])
def test_an_entry_is_read_again_from_what_json_shows(entry: Entry) -> None:
    fields = {**record_fields(entry[0]), "part_of": entry[1] or None}
    assert entry_from(fields, 1) == entry


@pytest.fixture
def two(goofer: Goofer, folder: Path, sqlite_program: Program) -> Goofer:
    sqlite_program.has(v1_a="CREATE TABLE a (id integer); ---- DROP TABLE a;")
    (folder / "goofer.toml").write_text(SETTINGS, encoding="utf-8")
    assert goofer("migrate", "--db", "all").code == 0
    return goofer


def test_one_database_is_drawn(two: Goofer) -> None:
    lines = two("history", "--db", "one", "--graph").stdout.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("●  ")
    assert "applied  1_a" in lines[1]


def test_all_databases_are_drawn_together_and_only_once(two: Goofer) -> None:
    lines = two("history", "--db", "all", "--graph").stdout.splitlines()
    assert lines[:2] == ["┌ one", "│ ┌ two"]
    assert [line[:3] for line in lines[3:]] == ["● │", "│ │", "│ ●"]
    document = two("history", "--db", "all", "--graph", "--json").json
    assert [one["name"] for one in document["databases"]] == ["one", "two"]


def test_a_database_on_which_nothing_ran_says_so(goofer: Goofer, sqlite_program: Program) -> None:
    assert "Nothing ever ran on" in goofer("history", "--graph").stdout
