"""Reads a PostgreSQL database as a schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from goofer_py.introspect.introspector import Scratch
from goofer_py.introspect.postgresql.catalog import Catalog, Place
from goofer_py.introspect.postgresql.reading import read_schema
from goofer_py.introspect.postgresql.scratch import open_scratch
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Schema
from goofer_py.stores.store import Session


class PostgreSQLIntrospector:
    """Implements Introspector by a fixed number of queries on pg_catalog."""

    def read(self, session: Session, scope: Scope) -> Schema:
        """Return what the database has within `scope`, as it is at one moment.

        Settings of the session are as before afterwards, the search path among them.
        """
        default = scope.default_schema or session.default_schema or "public"
        with _undone(session):
            return read_schema(Catalog(session, Place(default, scope.namespaces), scope))

    def scratch(
        self, session: Session, namespaces: tuple[str, ...]
    ) -> AbstractContextManager[Scratch]:
        """Open an empty schema, and one more for each of `namespaces`, in a transaction.

        The transaction is rolled back at the end: nothing of it is ever seen by anybody else.
        Raises ScratchRefused where the role may not create schemas.
        """
        return open_scratch(session, namespaces)


@contextmanager
def _undone(session: Session) -> Iterator[None]:
    """Read one consistent state, and leave nothing behind."""
    nested = session.in_transaction
    session.begin()
    try:
        if not nested:
            session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
    finally:
        session.rollback()
