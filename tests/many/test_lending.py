"""Tenants one after the other over one connection, as if each had its own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import pytest

from goofer_py import ListSource, Migration, Tenants
from goofer_py.errors import MigrationFailed
from goofer_py.migrate.hooks import HookContext, Hooks
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.keeping import Keeper
from goofer_py.stores.names import qualified
from goofer_py.stores.postgresql_schema import PostgreSQLSchema
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Row
from goofer_py.stores.url import parse_url

NAMES = ["t1", "t2", "t3"]
SEEN = """
CREATE TABLE seen AS SELECT
    pg_backend_pid() pid, current_schema() place, current_user who, session_user login,
    current_setting('work_mem') memory, current_setting('lock_timeout') patience,
    nullif(current_setting('my.own', true), '') own,
    to_regclass('pg_' || 'temp.left_over')::text temporary,
    (SELECT count(*) FROM pg_prepared_statements) prepared,
    (SELECT count(*) FROM pg_cursors) cursors,
    (SELECT count(*) FROM pg_locks WHERE locktype = 'advis' || 'ory'
        AND pid = pg_backend_pid()) locks,
    (SELECT count(*) FROM pg_listening_channels()) channels
"""
STATES = {
    "nothing": ("CREATE TABLE t (x int)", True),
    "limits": ("SET lock_timeout = '5s'; SET LOCAL work_mem = '5MB'", True),
    "role": ("SET ROLE pg_read_all_data", False),
    "user": ("SET SESSION AUTHORIZATION pg_read_all_data", False),
    "own setting": ("SET my.own = 'x'", False),
    "function": ("SELECT set_config('my.own', 'x', false)", False),
    "lock": ("SELECT pg_advisory_lock(42)", False),
    "prepared statement": ("PREPARE left_over AS SELECT 1", False),
    "cursor": ("DECLARE left_over CURSOR WITH HOLD FOR SELECT 1", False),
    "temporary table": ("CREATE TEMP TABLE left_over (x int)", False),
    "channel": ("LISTEN left_over", False),
    "search path": ("SET search_path = public", False),
    "block": ("DO $$ BEGIN SET search_path = public; END $$", False),
    "reset": ("RESET ALL", False),
    "path reset": ("RESET search_path", False),
    "path by default": ("SET LOCAL search_path TO DEFAULT", False),
    "discarded": ("-- goofer: no-transaction\nDISCARD ALL", False),
    "concurrently": ("CREATE INDEX CONCURRENTLY ON before_it (x)", False),
}


def source(*scripts: str) -> ListSource:
    return ListSource(
        [Migration.of_text(str(n), f"m{n}", text, "SELECT 1") for n, text in enumerate(scripts, 1)]
    )


def rows(url: str, sql: str) -> list[Row]:
    with closing(open_store(url).connect()) as session:
        return session.query(sql)


def each(url: str, columns: str, table: str, names: Sequence[str] = NAMES) -> list[Row]:
    return [rows(url, f"SELECT {columns} FROM {name}.{table}")[0] for name in names]


def tables(url: str) -> list[str]:
    """Return the tables outside of the tenants' schemas."""
    return [
        name
        for (name,) in rows(
            url,
            "SELECT table_name::text FROM information_schema.tables"
            " WHERE table_schema !~ '^t[0-9]$'"
            " AND table_schema NOT IN ('pg_catalog', 'information_schema')",
        )
    ]


@pytest.fixture
def tenants_url(postgresql_url: str) -> str:
    """Give a database with three schemas."""
    with closing(open_store(postgresql_url).connect()) as session:
        session.run("".join(f"CREATE SCHEMA {name};" for name in NAMES))
    return postgresql_url


@pytest.mark.parametrize(("script", "shares"), STATES.values(), ids=STATES)
def test_each_tenant_finds_what_a_new_connection_has(
    tenants_url: str, script: str, shares: bool
) -> None:
    scripts = source(
        "CREATE TABLE before_it (x int)", SEEN, script, "CREATE TABLE after_it (x int)"
    )
    Tenants(tenants_url, NAMES, scripts).up().check()
    found = each(tenants_url, "*", "seen")
    pids = {row[0] for row in found}
    assert len(pids) == (1 if shares else 3)
    assert [row[1] for row in found] == NAMES
    assert {row[2:] for row in found} == {
        ("postgres", "postgres", "4MB", "0", None, None, 0, 0, 0, 0)
    }
    assert [count for (count,) in each(tenants_url, "count(*)", "after_it")] == [0, 0, 0]
    assert tables(tenants_url) == []


def test_what_follows_a_reset_is_the_tenants(tenants_url: str) -> None:
    scripts = source(
        "SET search_path = public; RESET ALL; CREATE TABLE a (x int)",
        "-- goofer: no-transaction\nDISCARD ALL; CREATE TABLE b (x int)",
        "DO $$ BEGIN RESET search_path; CREATE TABLE c (x int); END $$",
    )
    Tenants(tenants_url, NAMES, scripts).up().check()
    for table in "abc":
        assert each(tenants_url, "count(*)", table) == [(0,)] * 3
    assert tables(tenants_url) == []


