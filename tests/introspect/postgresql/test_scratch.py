"""A scratch: like the real thing, out of everybody's sight, and gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goofer_py.errors import ScratchRefused, StatementFailed
from goofer_py.generate.canonical import build
from goofer_py.generate.render import Renderer
from goofer_py.introspect.introspector import Introspector
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Name, Schema
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session


@pytest.fixture
def introspector(session: Session) -> Introspector:
    return introspector_for(session.dialect)


def schemas(session: Session) -> set[str]:
    return {row[0] for row in session.query("SELECT nspname FROM pg_namespace")}


def test_scratch_is_gone_afterwards(session: Session, introspector: Introspector) -> None:
    before = schemas(session)

    with introspector.scratch(session, ("other",)) as scratch:
        scratch.session.run("CREATE TABLE t (a int)")
        assert schemas(session) - before != set()

    assert schemas(session) == before
    assert not session.in_transaction
    assert session.query("SELECT to_regclass('t')") == [(None,)]
    assert session.query("SHOW search_path") == [('"$user", public',)]


def test_scratch_is_gone_after_an_error(session: Session, introspector: Introspector) -> None:
    before = schemas(session)

    with pytest.raises(StatementFailed), introspector.scratch(session, ()) as scratch:
        scratch.session.run("CREATE TABLE t (a int); no such statement")

    assert schemas(session) == before
    assert not session.in_transaction


def test_nobody_else_sees_a_scratch(
    session: Session, introspector: Introspector, postgresql_url: str
) -> None:
    other = open_store(postgresql_url).connect()
    before = schemas(other)

    with introspector.scratch(session, ()) as scratch:
        scratch.session.run("CREATE TABLE t (a int)")
        assert schemas(other) == before

    other.close()


def test_real_tables_of_the_same_name_are_not_touched(
    session: Session, introspector: Introspector
) -> None:
    session.run("CREATE TABLE t (real int); INSERT INTO t VALUES (1)")

    with introspector.scratch(session, ()) as scratch:
        scratch.session.run("CREATE TABLE t (a text); ALTER TABLE t ADD b int; DELETE FROM t")
        assert [table.column_names for table in scratch.read().tables] == [("a", "b")]

    assert session.query("SELECT * FROM t") == [(1,)]


def test_transaction_of_the_caller_stays_open(session: Session, introspector: Introspector) -> None:
    session.begin()
    session.run("CREATE TABLE mine (a int)")

    with introspector.scratch(session, ()) as scratch:
        scratch.session.run("CREATE TABLE t (a int)")
        assert [table.name for table in scratch.read().tables] == [Name("t")]

    assert session.in_transaction
    found = introspector.read(session, Scope())
    assert [table.name for table in found.tables] == [Name("mine")]
    session.rollback()


REAL = """
CREATE EXTENSION citext; CREATE SCHEMA "Other one"; CREATE SCHEMA audit;
CREATE TYPE "Other one".mood AS ENUM ('a', 'b'); CREATE SEQUENCE audit.numbers;
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * $1';
CREATE TABLE audit.log (id serial PRIMARY KEY, m "Other one".mood DEFAULT 'a', name citext,
    CHECK (m <> 'b'), CHECK (twice(id) > 0), late bool GENERATED ALWAYS AS (m > 'a') STORED);
CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY, log_id int REFERENCES audit.log,
    ms "Other one".mood[] DEFAULT '{b}', s varchar(9) CHECK (s IN ('x', 'y')));
CREATE INDEX i ON t (lower(s)) WHERE s <> '';
"""


def test_what_is_built_in_a_scratch_reads_like_the_real_thing(
    session: Session, introspector: Introspector
) -> None:
    session.run(REAL)
    real = introspector.read(session, Scope(namespaces=("Other one", "audit")))
    wanted = Schema(real.tables, real.enums, real.sequences, real.namespaces, real.objects)

    with introspector.scratch(session, wanted.namespaces) as scratch:
        build(scratch, wanted, Renderer(session.dialect))
        found = session.dialect.canonical(scratch.read())

    assert found == session.dialect.canonical(wanted)


def test_texts_that_name_the_scratch_name_the_real_schema_again(
    session: Session, introspector: Introspector
) -> None:
    with introspector.scratch(session, ("Other one", "audit")) as scratch:
        odd, audit = scratch.namespace("Other one"), scratch.namespace("audit")
        scratch.session.run(
            f"CREATE SEQUENCE {audit}.numbers; CREATE TYPE {odd}.mood AS ENUM ('a');"
            f"CREATE DOMAIN {odd}.dom AS int;"
            f"CREATE TABLE {odd}.t (a int DEFAULT nextval('{audit}.numbers'), d {odd}.dom,"
            f" m text CHECK (m::{odd}.mood = 'a'))"
        )
        schema = scratch.read()

    table = schema.table(Name("t", "Other one"))
    assert table.column("a").default == "nextval('audit.numbers'::regclass)"
    assert table.column("d").type.text == '"Other one".dom'
    assert table.checks[0].expression == """(m)::"Other one".mood = 'a'::"Other one".mood"""
    assert schema.namespaces == ("Other one", "audit")


@pytest.fixture
def weak(postgresql_login_url: str) -> Iterator[Session]:
    """Give a session whose role may make no schemas."""
    session = open_store(postgresql_login_url).connect()
    session.run("REVOKE CREATE ON DATABASE {} FROM PUBLIC, {}".format(*_names(session)))
    session.run("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    yield session
    session.close()


def _names(session: Session) -> tuple[str, str]:
    return session.query("SELECT current_database(), current_user")[0]


def test_role_that_may_make_no_schema_is_told_so(weak: Session) -> None:
    with (
        pytest.raises(ScratchRefused, match="no scratch") as refused,
        introspector_for(weak.dialect).scratch(weak, ()),
    ):
        raise AssertionError("there is a scratch")

    assert "GRANT CREATE" in str(refused.value.hint)
    assert not weak.in_transaction
