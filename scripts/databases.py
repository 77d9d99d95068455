"""Writes docs/databases: what is managed of each database, from the cases of tests/golden.

`databases.py --check` writes nothing, and fails when a page is not current.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.golden.case import ACTIONS, DATABASES, GOLDEN, Case, cases  # noqa: E402

FOLDER = ROOT / "docs" / "databases"
BEGINNING = "<!-- Written by scripts/databases.py from tests/golden: change it there. -->\n"
HEADS = {
    "create": "created",
    "alter": "altered",
    "rename": "renamed",
    "drop": "dropped",
    "depend": "steps aside",
}
_HEADER = re.compile(r"\A(?:--[^\n]*\n)+\n*")


def page(database: str) -> str:
    """Return the text of one database's page as the cases have it now."""
    found = sorted(cases(database), key=lambda case: (case.object, ACTIONS.index(case.action)))
    about = (GOLDEN / database / "about.md").read_text(encoding="utf-8")
    return "\n".join([BEGINNING, about, *_table(found), *_sections(found)]) + "\n"


def _table(found: list[Case]) -> Iterator[str]:
    yield "## Object by object\n"
    yield (
        "Each is read and compared. A number says how many changes of that sort are pinned and run "
        "on a real server, up, down and with rows, each time goofer is built; the page goes on to "
        "show what is written for every one. *Steps aside* are changes of what an object stands "
        "on: it is dropped and made again, or made anew, where the server asks for that.\n"
    )
    yield "| object | " + " | ".join(HEADS.values()) + " |"
    yield "| --- |" + " --- |" * len(HEADS)
    for kind, group in groupby(found, key=lambda case: case.object):
        actions = [case.action for case in group]
        counts = (str(actions.count(action) or "") for action in ACTIONS)
        yield f"| [{kind}](#{_anchor(kind)}) | {' | '.join(counts)} |"
    yield ""


def _sections(found: list[Case]) -> Iterator[str]:
    for kind, group in groupby(found, key=lambda case: case.object):
        yield f"## {kind[0].upper()}{kind[1:]} {{ #{_anchor(kind)} }}\n"
        for case in group:
            yield from _details(case)


def _details(case: Case) -> Iterator[str]:
    title = case.name.replace("_", " ")
    needs = f" (from {'.'.join(map(str, case.needs))})" if case.needs else ""
    yield f'??? example "{HEADS[case.action]}: {title}{needs}"\n'
    if case.note:
        yield f"    {case.note[0].upper()}{case.note[1:]}.\n"
    for direction in ("up", "down"):
        text = _HEADER.sub("", case.golden(direction).read_text(encoding="utf-8")).strip()
        body = "\n".join(
            f"        {line}".rstrip() for line in ["```sql", *text.splitlines(), "```"]
        )
        yield f'    === "{direction}"\n\n{body}\n'


def _anchor(kind: str) -> str:
    return "object-" + kind.replace(" ", "-")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a page is not current")
    check: bool = parser.parse_args().check
    stale = [name for name in DATABASES if not _is_current(name)]
    for name in stale:
        path = FOLDER / f"{name}.md"
        print(f"{'not current' if check else 'written'}: {path}")
        if not check:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(page(name), encoding="utf-8")
    return 1 if check and stale else 0


def _is_current(name: str) -> bool:
    path = FOLDER / f"{name}.md"
    return path.exists() and path.read_text(encoding="utf-8") == page(name)


if __name__ == "__main__":
    sys.exit(main())
