"""Reads a PostgreSQL database as a schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

from goofer_py.dialects.postgresql.shapes import shape_mark
from goofer_py.introspect.introspector import Behind, Scratch
from goofer_py.introspect.postgresql import numbers, queries, rows
from goofer_py.introspect.postgresql.catalog import Catalog, Place
from goofer_py.introspect.postgresql.reading import begin_to_read, read_schema
from goofer_py.introspect.postgresql.scratch import open_scratch
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Name, Schema, Table
from goofer_py.schema.access import ACCESS
from goofer_py.stores.store import Session

_PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class PostgreSQLIntrospector:
    """Implements Introspector by a fixed number of queries on pg_catalog.

    `access` are those of owners and grants that are read.
    """

    access: tuple[str, ...] = ()

    def read(self, session: Session, scope: Scope) -> Schema:
        """Return what the database has within `scope`, as it is at one moment.

        Settings of the session are as before afterwards, the search path among them.
        """
        with self.ahead(session, scope) as read:
            return read(scope)

    @contextmanager
    def ahead(self, session: Session, scope: Scope) -> Iterator[Callable[[Scope], Schema]]:
        """Let the server work on `scope` until it is read, or on the other one that is wanted."""
        with _undone(session), ExitStack() as begun:
            catalog = self._catalog(session, scope)
            begun.enter_context(begin_to_read(catalog))

            def read(wanted: Scope) -> Schema:
                nonlocal catalog
                if wanted.places != scope.places:
                    begun.close()
                    catalog = self._catalog(session, wanted)
                    begun.enter_context(begin_to_read(catalog))
                catalog.scope = wanted
                return read_schema(catalog)

            yield read

    def _catalog(self, session: Session, scope: Scope) -> Catalog:
        default = scope.default_schema or session.default_schema or "public"
        return Catalog(session, Place(default, scope.namespaces), scope, self.access)

    def schemas(self, session: Session) -> tuple[str, ...]:
        """Return all other schemas but the server's own, goofer's own and those of extensions.

        There are none where the session is at home in another schema than public: many such may
        share the database.
        """
        default = session.default_schema or _PUBLIC
        if default != _PUBLIC:
            return ()
        return tuple(name for (name,) in session.query(queries.SCHEMAS) if name != default)

    def shapes(self, session: Session) -> tuple[str, ...]:
        """Return the schemas of views that goofer made of the default one, by name."""
        mark = shape_mark(session.default_schema or _PUBLIC)
        return tuple(name for (name,) in session.query(queries.SHAPES, (mark,)))

    def inserted(self, session: Session, table: Table) -> str | None:
        """Return the statement that inserts the rows that `table` has; None without any."""
        return rows.inserted(session, table)

    def counters(self, session: Session) -> tuple[str, ...]:
        """Return what sets sequences to where they are."""
        return rows.counters(session)

    def behind(self, session: Session, schema: Schema) -> list[Behind]:
        """Return the sequences that give a number which a row has already, or one below."""
        return numbers.behind(session, schema)

    def managing(self, kinds: Collection[str]) -> PostgreSQLIntrospector:
        """Return what also reads owners and grants, as far as they are among the `kinds`."""
        return PostgreSQLIntrospector(tuple(kind for kind in ACCESS if kind in kinds))

    def with_hidden(
        self,
        session: Session,  # noqa: ARG002
        schema: Schema,
        tables: Collection[Name],  # noqa: ARG002
    ) -> Schema:
        """Return `schema`: nothing is hidden here."""
        return schema

    def scratch(
        self, session: Session, namespaces: tuple[str, ...]
    ) -> AbstractContextManager[Scratch]:
        """Open an empty schema, and one more for each of `namespaces`, in a transaction.

        The transaction is rolled back at the end: nothing of it is ever seen by anybody else.
        Raises ScratchRefused where the role may not create schemas.
        """
        return open_scratch(session, namespaces, self.access)


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
