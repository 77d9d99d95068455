"""Owners and grants where they are managed."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

import pytest
import sqlalchemy as sa

from goofer_py import Domain, EnumType, Function, Grant, Namespace, Object, View
from goofer_py.errors import GenerateError
from tests.dialects.postgresql.project import KINDS, Project, declared

USERS = "CREATE TABLE users (id integer PRIMARY KEY, name text, mail text);"


@pytest.fixture
def roles(postgresql_url: str, tmp_path: Path) -> tuple[str, str]:
    """Make two roles: they belong to the whole server, and other tests have their own."""
    names = f"reader_{token_hex(4)}", f"boss_{token_hex(4)}"
    there = Project(postgresql_url, tmp_path / "roles")
    there.run("".join(f"CREATE ROLE {name};" for name in names))
    return names


@pytest.fixture
def project(postgresql_url: str, tmp_path: Path) -> Project:
    manage = (*KINDS, "owner", "grant")
    return Project(postgresql_url, tmp_path / "migrations", manage=manage)


def users(
    metadata: sa.MetaData | None = None, name: str = "users", **goofer: object
) -> sa.MetaData:
    metadata = metadata if metadata is not None else sa.MetaData()
    sa.Table(
        name,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text),
        sa.Column("mail", sa.Text),
        info={"goofer": goofer},
    )
    return metadata


def may(project: Project, role: str, thing: str, privilege: str) -> bool:
    query = f"SELECT has_table_privilege('{role}', '{thing}', '{privilege}')"
    return bool(project.rows(query)[0][0])


def test_owner_and_grants_of_a_table_come_and_go(project: Project, roles: tuple[str, str]) -> None:
    reader, boss = roles
    project.run(USERS)
    wanted = users(owner=boss)
    Grant(["select", "insert"], on="users", to=reader, metadata=wanted)
    Grant("update", on="users", to=reader, grant_option=True, metadata=wanted)

    project.change(wanted)
    owner = "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'users'"
    assert project.rows(owner) == [(boss,)]
    assert may(project, reader, "users", "UPDATE WITH GRANT OPTION")
    assert not may(project, reader, "users", "SELECT WITH GRANT OPTION")
    project.change(users())

    assert project.rows(owner) == [(boss,)]
    assert not may(project, reader, "users", "SELECT")


def test_grants_of_a_new_table_come_with_it_and_return_with_it(
    project: Project, roles: tuple[str, str]
) -> None:
    wanted = users(owner=roles[1])
    Grant("select", on=wanted.tables["users"], to=[roles[0], "public"], metadata=wanted)

    project.change(wanted)
    project.change(sa.MetaData())
    project.migrate("-1")

    assert may(project, roles[0], "users", "SELECT")


def test_grants_on_columns_follow_their_column(project: Project, roles: tuple[str, str]) -> None:
    reader = roles[0]
    project.run(f"{USERS} GRANT SELECT ON users TO {reader}")
    wanted = users()
    Grant("select", on="users", to=reader, columns=["id", "name"], metadata=wanted)

    project.change(wanted)
    assert not may(project, reader, "users", "SELECT")
    renamed = sa.MetaData()
    sa.Table(
        "people",
        renamed,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("called", sa.Text, info={"goofer": {"renamed_from": "name"}}),
        sa.Column("mail", sa.Text),
        info={"goofer": {"renamed_from": "users"}},
    )
    Grant("select", on="people", to=reader, columns=["id", "called"], metadata=renamed)
    draft = project.change(renamed)

    assert "GRANT" not in draft.up


def test_grants_on_everything_else(project: Project, roles: tuple[str, str]) -> None:
    reader, boss = roles
    wanted = declared(
        f"CREATE SEQUENCE numbers; ALTER SEQUENCE numbers OWNER TO {boss};"
        f"REVOKE EXECUTE ON FUNCTION twice(integer) FROM PUBLIC;"
        f"GRANT EXECUTE ON FUNCTION twice(integer) TO {reader};"
        f"REVOKE USAGE ON TYPE price FROM PUBLIC; GRANT USAGE ON TYPE price TO {reader};"
        f"GRANT USAGE, CREATE ON SCHEMA public TO {reader};"
        f"GRANT USAGE ON SEQUENCE numbers TO {reader};"
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader};"
    )
    users(wanted)
    View("named", "SELECT name FROM users", owner=boss, metadata=wanted)
    Function("twice", "a integer", "integer", "SELECT a * 2", owner=boss, metadata=wanted)
    Domain("price", "integer", owner=boss, metadata=wanted)
    EnumType("mood", ["good", "bad"], owner=boss, metadata=wanted)
    Namespace("public", comment="all", metadata=wanted)

    project.change(wanted)
    assert may(project, reader, "named", "SELECT")
    assert may(project, reader, "users", "SELECT")
    assert project.rows(f"SELECT has_schema_privilege('{reader}', 'public', 'CREATE')") == [(True,)]
    project.change(users())


def test_what_is_made_anew_keeps_what_is_managed(project: Project, roles: tuple[str, str]) -> None:
    reader, boss = roles
    project.run(
        f"{USERS} CREATE VIEW named AS SELECT name FROM users; GRANT SELECT ON named TO {reader};"
        f"GRANT INSERT ON named TO PUBLIC; ALTER VIEW named OWNER TO {boss}"
    )
    wanted = users()
    View("named", "SELECT id, name FROM users", metadata=wanted)
    View("more", "SELECT id FROM named", metadata=wanted)
    Grant("select, update", on="named", to=reader, metadata=wanted)
    Grant("insert", on="named", to="public", metadata=wanted)

    draft = project.change(wanted)

    assert "DROP VIEW named" in draft.up
    assert "GRANT UPDATE ON TABLE named" in draft.up
    assert may(project, reader, "named", "UPDATE")
    assert may(project, reader, "named", "INSERT")


def test_a_role_that_is_missing_is_named_before_anything_is_written(project: Project) -> None:
    project.run(USERS)
    wanted = users()
    Grant("select", on="users", to="nobody_at_all", metadata=wanted)

    with pytest.raises(GenerateError, match='role "nobody_at_all" does not exist') as caught:
        project.generate(wanted)

    assert "CREATE ROLE" in str(caught.value.hint)
    assert not list(project.directory.glob("*.sql"))


def test_what_is_not_managed_stays(
    postgresql_url: str, tmp_path: Path, roles: tuple[str, str]
) -> None:
    reader, boss = roles
    project = Project(postgresql_url, tmp_path / "migrations", manage=())
    project.run(f"{USERS} GRANT SELECT ON users TO {reader}; ALTER TABLE users OWNER TO {boss}")
    wanted = users(owner="nobody_at_all")
    Grant("update", on="users", to="nobody_at_all", metadata=wanted)

    assert project.generate(wanted) is None


def test_what_nobody_declares_keeps_its_grants(project: Project, roles: tuple[str, str]) -> None:
    project.manage = ("owner", "grant")
    project.run(
        f"{USERS} CREATE VIEW named AS SELECT name FROM users; GRANT SELECT ON named TO {roles[0]};"
        f"ALTER TABLE users OWNER TO {roles[1]}"
    )

    assert project.generate(users()) is None


def test_an_object_can_be_given_to_a_role_by_a_statement(
    project: Project, roles: tuple[str, str]
) -> None:
    wanted = users()
    Object(f"ALTER TABLE users OWNER TO {roles[1]}", metadata=wanted)

    draft = project.change(wanted)

    assert f"ALTER TABLE users OWNER TO {roles[1]};" in draft.up
