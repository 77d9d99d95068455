from __future__ import annotations

from pathlib import Path

import pytest

from scripts.rules import FOLDER, pages


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_the_page_of_a_rule_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages()[path], "run scripts/rules.py"


def test_no_page_is_of_a_rule_that_is_gone() -> None:
    assert set(FOLDER.glob("*.md")) == set(pages())