@pytest.mark.parametrize(
    "inside",
    ["RESET search_path", "SET search_path = public", "PERFORM set_config('my.own', 'x', false)"],
)
def test_what_a_trigger_does_unseen_stays_with_its_tenant(tenants_url: str, inside: str) -> None:
    with closing(open_store(tenants_url).connect()) as session:
        session.run(
            f"CREATE FUNCTION public.stray() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {inside};"
            " RETURN new; END $$; CREATE TABLE t2.rows_ (x int); CREATE TRIGGER stray BEFORE INSERT"
            " ON t2.rows_ EXECUTE FUNCTION public.stray(); CREATE TABLE t1.rows_ (x int);"
            " CREATE TABLE t3.rows_ (x int)"
        )
    scripts = source(SEEN, "CREATE TABLE kept (x int); INSERT INTO rows_ VALUES (1)")
    Tenants(tenants_url, NAMES, scripts).up().check()
    assert each(tenants_url, "count(*)", "rows_") == [(1,)] * 3
    assert each(tenants_url, "count(*)", "kept") == [(0,)] * 3
    assert each(tenants_url, "place, own", "seen") == [(name, None) for name in NAMES]
    assert each(tenants_url, "count(*)", "goofer_history") == [(2,)] * 3
    assert each(tenants_url, "holder", "goofer_history_lease") == [("",)] * 3
    assert tables(tenants_url) == []


def test_a_failure_is_told_as_with_a_connection_of_its_own(tenants_url: str) -> None:
    with closing(open_store(tenants_url).connect()) as session:
        session.run("CREATE TABLE t2.b (x int)")
    scripts = source(SEEN, "CREATE TABLE a (x int); CREATE TABLE b (x int)")
    runs = Tenants(tenants_url, NAMES, scripts).up(keep_going=True)
    error = runs.failed["t2"]
    assert isinstance(error, MigrationFailed)
    assert (error.version, error.applied) == ("2", ("1",))
    assert 'relation "b" already exists' in error.message
    history = "status || ' ' || version ORDER BY id"
    assert rows(tenants_url, f"SELECT array_agg({history}) FROM t2.goofer_history") == [
        (["done 1", "failed 2"],)
    ]
    assert len({pid for (pid,) in each(tenants_url, "pid", "seen")}) == 1
    with closing(open_store(tenants_url).connect()) as session:
        session.run("DROP TABLE t2.b")
    again = Tenants(tenants_url, NAMES, scripts).up()
    assert {name: run.versions for name, run in again.done.items()} == {
        "t1": (),
        "t2": ("2",),
        "t3": (),
    }


def test_a_connection_that_is_cut_is_of_one_tenant_alone(tenants_url: str) -> None:
    scripts = source(
        SEEN,
        "CREATE TABLE cut AS SELECT CASE WHEN current_schema() = 't2'"
        " THEN pg_terminate_backend(pg_backend_pid()) END x",
    )
    runs = Tenants(tenants_url, NAMES, scripts).up(keep_going=True)
    assert list(runs.done) == ["t1", "t3"]
    assert "nothing of it stayed" in runs.failed["t2"].message
    assert rows(tenants_url, "SELECT to_regclass('t2.cut'), to_regclass('t3.cut')::text") == [
        (None, "t3.cut")
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_many_tenants_take_few_connections(postgresql_url: str, jobs: int) -> None:
    names = [f"t{number}" for number in range(30)]
    with closing(open_store(postgresql_url).connect()) as session:
        session.run("".join(f"CREATE SCHEMA {name};" for name in names))
    scripts = source(SEEN, "CREATE TABLE t (x int)")
    Tenants(postgresql_url, names, scripts).up(jobs=jobs).check()
    pids = {pid for (pid,) in each(postgresql_url, "pid", "seen", names)}
    assert 1 <= len(pids) <= jobs
    assert each(postgresql_url, "count(*)", "t", names) == [(0,)] * 30
    # A second look takes no more.
    again = Tenants(postgresql_url, names, scripts).up(jobs=jobs)
    again.check()
    assert {run.versions for run in again.done.values()} == {()}


def test_whoever_asks_for_the_session_has_a_connection_of_his_own(tenants_url: str) -> None:
    tenants = Tenants(tenants_url, NAMES, source("CREATE TABLE t (x int)"))
    with closing(Keeper()) as keeper, keeper.at_hand():
        with tenants.migrator("t1") as migrator:
            migrator.up()
            migrator.session.run("SET search_path = public; RESET ALL; CREATE TABLE own (x int)")
        with tenants.migrator("t2") as migrator:
            assert migrator.up().versions == ("1",)
    assert rows(tenants_url, "SELECT to_regclass('t1.own')::text") == [("t1.own",)]


def test_hooks_have_a_connection_of_their_own(tenants_url: str) -> None:
    def leave(context: HookContext) -> None:
        context.execute("SET my.own = 'x'")
        context.execute("RESET search_path")
        context.execute("CREATE TABLE hooked (x int)")

    scripts = source(SEEN)
    with closing(Keeper()) as keeper, keeper.at_hand():
        for name in NAMES:
            hooks = Hooks(before_run=(leave,)) if name == "t2" else None
            store = PostgreSQLSchema(parse_url(tenants_url), name)
            table = qualified(name, "goofer_history")
            with Migrator(store, scripts, history_table=table, hooks=hooks) as migrator:
                migrator.up()
    (one, own), two, three = each(tenants_url, "pid, own", "seen")
    assert (own, three) == (None, (one, None))
    assert (two[0] != one, two[1]) == (True, "x")
    assert tables(tenants_url) == []
    assert rows(tenants_url, "SELECT to_regclass('t2.hooked')::text") == [("t2.hooked",)]
