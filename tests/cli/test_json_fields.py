"""What --json writes is what its page of the documentation promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import goofer_py
from goofer_py.cli.catalog import CATALOG
from tests.cli.conftest import Goofer, Program

PAGE = Path(goofer_py.__file__).parents[1] / "docs" / "reference" / "json.md"
CALLS = {
    "init": ["init --config other/goofer.toml"],
    "makemigrations": ["makemigrations --check", "makemigrations --dry-run", "makemigrations"],
    "wait": ["wait"],
    "precheck": ["precheck"],
    "migrate": ["migrate --dry-run", "migrate --backup --precheck"],
    "phase": ["phase"],
    "rollback": ["rollback"],
    "redo": ["redo"],
    "baseline": ["baseline latest --yes"],
    "seed": ["seed --status", "seed --dry-run --env test", "seed --env test"],
    "check": ["check"],
    "status": ["status --all"],
    "history": ["history"],
    "show": ["show 1"],
    "create": ["create next"],
    "import": ["import goose other --dry-run"],
    "diff": ["diff"],
    "inspect": ["inspect"],
    "diagram": ["diagram --live", "diagram --migration 1 --output 1.svg"],
    "serve": ["serve --allow-actions"],
    "drift": ["drift"],
    "dump": ["dump", "dump dump.sql"],
    "backup": ["backup backup.db"],
    "restore": ["restore backup.db --url sqlite:///restored.db"],
    "load": ["load dump.sql --url sqlite:///loaded.db"],
    "verify": ["verify"],
    "validate": ["validate"],
    "lint": ["lint --all", "lint --rules"],
    "purge": ["purge"],
    "squash": ["squash --to latest"],
    "unlock": ["unlock"],
    "repair": ["repair"],
    "bundle": ["bundle"],
    "version": ["version"],
}
AS_ANOTHER = {"rollback": "migrate", "redo": "migrate"}
ALWAYS = {"ok", "command"}


def promised(command: str) -> set[str]:
    """Return the fields in the tables of a command's section."""
    section = PAGE.read_text().split(f"## goofer {AS_ANOTHER.get(command, command)}\n")[1]
    rows = re.findall(r"^\| (`.+?) \|", section.split("\n## ")[0], re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize("command", [entry.name for entry in CATALOG])
def test_every_field_is_documented_and_every_documented_field_is_there(
    goofer: Goofer, sqlite_program: Program, command: str
) -> None:
    (sqlite_program.folder / "other").mkdir()
    (sqlite_program.folder / "other" / "7_by_goose.sql").write_text("-- +goose Up\n")
    (sqlite_program.folder / "seeds").mkdir()
    if command not in ("makemigrations", "diff", "verify"):
        sqlite_program.has(v1_a="CREATE TABLE a (id integer PRIMARY KEY); ---- DROP TABLE a;")
    if command not in ("migrate", "makemigrations", "diff", "verify"):
        assert goofer("migrate").code == 0
    if command == "verify":
        assert goofer("makemigrations").code == 0
    if command == "restore":
        assert goofer("backup", "backup.db").code == 0
    if command == "squash":
        sqlite_program.has(v2_b="CREATE TABLE b (id integer PRIMARY KEY); ---- DROP TABLE b;")
    if command == "load":
        assert goofer("dump", "dump.sql").code == 0
    if command == "baseline":
        assert goofer("rollback", "--fake").code == 0
    written: set[str] = set()
    for call in CALLS[command]:
        found = goofer(*call.split(), "--json").json
        assert found["command"] == command
        written |= found.keys() - ALWAYS - {"error"}
    expected = promised(command)
    if command in AS_ANOTHER:
        assert written <= expected
    else:
        assert written == expected
