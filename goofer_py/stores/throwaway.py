"""Databases for tests, made beside the one that a URL names, which stays as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Protocol

from goofer_py.stores.mysql import MySQLStore
from goofer_py.stores.mysql_copy import copy_mysql_database
from goofer_py.stores.mysql_spare import spare_mysql_database
from goofer_py.stores.postgresql import PostgreSQLStore
from goofer_py.stores.registry import store_for
from goofer_py.stores.spare import PREFIX, spare_database
from goofer_py.stores.url import DatabaseUrl

# SQLAlchemy's own choice for a bare "postgresql" differs by version; goofer brings psycopg.
_BLOCKING = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+asyncpg": "postgresql+psycopg",
    "postgresql+psycopg_async": "postgresql+psycopg",
    "sqlite+aiosqlite": "sqlite",
    **{
        f"{backend}{driver}": f"{backend}+pymysql"
        for backend in ("mysql", "mariadb")
        for driver in ("", "+asyncmy", "+aiomysql")
    },
}


class Throwaway(Protocol):
    """Makes databases that are gone when their context ends."""

    @property
    def begins_late(self) -> bool:
        """Whether SQLAlchemy's driver begins no transaction before the first change."""

    def empty(self) -> AbstractContextManager[DatabaseUrl]:
        """Give an empty database; raises ScratchRefused where the role may not make one."""

    def copy(self, original: DatabaseUrl) -> AbstractContextManager[DatabaseUrl]:
        """Give a copy of a database of `empty` that nobody is connected to."""


def throwaway_for(url: DatabaseUrl, folder: Path) -> Throwaway:
    """Return what makes databases like that of `url`; files come into `folder`."""
    store = store_for(url)
    if isinstance(store, PostgreSQLStore):
        return _OnServer(url, store)
    if isinstance(store, MySQLStore):
        return _OnMySQL(url, store)
    return _InFolder(url, folder)


def blocking_scheme(scheme: str) -> str:
    """Return the beginning of a URL with a driver that works without asyncio."""
    return _BLOCKING.get(scheme.lower(), scheme)


class _InFolder:
    """SQLite: a file for each."""

    begins_late = True

    def __init__(self, url: DatabaseUrl, folder: Path) -> None:
        self._scheme = url.scheme
        self._folder = folder

    @contextmanager
    def empty(self) -> Iterator[DatabaseUrl]:
        path = self._folder / f"{PREFIX}{token_hex(6)}.db"
        try:
            yield DatabaseUrl(self._scheme, database=str(path))
        finally:
            for file in self._folder.glob(f"{path.name}*"):
                file.unlink()

    @contextmanager
    def copy(self, original: DatabaseUrl) -> Iterator[DatabaseUrl]:
        with self.empty() as url:
            # There is no file yet where there was nothing to migrate.
            if Path(str(original.database)).exists():
                shutil.copyfile(str(original.database), str(url.database))
            yield url


class _OnServer:
    """PostgreSQL: databases of the same server."""

    begins_late = False

    def __init__(self, url: DatabaseUrl, store: PostgreSQLStore) -> None:
        self._url = url
        self._store = store

    @contextmanager
    def empty(self) -> Iterator[DatabaseUrl]:
        with spare_database(self._store) as name:
            yield self._named(name)

    @contextmanager
    def copy(self, original: DatabaseUrl) -> Iterator[DatabaseUrl]:
        name = PREFIX + token_hex(6)
        self._execute(f"CREATE DATABASE {name} TEMPLATE {original.database}")
        try:
            yield self._named(name)
        finally:
            self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _named(self, name: str) -> DatabaseUrl:
        query = {key: value for key, value in self._url.query.items() if key != "dbname"}
        return replace(self._url, database=name, query=query)

    def _execute(self, statement: str) -> None:
        session = self._store.connect()
        try:
            session.execute(statement)
        finally:
            session.close()


class _OnMySQL:
    """MySQL and MariaDB: databases of the same server."""

    begins_late = False

    def __init__(self, url: DatabaseUrl, store: MySQLStore) -> None:
        self._url = url
        self._store = store

    @contextmanager
    def empty(self) -> Iterator[DatabaseUrl]:
        with spare_mysql_database(self._store) as name:
            yield replace(self._url, database=name)

    @contextmanager
    def copy(self, original: DatabaseUrl) -> Iterator[DatabaseUrl]:
        with self.empty() as url:
            session = self._store.connect()
            try:
                copy_mysql_database(session, str(original.database), str(url.database))
            finally:
                session.close()
            yield url
