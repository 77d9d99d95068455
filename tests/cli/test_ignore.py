"""What is left alone, by pattern and by the entities themselves."""

from __future__ import annotations

import pytest

from goofer_py.schema import Name
from goofer_py.schema.document import from_document
from tests.cli.conftest import USERS, Goofer, Program

LEGACY = """
ALTER TABLE users ADD COLUMN legacy_a integer;
CREATE INDEX users_legacy ON users (legacy_a);
CREATE INDEX users_by_hand ON users (name);
CREATE TABLE audit_log (id integer PRIMARY KEY, note varchar(20));
CREATE VIEW names AS SELECT name FROM users;
INSERT INTO users (id, name, legacy_a) VALUES (1, 'a', 7);
"""
IGNORE = """
[ignore]
tables = ["audit_*"]
columns = ["users.legacy_*"]
indexes = ["users_by_hand"]
"""
NOT_NULL = USERS.replace(
    "mail: Mapped[str | None]",
    'mail: Mapped[str] = mapped_column(info={"goofer": {"fill": "\'\'"}})',
)


@pytest.fixture
def changed(goofer: Goofer, program: Program) -> Program:
    """Give a program whose database somebody added things to by hand."""
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    program.run(LEGACY)
    return program


def operations(goofer: Goofer) -> list[str]:
    found: list[str] = goofer("diff", "--json").json["operations"]
    return found


def test_without_patterns_what_was_added_would_go(goofer: Goofer, changed: Program) -> None:
    assert len([line for line in operations(goofer) if line.startswith("drop")]) >= 3


def test_what_matches_is_left_alone(goofer: Goofer, changed: Program) -> None:
    changed.sets(IGNORE)
    assert operations(goofer) == []


def test_what_is_ignored_is_not_shown(goofer: Goofer, changed: Program) -> None:
    changed.sets(IGNORE)
    schema = from_document(goofer("inspect", "--json").json["schema"])
    assert [str(table.name) for table in schema.tables] == ["users"]
    users = schema.table(Name("users"))
    assert users.column_names == ("id", "name", "mail")
    assert users.indexes == ()


def test_a_change_of_the_table_keeps_what_is_ignored(goofer: Goofer, changed: Program) -> None:
    changed.sets(IGNORE)
    changed.says(NOT_NULL)
    outcome = goofer("makemigrations", "--json")
    assert outcome.code == 0, outcome.stdout
    assert outcome.json["proved"]
    for command in (("migrate",), ("rollback",), ("migrate",)):
        assert goofer(*command).code == 0
        assert changed.query("SELECT legacy_a FROM users") == [(7,)]
    changed.sets("")
    assert sum(line.startswith("drop index") for line in operations(goofer)) == 2


def test_what_is_ignored_is_not_created(goofer: Goofer, program: Program) -> None:
    program.sets('[ignore]\ncolumns = ["users.mail"]\n')
    program.says(
        USERS.replace("Mapped[str | None]", "Mapped[str | None] = mapped_column(index=True)")
    )
    up = goofer("makemigrations", "--json").json["up"]
    assert "mail" not in up


def test_an_unknown_kind_is_an_error_that_lists_the_known_ones(
    goofer: Goofer, sqlite_program: Program
) -> None:
    sqlite_program.sets('[ignore]\nzebras = ["a"]\n')
    outcome = goofer("diff")
    assert outcome.code == 2
    assert "goofer.toml:3: Nothing of the kind 'zebras'" in outcome.stderr
    assert "tables, columns, indexes" in outcome.stderr
    sqlite_program.sets('[ignore]\ntable = ["a"]\n')
    assert "write tables" in goofer("diff").stderr


def test_a_column_and_an_index_may_be_declared_as_not_managed(
    goofer: Goofer, changed: Program
) -> None:
    changed.sets('[ignore]\ntables = ["audit_*"]\nindexes = ["users_by_hand"]')
    changed.says(
        USERS + '    legacy_a: Mapped[str] = mapped_column(info={"goofer": {"manage": False}})\n'
    )
    found = goofer("diff", "--json").json
    assert found["operations"] == []
    assert "column users.legacy_a" in found["unmanaged"]


def test_a_table_that_is_not_managed_may_be_pointed_at(goofer: Goofer, program: Program) -> None:
    program.run("CREATE TABLE teams (id integer PRIMARY KEY)")
    program.says(
        USERS.replace("from sqlalchemy.orm", "import sqlalchemy as sa\nfrom sqlalchemy.orm")
        + '    team: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"))\n\n\n'
        + 'sa.Table("teams", Base.metadata, sa.Column("id", sa.BigInteger, primary_key=True),'
        + ' info={"goofer": {"manage": False}})\n'
    )
    made = goofer("makemigrations", "--json")
    assert made.code == 0, made.stdout
    assert "create table users" in made.json["operations"]
    assert "REFERENCES teams" in made.json["up"]
    assert "CREATE TABLE teams" not in made.json["up"]
    assert goofer("migrate").code == 0
    found = goofer("diff", "--json").json
    assert found["operations"] == []
    assert "table teams" in found["unmanaged"]


def test_an_ignored_view_steps_aside_and_comes_back(goofer: Goofer, changed: Program) -> None:
    changed.sets(IGNORE + 'views = ["names"]\n')
    changed.says(USERS.replace("name: Mapped[str]", "name: Mapped[int | None]"))
    (changed.folder / "goofer.answers.toml").write_text(
        '[conversions]\n"users.name" = "length(name)"\n[ways_back]\n"users.name" = "\'a\'"\n'
    )
    assert operations(goofer) != []
    made = goofer("makemigrations", "--json")
    assert made.code == 0, made.stdout
    assert goofer("migrate").code == 0
    assert changed.query("SELECT name FROM names") == [(1,)]
    assert goofer("rollback").code == 0
    assert changed.query("SELECT name FROM names") == [("a",)]


def test_an_ignored_view_is_not_dropped_where_views_are_managed(
    goofer: Goofer, changed: Program
) -> None:
    changed.sets('manage = ["view"]\n' + IGNORE)
    assert operations(goofer) == ["drop view names"]
    changed.sets('manage = ["view"]\n' + IGNORE + 'views = ["nam*"]\n')
    assert operations(goofer) == []
