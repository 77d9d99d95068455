"""The pages show the files that they say they show."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
SHOWN = '--8<-- "'


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT / "docs")))
def test_every_file_that_a_page_shows_is_there(page: Path) -> None:
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if "--8" in line]

    for line in lines:
        # A formatter that takes the line for Python puts spaces into it.
        assert line.startswith(SHOWN), line
        assert (ROOT / line.removeprefix(SHOWN).rstrip('"')).is_file(), line
