from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Goofer, Program

PAIR = "SELECT 1; ---- SELECT 2;"


def test_a_folder_without_problems_is_counted(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(v1_a=PAIR, v2_b=PAIR, v20260101000000_c=PAIR)
    outcome = goofer("validate")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout == "3 migrations in migrations: no problem.\n"
    assert goofer("validate", "--json").json["problems"] == []


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"1_a.up.sql": "SELECT 1;"}, "1_a.up.sql has no 1_a.down.sql."),
        ({"1_a.down.sql": "SELECT 1;"}, "the down file 1_a.down.sql has no up file 1_a.up.sql."),
        ({"x.up.sql": "SELECT 1;"}, "the file x.up.sql has no name of a migration"),
        ({"1_a.sql": "SELECT 1;"}, "the file 1_a.sql has no name of a migration"),
        ({"1_A.UP.SQL": "SELECT 1;"}, "the file 1_A.UP.SQL has no name of a migration"),
        ({"V1__a.sql": "SELECT 1;"}, "the file has a name of Flyway's: it would never run."),
        ({"U1.2__a b.sql": "SELECT 1;"}, "the file has a name of Flyway's: it would never run."),
        (
            {f"{n}.{e}.sql": "" for n in ("1_a", "01_b") for e in ("up", "down")},
            "two migrations have the version",
        ),
        (
            {f"{n}.{e}.sql": "" for n in ("1_a", "3_b") for e in ("up", "down")},
            "there is no migration 2 between 1 and 3.",
        ),
        (
            {f"{n}.{e}.sql": "" for n in ("1_a", "9_b") for e in ("up", "down")},
            "there is no migration 2 to 8 between 1 and 9.",
        ),
        (
            {"1_a.up.sql": "SELECT 1;\nSELECT 'oh", "1_a.down.sql": ""},
            "1_a.up.sql:2:8: the quote ' opened at line 2, column 8 is never closed.",
        ),
        (
            {"1_a.up.sql": "-- goofer: no-transction\nSELECT 1;", "1_a.down.sql": ""},
            "there is no directive 'no-transction'.",
        ),
    ],
)
def test_each_problem_is_told_with_its_place(
    goofer: Goofer, sqlite_program: Program, files: dict[str, str], message: str
) -> None:
    for name, text in files.items():
        (sqlite_program.migrations / name).write_text(text)
    outcome = goofer("validate")
    assert outcome.code == 1
    assert outcome.stderr.startswith("error: 1 problem in migrations:\n  - migrations")
    assert message in outcome.stderr
    (problem,) = goofer("validate", "--json").json["problems"]
    assert message in problem["message"]
    assert problem["path"].startswith("migrations")
    if problem["hint"]:
        assert f"next: {problem['hint']}" in outcome.stderr


def test_a_file_that_is_not_utf8_is_told_with_its_place(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.has(v1_a=PAIR)
    (sqlite_program.migrations / "1_a.up.sql").write_bytes(b"SELECT 1;\n-- caf\xe9\n")
    outcome = goofer("validate")
    assert outcome.code == 1
    assert "1_a.up.sql:2:7: the file is not UTF-8" in outcome.stderr


def test_all_problems_are_told_at_once(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(v1_a="SELECT 'oh ---- SELECT 1;", v3_b=PAIR)
    (sqlite_program.migrations / "3_b.down.sql").unlink()
    assert len(goofer("validate", "--json").json["problems"]) == 3


def test_without_a_database_files_are_checked_all_the_same(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.has(v1_a="SELECT 'oh ---- SELECT 1;")
    (sqlite_program.folder / "goofer.toml").write_text("")
    assert goofer("validate").code == 0
    sqlite_program.has(v3_a=PAIR)
    assert "no migration 2" in goofer("validate").stderr
    assert goofer("validate", "--with-database").code == 2


def test_a_folder_that_is_not_there_is_told(goofer: Goofer) -> None:
    outcome = goofer("validate")
    assert outcome.code == 1
    assert "the folder of the migrations does not exist" in outcome.stderr


def test_with_the_database_applied_migrations_are_compared(
    goofer: Goofer, program: Program
) -> None:
    program.has(v1_a=PAIR, v2_b=PAIR)
    assert goofer("migrate").code == 0
    assert goofer("validate", "--with-database").code == 0
    program.has(v1_a="SELECT 3; ---- SELECT 2;")
    for path in program.migrations.glob("2_*"):
        path.unlink()
    assert goofer("validate").code == 0
    outcome = goofer("validate", "--with-database", "--json")
    assert outcome.code == 1
    edited, gone = outcome.json["problems"]
    assert edited["path"] == str(Path("migrations", "1_a.up.sql"))
    assert "edited after it was applied" in edited["message"]
    assert gone["message"] == "2_b is applied, and its files are gone."


def test_seeds_are_looked_at_too(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(v1_a=PAIR)
    seeds = sqlite_program.folder / "seeds"
    seeds.mkdir()
    texts = {
        "1_a.sql": "SELECT 'oh",
        "2_b.csv": "a,b\n1\n",
        "3_c.json": '[{"a": 1}',
        "4_d.yaml": "- [a]\n",
        "5_e.py": "# goofer: key id\ndef up(context): ...\n",
        "6_f.py": "def up(context:\n",
        "7_g.csv": "# goofer: tabel x\na\n1\n",
        "8_h.csv": "a\n1\n",
        "9_i.yaml": "- {[a]: 1}\n",
    }
    for name, text in texts.items():
        (seeds / name).write_text(text)
    outcome = goofer("validate")
    assert outcome.code == 1
    assert "8 problems in migrations and seeds:" in outcome.stderr
    for place in ("1_a.sql:1:8", "2_b.csv:2", "3_c.json:1:", "4_d.yaml", "5_e.py:1", "6_f.py:1"):
        assert f"  - seeds/{place}" in outcome.stderr
    assert "did you mean table?" in outcome.stderr
    (seeds / "01_again.sql").write_text("SELECT 1;")
    assert "two seeds have the version 1" in goofer("validate").stderr
