"""SQLAlchemy's engines and connections: the driver's connection beneath is used, and given back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from goofer_py.errors import ConnectionFailed, UsageError
from goofer_py.stores.answer import answer
from goofer_py.stores.driver import Driver
from goofer_py.stores.loan import borrow_mysql, borrow_postgresql, borrow_sqlite
from goofer_py.stores.mysql_driver import MySQLDriver
from goofer_py.stores.mysql_session import MySQLSession
from goofer_py.stores.postgresql_session import PostgreSQLSession
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.sqlite_session import SQLiteSession
from goofer_py.stores.store import Session, Store
from goofer_py.stores.url import DatabaseUrl

_USABLE = (
    *("psycopg", "psycopg2", "pysqlite", "pysqlite_numeric"),
    *("pymysql", "mysqldb", "mysqlconnector", "mariadbconnector"),
)
"""SQLAlchemy's drivers whose connections can be used as they are."""


class StoreByUrl(Store, Protocol):
    """The store that an engine's URL would give; it names the database and explains failures."""

    def refused(self, said: str) -> ConnectionFailed:
        """Return the error for a connection that failed with these words."""


def borrowed_store(target: object, by_url: Callable[[DatabaseUrl], StoreByUrl]) -> Store:
    """Return the store for an engine or connection of SQLAlchemy's.

    Of an engine whose driver cannot run scripts, such as an asynchronous one, the URL is used.
    """
    if isinstance(target, Connection):
        _check_driver(target)
        return ConnectionStore(target, by_url(_url(target.engine.url)))
    engine = getattr(target, "sync_engine", target)
    if not isinstance(engine, Engine):
        raise UsageError(
            f"A {type(target).__name__} is no database.",
            hint="give goofer the engine, a connection or the URL",
        )
    store = by_url(_url(engine.url))
    if engine.dialect.driver in _USABLE:
        return EngineStore(engine, store)
    if store.database == "sqlite://":
        raise UsageError(
            f"A database in memory cannot be reached through the driver {engine.dialect.driver!r}.",
            hint="use a file, or an engine for sqlite:// with the driver pysqlite",
        )
    return store


class EngineStore:
    """A database behind a SQLAlchemy engine: its pool, its connect arguments and its events."""

    lasting = False

    def __init__(self, engine: Engine, store: StoreByUrl) -> None:
        self._engine = engine
        self._store = store
        self.database = store.database

    def exists(self) -> bool:
        """Return whether there is a database to read."""
        return self._store.exists()

    @property
    def contended(self) -> bool:
        """Whether other processes can reach it."""
        return self._store.contended

    @property
    def path(self) -> Path | None:
        """The file, where the database is one."""
        return getattr(self._store, "path", None)

    def lent(self) -> Session:
        """Open a session, as always."""
        return self.connect()

    def beside(self) -> Session:
        """Open a session over a connection that is not of the pool, made as the pool makes them."""
        return _beside(self._engine, self._store)

    def probe(self, seconds: float) -> None:  # noqa: ARG002 - its owner says how long it takes
        """Connect and ask something."""
        answer(self)

    def spare(self) -> AbstractContextManager[Store]:
        """Give an empty database on the same server, reached by the engine's URL."""
        return self._store.spare()

    def connect(self) -> Session:
        """Open a session on a connection of the pool; raises ConnectionFailed."""
        try:
            pooled = self._engine.raw_connection()
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
            raise self._store.refused(str(getattr(error, "orig", error))) from None
        driver_connection = pooled.driver_connection
        return _session(self._engine.url, driver_connection, self.database, False, pooled.close)


