"""One schema of a database as a store of its own: where programs keep each tenant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from goofer_py.errors import ConnectionFailed, StoreError, UsageError
from goofer_py.stores.mysql import MySQLStore
from goofer_py.stores.mysql_session import MySQLSession
from goofer_py.stores.postgresql import PostgreSQLStore
from goofer_py.stores.postgresql_session import PostgreSQLSession
from goofer_py.stores.store import Store
from goofer_py.stores.url import DatabaseUrl


def in_schema(
    store: Store, url: DatabaseUrl, schema: str, more: Sequence[str] = (), *, create: bool = False
) -> tuple[Store, str | None]:
    """Return a store for one schema in the database of `store` and `url`.

    What scripts name without a schema is in it, or else in `more`. With `create` the first change
    makes it. Returns the schema as well where tables can be named with it, None where it is a
    database of its own. Raises UsageError where there are no schemas.
    """
    if isinstance(store, PostgreSQLStore):
        return PostgreSQLSchema(url, schema, more, create=create), schema
    if isinstance(store, MySQLStore):
        own = replace(url, database=schema)
        return (MySQLSchema(own, schema, store) if create else MySQLStore(own)), None
    raise UsageError(
        f"{store.database} has no schemas, so there is no schema {schema!r} in it.",
        hint='give each tenant a file: url = "sqlite:///tenants/{tenant}.db" under [tenants]',
    )


class PostgreSQLSchema(PostgreSQLStore):
    """A schema of a PostgreSQL database."""

    def __init__(
        self, url: DatabaseUrl, schema: str, more: Sequence[str] = (), *, create: bool = False
    ) -> None:
        # Said when connecting, it is what RESET and DISCARD lead back to.
        super().__init__(
            replace(url, query={**url.query, "options": (_options(url, schema, more),)})
        )
        self._base = url
        self._schema = schema
        self._more = tuple(more)
        self._create = create
        self.database = f"{self.database} (schema {schema})"

    def connect(self) -> PostgreSQLSession:
        """Open a session; raises StoreError when there is no such schema."""
        session = super().connect()
        if self._create or session.has_schema(self._schema):
            return session
        session.close()
        raise StoreError(
            f"There is no schema {self._schema!r} in {self._base.shown()}. Nothing was changed.",
            database=self.database,
            hint=f"CREATE SCHEMA {_quoted(self._schema)}, or create = true under [tenants]",
        )

    @contextmanager
    def spare(self) -> Iterator[PostgreSQLStore]:
        """Give an empty database on the same server with this schema, dropped at the end."""
        with super().spare() as spare:
            session = spare.connect()
            try:
                session.ensure_schema(self._schema)
            finally:
                session.close()
            yield spare


class MySQLSchema(MySQLStore):
    """A database of a MySQL or MariaDB server that is made when it is needed."""

    def __init__(self, url: DatabaseUrl, schema: str, server: MySQLStore) -> None:
        super().__init__(url)
        self._schema = schema
        self._server = server

    def exists(self) -> bool:
        """Return whether it is there."""
        session = self._server.connect()
        try:
            return session.has_schema(self._schema)
        finally:
            session.close()

    def connect(self) -> MySQLSession:
        """Open a session; makes the database if it is not there."""
        try:
            return super().connect()
        except ConnectionFailed as error:
            if error.reason != "absent":
                raise
        session = self._server.connect()
        try:
            session.ensure_schema(self._schema)
        finally:
            session.close()
        return super().connect()


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _options(url: DatabaseUrl, schema: str, more: Sequence[str]) -> str:
    path = ", ".join(map(_quoted, (schema, *more)))
    # The server cuts its options at blanks, unless a backslash stands before them.
    escaped = "".join(f"\\{one}" if one.isspace() or one == "\\" else one for one in path)
    return " ".join(filter(None, (url.first("options"), f"-csearch_path={escaped}")))
