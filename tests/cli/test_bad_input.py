"""What goes wrong on the way in: the message, the code, and what is left behind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from goofer_py.stores.registry import open_store
from tests.cli.conftest import USERS, Goofer, Outcome, Program
from tests.servers.postgresql import Server

TABLE = "CREATE TABLE a (id integer PRIMARY KEY); ---- DROP TABLE a;"
COMMANDS = (["migrate"], ["status"], ["history"], ["inspect"], ["diff"], ["makemigrations"])


def error(outcome: Outcome) -> str:
    """Return the error's message, which stands alone on stderr."""
    assert outcome.stdout == ""
    assert "Traceback (most recent call last)" not in outcome.stderr
    return outcome.stderr


@pytest.mark.parametrize("command", [*COMMANDS, ["rollback"], ["redo"], ["verify"], ["purge"]])
def test_without_settings_every_command_says_where_to_begin(
    goofer: Goofer, folder: Path, command: list[str]
) -> None:
    outcome = goofer(*command)
    assert outcome.code == 2
    assert outcome.stderr.endswith(("next: goofer init\n", "GOOFER_MODELS=app.models\n"))
    assert error(outcome)
    assert [path.name for path in folder.iterdir()] == [".git"]


def test_an_unknown_setting_names_its_place_and_the_nearest(goofer: Goofer, folder: Path) -> None:
    (folder / "goofer.toml").write_text("\nmodles = []\n")
    outcome = goofer("status")
    assert outcome.code == 2
    assert error(outcome) == (
        "error: goofer.toml:2: there is no setting 'modles'.\nnext: write models\n"
    )


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["url", "password"])
def test_a_database_that_cannot_be_reached_is_told_without_secrets(
    goofer: Goofer, sqlite_program: Program, command: list[str], name: str
) -> None:
    sqlite_program.has(v1_a=TABLE)
    query = "?password=s3cret" if name == "password" else ""
    user = "app" if name == "password" else "app:s3cret"
    outcome = goofer(*command, "--url", f"postgresql://{user}@127.0.0.1:1/shop{query}")
    assert outcome.code == 1
    message = error(outcome)
    assert "postgresql://127.0.0.1:1/shop" in message
    assert "\nnext: " in message
    assert "s3cret" not in message


def test_a_wrong_password_is_told(
    goofer: Goofer, sqlite_program: Program, postgresql_login_url: str
) -> None:
    sqlite_program.has(v1_a=TABLE)
    before, _, after = postgresql_login_url.rpartition("@")
    scheme, _, login = before.partition("://")
    wrong = f"{scheme}://{login.partition(':')[0]}:n0pe@{after}"
    outcome = goofer("migrate", "--url", wrong)
    assert outcome.code == 1
    assert "password" in error(outcome)
    assert "n0pe" not in outcome.stderr


def test_a_database_that_the_server_has_not_is_told(
    goofer: Goofer, sqlite_program: Program, postgresql_server: Server
) -> None:
    sqlite_program.has(v1_a=TABLE)
    url = postgresql_server.url.rpartition("/")[0] + "/not_there"
    outcome = goofer("migrate", "--url", url)
    assert outcome.code == 1
    assert "not_there" in error(outcome)
    assert "createdb" in outcome.stderr


def test_a_database_that_goofer_does_not_know_is_told(
    goofer: Goofer, sqlite_program: Program
) -> None:
    outcome = goofer("migrate", "--url", "oracle://u:s3cret@h/d")
    assert outcome.code == 2
    assert "goofer does not know the database 'oracle'" in error(outcome)
    assert "s3cret" not in outcome.stderr
    assert goofer("migrate", "--url", "nonsense").code == 2
    assert sqlite_program.written() == []


