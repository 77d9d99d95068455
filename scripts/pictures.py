"""Draws the pictures of docs/assets from the shop of examples/shop."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "docs" / "assets"
PICTURES = {
    "diagram.svg": ("--tables", "order,customers,products", "--around", "1"),
    "diagram-migration.svg": ("--migration", "20261121033009"),
}


def drawn() -> Iterator[tuple[Path, str]]:
    """Yield each picture's file, and what it should hold."""
    for name, arguments in PICTURES.items():
        done = subprocess.run(
            [sys.executable, "-m", "goofer_py", "diagram", *arguments],
            cwd=ROOT / "examples" / "shop",
            capture_output=True,
            check=True,
        )
        yield ASSETS / name, done.stdout.decode()


def main() -> None:
    for path, text in drawn():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
