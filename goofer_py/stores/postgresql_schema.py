"""One schema of a PostgreSQL database as a store of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from goofer_py.errors import ConnectionFailed, StoreError
from goofer_py.stores.keeping import Keeper, Kept, keeper
from goofer_py.stores.postgresql import PostgreSQLStore, parameters
from goofer_py.stores.postgresql_session import PostgreSQLSession
from goofer_py.stores.url import DatabaseUrl

if TYPE_CHECKING:
    from goofer_py.stores.postgresql_lent import LentSession
    from goofer_py.stores.psycopg3 import Psycopg3

S = TypeVar("S", bound=PostgreSQLSession)


class PostgreSQLSchema(PostgreSQLStore):
    """A schema of a PostgreSQL database."""

    def __init__(
        self, url: DatabaseUrl, schema: str, more: Sequence[str] = (), *, create: bool = False
    ) -> None:
        # Said when connecting, it is what RESET and DISCARD lead back to.
        super().__init__(
            replace(url, query={**url.query, "options": (_options(url, schema, *more),)})
        )
        self._base = url
        self._schema = schema
        self._more = tuple(more)
        self._create = create
        self.database = f"{self.database} (schema {schema})"

    def connect(self) -> PostgreSQLSession:
        """Open a session; raises StoreError when there is no such schema."""
        session = super().connect()
        return session if self._create else self._looked_at(session)

    def lent(self) -> PostgreSQLSession:
        """Open a session over a connection that other schemas of the database share."""
        at_hand = keeper()
        if at_hand is None:
            return self.connect()
        key = tuple(sorted((name, str(value)) for name, value in parameters(self._base).items()))
        kept = at_hand.taken(key)
        if kept is not None:
            with suppress(ConnectionFailed):
                return self._looked_at(self._lent(kept, at_hand))
        # The first one, or the server has ended it meanwhile.
        bare = replace(self._base, query={**self._base.query, "options": (_options(self._base),)})
        return self._looked_at(self._lent(Kept(self._opened(bare), key), at_hand))

    def _lent(self, kept: Kept[Psycopg3], at_hand: Keeper) -> LentSession:
        from goofer_py.stores.postgresql_lent import LentSession

        place = self._schema, _path(self._schema, *self._more)
        return LentSession(
            kept, at_hand, place, self.database, self._secrecy, lambda: self._opened(self._url)
        )

    def _looked_at(self, session: S) -> S:
        try:
            there = session.has_schema(self._schema)
        except BaseException:
            session.close()
            raise
        if there or self._create:
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


def _path(*schemas: str) -> str:
    return ", ".join(map(_quoted, schemas))


def _options(url: DatabaseUrl, *schemas: str) -> str:
    path = _path(*schemas)
    # The server cuts its options at blanks, unless a backslash stands before them.
    escaped = "".join(f"\\{one}" if one.isspace() or one == "\\" else one for one in path)
    return " ".join(filter(None, (url.first("options"), f"-csearch_path={escaped}")))
