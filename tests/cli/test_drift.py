"""What somebody changed in the database by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Goofer, Program, program_in

USERS = "CREATE TABLE users (id integer PRIMARY KEY, name varchar(40) NOT NULL);"
MAIL = "ALTER TABLE users ADD COLUMN mail varchar(40); CREATE INDEX users_mail ON users (mail);"
TEAMS = "CREATE TABLE teams (id integer PRIMARY KEY); CREATE VIEW names AS SELECT name FROM users;"


@pytest.fixture
def migrated(goofer: Goofer, program: Program) -> Program:
    """Give a program with three migrations applied and one pending."""
    program.has(
        v001_users=USERS + "---- DROP TABLE users;",
        v002_mail=MAIL + "---- DROP INDEX users_mail; ALTER TABLE users DROP COLUMN mail;",
        v003_teams=TEAMS + "---- DROP VIEW names; DROP TABLE teams;",
    )
    assert goofer("migrate").code == 0
    program.has(v004_later="CREATE TABLE later (id integer);---- DROP TABLE later;")
    return program


def differences(goofer: Goofer, *more: str) -> dict[str, dict[str, Any]]:
    outcome = goofer("drift", "--json", *more)
    assert outcome.code == (5 if outcome.json["drifted"] else 0), outcome.stdout
    return {f"{d['state']} {d['kind']} {d['name']}": d for d in outcome.json["differences"]}


def test_what_nobody_touched_has_no_drift(goofer: Goofer, migrated: Program) -> None:
    outcome = goofer("drift")
    assert outcome.code == 0
    assert "No drift" in outcome.stdout
    assert "3 migrations" in outcome.stdout
    assert differences(goofer) == {}


CASES = [
    ("CREATE TABLE extra (id integer)", "extra table extra", None),
    ("ALTER TABLE users ADD COLUMN age integer", "extra column users.age", "002"),
    ("CREATE INDEX by_hand ON users (name)", "extra index by_hand on users", "002"),
    ("DROP INDEX users_mail", "missing index users_mail on users", "002"),
    ("DROP TABLE teams", "missing table teams", "003"),
    (
        "DROP INDEX users_mail; CREATE UNIQUE INDEX users_mail ON users (mail)",
        "changed index users_mail on users",
        "002",
    ),
    ("DROP VIEW names", "missing view names", "003"),
    (
        "DROP VIEW names; CREATE VIEW names AS SELECT name || 'x' AS name FROM users",
        "changed view names",
        "003",
    ),
]


@pytest.mark.parametrize(("by_hand", "difference", "version"), CASES)
def test_each_change_by_hand_is_named_with_who_made_it(
    goofer: Goofer, migrated: Program, by_hand: str, difference: str, version: str | None
) -> None:
    migrated.run(by_hand)
    found = differences(goofer)
    assert list(found) == [difference]
    one = found[difference]
    assert one["version"] == version
    assert (one["expected"] is None) == difference.startswith("extra")
    assert (one["found"] is None) == difference.startswith("missing")
    assert one["expected"] != one["found"]


def test_both_definitions_are_shown(goofer: Goofer, postgresql_program: Program) -> None:
    postgresql_program.has(
        v001_users=USERS + "----DROP TABLE users;",
        v002_long="ALTER TABLE users ALTER name TYPE varchar(50);----SELECT 1;",
    )
    assert goofer("migrate").code == 0
    postgresql_program.run(
        "ALTER TABLE users ALTER name TYPE varchar(60), ALTER name DROP NOT NULL;"
        "ALTER TABLE users ADD CONSTRAINT long CHECK (length(name) > 2)"
    )
    outcome = goofer("drift")
    assert outcome.code == 5
    lines = [line.strip() for line in outcome.stdout.splitlines()]
    assert "changed column users.name (last touched by 002_long)" in lines
    assert "migrations: nullable no, type character varying(50)" in lines
    assert "database:   nullable yes, type character varying(60)" in lines
    assert "extra check long on users (table last touched by 002_long)" in lines
    assert "differs in 2 places" in outcome.stderr


def test_a_migration_that_was_reverted_is_not_expected(goofer: Goofer, migrated: Program) -> None:
    (migrated.migrations / "004_later.up.sql").unlink()
    (migrated.migrations / "004_later.down.sql").unlink()
    assert goofer("rollback").code == 0
    assert differences(goofer) == {}


def test_what_cannot_be_compared_is_said(goofer: Goofer, migrated: Program) -> None:
    (migrated.migrations / "003_teams.up.sql").unlink()
    (migrated.migrations / "003_teams.down.sql").unlink()
    path = migrated.migrations / "002_mail.up.sql"
    path.write_text(path.read_text().replace("varchar(40)", "varchar(50)"))
    outcome = goofer("drift", "--json")
    assert outcome.code == 5
    limits = " ".join(outcome.json["not_compared"])
    assert "003_teams is applied, and its files are gone" in limits
    assert "002_mail was edited after it was applied" in limits
    assert set(differences(goofer)) >= {"extra table teams", "changed column users.mail"}


def test_a_migration_that_needs_one_that_is_gone_is_named(
    goofer: Goofer, migrated: Program
) -> None:
    for ending in ("up", "down"):
        (migrated.migrations / f"001_users.{ending}.sql").unlink()
    outcome = goofer("drift")
    assert outcome.code == 1
    assert "is not known, for in an empty database one fails: 002_mail" in outcome.stderr
    assert "The database was only read." in outcome.stderr


def test_a_database_without_history_is_all_extra(goofer: Goofer, program: Program) -> None:
    program.run("CREATE TABLE users (id integer)")
    assert "extra table users" in differences(goofer)
    assert "no migration was ever applied" in goofer("drift").stdout


def test_there_is_nothing_to_compare_without_a_database(
    goofer: Goofer, sqlite_program: Program
) -> None:
    outcome = goofer("drift")
    assert outcome.code == 1
    assert "There is no database" in outcome.stderr


def test_what_is_ignored_is_no_drift(goofer: Goofer, migrated: Program) -> None:
    migrated.run("CREATE TABLE extra (id integer); ALTER TABLE users ADD COLUMN age integer")
    migrated.sets('[ignore]\ntables = ["ext*"]\ncolumns = ["users.age"]')
    assert differences(goofer) == {}


def test_the_order_is_that_of_the_history(goofer: Goofer, program: Program) -> None:
    program.has(v002_users=USERS + "----DROP TABLE users;")
    assert goofer("migrate").code == 0
    program.has(v001_mail=MAIL + "----SELECT 1;")
    assert goofer("migrate", "--allow-out-of-order").code == 0
    assert differences(goofer) == {}


def test_nothing_is_changed(goofer: Goofer, migrated: Program) -> None:
    migrated.run("CREATE TABLE extra (id integer)")
    before = goofer("inspect", "--json").stdout, goofer("history", "--json").stdout
    assert goofer("drift").code == 5
    assert (goofer("inspect", "--json").stdout, goofer("history", "--json").stdout) == before


def test_drift_is_found_on_mysql_and_mariadb(
    goofer: Goofer, folder: Path, mysql_kind_url: str
) -> None:
    mysql = program_in(folder, mysql_kind_url)
    notes = "CREATE TABLE notes (id int AUTO_INCREMENT PRIMARY KEY, text varchar(9));"
    mysql.has(
        v001_users=USERS + "---- DROP TABLE users;",
        v002_mail=MAIL + "---- SELECT 1;",
        v003_notes=notes + "---- DROP TABLE notes;",
    )
    assert goofer("migrate").code == 0
    assert differences(goofer) == {}
    mysql.run("INSERT INTO notes (text) VALUES ('a'), ('b'), ('c')")
    assert differences(goofer) == {}, "rows that came move a counter on, and that is no change"
    mysql.run("ALTER TABLE users ADD COLUMN age integer, MODIFY name varchar(60) NOT NULL")
    found = differences(goofer)
    assert set(found) == {"extra column users.age", "changed column users.name"}
    assert found["extra column users.age"]["version"] == "002"
    assert found["changed column users.name"]["version"] == "001"
    assert len(goofer("diff", mysql_kind_url, "migrations", "--json").json["operations"]) == 2
