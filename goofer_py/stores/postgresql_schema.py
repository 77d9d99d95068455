"""One schema of a PostgreSQL database as a store of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from goofer_py.errors import StoreError
from goofer_py.stores.postgresql import PostgreSQLStore
from goofer_py.stores.postgresql_session import PostgreSQLSession
from goofer_py.stores.url import DatabaseUrl


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


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _options(url: DatabaseUrl, schema: str, more: Sequence[str]) -> str:
    path = ", ".join(map(_quoted, (schema, *more)))
    # The server cuts its options at blanks, unless a backslash stands before them.
    escaped = "".join(f"\\{one}" if one.isspace() or one == "\\" else one for one in path)
    return " ".join(filter(None, (url.first("options"), f"-csearch_path={escaped}")))
