"""SQLAlchemy engines for the databases of tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.pool import StaticPool

from goofer_py.stores.throwaway import blocking_scheme

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection

    from goofer_py.migrate.migrator import Migrator
    from goofer_py.stores.url import DatabaseUrl


def url_text(url: DatabaseUrl) -> str:
    """Return `url` written out, its password too."""
    return _sqlalchemy_url(url, url.scheme).render_as_string(hide_password=False)


def engine_for(url: DatabaseUrl, *, begins_late: bool) -> Engine:
    """Return an engine whose driver works without asyncio, whatever driver the URL names.

    Where the driver `begins_late`, the engine begins transactions itself, so that a rollback also
    undoes what DDL and savepoints did.
    """
    engine = create_engine(_sqlalchemy_url(url, blocking_scheme(url.scheme)))
    if begins_late:
        event.listen(engine, "connect", _leave_transactions)
        event.listen(engine, "begin", _begin)
    return engine


def engine_in_memory(migrator: Migrator) -> Engine:
    """Return an engine on the connection that a Migrator on `sqlite://` keeps.

    All its connections are this one, which ends with the migrator; those that are open at the same
    time share a transaction.
    """
    connection = migrator.session.connection
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    event.listen(engine, "begin", _begin_once)
    return engine


def _sqlalchemy_url(url: DatabaseUrl, scheme: str) -> URL:
    return URL.create(
        scheme, url.username, url.password, url.host, url.port, url.database, url.query
    )


def _leave_transactions(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_once(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:
        _begin(connection)
