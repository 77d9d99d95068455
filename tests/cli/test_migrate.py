"""Running migrations: migrate, rollback, redo, status, history, show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Goofer, Program

THREE = {
    "v1_users": "CREATE TABLE users (id integer PRIMARY KEY); ---- DROP TABLE users;",
    "v2_teams": "CREATE TABLE teams (id integer PRIMARY KEY); ---- DROP TABLE teams;",
    "v3_rows": "INSERT INTO teams VALUES (1), (2); ---- DELETE FROM teams;",
}


@pytest.fixture
def three(program: Program) -> Program:
    program.has(**THREE)
    return program


def versions(goofer: Goofer) -> tuple[str | None, int]:
    found = goofer("status", "--json").json
    return found["current"], found["pending"]


def test_migrate_applies_what_is_pending_and_says_so(goofer: Goofer, three: Program) -> None:
    outcome = goofer("migrate")
    assert (outcome.code, outcome.stderr) == (0, "")
    first, second, third, last = outcome.stdout.splitlines()
    assert re.fullmatch(r"applied 1 users \(\d+ ms\)", first)
    assert re.fullmatch(r"applied 2 teams \(\d+ ms\)", second)
    assert re.fullmatch(r"applied 3 rows \(\d+ ms\)", third)
    assert re.fullmatch(r"Applied 3 migrations in .+: .+ is at 3\.", last)
    assert three.query("SELECT count(*) FROM teams") == [(2,)]
    again = goofer("migrate")
    assert again.code == 0
    assert again.stdout.startswith("Nothing to apply: ")


def test_migrate_tells_programs_what_ran(goofer: Goofer, three: Program) -> None:
    found = goofer("migrate", "--to", "2", "--json").json
    assert found["ok"] is True
    assert (found["direction"], found["current"]) == ("up", "2")
    ran = [(m["version"], m["name"], m["direction"], m["statements"]) for m in found["migrations"]]
    assert ran == [("1", "users", "up", 1), ("2", "teams", "up", 1)]
    assert three.url.partition("://")[0] in found["database"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("targets", "current"),
    [
        (["+1"], "1"),
        (["+2", "+1"], "3"),
        (["2"], "2"),
        (["latest", "-1"], "2"),
        (["latest", "1"], "1"),
        (["latest", "zero"], None),
        (["latest", "zero", "latest"], "3"),
    ],
)
def test_migrate_goes_to_any_place(goofer: Goofer, targets: list[str], current: str | None) -> None:
    for target in targets:
        assert goofer("migrate", "--to", target, "--yes").code == 0
    assert versions(goofer)[0] == current


def test_going_down_in_a_script_needs_a_yes(goofer: Goofer, three: Program) -> None:
    goofer("migrate")
    for target in ("zero", "1", "-1"):
        outcome = goofer("migrate", "--to", target)
        assert outcome.code == 2
        assert "would be reverted" in outcome.stderr
        assert outcome.stderr.endswith("next: add --yes to go down\n")
    assert versions(goofer) == ("3", 0)
    assert three.query("SELECT count(*) FROM teams") == [(2,)]


def test_a_dry_run_shows_the_scripts_and_changes_nothing(goofer: Goofer, three: Program) -> None:
    outcome = goofer("migrate", "--to", "2", "--dry-run")
    assert outcome.stdout == (
        "-- 1_users (up)\nCREATE TABLE users (id integer PRIMARY KEY);\n\n"
        "-- 2_teams (up)\nCREATE TABLE teams (id integer PRIMARY KEY);\n\n"
    )
    assert versions(goofer) == (None, 3)
    planned = goofer("migrate", "--dry-run", "--json").json
    assert [one["version"] for one in planned["migrations"]] == ["1", "2", "3"]
    assert planned["target"] == "3"
    assert planned["migrations"][2]["text"].startswith("INSERT INTO teams")
    goofer("migrate")
    back = goofer("rollback", "--to", "1", "--dry-run", "--json").json
    assert [one["version"] for one in back["migrations"]] == ["3", "2"]
    assert goofer("rollback", "--dry-run").stdout == "-- 3_rows (down)\nDELETE FROM teams;\n\n"
    assert three.query("SELECT count(*) FROM teams") == [(2,)]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("options", "current"),
    [([], "2"), (["--steps", "2"], "1"), (["--to", "1"], "1"), (["--to", "zero"], None)],
)
def test_rollback_reverts_the_latest(
    goofer: Goofer, options: list[str], current: str | None
) -> None:
    goofer("migrate")
    outcome = goofer("rollback", *options)
    assert outcome.code == 0
    assert outcome.stdout.splitlines()[0].startswith("reverted 3 rows")
    assert versions(goofer)[0] == current


@pytest.mark.usefixtures("three")
def test_rollback_with_nothing_applied_does_nothing(goofer: Goofer) -> None:
    outcome = goofer("rollback")
    assert outcome.code == 0
    assert outcome.stdout.startswith("Nothing to revert: ")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "call", ["rollback --steps 99", "rollback --steps 4 --fake", "migrate --to -99 --yes"]
)
def test_going_back_further_than_there_is_is_refused(goofer: Goofer, call: str) -> None:
    goofer("migrate")
    outcome = goofer(*call.split())
    assert outcome.code == 2
    assert "migrations were to be reverted, and 3 are applied. Nothing was changed." in (
        outcome.stderr
    )
    assert outcome.stderr.endswith("next: to revert everything: goofer rollback --to zero\n")
    assert versions(goofer) == ("3", 0)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("call", ["migrate --to 2_teams --yes", "rollback --to 02_teams"])
def test_a_version_may_be_typed_with_its_name(goofer: Goofer, call: str) -> None:
    goofer("migrate")
    assert goofer(*call.split()).code == 0
    assert versions(goofer)[0] == "2"
    assert goofer("show", "3_rows", "--json").json["version"] == "3"
    wrong = goofer("show", "3_row")
    assert (wrong.code, "There is no migration with version 3_row." in wrong.stderr) == (2, True)


def test_rollback_takes_one_way_to_say_how_far(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(**THREE)
    assert goofer("rollback", "--steps", "1", "--to", "1").code == 2
    assert goofer("rollback", "--steps", "0").code == 2


def test_redo_runs_the_latest_again(goofer: Goofer, three: Program) -> None:
    goofer("migrate")
    three.has(v3_rows="INSERT INTO teams VALUES (7); ---- DELETE FROM teams;")
    outcome = goofer("redo")
    assert outcome.code == 0
    assert [line.split()[0] for line in outcome.stdout.splitlines()] == [
        "reverted",
        "applied",
        "Reverted",
    ]
    assert three.query("SELECT id FROM teams") == [(7,)]


def test_status_lists_what_is_not_applied(goofer: Goofer, three: Program) -> None:
    before = goofer("status")
    assert before.code == 0
    assert before.stdout.splitlines()[1:] == [
        "Current:  nothing applied",
        "Pending:  3",
        "version  name   state",
        "1        users  pending",
        "2        teams  pending",
        "3        rows   pending",
    ]
    goofer("migrate", "--to", "2")
    assert goofer("status").stdout.splitlines()[1:] == [
        "Current:  2 teams (2 migrations applied)",
        "Pending:  1",
        "version  name  state",
        "3        rows  pending",
    ]
    everything = goofer("status", "--all", "--json").json["migrations"]
    assert [m["state"] for m in everything] == ["applied", "applied", "pending"]
    assert three.query("SELECT count(*) FROM goofer_history") == [(2,)]


def test_status_changes_nothing(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(**THREE)
    assert goofer("status").code == 0
    assert not Path(sqlite_program.url.removeprefix("sqlite:///")).exists()


def test_status_tells_of_files_that_are_gone(goofer: Goofer, three: Program) -> None:
    goofer("migrate")
    for path in three.migrations.glob("3_*"):
        path.unlink()
    outcome = goofer("status")
    assert outcome.code == 0
    assert "3        rows  missing" in outcome.stdout.splitlines()
    assert outcome.stderr == "warning: 3_rows is applied, and its files are gone\n"
    # What leads back is in the history.
    assert goofer("rollback").code == 0
    assert three.query("SELECT count(*) FROM teams") == [(0,)]


def test_history_has_one_line_for_each_run_of_a_migration(goofer: Goofer, program: Program) -> None:
    program.has(v1_users="-- goofer: no-transaction\nSELECT 1; SELECT 2; SELECT 3; ---- SELECT 1;")
    goofer("migrate")
    goofer("rollback")
    goofer("migrate")

    lines = goofer("history").stdout.splitlines()[1:]
    records = goofer("history", "--json").json["records"]

    assert [line.split()[2] for line in lines] == ["applied", "reverted", "applied"]
    assert [r["status"] for r in records].count("dirty") > 3
    assert len(goofer("history", "--limit", "2").stdout.splitlines()) == 3


def test_history_has_everything_that_ran(goofer: Goofer, three: Program) -> None:
    assert goofer("history").stdout.startswith("Nothing ever ran on ")
    goofer("migrate", "--to", "2")
    goofer("rollback")
    lines = goofer("history").stdout.splitlines()
    assert lines[0].split("  ")[0] == "started (UTC)"
    assert [line.split()[2:5] for line in lines[1:]] == [
        ["applied", "1", "users"],
        ["applied", "2", "teams"],
        ["reverted", "2", "teams"],
    ]
    records = goofer("history", "--json", "--limit", "1").json["records"]
    assert [(r["version"], r["direction"], r["status"]) for r in records] == [("2", "down", "done")]
    assert records[0]["started_at"].endswith("+00:00")
    assert three.query("SELECT count(*) FROM goofer_history") == [(3,)]


def test_show_has_both_scripts_and_what_became_of_it(goofer: Goofer, three: Program) -> None:
    assert goofer("show", "2").stdout.startswith("-- 2_teams: pending\n\n-- migrations/2_teams.up")
    goofer("migrate")
    outcome = goofer("show", "2")
    assert outcome.stdout.startswith("-- 2_teams: applied\n")
    assert "UTC: applied by " in outcome.stdout
    assert "CREATE TABLE teams" in outcome.stdout
    assert "DROP TABLE teams" in outcome.stdout
    found = goofer("show", "2", "--json").json
    assert (found["version"], found["name"], found["state"]) == ("2", "teams", "applied")
    assert found["files"] == ["migrations/2_teams.up.sql", "migrations/2_teams.down.sql"]
    assert len(found["records"]) == 1
    for path in three.migrations.glob("2_*"):
        path.unlink()
    gone = goofer("show", "2", "--json").json
    assert (gone["up"], gone["files"]) == (None, [])
    assert gone["down"].strip() == "DROP TABLE teams;"


def test_show_needs_no_database(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(**THREE)
    (sqlite_program.folder / "goofer.toml").write_text("")
    outcome = goofer("show", "0001")
    assert outcome.code == 0
    assert outcome.stdout.startswith("-- 1_users: not looked up: no database is named\n")


@pytest.mark.parametrize(
    "command", [["show", "9"], ["migrate", "--to", "9"], ["rollback", "--to", "9"]]
)
def test_a_version_that_is_not_there_is_told(
    goofer: Goofer, sqlite_program: Program, command: list[str]
) -> None:
    sqlite_program.has(**THREE)
    outcome = goofer(*command, "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["code"] == "UnknownVersion"
    assert outcome.json["error"]["version"] == "9"
    assert "The latest is 3" in outcome.json["error"]["message"]


def test_settings_and_options_decide_how_a_run_goes(goofer: Goofer, program: Program) -> None:
    program.has(**THREE)
    program.has(v4_bad="INSERT INTO nowhere VALUES (1); ---- SELECT 1;")
    outcome = goofer("migrate", "--single-transaction")
    assert outcome.code == 1
    assert versions(goofer) == (None, 4)
    program.sets("single_transaction = true\nhistory_table = 'our_history'")
    assert goofer("migrate", "--to", "3").code == 0
    assert program.query("SELECT count(*) FROM our_history") == [(3,)]


def test_a_failed_run_goes_back_when_it_is_told_to(goofer: Goofer, program: Program) -> None:
    program.has(**THREE)
    program.has(v4_bad="INSERT INTO nowhere VALUES (1); ---- SELECT 1;")
    goofer("migrate", "--to", "1")
    outcome = goofer("migrate", "--auto-rollback")
    assert outcome.code == 1
    assert "The run went back to 1" in outcome.stderr
    assert versions(goofer)[0] == "1"


def test_older_migrations_run_only_when_that_is_allowed(goofer: Goofer, program: Program) -> None:
    program.has(v2_teams=THREE["v2_teams"])
    goofer("migrate")
    program.has(v1_users=THREE["v1_users"])
    outcome = goofer("migrate")
    assert outcome.code == 5
    assert "Out of order: 1_users" in outcome.stderr
    assert "1        users  out of order" in goofer("status").stdout.splitlines()
    assert goofer("migrate", "--allow-out-of-order").code == 0
    program.has(v0_first="SELECT 1; ---- SELECT 1;")
    program.sets("allow_out_of_order = true")
    assert goofer("migrate").code == 0


def test_edited_migrations_stop_a_run_unless_that_is_allowed(
    goofer: Goofer, program: Program
) -> None:
    program.has(v1_users=THREE["v1_users"])
    goofer("migrate")
    program.has(
        v1_users="CREATE TABLE users (id bigint PRIMARY KEY); ---- DROP TABLE users;",
        v2_teams=THREE["v2_teams"],
    )
    outcome = goofer("migrate")
    assert outcome.code == 5
    assert "1_users" in outcome.stderr
    assert goofer("migrate", "--allow-changed").code == 0


def test_a_migration_that_stopped_halfway_is_told_with_its_own_code(
    goofer: Goofer, program: Program
) -> None:
    program.has(
        v1_users="-- goofer: no-transaction\nCREATE TABLE a (id integer PRIMARY KEY);\n"
        "INSERT INTO nowhere VALUES (1); ---- DROP TABLE a;"
    )
    assert goofer("migrate").code == 1
    outcome = goofer("status")
    assert outcome.code == 5
    assert "1        users  dirty" in outcome.stdout.splitlines()
    assert "1_users is dirty at statement 2 of 2 (up)." in outcome.stderr
    found = goofer("status", "--json")
    assert found.code == 5
    assert found.json["error"]["code"] == "DirtyOrDrifted"
    assert found.json["dirty"] == "dirty at statement 2 of 2 (up)"
    program.run("CREATE TABLE nowhere (id integer PRIMARY KEY)")
    assert goofer("migrate").code == 0
    assert goofer("status").code == 0


def test_quiet_runs_say_nothing(goofer: Goofer, three: Program) -> None:
    for command in (["migrate"], ["rollback"], ["redo"]):
        outcome = goofer(*command, "--quiet")
        assert (outcome.code, outcome.stdout, outcome.stderr) == (0, "", "")
    assert three.query("SELECT count(*) FROM teams") == [(0,)]


@pytest.mark.parametrize(("word", "here"), [("0", "zero"), ("base", "zero"), ("head", "latest")])
@pytest.mark.parametrize("command", ["migrate", "rollback"])
def test_the_ends_of_the_history_are_told_by_the_words_they_have_here(
    goofer: Goofer, sqlite_program: Program, command: str, word: str, here: str
) -> None:
    sqlite_program.has(v1_a="CREATE TABLE a (id integer); ---- DROP TABLE a;")
    goofer("migrate")
    refused = goofer(command, "--to", word)
    assert refused.code == 2
    assert f"There is no migration with version {word}." in refused.stderr
    assert refused.stderr.splitlines()[-1].startswith(f"next: {here} is ")


def test_the_latest_migration_is_shown_by_that_word(
    goofer: Goofer, sqlite_program: Program
) -> None:
    assert "There are no migrations yet" in goofer("show", "latest").stderr
    sqlite_program.has(v9_a="CREATE TABLE a (id integer);", v10_b="CREATE TABLE b (id integer);")
    assert goofer("show", "latest").stdout.startswith("-- 10_b: pending\n")
