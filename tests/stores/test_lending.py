"""One connection that goes from schema to schema, and what of it nobody may find."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from goofer_py.dialects.splitter import split
from goofer_py.errors import StatementFailed, StoreError
from goofer_py.stores.fault import ScriptFailed
from goofer_py.stores.keeping import Keeper, Strayed, once
from goofer_py.stores.postgresql_harmless import is_harmless
from goofer_py.stores.postgresql_schema import PostgreSQLSchema
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Bound, Session
from goofer_py.stores.url import parse_url

NOTHING: Bound = ("SELECT 1", ())


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    with closing(Keeper()) as keeper, keeper.at_hand():
        yield keeper


@pytest.fixture
def schemas(postgresql_url: str) -> list[PostgreSQLSchema]:
    """Give two schemas of one database as stores."""
    with closing(open_store(postgresql_url).connect()) as session:
        session.run('CREATE SCHEMA "o\'n e"; CREATE SCHEMA two; CREATE TABLE shared (x int)')
    url = parse_url(postgresql_url)
    return [PostgreSQLSchema(url, name, ["public"]) for name in ("o'n e", "two")]


def perform(session: Session, script: str, last: Bound = NOTHING) -> None:
    session.perform(list(split(script, session.syntax)), NOTHING, [last])


def pid(session: Session) -> int:
    return int(session.query("SELECT pg_backend_pid()")[0][0])


STATES = {
    "setting": "SET work_mem = '5MB'",
    "search path": "SET search_path = two",
    "own setting": "SET my.own = 'x'",
    "role": "SET ROLE pg_read_all_data",
    "user": "SET SESSION AUTHORIZATION pg_read_all_data",
    "prepared statement": "PREPARE left_over AS SELECT 1",
    "cursor": "DECLARE left_over CURSOR WITH HOLD FOR SELECT 1",
    "temporary table": "CREATE TEMP TABLE left_over (x int)",
    "lock": "SELECT pg_advisory_lock(42)",
    "channel": "LISTEN left_over",
    "sequence": "CREATE SEQUENCE two.s; SELECT nextval('two.s')",
    "plan": "SET plan_cache_mode = force_generic_plan",
}
SEEN = (
    "SELECT current_setting('work_mem'), current_setting('search_path'), current_user,"
    " coalesce(current_setting('my.own', true), ''), session_user, current_setting('role'),"
    " current_setting('plan_cache_mode'), to_regclass('pg_temp.left_over')::text,"
    " (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors),"
    " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),"
    " (SELECT count(*) FROM pg_listening_channels())"
)


@pytest.mark.parametrize("script", STATES.values(), ids=STATES)
def test_nothing_of_a_session_is_left_for_the_next_one(
    schemas: list[PostgreSQLSchema], keeper: Keeper, script: str
) -> None:
    one, two = schemas
    with closing(one.lent()) as session:
        first, before = pid(session), session.query(SEEN)
        session.run(script)
    with closing(two.lent()) as session:
        assert pid(session) == first
        assert session.query(SEEN) == before
        with pytest.raises(StatementFailed, match="lastval is not yet defined"):
            session.query("SELECT lastval()")


def test_a_script_finds_its_schema_and_nothing_else_does(
    schemas: list[PostgreSQLSchema], keeper: Keeper
) -> None:
    seen = []
    for store in (*schemas, *reversed(schemas)):
        with closing(store.lent()) as session:
            perform(
                session,
                "CREATE TABLE IF NOT EXISTS t AS SELECT current_schemas(false)::text s FROM shared;"
                " SET lock_timeout = '1s'; INSERT INTO t VALUES (current_schemas(false))",
            )
            seen.append((pid(session), session.default_schema))
            assert session.query("SELECT current_setting('search_path')") == [("",)]
            assert session.query("SHOW lock_timeout") == [("0",)]
    assert [schema for _, schema in seen] == ["o'n e", "two", "two", "o'n e"]
    assert len({number for number, _ in seen}) == 1
    with closing(schemas[0].connect()) as session:
        assert session.query("SELECT s FROM t") == [('{"o\'n e",public}',)] * 2
        assert session.query("SELECT s FROM two.t") == [("{two,public}",)] * 2


@pytest.mark.parametrize(
    "inside",
    [
        "RESET search_path",
        "RESET ALL",
        "SET search_path = public",
        "SET search_path TO DEFAULT",
        "SET LOCAL search_path = public",
        "PERFORM set_config('search_path', 'public', false)",
    ],
)
def test_a_script_that_comes_out_elsewhere_is_undone(
    schemas: list[PostgreSQLSchema], keeper: Keeper, inside: str
) -> None:
    with closing(schemas[1].connect()) as session:
        session.run(
            f"CREATE FUNCTION public.leave() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {inside};"
            " RETURN new; END $$; CREATE TABLE t (x int);"
            " CREATE TRIGGER leaving BEFORE INSERT ON t EXECUTE FUNCTION public.leave()"
        )
    script = "INSERT INTO t VALUES (1); CREATE TABLE made (x int)"
    with closing(schemas[1].lent()) as session:
        lent = pid(session)
        with pytest.raises(Strayed):
            perform(session, script)
        assert session.query("SELECT to_regclass('public.made'), to_regclass('two.made')") == [
            (None, None)
        ]
        assert session.make_own()
        assert not session.lent
        assert pid(session) != lent
        perform(session, script, ("UPDATE two.t SET x = x + 1", ()))
        assert session.query("SELECT x FROM two.t") == [(2,)]
    with closing(schemas[0].lent()) as session:
        assert pid(session) == lent


def test_a_script_that_fails_is_told_as_ever(
    schemas: list[PostgreSQLSchema], keeper: Keeper
) -> None:
    with closing(schemas[1].lent()) as session:
        with pytest.raises(ScriptFailed, match="division by zero") as caught:
            perform(session, "CREATE TABLE t (x int); INSERT INTO t VALUES (1 / 0)")
        assert caught.value.statement == "INSERT INTO t VALUES (1 / 0)"
        assert session.query("SELECT to_regclass('two.t')") == [(None,)]


def test_a_connection_that_was_ended_meanwhile_is_opened_again(
    schemas: list[PostgreSQLSchema], keeper: Keeper
) -> None:
    with closing(schemas[0].lent()) as session:
        first = pid(session)
    with closing(schemas[1].connect()) as session:
        session.query("SELECT pg_terminate_backend(?, 5000)", [first])
    with closing(schemas[1].lent()) as session:
        assert pid(session) != first
        assert session.default_schema == "two"


def test_a_connection_within_a_transaction_goes_to_nobody(
    schemas: list[PostgreSQLSchema], keeper: Keeper
) -> None:
    session = schemas[0].lent()
    first = pid(session)
    session.begin()
    session.close()
    with closing(schemas[1].lent()) as session:
        assert pid(session) != first


def test_two_sessions_at_a_time_have_a_connection_each(
    schemas: list[PostgreSQLSchema], keeper: Keeper
) -> None:
    with closing(schemas[0].lent()) as one, closing(schemas[1].lent()) as two:
        assert pid(one) != pid(two)
    with closing(schemas[0].beside()) as beside:
        assert not beside.lent


def test_a_connection_is_not_used_for_ever(schemas: list[PostgreSQLSchema], keeper: Keeper) -> None:
    seen = []
    for _ in range(120):
        with closing(schemas[0].lent()) as session:
            seen.append(pid(session))
    assert len(set(seen)) == 3


def test_identity_is_that_of_the_connection(
    schemas: list[PostgreSQLSchema], keeper: Keeper
) -> None:
    found = []
    for store in schemas:
        with closing(store.lent()) as session:
            found.append(session.others.identity())
            assert session.others.there(found[-1])
    assert found[0] == found[1]
    with closing(schemas[0].lent()) as session:
        session.make_own()
        assert session.others.identity() != found[0]
        assert session.others.there(session.others.identity())


def test_a_schema_that_is_not_there_is_told(postgresql_url: str, keeper: Keeper) -> None:
    with pytest.raises(StoreError, match="There is no schema 'nowhere'"):
        PostgreSQLSchema(parse_url(postgresql_url), "nowhere").lent()


def test_without_a_keeper_a_session_has_a_connection_of_its_own(
    schemas: list[PostgreSQLSchema],
) -> None:
    with closing(schemas[0].lent()) as session:
        assert not session.lent
        assert not session.make_own()
        assert session.query("SELECT current_schema()") == [("o'n e",)]


def test_no_other_database_lends_its_connection(every_database_url: str, keeper: Keeper) -> None:
    store = open_store(every_database_url)
    with closing(store.lent()) as session:
        assert not session.lent
        assert session.may_run(next(iter(split("RESET ALL", session.syntax))))


def test_what_is_made_once_is_made_anew_for_another_keeper() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [once("key", make), once("key", make)] == [1, 2]
    for expected in (3, 4):
        with closing(Keeper()) as keeper, keeper.at_hand():
            assert [once("key", make), once("key", make)] == [expected, expected]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE t (id int PRIMARY KEY, reset_at timestamp)",
        "create unique index i on t (x)",
        "ALTER TABLE t ALTER COLUMN x SET DEFAULT 1",
        "DROP VIEW v",
        "COMMENT ON TABLE t IS 'x'",
        "UPDATE t SET x = DEFAULT",
        "INSERT INTO t VALUES (1)",
        "SET lock_timeout = '5s'",
        "SET LOCAL statement_timeout TO 0",
        "SET CONSTRAINTS ALL DEFERRED",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "BEGIN",
        "COMMIT",
    ],
)
def test_what_leaves_no_trace(statement: str) -> None:
    assert is_harmless(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "RESET ALL",
        "RESET search_path",
        "DISCARD TEMP",
        "SET search_path = public",
        "SET LOCAL search_path TO DEFAULT",
        "SET lock_timeout TO DEFAULT",
        "SET lock_timeout = DEFAULT",
        "SET ROLE x",
        "SET SESSION AUTHORIZATION x",
        "SET my.own = 1",
        "SET TIME ZONE 'UTC'",
        "SELECT set_config('search_path', '', false)",
        "SELECT 1",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "DO $$ BEGIN RESET ALL; END $$",
        "CALL p()",
        "EXECUTE p",
        "PREPARE p AS SELECT 1",
        "DEALLOCATE ALL",
        "LISTEN c",
        "LOAD 'x'",
        "CREATE TEMP TABLE t (x int)",
        "CREATE LOCAL TEMPORARY TABLE t (x int)",
        "CREATE /* ! */ TEMP TABLE t (x int)",
        "CREATE OR REPLACE TEMP VIEW v AS SELECT 1",
        "CREATE TABLE pg_temp.t (x int)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RESET ALL; RETURN 1; END $$",
        "CREATE TABLE t AS SELECT set_config('a.b', 'x', false)",
        "INSERT INTO t SELECT pg_advisory_lock(1)",
        "UPDATE pg_settings SET setting = 'x' WHERE name = 'search_path'",
        "ALTER SYSTEM RESET ALL",
        "CREATE DATABASE x",
        "ALTER ROLE x SET search_path = y",
        "DECLARE c CURSOR FOR SELECT 1",
        "COPY t FROM STDIN",
        "VACUUM",
    ],
)
def test_what_may_leave_a_trace(statement: str) -> None:
    assert not is_harmless(statement)
