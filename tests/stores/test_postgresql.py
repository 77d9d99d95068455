from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement
from goofer_py.errors import ConnectionFailed, MissingDriver, StatementFailed
from goofer_py.stores.fault import ScriptFailed
from goofer_py.stores.postgresql import parameters
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import ELAPSED, Session
from goofer_py.stores.url import parse_url

NOTHING = ("SELECT 1", ())


def perform(session: Session, script: str) -> None:
    session.perform(list(split(script, session.syntax)), NOTHING, [NOTHING])


def changed(url: str, **parts: str) -> str:
    """Return the URL with another user, host, name, ..."""
    read = urlsplit(url)
    netloc = parts.get("netloc", read.netloc)
    return read._replace(netloc=netloc, path=f"/{parts.get('name', read.path[1:])}").geturl()


@pytest.mark.parametrize(
    "scheme",
    ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2", "postgresql+asyncpg"],
)
def test_any_driver_in_the_url_leads_to_the_database(postgresql_url: str, scheme: str) -> None:
    session = open_store(postgresql_url.replace("postgresql", scheme, 1)).connect()

    assert session.query("SELECT 1") == [(1,)]
    assert session.default_schema == "public"
    session.close()


def test_the_parameters_of_the_url_reach_the_server(postgresql_url: str) -> None:
    url = f"{postgresql_url}?options=-c%20statement_timeout%3D77s&application_name=a%2Bb"
    session = open_store(url).connect()

    assert session.query("SHOW statement_timeout") == [("77s",)]
    assert session.query("SHOW application_name") == [("a+b",)]
    session.close()


def test_goofer_gives_its_name_when_the_url_gives_none(postgresql: Session) -> None:
    assert postgresql.query("SHOW application_name") == [("goofer",)]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql:///db?host=/run/pg", {"host": "/run/pg", "dbname": "db"}),
        (
            "postgresql://u:p@/db?host=one:5432&host=two:5433",
            {"host": "one,two", "port": "5432,5433", "user": "u", "password": "p"},
        ),
        ("postgresql://h/db?host=::1", {"host": "::1"}),
        ("postgresql+asyncpg://h/db?ssl=true&command_timeout=9", {"sslmode": "require"}),
        ("postgresql+asyncpg://h/db?ssl=verify-full&timeout=7", {"connect_timeout": "7"}),
        ("postgresql://h/db?connect_timeout=3", {"connect_timeout": "3"}),
    ],
)
def test_what_libpq_is_told(url: str, expected: dict[str, str]) -> None:
    told = parameters(parse_url(url))

    assert expected.items() <= told.items()
    assert not {"command_timeout", "ssl", "timeout"} & told.keys()


@pytest.mark.parametrize(
    ("netloc", "name", "said", "hint"),
    [
        ("goofer_login:wr%40ng@{host}", "", "password authentication failed", "right password"),
        ("goofer_login@{host}", "", "no password supplied", "right password"),
        ("nobody@{host}", "", 'role "nobody" does not exist', "createuser"),
        ("{user}@{host}", "missing", 'database "missing" does not exist', " -U "),
        ("{user}@127.0.0.1:1", "", "Connection refused", "pg_isready -h 127.0.0.1 -p 1"),
        ("{user}@no-such-host.invalid", "", "no-such-host.invalid", "check the host"),
    ],
)
def test_a_connection_that_fails_says_why_and_what_to_do(
    postgresql_login_url: str, postgresql_url: str, netloc: str, name: str, said: str, hint: str
) -> None:
    user, _, host = urlsplit(postgresql_url).netloc.rpartition("@")
    url = changed(postgresql_login_url, netloc=netloc.format(user=user, host=host))
    url = changed(url, name=name) if name else url

    with pytest.raises(ConnectionFailed) as error:
        open_store(url).connect()

    assert said in str(error.value)
    assert hint in (error.value.hint or "")
    assert "wr@ng" not in str(error.value)
    assert error.value.database in str(error.value)


