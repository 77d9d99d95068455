"""From entities to files: makemigrations, diff, verify, purge."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import USERS, Goofer, Program

RENAMED = USERS.replace("mail:", "email:")
DROPPED = USERS.replace("    mail: Mapped[str | None]\n", "")
REQUIRED = USERS + "    age: Mapped[int]\n"


@pytest.fixture
def migrated(goofer: Goofer, program: Program) -> Program:
    """Give a program whose first migration is applied, with a row."""
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    program.run("INSERT INTO users (id, name, mail) VALUES (1, 'a', 'a@b.c')")
    return program


def test_a_migration_is_written_and_then_there_is_nothing_to_do(
    goofer: Goofer, program: Program
) -> None:
    outcome = goofer("makemigrations")
    assert (outcome.code, outcome.stderr) == (0, "")
    (up,) = program.written()
    (down,) = program.written("down.sql")
    first, change, *hazards, following = outcome.stdout.splitlines()
    assert hazards == []
    assert first == f"Wrote {up.relative_to(program.folder)} and .down.sql (proved)"
    assert (change, following) == ("  - create table users", "Next: goofer migrate")
    assert "CREATE TABLE users" in up.read_text()
    assert "DROP TABLE users" in down.read_text()
    nothing = "Nothing to do: database and migrations hold all that the entities say.\n"
    assert goofer("makemigrations").stdout == nothing
    assert goofer("migrate").code == 0
    assert goofer("makemigrations").stdout == nothing
    assert goofer("makemigrations", "--check").code == 0
    assert goofer("diff").stdout == "No difference.\n"
    assert program.query("SELECT count(*) FROM users") == [(0,)]


def test_the_folder_is_made_when_it_is_not_there(goofer: Goofer, program: Program) -> None:
    program.migrations.rmdir()
    assert goofer("makemigrations", "--check").code == 3
    assert not program.migrations.exists()
    assert goofer("makemigrations").code == 0
    assert len(program.written()) == 1


def test_programs_are_told_what_was_written(goofer: Goofer, program: Program) -> None:
    found = goofer("makemigrations", "First Tables", "--json").json
    (up,) = program.written()
    assert (found["ok"], found["changed"], found["proved"]) == (True, True, True)
    assert found["name"] == "first_tables"
    assert up.name == f"{found['version']}_first_tables.up.sql"
    assert found["files"][0] == str(up.relative_to(program.folder))
    assert found["operations"] == ["create table users"]
    assert found["up"] == up.read_text()
    again = goofer("makemigrations", "--json").json
    assert (again["changed"], again["files"]) == (False, [])


def test_check_writes_nothing_and_has_its_own_code(goofer: Goofer, program: Program) -> None:
    outcome = goofer("makemigrations", "--check")
    assert outcome.code == 3
    assert outcome.stderr == (
        "error: 1 change without a migration:\n  - create table users\n"
        "next: goofer makemigrations\n"
    )
    found = goofer("makemigrations", "--check", "--json")
    assert found.code == 3
    assert found.json["error"]["code"] == "ChangesFound"
    assert found.json["operations"] == ["create table users"]
    assert program.written() == []


def test_a_dry_run_shows_both_scripts_and_writes_nothing(goofer: Goofer, program: Program) -> None:
    outcome = goofer("makemigrations", "--dry-run")
    assert outcome.code == 0
    assert "CREATE TABLE users" in outcome.stdout
    assert "DROP TABLE users" in outcome.stdout
    assert program.written() == []


def test_without_proof_the_file_says_so(goofer: Goofer, program: Program) -> None:
    assert "(NOT proved)" in goofer("makemigrations", "--no-proof").stdout
    assert "NOT PROVED" in program.written()[0].read_text()


def test_the_setting_leaves_the_proof_out_too(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.sets("proof = false")
    assert goofer("makemigrations", "--json").json["proved"] is False


def test_a_rename_is_never_guessed(goofer: Goofer, migrated: Program) -> None:
    migrated.says(RENAMED)
    outcome = goofer("makemigrations")
    assert outcome.code == 2
    assert '"users.mail" = "email"' in outcome.stderr
    assert len(migrated.written()) == 1
    found = goofer("makemigrations", "--json")
    assert found.json["error"]["code"] == "AnswerNeeded"
    assert '"users.mail" = "email"' in found.json["error"]["answers"]
    assert goofer("makemigrations", "--check").code == 3
    assert goofer("makemigrations", "--rename", "users.mail=email").code == 0
    assert goofer("migrate").code == 0
    assert migrated.query("SELECT email FROM users") == [("a@b.c",)]
    assert goofer("rollback").code == 0
    assert migrated.query("SELECT mail FROM users") == [("a@b.c",)]


def test_applied_migrations_without_files_are_told_before_a_drop_is_proposed(
    goofer: Goofer, migrated: Program
) -> None:
    assert "files are gone" not in goofer("makemigrations").stderr
    (title,) = {path.name.partition(".")[0] for path in migrated.written()}
    for file in migrated.migrations.glob(f"{title}.*"):
        file.unlink()
    outcome = goofer("makemigrations")
    assert f"{title} is applied, and its files are gone: what it made" in outcome.stderr
    assert "goofer rollback it first" in outcome.stderr


def test_the_answers_file_says_what_is_a_rename(goofer: Goofer, migrated: Program) -> None:
    migrated.says(RENAMED)
    answers = goofer("makemigrations", "--json").json["error"]["answers"]
    (migrated.folder / "goofer.answers.toml").write_text(answers)
    found = goofer("makemigrations", "--json").json
    assert found["operations"] == ["rename column users.mail to email"]


def test_a_candidate_that_is_no_rename_is_a_drop_and_an_add(
    goofer: Goofer, migrated: Program
) -> None:
    migrated.says(RENAMED)
    (migrated.folder / "ours.toml").write_text("[renames]\nusers.mail = false\n")
    migrated.sets('answers = "ours.toml"')
    found = goofer("makemigrations", "--discard-data", "--json").json
    kinds = sorted(operation.split()[0] for operation in found["operations"])
    assert kinds == ["add", "drop"]


def test_what_becomes_of_dropped_rows_is_asked_or_told(goofer: Goofer, migrated: Program) -> None:
    migrated.says(DROPPED)
    outcome = goofer("makemigrations")
    assert outcome.code == 2
    assert '"users.mail" = "keep"' in outcome.stderr
    assert "--keep-data (or --discard-data)" in outcome.stderr
    assert len(migrated.written()) == 1


def test_kept_values_come_back(goofer: Goofer, migrated: Program) -> None:
    migrated.says(DROPPED)
    assert goofer("makemigrations", "--keep-data").code == 0
    assert goofer("migrate").code == 0
    assert goofer("diff").stdout == "No difference.\n"
    assert goofer("rollback").code == 0
    assert migrated.query("SELECT mail FROM users") == [("a@b.c",)]


def test_what_is_kept_is_removed_when_it_is_told(goofer: Goofer, migrated: Program) -> None:
    migrated.says(DROPPED)
    assert goofer("purge").stdout == "Nothing is put aside.\n"
    assert goofer("makemigrations", "--keep-data").code == 0
    version = migrated.written()[-1].name.split("_")[0]
    assert goofer("migrate").code == 0
    assert goofer("purge").code == 2
    older = goofer("purge", "--upto", str(int(version) - 1), "--yes", "--json").json
    assert (older["removed"], older["kept"]) == (False, [])
    shown = goofer("purge", "--dry-run", "--json").json
    assert shown["removed"] is False
    assert [one["version"] for one in shown["kept"]] == [version]
    protected = goofer("purge", "--yes", "--env", "production")
    assert (protected.code, "which is protected" in protected.stderr) == (2, True)
    outcome = goofer("purge", "--yes")
    assert outcome.code == 0
    assert outcome.stdout.endswith("Removed 1 table that drops put aside.\n")
    assert goofer("purge").stdout == "Nothing is put aside.\n"
    assert migrated.query("SELECT id, name FROM users") == [(1, "a")]


def test_a_kept_table_is_removed_with_all_that_is_its_own(
    goofer: Goofer, migrated: Program
) -> None:
    migrated.says(
        USERS.replace('"users"', '"people"').replace(
            "mail: Mapped[str | None]", "born: Mapped[int]"
        )
    )
    assert goofer("makemigrations", "--keep-data").code == 0
    assert goofer("migrate").code == 0
    assert goofer("purge", "--yes", "--json").json["removed"] is True
    assert goofer("purge", "--json").json["kept"] == []


@pytest.mark.parametrize(("setting", "code"), [("keep", 0), ("discard", 0), ("ask", 2)])
def test_the_setting_says_what_becomes_of_rows(
    goofer: Goofer, sqlite_program: Program, setting: str, code: int
) -> None:
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    sqlite_program.says(DROPPED)
    sqlite_program.sets(f'on_drop = "{setting}"')
    outcome = goofer("makemigrations")
    assert outcome.code == code
    assert ("kept in" in outcome.stdout) is (setting == "keep")


def test_keep_and_discard_exclude_each_other(goofer: Goofer, sqlite_program: Program) -> None:
    outcome = goofer("makemigrations", "--keep-data", "--discard-data")
    assert outcome.code == 2
    assert sqlite_program.written() == []


@pytest.mark.parametrize("rename", ["users.mail", "=email", "users.mail="])
def test_a_rename_has_two_names(goofer: Goofer, sqlite_program: Program, rename: str) -> None:
    outcome = goofer("makemigrations", "--rename", rename)
    assert outcome.code == 2
    assert f"--rename takes OLD=NEW, not {rename!r}." in outcome.stderr
    assert sqlite_program.written() == []


def test_a_rename_of_nothing_is_refused(goofer: Goofer, sqlite_program: Program) -> None:
    outcome = goofer("makemigrations", "--rename", "users.mial=email")
    assert outcome.code == 2
    assert "users.mial" in outcome.stderr
    assert sqlite_program.written() == []


@pytest.mark.parametrize(
    ("options", "meant"),
    [
        (("--rename", "users.mial=email"), "users.mail"),
        (("--rename", "mail=email"), "users.mail"),
        (("--rename", "user.mail=email"), "users.mail"),
        (("--fill", "users.emial=''"), "users.email"),
        (("--two-steps", "usres.email"), "users.email"),
        (("--fix", "usres.email=DELETE FROM users"), "users.email"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_what_was_meant(
    goofer: Goofer, sqlite_program: Program, options: tuple[str, str], meant: str
) -> None:
    program = sqlite_program
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    program.says(USERS.replace("mail:", "email:"))

    outcome = goofer("makemigrations", *options)

    assert outcome.code == 2
    assert options[1].partition("=")[0] in outcome.stderr
    assert f"did you mean {meant!r}?" in outcome.stderr
    assert len(program.written()) == 1


def test_a_rename_of_what_is_not_there_is_refused_whatever_is_near(
    goofer: Goofer, sqlite_program: Program
) -> None:
    program = sqlite_program
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    program.says(USERS.replace("mail:", "email:"))

    outcome = goofer("makemigrations", "--rename", "users.xyz=email")

    assert outcome.code == 2
    assert "There is no table or column users.xyz to rename to email." in outcome.stderr


def test_a_required_column_on_rows_is_refused_with_the_ways_out(
    goofer: Goofer, migrated: Program
) -> None:
    migrated.says(REQUIRED)
    outcome = goofer("makemigrations")
    assert outcome.code == 1
    assert "users.age is NOT NULL and has no default" in outcome.stderr
    assert len(migrated.written()) == 1
    (migrated.folder / "goofer.answers.toml").write_text('[fills]\nusers.age = "length(name)"\n')
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    assert migrated.query("SELECT age FROM users") == [(1,)]


def test_an_empty_migration_is_for_people_to_fill_in(
    goofer: Goofer, sqlite_program: Program
) -> None:
    assert goofer("makemigrations", "--empty").code == 2
    outcome = goofer("makemigrations", "--empty", "seed teams")
    assert outcome.code == 0
    assert [path.name.split("_", 1)[1] for path in sqlite_program.written()] == [
        "seed_teams.up.sql"
    ]


def test_create_needs_no_database_and_follows_the_latest(
    goofer: Goofer, sqlite_program: Program
) -> None:
    (sqlite_program.folder / "goofer.toml").write_text("")
    sqlite_program.has(v90000101000000_far="SELECT 1; ---- SELECT 1;")
    found = goofer("create", "Add Éclairs", "--json").json
    assert (found["version"], found["name"]) == ("90000101000001", "add_éclairs")
    assert [Path(file).exists() for file in found["files"]] == [True, True]
    assert goofer("create", "?!").code == 2
    assert goofer("create").code == 2


def test_a_created_migration_runs_as_it_is(goofer: Goofer, program: Program) -> None:
    assert goofer("create", "nothing").code == 0
    assert goofer("migrate").code == 0
    assert goofer("rollback").code == 0
    assert len(program.written("down.sql")) == 1


def test_diff_shows_what_differs_in_words_and_in_sql(goofer: Goofer, migrated: Program) -> None:
    migrated.says(RENAMED)
    outcome = goofer("diff")
    assert outcome.code == 0
    lines = outcome.stdout.splitlines()
    assert sorted(line.split(" (")[0] for line in lines) == [
        "add column users.email",
        "drop column users.mail",
    ]
    assert "ADD COLUMN" in goofer("diff", "--sql").stdout
    found = goofer("diff", "--json").json
    assert found["changed"] is True
    assert len(found["operations"]) == 2
    assert "ADD COLUMN" in found["sql"]
    assert len(migrated.written()) == 1


def test_a_database_that_is_not_there_is_not_made_by_looking(
    goofer: Goofer, sqlite_program: Program
) -> None:
    assert goofer("diff").stdout == "create table users\n"
    assert goofer("makemigrations").code == 0
    assert goofer("diff").stdout == "No difference.\n"
    assert not Path(sqlite_program.url.removeprefix("sqlite:///")).exists()


def test_verify_proves_the_migrations_against_the_entities(
    goofer: Goofer, migrated: Program
) -> None:
    outcome = goofer("verify")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout == (
        "Proved: 1 migration up, down and up again, 1 table at the end and the entities want"
        " nothing more.\n"
    )
    found = goofer("verify", "--json").json
    assert (found["tables"], found["entities_compared"]) == (1, True)
    migrated.says(USERS + "    more: Mapped[str | None]\n")
    outcome = goofer("verify", "--json")
    assert outcome.code == 1
    assert outcome.json["error"]["code"] == "ProofFailed"
    assert outcome.json["error"]["remaining"] == ["add column users.more"]
    assert migrated.query("SELECT count(*) FROM users") == [(1,)]


def test_verify_finds_a_down_that_does_not_lead_back(goofer: Goofer, program: Program) -> None:
    assert goofer("makemigrations").code == 0
    (down,) = program.written("down.sql")
    down.write_text("SELECT 1;\n")
    outcome = goofer("verify")
    assert outcome.code == 1
    assert "does not lead back" in outcome.stderr


def test_verify_without_entities_says_what_it_left_out(goofer: Goofer, program: Program) -> None:
    program.has(v1_a="CREATE TABLE a (id integer PRIMARY KEY); ---- DROP TABLE a;")
    (program.folder / "goofer.toml").write_text(f'url = "{program.url}"\n')
    outcome = goofer("verify")
    assert outcome.code == 0
    assert outcome.stdout.startswith("Proved: 1 migration up, down and up again, 1 table")
    assert outcome.stderr.startswith("warning: no entities are named")


def test_a_migration_in_python_is_written_and_runs(goofer: Goofer, program: Program) -> None:
    found = goofer("create", "hash names", "--python", "--json").json
    (file,) = found["files"]
    assert Path(file).name == f"{found['version']}_hash_names.py"
    assert goofer("validate").code == 0
    assert goofer("migrate").code == 0
    assert goofer("show", found["version"]).code == 0
    assert "hash_names" in goofer("history").stdout
    assert goofer("rollback").code == 0
    path = program.migrations / Path(file).name
    path.write_text("def up(:\n")
    assert "is not Python" in goofer("validate").stderr + goofer("validate").stdout


def test_rows_in_the_way_are_told_to_programs_and_flags_say_what_they_get(
    goofer: Goofer, migrated: Program
) -> None:
    migrated.says(REQUIRED)
    error = goofer("makemigrations", "--json").json["error"]
    assert error["code"] == "UnsafeChange"
    (obstacle,) = error["obstacles"]
    assert (obstacle["place"], obstacle["rows"], obstacle["more"]) == ("users.age", 1, False)
    assert obstacle["examples"] == ["id = 1"]
    assert goofer("makemigrations", "--two-steps", "users.age").code == 0
    assert goofer("migrate").code == 0
    assert "1 row has NULL there" in goofer("makemigrations").stderr
    assert goofer("makemigrations", "--fill", "users.age").code == 2
    assert goofer("makemigrations", "--fill", "users.age=7").code == 0
    assert goofer("migrate").code == 0
    assert migrated.query("SELECT age FROM users") == [(7,)]


def test_a_rename_hint_that_is_done_is_told_when_nothing_is_left_to_do(
    goofer: Goofer, program: Program
) -> None:
    models = USERS.replace(
        "mail: Mapped[str | None]",
        'mail: Mapped[str | None] = mapped_column(info={"goofer": {"renamed_from": "post"}})',
    )
    program.says(models)
    goofer("makemigrations")
    goofer("migrate")

    outcome = goofer("makemigrations")

    assert outcome.stdout.startswith("Nothing to do")
    assert "users.mail (renamed_from post) is done and can be removed" in outcome.stderr
    assert goofer("makemigrations", "--json").json["removable_hints"] == [
        "users.mail (renamed_from post)"
    ]


def test_renames_are_known_from_all_folders(goofer: Goofer, sqlite_program: Program) -> None:
    program = sqlite_program
    program.says(USERS)
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    program.says(USERS.replace("mail:", "email:"))
    assert goofer("makemigrations", "--rename", "users.mail=email").code == 0
    assert goofer("migrate").code == 0
    program.migrations.rename(program.folder / "shared")
    program.migrations.mkdir()
    program.sets('directory = ["migrations", "shared"]')
    program.says(USERS.replace("mail:", "email:") + "    age: Mapped[int | None]\n")
    # The files that say so are in the other folder.
    again = goofer("makemigrations", "--rename", "users.mail=email")
    assert again.code == 0, again.stderr
    (written,) = program.migrations.glob("*.up.sql")
    assert "rename" not in written.read_text().lower()
    assert goofer("migrate").code == 0
    assert goofer("makemigrations", "--check").code == 0


def test_a_first_folder_that_is_not_there_hides_no_other(
    goofer: Goofer, sqlite_program: Program
) -> None:
    program = sqlite_program
    program.says(USERS)
    assert goofer("makemigrations").code == 0
    program.migrations.rename(program.folder / "shared")
    program.sets('directory = ["migrations", "shared"]')
    # What is in the other folder is not written once more.
    refused = goofer("makemigrations")
    assert refused.code == 1
    assert "the folder of the migrations does not exist." in refused.stderr
    assert "next: mkdir -p " in refused.stderr
    program.migrations.mkdir()
    assert goofer("makemigrations").stdout.startswith("Nothing to do")
    assert goofer("migrate").code == 0
