"""The pages of the databases say what the pinned changes show."""

from __future__ import annotations

import pytest

from scripts.databases import FOLDER, page
from tests.golden.case import DATABASES


@pytest.mark.parametrize("database", DATABASES)
def test_page_is_what_the_cases_show_now(database: str) -> None:
    written = (FOLDER / f"{database}.md").read_text(encoding="utf-8")
    assert written == page(database), "run: python scripts/databases.py"
