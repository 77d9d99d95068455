"""Hooks from the settings file."""

from __future__ import annotations

from tests.cli.conftest import Goofer, Program

A = "CREATE TABLE a (x int); ---- DROP TABLE a;"


def test_hooks_come_from_the_settings_and_are_told(goofer: Goofer, program: Program) -> None:
    program.has(v1_a=A)
    before = 'before_run = ["echo $GOOFER_VERSIONS ${GOOFER_HOOK}"]'
    program.sets(f'[hooks]\n{before}\nafter_run = "after.sql"')
    (program.folder / "after.sql").write_text("INSERT INTO a VALUES (7);")
    found = goofer("migrate")
    assert found.code == 0
    assert "before_run: echo $GOOFER_VERSIONS" in found.stdout
    assert "\n  1 before_run\n" in found.stdout
    assert program.query("SELECT x FROM a") == [(7,)]
    # Its table is gone after the way back.
    assert goofer("rollback", "--json").json["error"]["when"] == "after_run"


def test_a_hook_that_fails_after_the_run_is_in_the_exit_code(
    goofer: Goofer, program: Program
) -> None:
    program.has(v1_a=A)
    program.sets('[hooks]\nafter_run = ["echo oh; exit 4"]')
    found = goofer("migrate")
    assert found.code == 1
    assert "The after_run hook echo oh; exit 4 failed with exit code 4." in found.stderr
    assert "\n    oh\n" in found.stderr
    assert program.query("SELECT count(*) FROM a") == [(0,)]


def test_hooks_of_a_list_that_there_is_not_are_refused(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.sets('[hooks]\nbefore_all = ["true"]')
    found = goofer("migrate")
    assert found.code == 2
    assert "goofer.toml:3: there are no hooks 'before_all'" in found.stderr
    sqlite_program.sets("hooks = { before_run = [1] }")
    assert "must be a table of lists of commands" in goofer("migrate").stderr


def test_hooks_are_not_called_where_migrations_are_tried(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.has(v1_a=A)
    sqlite_program.sets('[hooks]\nbefore_run = ["touch ran"]')
    assert goofer("migrate", "--dry-run").code == 0
    goofer("verify")
    assert not (sqlite_program.folder / "ran").exists()
