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
