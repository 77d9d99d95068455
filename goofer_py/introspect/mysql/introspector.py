"""Reads a MySQL or MariaDB database as a schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from goofer_py.introspect.introspector import Behind, Scratch
from goofer_py.introspect.mysql import numbers, rows
from goofer_py.introspect.mysql.catalog import Catalog
from goofer_py.introspect.mysql.hidden import with_hidden
from goofer_py.introspect.mysql.reading import read_schema
from goofer_py.introspect.mysql.scratch import open_scratch
from goofer_py.introspect.mysql.settings import settled
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Name, Schema, Table
from goofer_py.stores.store import Session


class MySQLIntrospector:
    """Implements Introspector by bulk queries on information_schema.

    Only what these do not tell is asked for table by table: partitions, parsers of fulltext
    indexes, the algorithm of views.
    """

    def read(self, session: Session, scope: Scope) -> Schema:
        """Return what the database has within `scope`; settings of the session stay as they are."""
        with settled(session):
            found = read_schema(Catalog(session, scope), scope.default_schema, scope.namespaces)
        return session.dialect.canonical(found)

    @contextmanager
    def ahead(
        self,
        session: Session,
        scope: Scope,  # noqa: ARG002
    ) -> Iterator[Callable[[Scope], Schema]]:
        """Give what reads; nothing is begun before."""
        yield partial(self.read, session)

    def schemas(self, session: Session) -> tuple[str, ...]:  # noqa: ARG002
        """Return none: other schemas are databases of their own here."""
        return ()

    def shapes(self, session: Session) -> tuple[str, ...]:  # noqa: ARG002
        """Return none: programs choose no schema by a search path."""
        return ()

    def inserted(self, session: Session, table: Table) -> str | None:
        """Return the statement that inserts the rows that `table` has; None without any."""
        return rows.inserted(session, table)

    def counters(self, session: Session) -> tuple[str, ...]:
        """Return what sets sequences to where they are; rows move all other counters."""
        return rows.counters(session)

    def behind(self, session: Session, schema: Schema) -> list[Behind]:
        """Return the AUTO_INCREMENT counters that give a number which a row has already."""
        return numbers.behind(session, schema)

    def managing(self, kinds: Collection[str]) -> MySQLIntrospector:  # noqa: ARG002
        """Return the same: owners and grants are not read here."""
        return self

    def with_hidden(self, session: Session, schema: Schema, tables: Collection[Name]) -> Schema:
        """Return `schema` with a word on columns that FULLTEXT indexes left in `tables`."""
        return with_hidden(session, schema, tables)

    def scratch(
        self, session: Session, namespaces: tuple[str, ...]
    ) -> AbstractContextManager[Scratch]:
        """Open an empty database, and one more for each of `namespaces`, beside this one.

        They are dropped at the end. Raises ScratchRefused where the user may not create databases.
        """
        return open_scratch(session, namespaces)
