"""goofer migrate --dry-run: what would run, and what is dangerous in it."""

from __future__ import annotations

import sys

import pytest

from tests.cli.conftest import Goofer, Program

MAKES = "CREATE TABLE users (id bigint PRIMARY KEY, mail varchar(50));"


@pytest.fixture
def waiting(goofer: Goofer, program: Program) -> Program:
    """Give a program of which one migration is applied, and two are pending."""
    program.has(v1_users=f"{MAKES} ---- DROP TABLE users;")
    assert goofer("migrate").code == 0
    program.run("INSERT INTO users VALUES (1, 'a@b')")
    allow = "-- goofer: allow DS103 nobody reads it"
    program.has(
        v2_drop="ALTER TABLE users DROP COLUMN mail; ---- ALTER TABLE users ADD mail varchar(50);",
        v3_more=f"ALTER TABLE users ADD a int;\n{allow}\nALTER TABLE users DROP COLUMN a; ---- ;",
    )
    return program


def test_the_hazards_of_what_is_pending_are_those_of_lint(goofer: Goofer, waiting: Program) -> None:
    linted = goofer("lint", "--json").json["findings"]
    planned, shown = goofer("migrate", "--dry-run", "--json"), goofer("migrate", "--dry-run")

    assert planned.json["hazards"] == linted
    assert ("DS103", "migrations/2_drop.up.sql") in {(one["rule"], one["file"]) for one in linted}
    assert "migrations/2_drop.up.sql:1:1: error DS103: The column users.mail is" in shown.stderr
    assert "goofer lint tells of each why, and what to do instead" in shown.stderr
    assert shown.stdout.startswith("-- 2_drop (up)\nALTER TABLE users DROP COLUMN mail;\n")
    assert "DS103" not in shown.stdout.replace("allow DS103", ""), "what is shown is what runs"
    assert (shown.code, goofer("status", "--json").json["pending"]) == (0, 2)


def test_scripts_that_are_repeated_are_looked_at(goofer: Goofer, waiting: Program) -> None:
    script = waiting.migrations / "R__seen.sql"
    script.write_text("DROP TABLE IF EXISTS seen;\n", encoding="utf-8")

    linted = goofer("lint", "--json").json["findings"]
    planned = goofer("migrate", "--dry-run", "--json").json["hazards"]

    assert "migrations/R__seen.sql" in {one["file"] for one in linted}
    assert planned == linted


def test_only_what_would_run_is_looked_at(goofer: Goofer, waiting: Program) -> None:
    program = waiting
    program.has(v4_gone="DROP TABLE users; ---- ;")

    found = goofer("migrate", "--to", "2", "--dry-run", "--json").json["hazards"]

    assert {one["file"] for one in found} == {"migrations/2_drop.up.sql"}
    back = goofer("migrate", "--to", "zero", "--dry-run", "--json").json
    assert (back["direction"], back["hazards"]) == ("down", None)


def test_where_nobody_can_look_it_says_so(
    goofer: Goofer, postgresql_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgresql_program.has(v1_users=f"{MAKES} ---- DROP TABLE users;")
    monkeypatch.setitem(sys.modules, "postgast", None)

    shown = goofer("migrate", "--dry-run")

    assert (shown.code, shown.stdout) == (0, f"-- 1_users (up)\n{MAKES}\n\n")
    assert "warning: hazards were not looked for: " in shown.stderr
    assert "goofer-py[lint]" in shown.stderr


def test_nothing_pending_has_no_hazards(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(v1_users=f"{MAKES} ---- DROP TABLE users;")
    assert goofer("migrate").code == 0

    shown = goofer("migrate", "--dry-run")

    assert (shown.code, shown.stderr) == (0, "")
    assert goofer("migrate", "--dry-run", "--json").json["hazards"] == []
