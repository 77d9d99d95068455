from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import StaticPool

from goofer_py.dialects.splitter import split
from goofer_py.errors import ConnectionFailed, StatementFailed, UsageError
from goofer_py.stores.fault import ScriptFailed
from goofer_py.stores.postgresql import PostgreSQLStore
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session

NOTHING = ("SELECT 1", ())


UNDOING = ["sqlite+pysqlite", "postgresql+psycopg", "postgresql+psycopg2"]
COMMITTING = ["mysql+pymysql", "mariadb+pymysql", "mysql+mysqlconnector"]


@pytest.fixture(params=[*UNDOING, *COMMITTING])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    backend = request.param.partition("+")[0]
    url = request.getfixturevalue(f"{backend}_url")
    engine = create_engine(url.replace(url.partition(":")[0], request.param, 1))
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE seen (a int)"))
        connection.commit()
        yield connection


def perform(session: Session, script: str) -> None:
    session.perform(list(split(script, session.syntax)), NOTHING, [NOTHING])


def seen(target: Engine | Connection) -> list[int]:
    query = text("SELECT a FROM seen ORDER BY a")
    if isinstance(target, Connection):
        return list(target.execute(query).scalars())
    with target.connect() as connection:
        return list(connection.execute(query).scalars())


def test_an_engine_is_used_through_its_pool(engine: Engine) -> None:
    session = open_store(engine).connect()
    perform(session, "CREATE TABLE seen (a int); INSERT INTO seen VALUES (1)")
    session.begin()
    session.execute("INSERT INTO seen VALUES (?)", [2])
    session.rollback()
    session.close()

    assert seen(engine) == [1]
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO seen VALUES (3)"))
    assert seen(engine) == [1], "the pool got a connection back that commits by itself"


def test_a_failure_through_an_engine_tells_its_place(engine: Engine) -> None:
    session = open_store(engine).connect()
    session.execute("CREATE TABLE seen (a int)")

    with pytest.raises(StatementFailed) as error:
        perform(session, "INSERT INTO seen VALUES (1);\nINSERT INTO missing VALUES (1)")

    assert getattr(error.value, "line", None) == 2
    assert session.query("SELECT * FROM seen") == []
    session.close()


def test_an_engines_connection_events_hold(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def prepare(dbapi_connection: object, record: object) -> None:
        cursor = dbapi_connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("CREATE TEMPORARY TABLE prepared (a int)")
        dbapi_connection.commit()  # type: ignore[attr-defined]

    session = open_store(engine).connect()

    assert session.query("SELECT * FROM prepared") == []
    session.close()


def test_an_engine_in_memory_keeps_its_database() -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)

    session = open_store(engine).connect()
    perform(session, "CREATE TABLE seen (a int); INSERT INTO seen VALUES (1)")
    session.close()

    assert seen(engine) == [1]


def test_a_connection_outside_of_a_transaction_commits(
    engine: Engine, connection: Connection
) -> None:
    session = open_store(connection).connect()
    perform(session, "INSERT INTO seen VALUES (1)")
    session.close()

    assert not connection.in_transaction()
    assert seen(engine) == [1]
    connection.execute(text("INSERT INTO seen VALUES (2)"))
    connection.rollback()
    assert seen(engine) == [1], "the caller's transactions do not begin any more"


@pytest.mark.parametrize("begun", ["nothing yet", "a read", "a write"])
def test_a_connection_in_a_transaction_leaves_the_commit_to_the_caller(
    engine: Engine, connection: Connection, begun: str
) -> None:
    with connection.begin() as transaction:
        if begun == "a read":
            assert seen(connection) == []
        if begun == "a write":
            connection.execute(text("INSERT INTO seen VALUES (0)"))
        session = open_store(connection).connect()
        if not session.rules.ddl_commits:
            perform(session, "CREATE TABLE made (a int)")
        perform(session, "INSERT INTO seen VALUES (1)")
        with pytest.raises(StatementFailed):
            perform(session, "INSERT INTO seen VALUES (2); SELEC")
        session.close()
        assert 1 in seen(connection)
        assert 2 not in seen(connection)
        transaction.rollback()

    assert seen(engine) == []
    session = open_store(connection).connect()
    assert session.locate("made") is None
    session.close()


def test_what_a_connection_commits_stays(engine: Engine, connection: Connection) -> None:
    with connection.begin():
        session = open_store(connection).connect()
        perform(session, "INSERT INTO seen VALUES (1)")
        session.close()

    assert seen(engine) == [1]


