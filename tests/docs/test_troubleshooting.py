"""The page about errors has each of them, as it really comes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sybil import Example

from goofer_py import errors
from goofer_py.cli.output import Output
from goofer_py.stores.fault import ScriptFailed
from tests.docs import test_blocks
from tests.docs.pages import DOCS, Fence
from tests.docs.performance import Performance

PAGE = DOCS / "troubleshooting.md"
CLASSES = {
    error.__name__: error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, errors.GooferError)
}
HEADING = re.compile(r"^### (\w+)$", re.MULTILINE)
AS_MADE = {
    "MissingDriver": errors.MissingDriver("postgresql://localhost/shop", "psycopg", "postgresql"),
    "MissingExtra": errors.MissingExtra("A PNG", "resvg_py", "png"),
}
"""What no command can show where everything is installed."""
IN_A_PROGRAM = {"RebuildRefused", "Interrupted"}
"""What comes of no command that runs in this process: by its text, and by its exit code."""
BY_HAND = {"CopyDiffers", "Declined"}
"""What needs others to write at the right moment, or an answer in a terminal."""


def entries() -> dict[str, str]:
    """Return the text of each entry, by its heading."""
    parts = HEADING.split(PAGE.read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_error_has_one_entry_and_every_entry_an_error() -> None:
    headings = HEADING.findall(PAGE.read_text(encoding="utf-8"))
    assert sorted(headings) == sorted(CLASSES)


def test_the_table_has_the_errors_of_each_exit_code() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    told = {int(code): set(re.findall(r"\[(\w+)\]", names)) for code, names in rows}
    codes = {error.exit_code for error in CLASSES.values()}
    assert set(told) == codes
    for code in codes - {1}:
        assert told[code] == {name for name, one in CLASSES.items() if one.exit_code == code}


def test_what_is_not_installed_is_told_as_on_the_page() -> None:
    for name, error in AS_MADE.items():
        assert f"error: {error}\nnext: {error.hint}\n" in entries()[name]


def test_a_refused_script_is_called_as_in_the_reference() -> None:
    assert ScriptFailed("no such table").code in CLASSES


@pytest.mark.postgresql
def test_each_error_comes_by_its_own_name(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told: list[str] = []
    came: dict[str, list[str]] = {}
    fail, evaluate = Output.fail, Performance.evaluate

    def failed(self: Output, error: errors.GooferError, *rest: Any) -> int:
        told.append(error.code)
        told.extend(e.code for e in [error.__cause__] if isinstance(e, errors.GooferError))
        return fail(self, error, *rest)

    def evaluated(self: Performance, example: Example) -> str | None:
        told.clear()
        wrong = evaluate(self, example)
        said = example.region.lexemes["said"]
        before = HEADING.findall(example.document.text[: example.start])
        if before and isinstance(said, Fence) and said.language == "console":
            came.setdefault(before[-1], []).extend(told)
        return wrong

    monkeypatch.setattr(Output, "fail", failed)
    monkeypatch.setattr(Performance, "evaluate", evaluated)
    test_blocks.test_a_page_does_what_it_shows(PAGE, request, tmp_path)

    assert {name for name in CLASSES if name in came.get(name, [])} == (
        set(CLASSES) - set(AS_MADE) - IN_A_PROGRAM - BY_HAND
    )
    shown = re.search(r"```text\n(.*?)```", entries()["RebuildRefused"], re.DOTALL)
    assert shown is not None
    assert shown[1] in capsys.readouterr().out
    assert entries()["Interrupted"].count("\n130\n") == 1
