"""The reference has everything that the code has, and says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goofer_py import errors
from goofer_py.cli.catalog import CATALOG
from goofer_py.config.key import KEYS
from scripts.reference import FOLDER, MEANINGS, PAGES, page

ERRORS = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)


def heads(name: str) -> list[str]:
    """Return the second-level headings of a page."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return re.findall(r"^## (.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_what_the_code_says_now(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == page(name), "run: python scripts/reference.py"


@pytest.mark.parametrize("name", ["cli.md", "json.md"])
def test_every_command_has_its_entry(name: str) -> None:
    commands = [f"goofer {entry.name}" for entry in CATALOG]
    assert [head for head in heads(name) if head.startswith("goofer ")] == commands


def test_every_setting_has_its_entry() -> None:
    assert heads("settings.md") == [key.name for key in KEYS]


def test_every_error_has_its_entry() -> None:
    assert sorted(heads("errors.md")) == sorted(error.__name__ for error in ERRORS)
    # What they are kinds of comes first.
    assert all(
        heads("errors.md").index(kind.__name__) < heads("errors.md").index(error.__name__)
        for error in ERRORS
        for kind in error.__bases__
        if kind in ERRORS
    )


def test_every_exit_code_of_an_error_is_explained() -> None:
    assert {vars(error).get("exit_code", 1) for error in ERRORS} <= set(MEANINGS)


def test_every_page_is_in_the_navigation() -> None:
    docs = FOLDER.parent
    navigation = (docs.parent / "mkdocs.yml").read_text(encoding="utf-8")
    index = (docs / "rules" / "index.md").read_text(encoding="utf-8")
    pages = [path for path in docs.rglob("*.md") if path.name != "template.md"]
    rules = [path for path in pages if path.parent.name == "rules" and path.name != "index.md"]
    names = [str(path.relative_to(docs)) for path in pages if path not in rules]
    assert not [name for name in names if f" {name}\n" not in navigation]
    # The hundreds of rules are reached through their list.
    assert rules
    assert not [path.name for path in rules if f"({path.name})" not in index]


def test_words_of_exit_codes_are_those_of_the_help() -> None:
    from goofer_py.cli.app import EPILOG

    for code, meaning in MEANINGS.items():
        assert re.search(
            rf"^  {code} +{re.escape(meaning.replace('`', ''))}$", EPILOG, re.MULTILINE
        )


def test_pages_name_no_path_of_a_machine() -> None:
    for name in (*PAGES, "json.md"):
        assert str(Path.home()) not in (FOLDER / name).read_text(encoding="utf-8")
