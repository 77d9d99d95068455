"""Any two of databases, files, the entities and the migrations, compared."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from goofer_py.stores.registry import open_store
from tests.cli.conftest import USERS, Goofer, Program

MORE = USERS + "    age: Mapped[int | None]\n"


@pytest.fixture
def migrated(goofer: Goofer, program: Program) -> Program:
    """Give a program with its one migration applied."""
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    return program


def operations(goofer: Goofer, first: str, second: str) -> list[str]:
    outcome = goofer("diff", first, second, "--json")
    assert outcome.code == 0, outcome.stdout
    found: list[str] = outcome.json["operations"]
    return found


def test_all_that_is_the_same_has_no_difference(goofer: Goofer, migrated: Program) -> None:
    assert goofer("inspect", "--output", "now.json").code == 0
    sides = (migrated.url, "now.json", "models", "migrations")
    for first in sides:
        for second in sides:
            if first != second:
                assert operations(goofer, first, second) == []


@pytest.mark.parametrize("other", ["url", "now.json", "migrations"])
def test_entities_stand_on_either_side(goofer: Goofer, migrated: Program, other: str) -> None:
    assert goofer("inspect", "--output", "now.json").code == 0
    migrated.says(MORE)
    side = migrated.url if other == "url" else other
    assert operations(goofer, side, "models") == ["add column users.age"]
    (there,) = operations(goofer, "models", side)
    assert there.startswith("drop column users.age")


def test_a_file_and_a_database_say_what_happened_since(goofer: Goofer, migrated: Program) -> None:
    assert goofer("inspect", "--output", "before.json").code == 0
    migrated.run("CREATE TABLE extra (id integer PRIMARY KEY)")
    assert operations(goofer, "before.json", migrated.url) == ["create table extra"]
    assert operations(goofer, "migrations", migrated.url) == ["create table extra"]
    (back,) = operations(goofer, migrated.url, "before.json")
    assert back.startswith("drop table extra")
    shown = goofer("diff", "before.json", migrated.url)
    assert shown.stdout.startswith("create table extra\n")


def test_the_statements_lead_from_one_to_the_other(goofer: Goofer, migrated: Program) -> None:
    assert goofer("inspect", "--output", "before.json").code == 0
    migrated.run(
        "CREATE TABLE extra (id integer PRIMARY KEY, team varchar(9) NOT NULL DEFAULT 'a');"
        "CREATE INDEX extra_team ON extra (team)"
    )
    sql = goofer("diff", migrated.url, "before.json", "--sql").stdout
    assert goofer("inspect", "--output", "after.json").code == 0
    migrated.run(sql)
    assert operations(goofer, "before.json", migrated.url) == []
    migrated.run(goofer("diff", migrated.url, "after.json", "--sql").stdout)
    assert operations(goofer, "after.json", migrated.url) == []


def test_one_url_is_compared_with_the_entities_as_without(
    goofer: Goofer, migrated: Program
) -> None:
    migrated.says(MORE)
    assert goofer("makemigrations").code == 0
    assert goofer("diff", migrated.url, "--json").json["operations"] == []
    assert operations(goofer, migrated.url, "models") == ["add column users.age"]


def test_what_json_prints_is_a_file_to_compare_with(
    goofer: Goofer, migrated: Program, folder: Path
) -> None:
    (folder / "printed.json").write_text(goofer("inspect", "--json").stdout)
    assert operations(goofer, "printed.json", migrated.url) == []
    bare = json.loads((folder / "printed.json").read_text())["schema"]
    (folder / "bare.json").write_text(json.dumps(bare))
    assert operations(goofer, "bare.json", migrated.url) == []
    refused = goofer("diff", "bare.json", "bare.json")
    assert refused.code == 2


def test_two_databases_need_no_settings(goofer: Goofer, folder: Path) -> None:
    for name in ("a", "b"):
        with closing(open_store(f"sqlite:///{name}.db").connect()) as session:
            session.run(f"CREATE TABLE t (id integer PRIMARY KEY, {name} text)")
    found = operations(goofer, "sqlite:///a.db", "sqlite:///b.db")
    assert sorted(line.split(" (")[0] for line in found) == ["add column t.b", "drop column t.a"]


def test_different_dialects_are_refused(goofer: Goofer, postgresql_program: Program) -> None:
    with closing(open_store("sqlite:///a.db").connect()) as session:
        session.run("CREATE TABLE t (id integer PRIMARY KEY)")
    outcome = goofer("diff", "sqlite:///a.db", postgresql_program.url)
    assert outcome.code == 2
    assert "speaks sqlite and" in outcome.stderr
    assert "speaks postgresql" in outcome.stderr
    assert goofer("inspect", "--url", "sqlite:///a.db", "-o", "a.json").code == 0
    assert goofer("diff", "a.json", "models").code == 2
    assert goofer("diff", "a.json", "migrations").code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.json", "models"), "'nowhere.json' is nothing to compare"),
        (("text.json", "models"), "text.json: this is no schema: it is no JSON"),
        (("list.json", "models"), "list.json: this is no schema: it holds no object"),
        (("other.json", "models"), "other.json: this is no schema: only format 1 is known"),
        (("sqlite:///nowhere.db", "models"), "There is no database sqlite:///nowhere.db."),
        (("models", "models"), "Both sides are models"),
    ],
)
def test_what_cannot_be_compared_is_said(
    goofer: Goofer, sqlite_program: Program, arguments: tuple[str, str], message: str
) -> None:
    for name, text in (("text", "hello"), ("list", "[]"), ("other", "{}")):
        (sqlite_program.folder / f"{name}.json").write_text(text)
    outcome = goofer("diff", *arguments)
    assert outcome.code in (1, 2)
    assert message in outcome.stderr
    assert not list(sqlite_program.folder.glob("*.db"))


def test_no_password_is_shown(goofer: Goofer, postgresql_login_url: str, folder: Path) -> None:
    password = postgresql_login_url.split("@", maxsplit=1)[0].rpartition(":")[2]
    outcome = goofer("diff", postgresql_login_url, postgresql_login_url)
    assert password not in outcome.stderr + outcome.stdout
    assert goofer("inspect", "--url", postgresql_login_url, "-o", "a.json").code == 0
    assert password not in (folder / "a.json").read_text()


def test_ignored_things_are_left_out(goofer: Goofer, migrated: Program) -> None:
    assert goofer("inspect", "--output", "before.json").code == 0
    migrated.run("CREATE TABLE extra (id integer PRIMARY KEY)")
    migrated.sets('[ignore]\ntables = ["ext*"]')
    assert operations(goofer, "before.json", migrated.url) == []
    assert operations(goofer, migrated.url, "before.json") == []
