"""What the page that compares says has a source, and is of the versions that the tests run."""

from __future__ import annotations

import re
from importlib.metadata import version

import pytest

from tests.docs.pages import DOCS
from tests.servers import flyway, peers

PAGE = (DOCS / "comparison.md").read_text(encoding="utf-8")
NOTE = re.compile(r"^\[\^([\w-]+)\]: (.*)$", re.MULTILINE)
MEASURED = re.compile(r"([\d.]+) s\b")


def test_every_footnote_is_there_and_used() -> None:
    body = NOTE.sub("", PAGE)
    used = set(re.findall(r"\[\^([\w-]+)\]", body))
    assert used == {name for name, _ in NOTE.findall(PAGE)}


def test_every_footnote_says_where_it_is_from() -> None:
    without = [name for name, text in NOTE.findall(PAGE) if "](http" not in text]
    assert without == ["django-renames"]  # read in the program itself, whose version it names


def test_every_row_has_a_cell_for_each_program() -> None:
    tables = re.findall(r"(?:^\|.*\|\n)+", PAGE, re.MULTILINE)
    widths = [{len(re.split(r"(?<!\\)\|", row)) for row in table.splitlines()} for table in tables]
    assert all(len(width) == 1 for width in widths)


@pytest.mark.parametrize(
    ("program", "runs"),
    [
        ("goose", peers.TOOLS["goose"].version.removeprefix("v")),
        ("golang-migrate", peers.TOOLS["migrate"].version.removeprefix("v")),
        ("Flyway", flyway.VERSION),
    ],
)
def test_what_was_run_is_what_the_tests_run(program: str, runs: str) -> None:
    assert f"{program}\n{runs}" in PAGE or f"{program} {runs}" in PAGE


def test_alembic_is_of_the_series_that_is_installed() -> None:
    named = re.search(r"Alembic (\d+)\.", PAGE)
    assert named is not None
    assert version("alembic").startswith(f"{named[1]}.")


def test_figures_are_those_of_the_benchmarks() -> None:
    table = PAGE.partition("## Measured")[2].partition("\n\ngoose")[0]
    shown = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    figures = MEASURED.findall(table)
    assert len(figures) == 8
    assert [one for one in figures if not re.search(rf"\b{re.escape(one)}", shown)] == []
