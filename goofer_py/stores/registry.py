"""Stores by what the caller has: a URL, an engine, a connection, or a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from goofer_py.dialects import get_dialect
from goofer_py.errors import UsageError
from goofer_py.stores.store import Store
from goofer_py.stores.url import DatabaseUrl, parse_url

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

    from goofer_py.dialects.dialect import Dialect
    from goofer_py.stores.backups import Backups
    from goofer_py.stores.mysql import MySQLStore
    from goofer_py.stores.postgresql import PostgreSQLStore
    from goofer_py.stores.sqlite import SQLiteStore

KNOWN = ("postgresql", "mysql", "mariadb", "sqlite")
"""The databases with SQL that goofer can migrate, as URLs begin; `kinds` has the others."""

Database: TypeAlias = "str | Engine | Connection | AsyncEngine | Store"
"""What a database can be given as."""

_IN_MEMORY = {"sqlite": "sqlite://"}
_SPOKEN = {"postgres": "postgresql", "mariadb": "mysql"}
"""What a database speaks, where URLs begin with another name."""


def in_memory(dialect: str) -> Store:
    """Return a store for an empty database in memory; raises UsageError where there is none."""
    if dialect not in _IN_MEMORY:
        raise UsageError(
            f"{dialect} has no databases in memory, so goofer needs one to work with.",
            hint="name it with --url, or set url in goofer.toml",
        )
    return open_store(_IN_MEMORY[dialect])


def open_store(target: Database) -> Store:
    """Return the store for a URL, a SQLAlchemy engine or connection, or a store itself.

    Nothing is connected yet. Raises UsageError for what is none of them. A connection stays the
    caller's: it is neither committed nor closed when it is inside of a transaction.
    """
    if isinstance(target, str):
        return store_for(parse_url(target))
    if hasattr(target, "connect") and hasattr(target, "lasting"):
        return cast("Store", target)
    if type(target).__module__.partition(".")[0] == "sqlalchemy":
        from goofer_py.stores.borrowed import borrowed_store

        return borrowed_store(target, _sql_store_for)
    raise UsageError(
        f"A database is a URL, a SQLAlchemy Engine or Connection, or a store; this is a"
        f" {type(target).__name__}."
    )


def dialect_for(url: DatabaseUrl) -> Dialect:
    """Return the dialect a URL's database speaks, for any version of it; raises UsageError."""
    from goofer_py.stores.kinds import kind_of

    if (kind := kind_of(url)) is not None:
        raise kind.no_dialect("schema to compare, and no SQL")
    return get_dialect(spoken_by(url.backend))


def spoken_by(server: str) -> str:
    """Return the name of the dialect that a server speaks: its own, unless several speak one."""
    return _SPOKEN.get(server, server)


def store_for(url: DatabaseUrl) -> Store:
    """Return the store that a URL names; raises UsageError for a database that is not known."""
    if (store := _with_sql(url)) is not None:
        return store
    from goofer_py.stores.kinds import KINDS, kind_of

    if (kind := kind_of(url)) is not None:
        return kind.open(url)
    raise _unknown(url, (*KNOWN, *KINDS))


def _sql_store_for(url: DatabaseUrl) -> PostgreSQLStore | MySQLStore | SQLiteStore:
    store = _with_sql(url)
    if store is None:
        raise _unknown(url, KNOWN)
    return store


def _with_sql(url: DatabaseUrl) -> PostgreSQLStore | MySQLStore | SQLiteStore | None:
    if url.backend in ("postgresql", "postgres"):
        from goofer_py.stores.postgresql import PostgreSQLStore

        return PostgreSQLStore(url)
    if url.backend in ("mysql", "mariadb"):
        from goofer_py.stores.mysql import MySQLStore

        return MySQLStore(url)
    if url.backend == "sqlite":
        from goofer_py.stores.sqlite import SQLiteStore

        return SQLiteStore(url)
    return None


def _unknown(url: DatabaseUrl, known: Iterable[str]) -> UsageError:
    return UsageError(
        f"goofer does not know the database {url.backend!r}. Known are: {', '.join(known)}.",
        hint="write a URL like postgresql://user:password@host:5432/name or sqlite:///app.db",
    )


def backups_for(url: DatabaseUrl, tools: Path | None = None) -> Backups:
    """Return what backs up the database of a URL; `tools` is the folder of the server's tools."""
    from goofer_py.stores.kinds import kind_of

    if (kind := kind_of(url)) is not None:
        raise kind.no_sql("backup by goofer")
    if url.backend in ("postgresql", "postgres"):
        from goofer_py.stores.postgresql_backup import PostgreSQLBackups

        return PostgreSQLBackups(url, tools)
    if url.backend in ("mysql", "mariadb"):
        from goofer_py.stores.mysql_backup import MySQLBackups

        return MySQLBackups(url, tools)
    if url.backend == "sqlite":
        from goofer_py.stores.sqlite_backup import SQLiteBackups

        return SQLiteBackups(url)
    raise UsageError(f"goofer does not know the database {url.backend!r}.")