def test_a_url_with_a_password_appears_nowhere(postgresql_login_url: str) -> None:
    store = open_store(postgresql_login_url)
    session = store.connect()

    with pytest.raises(StatementFailed) as error:
        session.execute("SELECT 'p@ss/word'::int")

    assert "p@ss/word" not in f"{store.database} {error.value}"
    assert "***" in str(error.value)
    session.close()


def test_rows_of_a_copy_are_sent(postgresql: Session) -> None:
    perform(
        postgresql,
        "CREATE TABLE t (a int, b text);\nCOPY t FROM STDIN;\n1\tone\n2\t\\N\n\\.\n"
        "INSERT INTO t VALUES (3, 'three');\nCOPY t (a) FROM STDIN WITH (FORMAT csv);\n4\n5\n\\.\n",
    )

    assert postgresql.query("SELECT a FROM t ORDER BY a") == [(1,), (2,), (3,), (4,), (5,)]
    assert postgresql.query("SELECT b FROM t WHERE a < 3 ORDER BY a") == [("one",), (None,)]


def test_a_copy_that_fails_tells_the_row(postgresql: Session) -> None:
    script = "CREATE TABLE t (a int);\n\nCOPY t (a)\nFROM STDIN;\n1\n2\nthree\n\\.\nSELECT 1;"

    with pytest.raises(ScriptFailed, match="three") as error:
        perform(postgresql, script)

    assert error.value.line == 7
    assert postgresql.locate("t") is None
    assert not postgresql.in_transaction


def test_portions_of_one_copy_are_one_copy(postgresql: Session) -> None:
    postgresql.execute("CREATE TABLE t (a int)")
    portions = [Statement("COPY t FROM STDIN", 1, 1, 0, f"{i}\n") for i in range(5)]

    postgresql.perform(portions, NOTHING, [NOTHING])

    assert postgresql.query("SELECT count(*) FROM t") == [(5,)]


def test_a_copy_to_standard_output_is_thrown_away(postgresql: Session) -> None:
    postgresql.run("CREATE TABLE t AS SELECT generate_series(1, 10000) AS a")

    perform(postgresql, "COPY t TO STDOUT; CREATE TABLE u (a int); COPY t TO STDOUT")

    assert postgresql.locate("u") == "public.u"


def test_a_copy_without_its_rows_fails_instead_of_waiting(postgresql: Session) -> None:
    postgresql.execute("CREATE TABLE t (a int)")

    with pytest.raises(StatementFailed, match="no rows"):
        postgresql.run_statements([Statement("COPY t FROM STDIN", 1, 1, 0)])

    assert postgresql.query("SELECT 1") == [(1,)]


@pytest.mark.parametrize(
    "script",
    [
        "SELECT pg_catalog.set_config('search_path', '', false)",
        "SET search_path TO elsewhere",
        "SET ROLE pg_read_all_data",
        "SET SESSION AUTHORIZATION pg_read_all_data",
        "DO $$ BEGIN SET search_path TO elsewhere; END $$",
        "SET statement_timeout = '5s'; SET lock_timeout = '1s'",
        "RESET ALL",
    ],
)
def test_what_a_script_sets_is_set_back(postgresql_url: str, script: str) -> None:
    session = open_store(f"{postgresql_url}?options=-c%20work_mem%3D5MB").connect()
    shown = "SELECT current_setting(n) FROM unnest(ARRAY['search_path', 'role', 'lock_timeout',"
    shown += " 'session_authorization', 'statement_timeout', 'work_mem']) n"
    before = session.query(shown)
    session.execute("CREATE TABLE record (a int)")

    session.perform(
        list(split(script, session.syntax)),
        NOTHING,
        [("INSERT INTO public.record VALUES (?)", (1,))],
    )

    assert session.query(shown) == before
    assert session.query("SELECT * FROM record") == [(1,)]
    session.close()


def test_what_is_set_outside_of_a_transaction_is_set_back(postgresql: Session) -> None:
    with postgresql.preserved():
        postgresql.run("SET search_path TO elsewhere; SET ROLE pg_read_all_data")

    assert postgresql.query("SHOW search_path") == [('"$user", public',)]
    assert postgresql.query("SHOW role") == [("none",)]