class ConnectionStore:
    """A SQLAlchemy connection of the caller's; inside of its transaction, savepoints are used."""

    lasting = False

    def __init__(self, connection: Connection, store: StoreByUrl) -> None:
        self._connection = connection
        self._store = store
        self.database = store.database

    def exists(self) -> bool:
        """Return True: it is open."""
        return True

    @property
    def contended(self) -> bool:
        """Whether other processes can reach it."""
        return self._store.contended

    @property
    def path(self) -> Path | None:
        """The file, where the database is one."""
        return getattr(self._store, "path", None)

    def lent(self) -> Session:
        """Open a session, as always."""
        return self.connect()

    def beside(self) -> Session:
        """Open a session over another connection, made as the engine's pool makes them."""
        return _beside(self._connection.engine, self._store)

    def probe(self, seconds: float) -> None:  # noqa: ARG002 - its owner says how long it takes
        """Connect and ask something."""
        answer(self)

    def spare(self) -> AbstractContextManager[Store]:
        """Give an empty database on the same server, reached by the engine's URL."""
        return self._store.spare()

    def connect(self) -> Session:
        """Open a session on the caller's connection; raises ConnectionFailed."""
        try:
            driver_connection = self._connection.connection.driver_connection
        except SQLAlchemyError as error:
            raise ConnectionFailed(
                f"The connection to {self.database} that was given cannot be used: {error}",
                database=self.database,
            ) from None
        joined = self._connection.in_transaction()
        url = self._connection.engine.url
        return _session(url, driver_connection, self.database, joined, lambda: None)


def _url(url: URL) -> DatabaseUrl:
    query = {k: (v,) if isinstance(v, str) else tuple(v) for k, v in url.query.items()}
    password = None if url.password is None else str(url.password)
    return DatabaseUrl(
        url.drivername, url.username, password, url.host, url.port, url.database, query
    )


def _beside(engine: Engine, store: StoreByUrl) -> Session:
    pool = engine.pool.recreate()

    def release() -> None:
        pooled.close()
        pool.dispose()

    try:
        pooled = pool.connect()
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        raise store.refused(str(getattr(error, "orig", error))) from None
    return _session(engine.url, pooled.driver_connection, store.database, False, release)


def _check_driver(connection: Connection) -> None:
    driver = connection.dialect.driver
    if driver not in _USABLE:
        raise UsageError(
            f"A connection of the driver {driver!r} cannot run scripts.",
            hint="give goofer the engine or the URL instead",
        )


def _session(
    url: URL, connection: Any, database: str, in_transaction: bool, release: Callable[[], None]
) -> Session:
    known = _url(url)
    if known.backend == "sqlite":
        loan = borrow_sqlite(connection, in_transaction)
        return SQLiteSession(
            connection, database, release=_in_turn(loan.give_back, release), joined=loan.joined
        )
    if known.backend in ("mysql", "mariadb"):
        return _mysql_session(known, connection, database, in_transaction, release)
    driver = _driver(connection)
    loan = borrow_postgresql(driver, in_transaction)
    return PostgreSQLSession(
        driver,
        database,
        Secrecy(known.secrets, known.names),
        release=_in_turn(loan.give_back, release),
        joined=loan.joined,
    )


def _mysql_session(
    url: DatabaseUrl,
    connection: Any,
    database: str,
    in_transaction: bool,
    release: Callable[[], None],
) -> Session:
    driver = _mysql_driver(url, connection)
    loan = borrow_mysql(driver, in_transaction)
    return MySQLSession(
        driver,
        database,
        Secrecy(url.secrets, url.names),
        release=_in_turn(loan.give_back, release),
        joined=loan.joined,
    )


def _mysql_driver(url: DatabaseUrl, connection: Any) -> MySQLDriver:
    if type(connection).__module__.startswith("pymysql"):
        from goofer_py.stores.pymysql import PyMySQL

        return PyMySQL(connection)
    from goofer_py.stores.mysql import MySQLStore
    from goofer_py.stores.mysql_dbapi import OtherDriver

    return OtherDriver(connection, MySQLStore(url).kill)


def _driver(connection: Any) -> Driver:
    if type(connection).__module__.startswith("psycopg2"):
        from goofer_py.stores.psycopg2 import Psycopg2

        return Psycopg2(connection)
    from goofer_py.stores.psycopg3 import Psycopg3

    return Psycopg3(connection)


def _in_turn(*actions: Callable[[], None]) -> Callable[[], None]:
    def act() -> None:
        for action in actions:
            action()

    return act
