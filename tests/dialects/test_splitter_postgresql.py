"""What the splitter cuts out is what a real PostgreSQL runs."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from goofer_py.dialects.postgresql.syntax import POSTGRESQL
from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement, line_and_column

SCRIPT = r"""
-- A script; with everything that hides a semicolon.
CREATE TABLE "t;1" (id int, body text);
CREATE TABLE log (message text)
; /* a /* nested; */ comment; */
INSERT INTO "t;1" VALUES (1, 'it''s; ok'), (2, E'it\'s; ok'), (3, $$it's; ok$$);
INSERT INTO "t;1" VALUES (4, $q$ $$;$$ $q$), (5, U&'\003b;'), (6, 'C:\'), (7, E'a'
  -- a comment between two pieces; of one constant
  '\';');
DO $body$
BEGIN
  INSERT INTO log VALUES ('done;');
END;
$body$;
CREATE FUNCTION one(a$b$ int) RETURNS int LANGUAGE sql
BEGIN ATOMIC
  SELECT CASE WHEN a$b$ = 1 THEN CASE 2 WHEN 2 THEN 3 END END AS end;
  SELECT 1;
END;
CREATE OR REPLACE PROCEDURE two() BEGIN ATOMIC END; CREATE FUNCTION three() RETURNS text
  LANGUAGE plpgsql AS $$ BEGIN RETURN ';'; END; $$;
CREATE RULE r AS ON DELETE TO "t;1"
  DO ALSO (INSERT INTO log VALUES ('a;)'); INSERT INTO log VALUES ('b'));
COPY "t;1" (id, body) FROM STDIN; -- rows
8	semi; 'colon
9	\\.
10	a\
b
\.
DELETE FROM "t;1" WHERE id = 1;;
PREPARE p AS INSERT INTO log VALUES ($1), ($2);
EXECUTE p('x;', 'y');
SET standard_conforming_strings = off;
SET escape_string_warning = off;
INSERT INTO "t;1" VALUES (11, 'it\'s; on'), (12, 'a'
  '\';');
RESET standard_conforming_strings;
INSERT INTO "t;1" VALUES (13, 'C:\'); -- no semicolon after the last one
SELECT one(1)
"""


@pytest.fixture
def connection(postgresql_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        yield connection


def run(connection: psycopg.Connection, statement: Statement) -> None:
    """Run the statement with its rows."""
    if statement.data is None:
        connection.execute(statement.text, prepare=False)
        return
    with connection.cursor().copy(statement.text) as copy:
        copy.write(statement.data)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_statement_runs_on_its_own(connection: psycopg.Connection, newline: str) -> None:
    script = SCRIPT
    if newline != "\n":  # COPY cannot escape a line end of two characters
        script = script.replace("a\\\nb", "a\\nb").replace("\n", newline)
    statements = list(split(script, POSTGRESQL))
    assert len(statements) == 19
    for statement in statements:
        run(connection, statement)
    rows = connection.execute('SELECT id, body FROM "t;1" ORDER BY id').fetchall()
    assert rows == [
        (2, "it's; ok"),
        (3, "it's; ok"),
        (4, " $$;$$ "),
        (5, ";;"),
        (6, "C:\\"),
        (7, "a';"),
        (8, "semi; 'colon"),
        (9, "\\."),
        (10, "a\nb"),
        (11, "it's; on"),
        (12, "a';"),
        (13, "C:\\"),
    ]
    messages = connection.execute("SELECT message FROM log ORDER BY message").fetchall()
    assert [message for (message,) in messages] == ["a;)", "b", "done;", "x;", "y"]


def test_the_place_of_an_error_is_found_from_the_servers_position(
    connection: psycopg.Connection,
) -> None:
    script = (
        "-- é\r\nSELECT 'é; \U0001f600';\r\n/* x */ SELECT\r\n  'é', oops\r\n  FROM nothing;\r\n"
    )
    first, second = split(script, POSTGRESQL)
    run(connection, first)
    with pytest.raises(psycopg.errors.UndefinedTable) as caught:
        run(connection, second)
    position = int(caught.value.diag.statement_position or 0)
    place = line_and_column(script, second.offset + position - 1)
    assert place == (5, 8)
    assert script.splitlines()[4][7:] == "nothing;"
