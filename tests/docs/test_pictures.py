from __future__ import annotations

import re
from pathlib import Path

from scripts.pictures import drawn
from scripts.recording import PICTURE, recorded, told

ROOT = Path(__file__).parents[2]


def test_the_pictures_of_the_pages_are_what_goofer_draws() -> None:
    for path, text in drawn():
        assert path.read_text(encoding="utf-8") == text, "run scripts/pictures.py"


def test_the_recording_of_the_first_minutes_shows_what_goofer_says() -> None:
    assert told(PICTURE.read_text(encoding="utf-8")) == told(recorded()), "run scripts/recording.py"


def test_photographs_are_small_and_shown_with_what_is_on_them() -> None:
    pages = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "docs/dashboard.md")}
    shown = {
        (ROOT / page).parent / path: said
        for page, text in pages.items()
        for said, path in re.findall(r"!\[([^]]*)\]\(([^)]+\.png)\)", text)
    }

    taken = set((ROOT / "docs" / "assets").glob("*.png"))

    assert set(shown) == taken
    assert all(len(said) > 20 for said in shown.values())
    assert all(file.stat().st_size < 150_000 for file in taken), "scripts/screenshots.py"
