"""goofer makemigrations --versioned-views: each version of a program sees its own tables."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import USERS, Goofer, Program

RENAMED = USERS.replace("mail:", "email:")


@pytest.fixture
def program(postgresql_program: Program) -> Program:
    return postgresql_program


def changed(goofer: Goofer, program: Program) -> None:
    """Apply the first migration, and change what the program declares."""
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    program.says(RENAMED)


def test_it_takes_steps_and_is_no_hazard(goofer: Goofer, program: Program) -> None:
    changed(goofer, program)

    found = goofer("makemigrations", "--versioned-views", "--rename", "users.mail=email")

    assert found.code == 0, found.stderr
    assert re.search(r"expand\.up\.sql .* \(proved\)", found.stdout)
    assert re.findall(r"- (create|drop) schema public_\d{14} with 1 view", found.stdout) == [
        "create",
        "create",
        "drop",
    ]
    read = goofer("lint", "--json").json["findings"]
    assert not {one["rule"] for one in read} & {"OP114"}
    assert "error" not in {one["severity"] for one in read}
    assert goofer("migrate").code == 0
    assert goofer("makemigrations", "--check").code == 0
    assert goofer("drift").code == 0


def test_the_setting_holds_for_what_the_migrations_build_as_well(
    goofer: Goofer, program: Program
) -> None:
    program.sets('online = true\nversioned_views = true\ngenerate_from = "migrations"')
    assert goofer("makemigrations").code == 0

    program.says(USERS + "    age: Mapped[int | None]\n")
    found = goofer("makemigrations")

    assert found.code == 0, found.stderr
    told = re.findall(r"(create|drop) schema public_\d{14} with 1 view", found.stdout)
    assert told == ["create", "drop"]
    assert goofer("makemigrations", "--check").code == 0


def test_tenants_that_are_schemas_are_refused(goofer: Goofer, program: Program) -> None:
    program.sets('[tenants]\nfrom = "SELECT \'ada\'"\nschema = "t {tenant}"')
    program.run('CREATE SCHEMA "t ada"')

    found = goofer("makemigrations", "--tenant", "ada", "--versioned-views")

    assert found.code == 2
    assert "versioned_views is set, and each tenant is a schema" in found.stderr
    assert not program.written()
