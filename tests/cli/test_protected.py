"""In production, nothing is undone before somebody has named the database."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from tests.cli.conftest import Goofer, Program
from tests.cli.test_process import COMMAND, environ

TWO = {
    "v1_a": "CREATE TABLE a (x int); ---- DROP TABLE a;",
    "v2_b": "CREATE TABLE b (x int); ---- DROP TABLE b;",
}
DESTRUCTIVE = [
    "rollback",
    "rollback --to zero",
    "rollback --fake",
    "redo",
    "migrate --to 1 --yes",
    "migrate --to zero --yes",
    "migrate --fake",
]


def name(program: Program) -> str:
    return program.url.rpartition("/")[2]


@pytest.fixture
def production(goofer: Goofer, program: Program) -> Program:
    program.has(**TWO)
    program.sets('environment = "production"')
    assert goofer("migrate").code == 0
    return program


@pytest.mark.parametrize("call", DESTRUCTIVE)
def test_what_is_destructive_needs_the_name_in_production(
    goofer: Goofer, production: Program, call: str
) -> None:
    refused = goofer(*call.split())
    assert refused.code == 2
    assert " is production, which is protected. " in refused.stderr
    assert "Nothing was changed." in refused.stderr
    assert f"next: add --confirm {name(production)}" in refused.stderr
    assert goofer("status", "--json").json["applied"] == 2
    wrong = goofer(*call.split(), "--confirm", "shop_test")
    assert (wrong.code, goofer("status", "--json").json["applied"]) == (2, 2)
    assert f"The database is called {name(production)}, not shop_test" in wrong.stderr
    assert goofer(*call.split(), "--confirm", name(production)).code == 0


@pytest.mark.parametrize("call", ["migrate", "status", "rollback --dry-run", "migrate --to 2"])
def test_what_undoes_nothing_does_not_ask(goofer: Goofer, production: Program, call: str) -> None:
    assert goofer(*call.split()).code == 0


def test_repair_and_purge_ask_too(goofer: Goofer, production: Program) -> None:
    for path in production.migrations.glob("2_*"):
        path.unlink()
    found = goofer("repair", "2", "--yes")
    assert (found.code, "which is protected" in found.stderr) == (2, True)
    assert goofer("repair", "2", "--confirm", name(production)).code == 0
    assert goofer("status", "--json").json["applied"] == 1
    # Where there is nothing to remove, nobody is asked.
    assert goofer("purge", "--yes").code == 0


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ('environment = "staging"', False),
        ("", False),
        ('environment = "Prod"', True),
        ('environment = "staging"\nprotected = ["staging"]', True),
    ],
)
def test_the_settings_say_what_is_protected(
    goofer: Goofer, sqlite_program: Program, settings: str, asked: bool
) -> None:
    sqlite_program.has(**TWO)
    sqlite_program.sets(settings)
    assert goofer("migrate").code == 0
    assert goofer("rollback").code == (2 if asked else 0)


def test_the_environment_of_a_call_counts(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(**TWO)
    assert goofer("migrate").code == 0
    assert goofer("rollback", "--env", "production").code == 2
    assert goofer("rollback", "--env", "production", "--confirm", name(sqlite_program)).code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
@pytest.mark.parametrize(("typed", "code"), [("test.db", 0), ("yes", 2)])
def test_a_person_types_the_name(
    goofer: Goofer, sqlite_program: Program, typed: str, code: int
) -> None:
    sqlite_program.has(**TWO)
    sqlite_program.sets('environment = "production"')
    assert goofer("migrate").code == 0
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "rollback"],
        cwd=sqlite_program.folder,
        env=environ(TERM="xterm"),
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        os.write(ours, f"{typed}\n".encode())
        assert process.wait(30) == code
        shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert "Type the name of the database to go on:" in shown
