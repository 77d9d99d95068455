"""What one migration does to the session does not reach the next."""

from __future__ import annotations

import pytest

from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, tables


@pytest.mark.parametrize(
    "script",
    [
        "SELECT pg_catalog.set_config('search_path', '', false);",
        "SET search_path TO elsewhere;",
        "SET ROLE pg_monitor;",
        "SET SESSION AUTHORIZATION pg_monitor;",
        "SET default_transaction_read_only = on;",
        "SET TimeZone TO 'Asia/Tokyo'; SET DateStyle TO 'German';",
        "SET standard_conforming_strings = off; SET client_encoding = 'LATIN1';",
        "-- goofer: no-transaction\nSET search_path TO elsewhere; SET ROLE pg_monitor;",
        "BEGIN; SET search_path TO elsewhere; COMMIT; RESET ROLE;",
        "SET search_path TO elsewhere; BEGIN; SELECT 1; COMMIT;",
        "CREATE TEMP TABLE b (x text); SET LOCAL search_path TO elsewhere;",
    ],
)
def test_settings_of_postgresql_end_with_their_migration(
    postgresql: Migrator, folder: Folder, script: str
) -> None:
    folder.add("1_settings", script, script)
    folder.table("2", "b")

    assert postgresql.up().versions == ("1", "2")

    assert tables(postgresql) == ["b"]
    assert postgresql.session.locate("b") == "public.b"
    assert postgresql.session.query("SHOW search_path") == [('"$user", public',)]
    assert postgresql.history()[0].started_at.utcoffset() is not None
    assert postgresql.down(2).versions == ("2", "1")


def test_temporary_tables_end_with_their_migration(migrator: Migrator, folder: Folder) -> None:
    for version in "12":
        folder.add(f"{version}_t", "CREATE TEMPORARY TABLE t (x int); DROP TABLE IF EXISTS never")

    assert migrator.up().versions == ("1", "2")


def test_a_dump_of_the_servers_own_tool_can_be_a_migration(
    postgresql: Migrator, folder: Folder
) -> None:
    folder.add(
        "1_dump",
        """\
--
-- PostgreSQL database dump
--
SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET row_security = off;

CREATE FUNCTION public.f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN NEW.x := 1; RETURN NEW; END; $$;

CREATE TABLE public.a (x integer NOT NULL, t text);

COPY public.a (x, t) FROM stdin;
1\tone; two
2\t\\N
\\.

ALTER TABLE ONLY public.a ADD CONSTRAINT a_pkey PRIMARY KEY (x);
""",
        "DROP TABLE a; DROP FUNCTION f",
    )

    postgresql.up()

    assert postgresql.session.query("SELECT * FROM a ORDER BY x") == [(1, "one; two"), (2, None)]
    postgresql.down()
    assert tables(postgresql) == []