def test_a_connection_that_commits_by_itself_has_transactions_of_goofers(
    connection: Connection,
) -> None:
    connection = connection.execution_options(isolation_level="AUTOCOMMIT")
    session = open_store(connection).connect()

    with pytest.raises(StatementFailed):
        perform(session, "INSERT INTO seen VALUES (1); INSERT INTO missing VALUES (1)")

    session.close()
    assert seen(connection) == []


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_what_the_caller_set_is_what_comes_back(postgresql_url: str, driver: str) -> None:
    engine = create_engine(postgresql_url.replace("postgresql", f"postgresql+{driver}", 1))
    with engine.connect() as connection:
        connection.execute(text("SET search_path TO tenant, public"))
        connection.execute(text("SET statement_timeout TO '33s'"))
        connection.execute(text("SET ROLE pg_monitor"))
        connection.execute(text("CREATE TEMPORARY TABLE mine (a int)"))
        connection.commit()
        session = open_store(connection).connect()

        perform(
            session,
            "RESET ROLE; SET search_path TO ''; RESET statement_timeout; SET lock_timeout = '9s'",
        )

        shown = [session.query(f"SHOW {name}")[0][0] for name in _SETTINGS]
        session.close()
    engine.dispose()

    assert shown == ["tenant, public", "33s", "pg_monitor", "0"]


_SETTINGS = ("search_path", "statement_timeout", "role", "lock_timeout")


@pytest.mark.parametrize("driver", ["pymysql", "mysqlconnector"])
def test_what_the_caller_set_on_mysql_is_what_comes_back(mysql_url: str, driver: str) -> None:
    engine = create_engine(mysql_url.replace("pymysql", driver, 1))
    with engine.connect() as connection:
        connection.execute(text("SET time_zone = '+02:00', sql_mode = 'ANSI_QUOTES'"))
        connection.execute(text("SET @mine = 7"))
        connection.commit()
        session = open_store(connection).connect()

        perform(session, "SET time_zone = '-09:00'; SET sql_mode = ''; SET foreign_key_checks = 0")

        session.close()
        shown = connection.execute(
            text("SELECT @@time_zone, @@sql_mode, @@foreign_key_checks, @@autocommit, @mine")
        ).one()
    engine.dispose()

    assert tuple(shown) == ("+02:00", "ANSI_QUOTES", 1, 0, 7)


@pytest.mark.parametrize("driver", ["pymysql", "mysqlconnector"])
def test_a_refusal_on_mysql_tells_number_and_state(mysql_url: str, driver: str) -> None:
    engine = create_engine(mysql_url.replace("pymysql", driver, 1))
    session = open_store(engine).connect()

    with pytest.raises(ScriptFailed) as error:
        perform(session, "SELECT 1;\nSELECT nothing FROM nowhere")

    assert (error.value.line, error.value.number, error.value.state) == (2, 1146, "42S02")
    session.close()
    engine.dispose()


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_rows_of_a_copy_are_sent_through_an_engine(postgresql_url: str, driver: str) -> None:
    engine = create_engine(postgresql_url.replace("postgresql", f"postgresql+{driver}", 1))
    session = open_store(engine).connect()
    perform(session, "CREATE TABLE seen (a int);\nCOPY seen FROM STDIN;\n1\n2\n\\.\n")
    with pytest.raises(StatementFailed) as error:
        perform(session, "SELECT 1;\nCOPY seen FROM STDIN;\n1\nx\n\\.\n")
    session.close()

    assert seen(engine) == [1, 2]
    assert getattr(error.value, "line", None) == 4
    engine.dispose()


def test_an_asynchronous_engine_is_reached_by_its_url(postgresql_url: str) -> None:
    engine = create_async_engine(postgresql_url.replace("postgresql", "postgresql+asyncpg", 1))
    store = open_store(engine)

    assert isinstance(store, PostgreSQLStore)
    session = store.connect()
    assert session.query("SELECT 1") == [(1,)]
    session.close()


def test_an_asynchronous_engine_in_memory_is_refused() -> None:
    with pytest.raises(UsageError, match="in memory"):
        open_store(create_async_engine("sqlite+aiosqlite://"))


def test_an_engine_that_cannot_connect_is_explained(postgresql_login_url: str) -> None:
    url = postgresql_login_url.replace("p%40ss", "wr%40ng").replace(
        "postgresql", "postgresql+psycopg", 1
    )

    with pytest.raises(ConnectionFailed, match="password authentication failed") as error:
        open_store(create_engine(url)).connect()

    assert "wr@ng" not in str(error.value)


def test_a_closed_connection_is_refused(engine: Engine) -> None:
    connection = engine.connect()
    connection.close()

    with pytest.raises(ConnectionFailed, match="cannot be used"):
        open_store(connection).connect()


@pytest.mark.parametrize("target", [None, 3, object(), ["sqlite://"]])
def test_what_is_no_database_is_refused(target: object) -> None:
    with pytest.raises(UsageError, match="A database is a URL"):
        open_store(target)  # type: ignore[arg-type]


@pytest.mark.parametrize("url", ["mssql://host/db", "oracle+oracledb://host", "neo4j://host"])
def test_a_database_that_is_not_known_is_refused_with_those_that_are(url: str) -> None:
    with pytest.raises(UsageError, match="Known are: postgresql, mysql, mariadb, sqlite"):
        open_store(url)


def test_a_store_is_a_store() -> None:
    store = open_store("sqlite://")

    assert open_store(store) is store
