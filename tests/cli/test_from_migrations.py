"""Generating without a live database: the migrations are what the entities are compared with."""

from __future__ import annotations

import pytest

from tests.cli.conftest import USERS, Goofer, Program

MORE = USERS + "    age: Mapped[int | None]\n"


@pytest.fixture
def started(goofer: Goofer, program: Program) -> Program:
    """Give a program with one migration that ran nowhere."""
    assert goofer("makemigrations", "users", "--from", "migrations").code == 0
    program.says(MORE)
    return program


def without_version(script: str) -> list[str]:
    return [line for line in script.splitlines() if not line.startswith("--")]


def test_the_file_is_that_of_a_database_that_is_up_to_date(
    goofer: Goofer, started: Program
) -> None:
    built = goofer("makemigrations", "age", "--from", "migrations", "--dry-run", "--json").json
    assert goofer("migrate").code == 0
    live = goofer("makemigrations", "age", "--dry-run", "--json").json
    assert built["operations"] == live["operations"] == ["add column users.age"]
    for script in ("up", "down"):
        assert without_version(built[script]) == without_version(live[script])
    assert built["proved"]


def test_the_database_is_not_touched(goofer: Goofer, started: Program) -> None:
    started.run("CREATE TABLE extra (id integer)")
    found = goofer("makemigrations", "--from", "migrations", "--check", "--json")
    assert found.code == 3
    assert found.json["operations"] == ["add column users.age"]
    before = goofer("inspect", "--json").json["schema"]
    assert [table["name"] for table in before["tables"]] == ["extra"]


def test_the_setting_says_it_for_every_run(goofer: Goofer, started: Program) -> None:
    started.sets('generate_from = "migrations"')
    started.run("CREATE TABLE extra (id integer)")
    assert goofer("makemigrations", "--check", "--json").json["operations"] == [
        "add column users.age"
    ]
    found = goofer("makemigrations", "--from", "database", "--check", "--json").json["operations"]
    assert any(operation.startswith("drop table extra") for operation in found)


def test_sqlite_needs_no_database_at_all(goofer: Goofer, sqlite_program: Program) -> None:
    assert goofer("makemigrations", "--from", "migrations").code == 0
    assert goofer("makemigrations", "--from", "migrations", "--check").code == 0
    assert not list(sqlite_program.folder.parent.glob("**/*.db"))


def test_another_source_is_refused(goofer: Goofer, sqlite_program: Program) -> None:
    outcome = goofer("makemigrations", "--from", "heaven")
    assert outcome.code == 2
    assert "database or migrations, not 'heaven'" in outcome.stderr


def test_a_migration_that_fails_is_named(goofer: Goofer, program: Program) -> None:
    program.has(v20200101000000_bad="CREATE TABLE broken (")
    outcome = goofer("makemigrations", "--from", "migrations")
    assert outcome.code == 1
    assert "20200101000000_bad" in outcome.stderr
