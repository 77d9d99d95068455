"""What is made anew keeps its owner and its grants, whether anybody declares them or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.operations import AlterEnum
from goofer_py.operations.access import GiveBackAccess, NoteAccess
from goofer_py.operations.rebuild_enum import RebuildEnum
from goofer_py.schema import Enum, Name, ObjectKey, Schema
from tests.dialects.postgresql.project import Project

ROLES = ("goofer_owner", "goofer_reader", "goofer writer")
BEFORE = """
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE users (id integer PRIMARY KEY, name text, n integer, m mood);
CREATE VIEW v AS SELECT id, name, n FROM users;
CREATE VIEW w AS SELECT n FROM v;
CREATE MATERIALIZED VIEW t AS SELECT sum(n) AS total FROM users;
CREATE FUNCTION half(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a / 2';
CREATE PROCEDURE clean(a integer) LANGUAGE sql AS 'SELECT 1';
"""
AFTER = """
CREATE TYPE mood AS ENUM ('sad', 'fine');
CREATE TABLE users (id integer PRIMARY KEY, name text, n bigint, m mood);
CREATE VIEW v AS SELECT id, name, n FROM users;
CREATE VIEW w AS SELECT n FROM v;
CREATE MATERIALIZED VIEW t AS SELECT sum(n) AS total FROM users;
CREATE FUNCTION half(a integer) RETURNS bigint LANGUAGE sql AS 'SELECT a / 2::bigint';
CREATE PROCEDURE clean(b integer) LANGUAGE sql AS 'SELECT 1';
"""
ACCESS = """
ALTER VIEW v OWNER TO goofer_owner;
GRANT SELECT ON users TO goofer_owner;
ALTER TYPE mood OWNER TO goofer_owner;
ALTER FUNCTION half(integer) OWNER TO goofer_owner;
GRANT SELECT ON v TO goofer_reader;
GRANT UPDATE (name), SELECT (id) ON v TO "goofer writer" WITH GRANT OPTION;
GRANT SELECT, INSERT ON w TO "goofer writer" WITH GRANT OPTION;
GRANT SELECT ON t TO PUBLIC;
REVOKE EXECUTE ON FUNCTION half(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION half(integer) TO goofer_reader;
REVOKE ALL ON PROCEDURE clean(integer) FROM PUBLIC, CURRENT_USER;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
"""
READ = """
SELECT k, n, pg_get_userbyid(owner), g::text FROM (
SELECT 'r' k, relname n, relowner owner, ARRAY(SELECT unnest(relacl)::text ORDER BY 1) g
    FROM pg_class WHERE relname IN ('v', 'w', 't')
UNION ALL SELECT 'c', relname || '.' || attname, relowner,
    ARRAY(SELECT unnest(attacl)::text ORDER BY 1)
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relname IN ('v', 'w', 't')
    AND attnum > 0
UNION ALL SELECT 'f', proname, proowner, ARRAY(SELECT unnest(proacl)::text ORDER BY 1)
    FROM pg_proc WHERE proname IN ('half', 'clean')
UNION ALL SELECT 't', typname, typowner, ARRAY(SELECT unnest(typacl)::text ORDER BY 1)
    FROM pg_type WHERE typname = 'mood') o ORDER BY 1, 2
"""


@pytest.fixture
def project(postgresql_url: str, tmp_path: Path) -> Iterator[Project]:
    made = Project(postgresql_url, tmp_path / "migrations")
    roles = ", ".join(f'"{role}"' for role in ROLES)
    for role in ROLES:
        made.run(f'DO $$ BEGIN CREATE ROLE "{role}"; EXCEPTION WHEN duplicate_object THEN END $$')
    made.run(f"GRANT ALL ON SCHEMA public TO {roles}")
    yield made
    made.run(f"DROP OWNED BY {roles} CASCADE")


@pytest.mark.parametrize("preset", ["", "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC;"])
def test_what_is_made_anew_keeps_its_owner_and_grants(project: Project, preset: str) -> None:
    project.run(BEFORE + ACCESS + preset)
    before = project.rows(READ)
    assert "goofer_owner" in str(before)

    project.change(AFTER)

    assert project.rows(READ) == before


def test_they_are_those_of_the_database_that_the_migration_runs_in(project: Project) -> None:
    project.run(BEFORE)
    draft = project.change(AFTER)

    assert "goofer_owner" not in draft.up
    assert "goofer.access" in draft.up


def test_what_stays_where_it_is_needs_nothing_of_the_kind(project: Project) -> None:
    project.run("CREATE TABLE users (id integer); CREATE VIEW v AS SELECT id FROM users;")

    draft = project.change(
        "CREATE TABLE users (id integer); CREATE VIEW v AS SELECT id, 1 AS one FROM users;"
    )

    assert "goofer.access" not in draft.up


def test_what_is_made_anew_is_noted_and_given_back() -> None:
    enum, more = Enum(Name("mood"), ("a", "b")), Enum(Name("mood"), ("b",))

    lowered = get_dialect("postgresql", (15,)).lower((AlterEnum(enum, more),), Schema((), (enum,)))

    key = ObjectKey("enum", Name("mood"))
    assert [type(one) for one in lowered] == [NoteAccess, RebuildEnum, GiveBackAccess]
    assert lowered[0] == NoteAccess((key,)) == lowered[2].inverse()
    assert lowered[2] == lowered[0].inverse()
    assert {one.apply(Schema()) for one in (lowered[0], lowered[2])} == {Schema()}
    assert "enum mood" in lowered[0].describe()
    assert "enum mood" in lowered[2].describe()