def test_entities_that_cannot_be_imported_show_their_own_traceback(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.says("import sqlalchemy\n\n\ndef read():\n    raise KeyError('x')\n\n\nread()\n")
    outcome = goofer("makemigrations")
    assert outcome.code == 1
    assert outcome.stderr.startswith("error: The module 'models' could not be imported:\n")
    assert 'models.py", line 5, in read' in outcome.stderr
    assert "next: mend what its last line says" in outcome.stderr
    assert "goofer_py" not in outcome.stderr
    assert "importlib" not in outcome.stderr
    assert sqlite_program.written() == []


def test_modules_without_entities_do_not_mean_to_drop_everything(
    goofer: Goofer, sqlite_program: Program
) -> None:
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    sqlite_program.says("x = 1\n")
    for command in ("makemigrations", "diff"):
        outcome = goofer(command)
        assert outcome.code == 1
        assert "There are no entities in models." in error(outcome)
    assert len(sqlite_program.written()) == 1


def test_a_type_that_cannot_be_mapped_is_named(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.says(
        "from dataclasses import dataclass\nfrom goofer_py import entity\n\n\n"
        "class Odd:\n    pass\n\n\n@entity(primary_key='id')\n@dataclass\nclass Thing:\n"
        "    id: int\n    odd: Odd\n"
    )
    outcome = goofer("makemigrations")
    assert outcome.code == 1
    assert "Thing.odd" in error(outcome)
    assert "Odd" in outcome.stderr


def test_two_migrations_with_one_version_do_not_run(goofer: Goofer, program: Program) -> None:
    program.has(v1_a=TABLE, v01_b=TABLE)
    outcome = goofer("migrate")
    assert outcome.code == 1
    assert "two migrations have the version" in error(outcome)
    assert goofer("inspect", "--json").json.get("schema", {"format": 1}) == {"format": 1}


def test_a_missing_down_is_told_before_anything_is_reverted(
    goofer: Goofer, program: Program
) -> None:
    program.has(v1_a=TABLE, v2_b="CREATE TABLE b (id integer PRIMARY KEY); ---- DROP TABLE b;")
    (program.migrations / "1_a.down.sql").unlink()
    assert goofer("migrate").code == 0
    outcome = goofer("rollback", "--steps", "2")
    assert outcome.code == 1
    assert "1_a has no down file 1_a.down.sql" in error(outcome)
    assert goofer("status", "--json").json["applied"] == 2


def test_a_file_that_is_not_utf8_does_not_run(goofer: Goofer, program: Program) -> None:
    program.has(v1_a=TABLE)
    (program.migrations / "1_a.up.sql").write_bytes(b"SELECT 'caf\xe9';")
    outcome = goofer("migrate")
    assert outcome.code == 1
    assert "1_a.up.sql:1:12: the file is not UTF-8" in error(outcome)
    assert goofer("status", "--json").json["applied"] == 0


def test_the_third_of_five_statements_fails_with_its_place_and_nothing_stays(
    goofer: Goofer, program: Program
) -> None:
    program.has(
        v1_a=TABLE,
        v2_b="CREATE TABLE b (id integer);\nINSERT INTO b VALUES (1);\n\n"
        "  INSERT INTO bb VALUES (2);\nINSERT INTO b VALUES (3);\n"
        "INSERT INTO b VALUES (4); ---- DROP TABLE b;",
    )
    outcome = goofer("migrate")
    assert outcome.code == 1
    assert outcome.stdout.startswith("applied 1 a ")
    assert "migrations/2_b.up.sql:4:" in outcome.stderr
    assert "bb" in outcome.stderr
    assert "Applied before it in this run: 1_a." in outcome.stderr
    found = goofer("migrate", "--json")
    assert found.json["error"]["code"] == "MigrationFailed"
    assert (found.json["error"]["version"], found.json["error"]["line"]) == ("2", 4)
    assert found.json["error"]["path"] == "migrations/2_b.up.sql"
    assert found.json["error"]["statement"].strip().startswith("INSERT INTO bb")
    assert found.json["error"]["undone"] is True
    names = [t["name"] for t in goofer("inspect", "--json").json["schema"]["tables"]]
    assert names == ["a"]


def test_a_history_of_a_newer_goofer_is_not_touched(goofer: Goofer, program: Program) -> None:
    program.has(v1_a=TABLE)
    assert goofer("migrate").code == 0
    program.run("UPDATE goofer_history SET format = 99")
    program.has(v2_b="SELECT 1; ---- SELECT 1;")
    for command in (["status"], ["migrate"], ["rollback"], ["history"]):
        outcome = goofer(*command, "--json")
        assert outcome.code == 1
        assert outcome.json["error"]["code"] == "HistoryTooNew"
        assert "pip install --upgrade" in outcome.json["error"]["hint"]
    assert program.query("SELECT count(*) FROM goofer_history") == [(1,)]


def test_a_file_opened_read_only_is_told(goofer: Goofer, sqlite_program: Program) -> None:
    path = Path(sqlite_program.url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (id integer)")
    sqlite_program.has(v1_a=TABLE)
    outcome = goofer("migrate", "--url", f"sqlite:///file:{path}?mode=ro&uri=true")
    assert outcome.code == 1
    assert "readonly" in error(outcome)
    assert goofer("status", "--json").json["applied"] == 0


def test_a_file_that_is_no_database_is_told(goofer: Goofer, sqlite_program: Program) -> None:
    (sqlite_program.folder / "not.db").write_text("this is text, and long enough to look at " * 9)
    outcome = goofer("status", "--url", "sqlite:///not.db")
    assert outcome.code == 1
    assert "file is not a database" in error(outcome)


def test_a_folder_that_does_not_exist_is_told(goofer: Goofer, sqlite_program: Program) -> None:
    for command in ("migrate", "status", "validate"):
        outcome = goofer(command, "--dir", "nowhere")
        assert outcome.code == 1
        assert "nowhere: the folder of the migrations does not exist" in error(outcome).replace(
            "problem in nowhere:\n  - ", ""
        )
    assert sqlite_program.written() == []


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("history",),
        ("migrate",),
        ("migrate", "--dry-run"),
        ("check",),
        ("diff",),
        ("inspect",),
        ("dump",),
        ("backup",),
    ],
)
def test_a_database_in_a_folder_that_is_not_there_is_told_and_not_taken_for_an_empty_one(
    goofer: Goofer, sqlite_program: Program, command: tuple[str, ...]
) -> None:
    sqlite_program.has(v1_a=TABLE)
    outcome = goofer(*command, "--url", "sqlite:///nowhere/none.db")
    if command == ("diff",):
        # It tells what a migration would do, which needs no place for the database yet.
        assert outcome.code == 0
    else:
        assert outcome.code == 1
        assert "the folder nowhere does not exist" in outcome.stderr
        assert "next: mkdir -p nowhere" in outcome.stderr
    assert not (sqlite_program.folder / "nowhere").exists()


def test_a_database_that_is_not_there_yet_has_nothing_applied(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.has(v1_a=TABLE)
    found = goofer("status", "--url", "sqlite:///none.db", "--json")
    assert (found.code, found.json["current"], found.json["pending"]) == (0, None, 1)
    assert not (sqlite_program.folder / "none.db").exists()


def test_migrations_are_written_before_there_is_a_place_for_the_database(
    goofer: Goofer, sqlite_program: Program
) -> None:
    made = goofer("makemigrations", "--url", "sqlite:///nowhere/none.db")
    assert made.code == 0, made.stderr
    assert len(sqlite_program.written()) == 1
    assert goofer("verify", "--url", "sqlite:///nowhere/none.db").code == 0


def test_an_answers_file_that_is_wrong_is_told_with_its_place(
    goofer: Goofer, sqlite_program: Program
) -> None:
    (sqlite_program.folder / "goofer.answers.toml").write_text("[dropped]\nusers = 'burn'\n")
    sqlite_program.says(USERS)
    outcome = goofer("makemigrations")
    assert outcome.code == 2
    assert "goofer.answers.toml:2: the answer for users" in error(outcome)


def test_a_role_without_rights_is_told_which_table_it_is_about(
    goofer: Goofer, sqlite_program: Program, postgresql_url: str
) -> None:
    sqlite_program.has(v1_a=TABLE)
    server = postgresql_url.partition("://")[2].rpartition("@")[2]
    url = f"postgresql://goofer_newcomer@{server}"
    with closing(open_store(postgresql_url).connect()) as session:
        session.execute("REVOKE CREATE ON SCHEMA public FROM public")
        session.execute("DROP ROLE IF EXISTS goofer_newcomer")
        session.execute("CREATE ROLE goofer_newcomer LOGIN")
    try:
        making = goofer("migrate", "--url", url)
        assert goofer("migrate", "--url", postgresql_url).code == 0
        reading = goofer("status", "--url", url)
    finally:
        with closing(open_store(postgresql_url).connect()) as session:
            session.execute("DROP ROLE goofer_newcomer")
    assert (making.code, reading.code) == (1, 1)
    assert "the table goofer_history, cannot be made: permission denied" in error(making)
    assert making.stderr.splitlines()[-1].endswith("as one that may: goofer migrate --url URL")
    assert "the table goofer_history, cannot be read: permission denied" in error(reading)
    assert reading.stderr.endswith("next: check that this role may read goofer_history\n")