def test_a_script_may_choose_its_isolation(postgresql: Session) -> None:
    postgresql.run("CREATE TABLE t (level text)")
    script = list(
        split("INSERT INTO t SELECT current_setting('transaction_isolation')", postgresql.syntax)
    )

    postgresql.perform(script, NOTHING, [NOTHING], "BEGIN ISOLATION LEVEL SERIALIZABLE")

    assert postgresql.query("SELECT level FROM t") == [("serializable",)]


def test_the_server_tells_how_long_it_took(postgresql: Session) -> None:
    postgresql.run("CREATE TABLE log (ms int)")
    script = list(split("SELECT pg_sleep(0.05)", postgresql.syntax))

    postgresql.perform(script, NOTHING, [(f"INSERT INTO log VALUES ({ELAPSED})", ())])

    assert 50 <= postgresql.query("SELECT ms FROM log")[0][0] < 60_000


def test_a_script_larger_than_one_message_is_still_all_or_nothing(postgresql: Session) -> None:
    def many(last: str) -> Iterator[Statement]:
        yield Statement("CREATE TABLE big (a text)", 1, 1, 0)
        for line in range(2, 42):
            yield Statement(f"INSERT INTO big VALUES ('{'x' * 100_000}')", line, 1, line)
        yield Statement(last, 42, 3, 42)

    with pytest.raises(ScriptFailed) as error:
        postgresql.perform(many("SELEC"), NOTHING, [NOTHING])
    assert (error.value.line, error.value.column) == (42, 3)
    assert postgresql.locate("big") is None

    postgresql.execute("CREATE TABLE log (ms int)")
    postgresql.perform(many("SELECT 1"), NOTHING, [(f"INSERT INTO log VALUES ({ELAPSED})", ())])
    assert postgresql.query("SELECT count(*) FROM big") == [(40,)]
    assert postgresql.query("SELECT ms FROM log")[0][0] >= 0


def test_the_servers_hint_and_detail_are_told(postgresql: Session) -> None:
    postgresql.run("CREATE TABLE t (name int PRIMARY KEY)")

    with pytest.raises(StatementFailed) as hinted:
        postgresql.run("SELECT nam FROM t")
    with pytest.raises(StatementFailed) as detailed:
        postgresql.run("INSERT INTO t VALUES (1), (1)")

    assert "t.name" in hinted.value.server_hint
    assert hinted.value.state == "42703"
    assert "Key (name)=(1) already exists." in detailed.value.server


def test_a_long_statement_can_be_ended(postgresql: Session) -> None:
    with postgresql.interruptible() as interrupt:
        threading.Timer(0.1, interrupt).start()
        started = time.monotonic()
        with pytest.raises(StatementFailed) as error:
            perform(postgresql, "CREATE TABLE t (a int); SELECT pg_sleep(60)")

    assert time.monotonic() - started < 30
    assert error.value.state == "57014"
    assert postgresql.locate("t") is None


@pytest.mark.fault
def test_a_lost_connection_is_told_apart(postgresql: Session, postgresql_url: str) -> None:
    ((pid,),) = postgresql.query("SELECT pg_backend_pid()")
    with psycopg.connect(postgresql_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])

        with pytest.raises(ConnectionFailed, match="was lost"):
            perform(postgresql, "SELECT pg_sleep(30)")

    assert postgresql.closed
    assert not postgresql.in_transaction
    postgresql.rollback()
    with pytest.raises(ConnectionFailed):
        postgresql.query("SELECT 1")


def test_the_version_decides_the_dialect(postgresql: Session) -> None:
    ((number,),) = postgresql.query("SELECT current_setting('server_version_num')::int")

    assert postgresql.dialect.capabilities.version[0] == number // 10000
    assert postgresql.dialect.name == "postgresql"


def test_a_driver_that_is_not_there_is_told_with_what_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(MissingDriver, match="postgresql://host/db") as error:
        open_store("postgresql://user:secret@host/db").connect()

    assert error.value.hint == "pip install 'goofer-py[postgresql]'"
    assert "secret" not in str(error.value)
