from __future__ import annotations

import pytest

from tests.cli.conftest import Goofer, Program

HALF = "-- goofer: no-transaction\nCREATE TABLE b (x int);\nINSERT INTO nowhere VALUES (1);"
DOWN = " ---- SELECT 1;"


def test_nothing_to_set_right_is_said(goofer: Goofer, program: Program) -> None:
    program.has(v1_a="CREATE TABLE a (x int); ---- DROP TABLE a;")
    goofer("migrate")
    outcome = goofer("repair")
    assert (outcome.code, outcome.stdout) == (0, "There is nothing to set right.\n")


def test_a_script_is_shown_what_would_be_done_and_asked_for_yes(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.has(v1_a="CREATE TABLE a (x int); ---- DROP TABLE a;", v2_b="SELECT 1;" + DOWN)
    goofer("migrate")
    sqlite_program.has(v2_b="SELECT 2;" + DOWN)
    for file in sqlite_program.migrations.glob("1_a.*"):
        file.unlink()

    outcome = goofer("repair")

    assert outcome.code == 2
    assert outcome.stdout.splitlines() == [
        "2_b edited after it was applied: accept the file as it is now",
        "1_a applied, and its files are gone: forget that it is applied",
    ]
    assert "goofer repair --yes" in outcome.stderr
    done = goofer("repair", "--yes")
    assert done.code == 0
    assert done.stdout.endswith("Set 2 migrations right; nothing was run.\n")
    assert goofer("validate", "--with-database").code == 0
    assert "marked" not in goofer("history").stdout


@pytest.mark.parametrize(
    ("mark", "applied", "said"),
    [("done", 1, "mark it as done"), ("not-run", 0, "mark it as not run")],
)
def test_what_stopped_halfway_is_marked_as_told(
    goofer: Goofer, program: Program, mark: str, applied: int, said: str
) -> None:
    program.has(v1_b=HALF + DOWN)
    assert goofer("migrate").code == 1
    refused = goofer("repair", "--yes")
    assert refused.code == 2
    assert "goofer repair --dirty done --yes" in refused.stderr

    unasked = goofer("repair", "--dirty", mark)
    assert f"next: goofer repair --dirty {mark} --yes" in unasked.stderr

    outcome = goofer("repair", "--dirty", mark, "--yes")

    assert outcome.code == 0
    assert outcome.stdout.splitlines()[0] == f"1_b stopped halfway (up): {said}"
    status = goofer("status", "--json").json
    assert (status["applied"], status["dirty"]) == (applied, None)


def test_what_is_newer_than_the_files_is_forgotten_by_its_version_alone(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.has(v1_a="SELECT 1;" + DOWN, v2_b="SELECT 1;" + DOWN)
    goofer("migrate")
    for file in sqlite_program.migrations.glob("2_b.*"):
        file.unlink()

    assert goofer("repair", "--yes").stdout == "There is nothing to set right.\n"
    assert goofer("repair", "7", "--yes").code == 2
    done = goofer("repair", "2", "--yes", "--json").json

    assert done["repaired"] == 1
    assert done["repairs"] == [
        {
            "version": "2",
            "name": "b",
            "fault": "missing",
            "direction": "up",
            "way": "forget",
            "newer": True,
        }
    ]
    assert goofer("status", "--json").json["missing"] == 0


def test_status_says_where_it_stopped_and_why(goofer: Goofer, program: Program) -> None:
    program.has(v1_b=HALF + DOWN)
    goofer("migrate")

    outcome = goofer("status")

    assert outcome.code == 5
    first, statement, why, following = outcome.stderr.splitlines()
    assert "1_b is dirty at statement 2 of 2 (up). Next is migrations" in first
    assert first.endswith("1_b.up.sql:3:")
    assert statement == "    INSERT INTO nowhere VALUES (1)"
    assert why.startswith("It stopped with: ")
    assert following == "next: settle what stopped it, then: goofer migrate"
    stopped = goofer("status", "--json").json["stopped"]
    assert (stopped["version"], stopped["statements"], stopped["line"]) == ("1", 1, 3)
    assert stopped["error"] in why


def test_status_checks_the_applied_files_when_told_to(goofer: Goofer, program: Program) -> None:
    program.has(v1_a="SELECT 1;" + DOWN, v2_b="SELECT 1;" + DOWN, v3_c="SELECT 1;" + DOWN)
    goofer("migrate")
    assert goofer("status", "--check").code == 0
    program.has(v1_a="SELECT 2;" + DOWN)
    for file in program.migrations.glob("3_c.*"):
        file.unlink()

    assert goofer("status").code == 0
    outcome = goofer("status", "--check")

    assert outcome.code == 5
    assert "Newer:    1 migration than all the files" in outcome.stdout.splitlines()
    assert "1        a     changed" in outcome.stdout.splitlines()
    assert "warning: 1_a is applied, and its file was edited since" in outcome.stderr
    assert "error: Applied and not as it was: 1_a, 3_c." in outcome.stderr
    found = goofer("status", "--check", "--json").json
    assert (found["changed"], found["missing"], found["newer"]) == (1, 1, 1)


@pytest.mark.parametrize(("gone", "option"), [("1_a", "--allow-missing"), ("2_b", "--allow-newer")])
def test_migrate_is_refused_unless_it_is_allowed(
    goofer: Goofer, sqlite_program: Program, gone: str, option: str
) -> None:
    sqlite_program.has(v1_a="SELECT 1;" + DOWN, v2_b="SELECT 1;" + DOWN)
    goofer("migrate")
    for file in sqlite_program.migrations.glob(f"{gone}.*"):
        file.unlink()

    refused = goofer("migrate")
    assert refused.code == 5
    assert gone in refused.stderr
    assert option in refused.stderr
    assert goofer("migrate", option).code == 0
    sqlite_program.sets(f"{option[2:].replace('-', '_')} = true")
    assert goofer("migrate").code == 0
