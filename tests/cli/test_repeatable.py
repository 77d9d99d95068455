"""Repeatable scripts, as the command line tells them."""

from __future__ import annotations

from tests.cli.conftest import Goofer, Program

A = "CREATE TABLE a (x int); ---- DROP TABLE a;"


def test_they_are_told_by_all_commands(goofer: Goofer, program: Program) -> None:
    program.has(v1_a=A)
    file = program.migrations / "R__seen.sql"
    file.write_text("CREATE VIEW seen AS SELECT x FROM a;")
    assert goofer("validate").code == 0
    assert "Repeat:   1 script to run" in goofer("status").stdout
    assert "R__seen (repeat)" in goofer("migrate", "--dry-run").stdout
    assert "Applied 2 migrations" in goofer("migrate").stdout
    assert goofer("status", "--json").json["repeatables"] == 0
    assert goofer("show", "1").code == 0
    assert goofer("drift").code == 0
    file.write_text("DROP VIEW seen;\nCREATE VIEW seen AS SELECT x AS y FROM a;")
    assert goofer("status", "--json").json["repeatables"] == 1
    assert goofer("status", "--check").code == 0
    found = goofer("drift")
    assert found.code == 5
    assert "R__seen has changed since it ran" in found.stdout + found.stderr
    assert "applied R seen" in goofer("migrate").stdout
    assert [one["version"] for one in goofer("history", "--json").json["records"]] == [
        "1",
        "R",
        "R",
    ]


def test_a_file_that_is_gone_is_told_by_all_commands(goofer: Goofer, program: Program) -> None:
    program.has(v1_a=A)
    file = program.migrations / "R__seen.sql"
    file.write_text("CREATE VIEW seen AS SELECT x FROM a;")
    assert goofer("migrate", "--fake").code == 0
    assert [one["direction"] for one in goofer("history", "--json").json["records"]] == [
        "up",
        "repeat",
    ]
    assert goofer("history").stdout.count("applied (fake)") == 2
    file.unlink()
    shown = goofer("status")
    assert (shown.code, "R        seen  missing" in shown.stdout) == (0, True)
    said = "R__seen ran, and its file is gone: what it made stays"
    assert f"warning: {said}" in shown.stderr
    checked = goofer("status", "--check")
    assert (checked.code, "Applied and not as it was: R__seen." in checked.stderr) == (5, True)
    assert said in goofer("validate", "--with-database").stderr
    assert goofer("validate").code == 0
    assert "R__seen ran, and its file is gone" in goofer("drift").stdout
    assert goofer("repair", "R__seen", "--yes").code == 0
    assert goofer("status", "--check").code == 0
    assert goofer("validate", "--with-database").code == 0


def test_their_files_are_validated(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(v1_a=A)
    (sqlite_program.migrations / "R__bad.sql").write_text("SELECT 'never closed")
    (sqlite_program.migrations / "R_near.sql").write_text("SELECT 1")
    found = goofer("validate", "--json").json["problems"]
    assert sorted(one["path"].rpartition("/")[2] for one in found) == ["R__bad.sql", "R_near.sql"]


def test_verify_runs_them_at_the_end(goofer: Goofer, program: Program) -> None:
    program.has(v1_a=A, v2_b="CREATE TABLE b (x int); ---- DROP TABLE b;")
    program.says("")
    file = program.migrations / "R__seen.sql"
    file.write_text("CREATE VIEW seen AS SELECT x FROM a;")
    text = (program.folder / "goofer.toml").read_text().replace('models = ["models"]\n', "")
    (program.folder / "goofer.toml").write_text(text)
    assert goofer("verify").code == 0
    file.write_text("CREATE VIEW seen AS SELECT x FROM a;\nDROP TABLE nowhere;")
    assert "R__seen (up) failed" in goofer("verify").stderr
