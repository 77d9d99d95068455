from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from goofer_py.cli.output import Output, described_error
from goofer_py.cli.plain import table_lines, width
from goofer_py.errors import FileError, MigrationFailed


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    rows = [("1", "début", "x"), ("22222", "表", "")]
    assert list(table_lines(("a", "name", "z"), rows)) == [
        "a      name   z",
        "1      début  x",
        "22222  表",
    ]


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("e\N{COMBINING ACUTE ACCENT}", 1), ("表", 2)],
)
def test_width_is_in_cells_of_a_terminal(text: str, cells: int) -> None:
    assert width(text) == cells


def test_people_get_lines_and_quiet_leaves_out_what_nobody_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for quiet in (False, True):
        output = Output("x", quiet=quiet)
        output.say("said")
        output.show("shown")
        output.warn("warned")
        output.finish()
    captured = capsys.readouterr()
    assert captured.out == "said\nshown\nshown\n"
    assert captured.err == "warning: warned\n"


def test_json_is_one_object_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output("x", as_json=True)
    output.say("said")
    output.show("shown")
    output.table(("a",), [("1",)])
    output.result(path=Path("a/b"), name="表")
    output.finish()
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"ok": True, "command": "x", "path": "a/b", "name": "表"}
    assert captured.out.isascii()


def test_an_error_is_an_object_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output("x", as_json=True)
    output.result(seen=1)
    error = MigrationFailed("m", version="1", direction="up", path="a.sql", line=3, applied=["0"])
    assert output.fail(error) == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["ok"] is False
    assert shown["seen"] == 1
    assert shown["error"]["code"] == "MigrationFailed"
    assert shown["error"]["path"] == "a.sql"
    assert shown["error"]["line"] == 3
    assert shown["error"]["applied"] == ["0"]


def test_an_error_for_people_is_its_message_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert Output("x", quiet=True).fail(FileError("odd.", path="a.sql", hint="look")) == 1
    assert capsys.readouterr().err == "error: a.sql: odd.\nnext: look\n"


def test_an_unexpected_error_is_one_line_and_the_way_to_its_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOOFER_DEBUG", raising=False)
    assert Output("x").fail(ValueError("odd\nvery")) == 1
    assert capsys.readouterr().err == (
        "error: Unexpected ValueError: odd\nnext: GOOFER_DEBUG=1 shows the traceback\n"
    )


def test_with_debug_the_traceback_comes_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOFER_DEBUG", "1")
    try:
        raise ValueError("odd")
    except ValueError as error:
        Output("x").fail(error)
    err = capsys.readouterr().err
    assert err.startswith("Traceback (most recent call last):")
    assert err.endswith("error: Unexpected ValueError: odd\n")


def test_an_error_without_words_is_named() -> None:
    assert described_error(ValueError())["message"] == "Unexpected ValueError"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_tables_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stdout", terminal)
    Output("x").table(("version", "state"), [("1", "applied"), ("2", "pending")])
    assert "─" in terminal.getvalue()
    assert "\x1b[32mapplied" in terminal.getvalue()


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = Terminal(), Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    Output("x").table(("version", "state"), [("1", "applied")])
    Output("x").warn("careful")
    assert "\x1b[3" not in out.getvalue()
    assert err.getvalue() == "warning: careful\n"


def test_a_terminal_that_is_dumb_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Terminal()
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys, "stdout", out)
    Output("x").table(("a", "b"), [("1", "2")])
    assert out.getvalue() == "a  b\n1  2\n"
