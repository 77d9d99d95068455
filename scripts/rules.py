"""Writes docs/rules: a page per rule of `goofer lint`, from the rules and their cases.

`rules.py --check` writes nothing, and fails when a page is not current.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from goofer_py.hazards.catalogue import hazards  # noqa: E402
from goofer_py.hazards.rule import Cost, Duration, On, Rule  # noqa: E402
from tests.hazards.case import Case, cases  # noqa: E402

FOLDER = ROOT / "docs" / "rules"
BEGINNING = "<!-- Written by scripts/rules.py from goofer_py/hazards: change it there. -->\n"
FAMILIES = {
    "DS": "Data is destroyed",
    "BC": "Programs that run break",
    "DD": "May fail on the rows that are there",
    "PG": "PostgreSQL",
    "MY": "MySQL and MariaDB",
    "LT": "SQLite",
    "TX": "Transactions",
    "OP": "How a migration runs",
    "NM": "Names",
    "SD": "The design of tables",
    "SEC": "Who may do what",
}
NAMES = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
}


def pages() -> dict[Path, str]:
    """Return the text of every page by its file."""
    rules = [one.rule for one in hazards()]
    found = {FOLDER / f"{rule.id}.md": _page(rule) for rule in rules}
    return {FOLDER / "index.md": _index(rules), **found}


def _index(rules: list[Rule]) -> str:
    lines = [BEGINNING, "# Rules\n", "What [`goofer lint`](../linting.md) knows.\n"]
    order = list(FAMILIES)
    for family, group in groupby(
        sorted(rules, key=lambda rule: (order.index(_family(rule)), rule.id)), key=_family
    ):
        lines += [f"## {family}: {FAMILIES[family]}\n", "| rule | severity | what | databases |"]
        lines.append("| --- | --- | --- | --- |")
        lines += [
            f"| [{rule.id}]({rule.id}.md) | {rule.severity.word} | {rule.title} |"
            f" {_databases(rule)} |"
            for rule in group
        ]
        lines.append("")
    return "\n".join(lines)


def _family(rule: Rule) -> str:
    return rule.id.rstrip("0123456789")


def _databases(rule: Rule) -> str:
    return _on(rule.databases)


def _on(databases: Iterable[On]) -> str:
    return ", ".join(str(on).replace(on.database, NAMES[on.database], 1) for on in databases)


def _lock(cost: Rule | Cost) -> str:
    held = "" if cost.duration is Duration.NONE else f", {cost.duration.value}"
    return f"{cost.lock}{held}"


def _page(rule: Rule) -> str:
    return "\n".join([BEGINNING, f"# {rule.id}: {rule.title}\n", *_facts(rule), *_cases(rule)])


def _facts(rule: Rule) -> Iterator[str]:
    yield f"{rule.why}\n"
    yield f"**Instead:** {rule.instead}\n"
    yield "| | |"
    yield "| --- | --- |"
    yield f"| severity | {rule.severity.word}{_scale(rule)} |"
    yield f"| databases | {_databases(rule)} |"
    if rule.lock:
        yield f"| lock | {_lock(rule)} |"
    if rule.elsewhere:
        yield f"| on other tables | {rule.elsewhere} |"
    if rule.blocks:
        yield f"| blocks | {rule.blocks} |"
    for cost in rule.costs:
        yield f"| lock on {_on(cost.on)} | {_lock(cost)} |"
        if cost.blocks:
            yield f"| blocks there | {cost.blocks} |"
    if rule.aliases:
        yield f"| known elsewhere as | {', '.join(f'`{alias}`' for alias in rule.aliases)} |"
    yield ""
    if rule.duration is not Duration.NONE and any(
        on.database == "postgresql" for on in rule.databases
    ):
        yield "The lock and the time it is held were measured on a PostgreSQL server.\n"


def _scale(rule: Rule) -> str:
    if not rule.scales:
        return ""
    return ", a remark for an empty table" if rule.only_empty else ", milder for small tables"


def _cases(rule: Rule) -> Iterator[str]:
    own = [case for case in cases() if case.rule == rule.id]
    for kind, head in (("caught", "Caught"), ("passed", "Not caught")):
        yield f"## {head}\n"
        shown: set[tuple[int, str]] = set()
        for case in own:
            if case.kind != kind or (case.number, case.sql) in shown:
                continue
            shown.add((case.number, case.sql))
            yield from _case(case)
    yield f"To let it pass: `-- goofer: allow {rule.id} reason` on the line above the statement."
    yield ""


def _case(case: Case) -> Iterator[str]:
    given = f"-- there before:\n{_commented(case.given)}\n" if case.given else ""
    yield f"```sql\n{given}{case.sql.strip()}\n```\n"
    if case.because:
        yield f"{case.because[0].upper()}{case.because[1:]}.\n"


def _commented(sql: str) -> str:
    return "\n".join(f"-- {line}" for line in sql.strip().splitlines())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    left = [path for path in FOLDER.glob("*.md") if path not in wanted]
    for path in () if check else stale:
        path.write_text(wanted[path], encoding="utf-8")
    for path in () if check else left:
        path.unlink()
    if check and (stale or left):
        print("Not current:", *(path.name for path in (*stale, *left)))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
