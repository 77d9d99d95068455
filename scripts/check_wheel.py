"""Checks, in the environment that the wheel was installed into, that it brought all its parts."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import goofer_py

FOLDER = Path(goofer_py.__file__).parent
CHECKOUT = Path(__file__).resolve().parents[1]


def main() -> int:
    if FOLDER.is_relative_to(CHECKOUT / "goofer_py"):
        print(f"This is the checkout, not the wheel: {FOLDER}")
        return 1
    missing = [str(part) for part in expected() if not (FOLDER / part).is_file()]
    print(f"goofer-py {version('goofer-py')}: {missing or 'nothing'} missing")
    return 1 if missing else 0


def expected() -> list[Path]:
    templates = CHECKOUT / "templates"
    found = [path for path in templates.rglob("*") if path.is_file()]
    parts = [Path("templates") / path.relative_to(templates) for path in found]
    package = CHECKOUT / "goofer_py"
    pages = (path for end in ("html", "css", "js") for path in package.rglob(f"*.{end}"))
    return [Path("py.typed"), *parts, *(path.relative_to(package) for path in pages)]


if __name__ == "__main__":
    sys.exit(main())
