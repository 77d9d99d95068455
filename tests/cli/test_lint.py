"""goofer lint, and what goofer migrate refuses by the setting fail_on."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.cli.conftest import Goofer, Outcome, Program, program_in

TABLE = "CREATE TABLE users (id int, email varchar(20)); ---- DROP TABLE users;"
DROPS = "ALTER TABLE users DROP COLUMN email; ---- ALTER TABLE users ADD COLUMN email varchar(20);"
SPARES = "SELECT datname FROM pg_database WHERE datname LIKE 'goofer_spare%'"
FILLED = "INSERT INTO users VALUES (1, 'a'), (2, 'b');"


def told(found: Outcome, rule: str) -> list[dict[str, Any]]:
    """Return what is found by a rule, whatever others say as well."""
    return [one for one in found.json["findings"] if one["rule"] == rule]


def test_pending_migrations_are_looked_at_and_an_error_exits_with_9(
    goofer: Goofer, program: Program
) -> None:
    program.has(v1_users=TABLE.replace(" ----", f" {FILLED} ----"))
    assert goofer("migrate").code == 0
    program.has(v2_drop=DROPS)

    found = goofer("lint", "--json")

    assert found.code == 9
    (lost,) = told(found, "DS103")
    assert (lost["severity"], lost["milder_because"]) == ("error", None)
    assert found.json["error"]["rules"] == ["DS103"]


def test_an_empty_table_makes_a_hazard_a_remark(goofer: Goofer, program: Program) -> None:
    program.has(v1_users=TABLE)
    assert goofer("migrate").code == 0
    program.has(v2_drop=DROPS)

    found = goofer("lint", "--json")

    assert found.code == 0
    (lost,) = told(found, "DS103")
    assert (lost["severity"], lost["milder_because"]) == ("info", "users is empty")


def test_a_small_table_makes_a_lock_one_step_milder(
    goofer: Goofer, postgresql_program: Program
) -> None:
    program = postgresql_program
    program.has(v1_users=TABLE.replace(" ----", f" {FILLED} ----"))
    assert goofer("migrate").code == 0
    program.run("ANALYZE users")
    program.has(v2_index="CREATE INDEX by_email ON users (email); ---- DROP INDEX by_email;")

    (lock,) = told(goofer("lint", "--json"), "PG101")
    assert (lock["severity"], lock["milder_because"]) == ("info", "users has about 2 rows")

    program.sets("[lint]\nsmall_table_rows = 1\n")
    assert told(goofer("lint", "--json"), "PG101")[0]["severity"] == "warning"


@pytest.mark.parametrize(("settings", "told_of"), [("online = true", 0), ("", 1)])
def test_a_run_that_waits_shortly_for_locks_is_not_told_to(
    goofer: Goofer, postgresql_program: Program, settings: str, told_of: int
) -> None:
    program = postgresql_program
    program.has(v1_users=TABLE)
    assert goofer("migrate").code == 0
    program.has(v2_drop=DROPS)
    program.sets(settings)

    assert len(told(goofer("lint", "--json"), "OP101")) == told_of


def test_the_line_of_the_source_is_shown_with_a_marker(
    goofer: Goofer, program: Program, folder: Path
) -> None:
    program.has(v1_users=TABLE, v2_drop=DROPS)

    found = goofer("lint", "--offline", "2")

    assert found.code == 9
    line = "  1 | ALTER TABLE users DROP COLUMN email"
    assert line in found.stdout
    assert "    | " + "^" * (len(line) - 6) in found.stdout
    assert "drop.up.sql:1:1: error DS103: " in found.stdout
    assert "  instead: " in found.stdout


def test_what_is_allowed_by_name_passes_and_is_counted(goofer: Goofer, program: Program) -> None:
    program.has(v1_users=TABLE, v2_drop=f"-- goofer: allow DS103 nobody reads it\n{DROPS}")

    found = goofer("lint", "--json")

    assert found.code == 0
    assert told(found, "DS103") == []
    assert [(one["rule"], one["reason"]) for one in found.json["allowed"]] == [
        ("DS103", "nobody reads it")
    ]


def test_an_error_is_not_allowed_without_a_reason(goofer: Goofer, program: Program) -> None:
    program.has(v1_users=TABLE, v2_drop=f"-- goofer: allow DS103\n{DROPS}")

    found = goofer("lint", "--json")

    assert found.code == 9
    assert "takes a reason" in told(found, "DS103")[0]["message"]


def test_a_rule_that_there_is_not_cannot_be_allowed(goofer: Goofer, program: Program) -> None:
    program.has(v1_users=f"-- goofer: allow XX1 why\n{TABLE}")

    found = goofer("lint")

    assert found.code == 1
    assert "there is no rule 'XX1' that could be allowed" in found.stderr
    assert "next: goofer lint --rules" in found.stderr


def test_a_rule_can_be_left_out_by_the_settings(goofer: Goofer, program: Program) -> None:
    program.has(v1_users=TABLE, v2_drop=DROPS)
    program.sets('[lint]\nignore = ["DS103"]\n')

    assert goofer("lint").code == 0

    program.sets('[lint]\nignore = ["DS999"]\n')
    wrong = goofer("lint")
    assert wrong.code == 2
    assert "there is no rule 'DS999'" in wrong.stderr


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("error", 9), ("warning", 9)])
def test_the_threshold_is_said(goofer: Goofer, program: Program, fail_on: str, code: int) -> None:
    program.has(v1_users=TABLE, v2_drop=DROPS)

    assert goofer("lint", "--fail-on", fail_on).code == code


def test_migrate_runs_everything_unless_the_settings_say_otherwise(
    goofer: Goofer, program: Program
) -> None:
    program.has(v1_users=TABLE.replace(" ----", f" {FILLED} ----"), v2_drop=DROPS)

    assert goofer("migrate").code == 0


def test_migrate_refuses_what_is_at_or_above_fail_on(goofer: Goofer, program: Program) -> None:
    program.sets('[lint]\nfail_on = "error"\n')
    program.has(v1_users=TABLE.replace(" ----", f" {FILLED} ----"))
    assert goofer("migrate").code == 0
    program.has(v2_drop=DROPS)

    found = goofer("migrate", "--json")

    assert found.code == 9
    assert found.json["error"]["rules"] == ["DS103"]
    assert "Nothing was changed." in found.json["error"]["message"]
    assert len(goofer("history", "--json").json["records"]) == 1


def test_migrate_runs_what_is_allowed_by_name(goofer: Goofer, program: Program) -> None:
    program.sets('[lint]\nfail_on = "error"\n')
    program.has(v1_users=TABLE.replace(" ----", f" {FILLED} ----"))
    program.has(v2_drop=f"-- goofer: allow DS103 nobody reads it\n{DROPS}")

    assert goofer("migrate", "--to", "1").code == 0
    assert goofer("migrate").code == 0


def test_a_database_that_does_not_answer_leaves_the_files(
    goofer: Goofer, sqlite_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_program.has(v1_users=TABLE, v2_drop=DROPS)
    monkeypatch.setenv("GOOFER_URL", "postgresql://nobody@127.0.0.1:1/nowhere")

    found = goofer("lint", "--json")

    assert len(told(found, "DS103")) == 1
    assert "the files alone were looked at" in found.stderr


def test_sarif_says_where_a_hazard_is(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(v1_users=TABLE, v2_drop=DROPS)

    found = goofer("lint", "--format", "sarif", "--fail-on", "never")

    run = json.loads(found.stdout.rpartition("}")[0] + "}")["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    (result,) = (one for one in run["results"] if one["ruleId"] == "DS103")
    assert rules[result["ruleIndex"]] == "DS103"
    assert result["level"] == "error"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("drop.up.sql")
    assert place["region"]["startLine"] == 1
    assert place["region"]["endColumn"] == len("ALTER TABLE users DROP COLUMN email") + 1


def test_github_gets_annotations(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(v1_users=TABLE, v2_drop=DROPS)

    found = goofer("lint", "--format", "github")

    assert "\n::error file=migrations" in f"\n{found.stdout}"
    assert "title=DS103%3A A column is dropped with its values::The column users.email" in (
        found.stdout
    )


INDEX = "CREATE TABLE users (id int, email text); ---- DROP TABLE users;"


def test_fix_writes_the_safe_form(goofer: Goofer, postgresql_program: Program) -> None:
    program = postgresql_program
    program.has(v1_users=INDEX)
    assert goofer("migrate").code == 0
    program.has(v2_index="CREATE INDEX by_email ON users (email); ---- DROP INDEX by_email;")

    found = goofer("lint", "--fix", "--json")

    assert [one["why_not"] for one in found.json["fixed"]] == [None]
    assert told(found, "PG101") == []
    assert goofer("migrate").code == 0
    assert program.query("SELECT indisvalid FROM pg_index WHERE indrelid = 'users'::regclass") == [
        (True,)
    ]


def test_fix_leaves_what_shares_its_file_with_others(
    goofer: Goofer, postgresql_program: Program
) -> None:
    program = postgresql_program
    program.has(v1_users=INDEX)
    assert goofer("migrate").code == 0
    up = "CREATE INDEX by_email ON users (email); ALTER TABLE users ADD COLUMN name text;"
    program.has(v2_index=f"{up} ---- ALTER TABLE users DROP COLUMN name; DROP INDEX by_email;")

    found = goofer("lint", "--fix", "--json")

    assert "other statements share its file" in found.json["fixed"][0]["why_not"]
    assert len(told(found, "PG101")) == 1


def test_fix_never_touches_what_is_applied(goofer: Goofer, postgresql_program: Program) -> None:
    program = postgresql_program
    program.has(v1_users=INDEX)
    program.has(v2_index="CREATE INDEX by_email ON users (email); ---- DROP INDEX by_email;")
    assert goofer("migrate").code == 0

    found = goofer("lint", "--fix", "--all", "--json")

    assert [one["why_not"] for one in found.json["fixed"]] == ["the migration is applied"]
    assert goofer("status").code == 0


def test_the_rules_are_listed(goofer: Goofer, folder: Path) -> None:
    found = goofer("lint", "--rules", "--json")

    assert {"PG101", "DS102", "OP114"} <= {one["rule"] for one in found.json["rules"]}


def test_names_and_tables_are_held_to_the_patterns_of_the_settings(
    goofer: Goofer, program: Program
) -> None:
    program.has(v1_users=TABLE)
    program.sets("[lint]\nowned = ['shop*']\n\n[lint.names]\ntables = ['[a-z]+_t']\n")

    found = goofer("lint", "--json")

    assert [one["message"] for one in told(found, "NM102")] == ["users does not match [a-z]+_t"]
    assert [one["message"] for one in told(found, "SEC105")] == ["users is not this project's"]


def test_a_kind_of_names_that_there_is_not_is_refused(goofer: Goofer, program: Program) -> None:
    program.has(v1_users=TABLE)
    program.sets("[lint.names]\ntable = ['x']\n")

    found = goofer("lint")

    assert found.code == 2
    assert "there is no kind 'table'" in found.stderr


@pytest.mark.parametrize("wanted", ["2_drop", "migrations", "2"])
def test_a_version_may_have_its_name_and_a_folder_stands_for_its_scripts(
    goofer: Goofer, program: Program, wanted: str
) -> None:
    program.has(v1_users=TABLE, v2_drop=DROPS)

    found = goofer("lint", "--offline", "--json", wanted)

    assert [one["file"] for one in told(found, "DS103")] == ["migrations/2_drop.up.sql"]
    assert told(found, "DS102") == [], "the ways back are not asked for"


def test_code_elsewhere_is_not_read_as_sql(goofer: Goofer, program: Program) -> None:
    (program.folder / "later.py").write_text("def up(context):\n    pass\n", encoding="utf-8")

    (found,) = goofer("lint", "--offline", "--json", "later.py").json["findings"]

    assert (found["rule"], "it is code" in found["message"]) == ("OP114", True)


def test_measure_tells_what_a_copy_of_the_definitions_was_seen_to_do(
    goofer: Goofer, postgresql_program: Program
) -> None:
    program = postgresql_program
    program.has(v1_users=TABLE.replace(" ----", f" {FILLED} ----"))
    assert goofer("migrate").code == 0
    up = "CREATE INDEX by_email ON users (email); ALTER TABLE users DROP nothing;"
    program.has(v2_index=f"{up} ---- DROP INDEX by_email;")
    rows = program.query("SELECT * FROM users")

    found = goofer("lint", "--measure", program.url, "--json")

    built, refused = found.json["measured"]
    assert built["locks"] == {"users": "SHARE"}
    assert (built["scanned"], built["built"]) == (["users"], ["by_email"])
    assert 'column "nothing" of relation "users" does not exist' in refused["not_measured_because"]
    (lock,) = told(found, "PG101")
    assert lock["measured"] == "SHARE (build of an index), as the rule says"
    assert program.query("SELECT * FROM users") == rows
    assert program.query("SELECT 1 FROM pg_indexes WHERE tablename = 'users'") == []
    left = set(program.query(SPARES))  # A test at the same time may have one of its own.
    deadline = monotonic() + 30
    while left & set(program.query(SPARES)) and monotonic() < deadline:
        sleep(0.1)
    assert not left & set(program.query(SPARES))


def test_how_long_a_known_table_is_locked_is_estimated(
    goofer: Goofer, postgresql_program: Program
) -> None:
    program = postgresql_program
    program.has(v1_users=TABLE.replace(" ----", f" {FILLED} ----"))
    assert goofer("migrate").code == 0
    program.run("ANALYZE users")
    program.has(v2_index="CREATE INDEX by_email ON users (email); ---- DROP INDEX by_email;")

    text = goofer("lint").stdout
    (usual,) = told(goofer("lint", "--json"), "PG101")
    (own,) = told(goofer("lint", "--json", "--measure", program.url), "PG101")
    (result,) = [
        one
        for one in json.loads(goofer("lint", "--format", "sarif").stdout)["runs"][0]["results"]
        if one["ruleId"] == "PG101"
    ]

    takes = "builds an index from 8.2 kB / 2 rows: less than 1 s under SHARE (estimate at 50 MB/s,"
    assert f"  takes: {takes} the usual figure" in text
    assert f". It {takes}" in result["message"]["text"]
    assert (usual["estimate"]["rows"], usual["estimate"]["bytes"]) == (2, 8192)
    assert usual["estimate"]["bytes_per_second"] == 50_000_000
    assert own["estimate"]["source"].startswith("measured on this server with")
    assert own["estimate"]["bytes_per_second"] != 50_000_000


def test_a_server_that_cannot_be_timed_is_estimated_by_the_usual_figures(
    goofer: Goofer, sqlite_program: Program
) -> None:
    program = sqlite_program
    program.has(v1_users=TABLE.replace(" ----", f" {FILLED} ----"))
    assert goofer("migrate").code == 0
    program.has(v2_drop=f"CREATE TABLE goofer_rates (id int); {DROPS}")

    found = goofer("lint", "--json", "--measure", program.url)

    (lost,) = told(found, "DS103")
    assert lost["estimate"]["source"].startswith("the usual figure")
    assert "the server was not timed, so that the usual figures count: table goofer_rates" in (
        found.stderr
    )


def test_measure_names_what_no_rule_tells_of(goofer: Goofer, postgresql_program: Program) -> None:
    program = postgresql_program
    program.has(v1_users=TABLE)
    assert goofer("migrate").code == 0
    block = "DO $$ BEGIN CREATE INDEX by_email ON users (email); END $$;"
    program.has(v2_index=f"{block} ---- DROP INDEX by_email;")

    found = goofer("lint", "--measure", program.url)

    assert "  measured: users: SHARE (build of an index)\n" in found.stdout
    assert "  no rule says it: users is under SHARE (build of an index)\n" in found.stdout


def test_measure_of_applied_migrations_begins_with_nothing(
    goofer: Goofer, postgresql_program: Program
) -> None:
    program = postgresql_program
    program.has(v1_users=TABLE, v2_drop=DROPS)
    assert goofer("migrate").code == 0

    found = goofer("lint", "2", "--measure", program.url, "--json")

    assert [one["locks"] for one in found.json["measured"]] == [{"users": "ACCESS EXCLUSIVE"}]


def test_measure_heeds_the_settings_of_the_database(
    goofer: Goofer, postgresql_program: Program
) -> None:
    program = postgresql_program
    name = program.query("SELECT current_database()")[0][0]
    program.run(f'CREATE SCHEMA app; ALTER DATABASE "{name}" SET search_path TO app, public')
    program.has(v1_users=TABLE)
    assert goofer("migrate").code == 0
    program.has(v2_drop="ALTER TABLE app.users DROP email; ---- ALTER TABLE users ADD email int;")

    found = goofer("lint", "--measure", program.url, "--json")

    assert [one["locks"] for one in found.json["measured"]] == [{"users": "ACCESS EXCLUSIVE"}]


@pytest.mark.parametrize("more", [("--offline",), ("--dialect", "postgresql")])
def test_measure_needs_a_database(
    goofer: Goofer, postgresql_program: Program, more: tuple[str, ...]
) -> None:
    found = goofer("lint", "--measure", postgresql_program.url, *more)

    assert found.code == 2
    assert "--measure asks a database" in found.stderr


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("mysql", marks=pytest.mark.mysql)])
def test_measure_asks_every_database_in_its_own_way(
    goofer: Goofer, folder: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    program = program_in(folder, request.getfixturevalue(f"{kind}_url"))
    view = "CREATE VIEW mails AS SELECT email FROM users;"
    program.has(v1_users=TABLE.replace(" ----", f" {FILLED} {view} ----"))
    assert goofer("migrate").code == 0
    program.has(v2_drop=DROPS.replace("DROP COLUMN email", "RENAME COLUMN email TO mail"))
    rows = program.query("SELECT * FROM users")

    found = goofer("lint", "--measure", program.url, "--json")
    text = goofer("lint", "--measure", program.url).stdout

    (one,) = found.json["measured"]
    (renamed,) = told(found, "BC102")
    if kind == "mysql":
        assert (one["form"], one["locks"]) == ("ALGORITHM=INSTANT, LOCK=NONE", {"users": "NONE"})
        assert one["metadata_locks"] == {"users": "EXCLUSIVE"}
        assert list(one["broken"]) == ["view mails"]
        assert renamed["measured"] == "NONE (instant), as the rule says"
        assert "  measured: users: ALGORITHM=INSTANT, LOCK=NONE; NONE (instant)\n" in text
        assert "  metadata locks, for a moment: users EXCLUSIVE\n" in text
    else:
        assert (one["form"], one["locks"]) == (None, {"users": "RESERVED"})
        assert one["broken"] == {}  # SQLite renames it in the view as well.
        assert renamed["measured"] == "RESERVED (instant), as the rule says"
    assert program.query("SELECT * FROM users") == rows


def test_measure_says_which_right_mysql_wants(
    goofer: Goofer, folder: Path, mysql_login_url: str
) -> None:
    program = program_in(folder, mysql_login_url)
    program.has(v1_users=TABLE)

    found = goofer("lint", "--measure", program.url)

    assert found.code != 0
    assert "create no database" in found.stderr
    assert "GRANT ALL" in found.stderr


def test_measure_says_what_right_it_lacks(
    goofer: Goofer, folder: Path, postgresql_login_url: str
) -> None:
    program = program_in(folder, postgresql_login_url)
    program.has(v1_users=TABLE)

    found = goofer("lint", "--measure", program.url)

    assert found.code != 0
    assert "lets this role create no database" in found.stderr
    assert "CREATEDB" in found.stderr


def test_a_file_whose_name_is_no_migrations_is_told_and_nothing_else(
    goofer: Goofer, sqlite_program: Program
) -> None:
    program = sqlite_program
    program.has(v1_users=TABLE, v2_drop=DROPS)
    (program.migrations / "3-late.sql").write_text("SELECT 1;")
    (program.migrations / "4_lost.down.sql").write_text("SELECT 1;")

    found = goofer("lint", "--json")

    assert found.code == 9
    said = [(one["rule"], one["message"]) for one in found.json["findings"]]
    assert said == [
        ("OP111", "The file 3-late.sql has no name of a migration: it would never run"),
        ("OP111", "The down file 4_lost.down.sql has no up file 4_lost.up.sql"),
    ]


def test_what_the_database_knows_otherwise_is_told_of_the_file(
    goofer: Goofer, sqlite_program: Program
) -> None:
    program = sqlite_program
    program.has(v1_users=TABLE, v3_more="CREATE TABLE more (id int); ---- DROP TABLE more;")
    program.has(v4_last="CREATE TABLE last (id int); ---- DROP TABLE last;")
    assert goofer("migrate").code == 0
    program.has(v2_late="CREATE TABLE late (id int); ---- DROP TABLE late;")
    edited = next(program.migrations.glob("1_users.up.sql"))
    edited.write_text(edited.read_text() + "SELECT 1;")
    for file in program.migrations.glob("4_last.*"):
        file.unlink()

    found = goofer("lint", "--json")

    assert found.code == 9
    said = {(Path(one["file"]).name, one["message"]) for one in told(found, "OP109")}
    assert said == {
        ("1_users.up.sql", "The migration was edited after it was applied here"),
        ("2_late.up.sql", "The migration is not applied, and older than 4, which is"),
        ("4", "The migration is applied here, newer than all files, and no file has it"),
    }
    program.sets("allow_out_of_order = true\nallow_newer = true\n")
    assert len(told(goofer("lint", "--json"), "OP109")) == 1


def test_fix_states_how_mildly_mysql_alters_a_table(
    goofer: Goofer, sqlite_program: Program
) -> None:
    program = sqlite_program
    program.has(v1_users=TABLE, v2_more="ALTER TABLE users ADD COLUMN age int; ---- SELECT 1;")

    found = goofer("lint", "--fix", "--dialect", "mysql", "--json")

    assert [one["rule"] for one in found.json["fixed"]] == ["MY163"]
    text = (program.migrations / "2_more.up.sql").read_text(encoding="utf-8")
    assert text.strip() == "ALTER TABLE users ALGORITHM=INSTANT, ADD COLUMN age int;"
    assert told(found, "MY163") == []


def test_rules_are_left_out_by_path(goofer: Goofer, sqlite_program: Program) -> None:
    program = sqlite_program
    program.sets('[lint.per_path]\n"migrations/2_*" = ["ban-drop-column"]\n')
    program.has(v1_users=TABLE, v2_drop=DROPS, v3_drop=DROPS.replace("email", "id"))

    found = goofer("lint", "--offline", "--json")

    assert [one["file"] for one in told(found, "DS103")] == ["migrations/3_drop.up.sql"]
