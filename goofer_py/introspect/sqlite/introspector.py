"""The introspector for SQLite."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial

from goofer_py.dialects.sqlite.canonical import canonical
from goofer_py.dialects.sqlite.capabilities import abilities_of
from goofer_py.dialects.sqlite.dependents import tables_read
from goofer_py.dialects.sqlite.quoting import quote
from goofer_py.dialects.sqlite.tokens import without_quotes
from goofer_py.errors import StoreError
from goofer_py.introspect.introspector import Behind, Scratch
from goofer_py.introspect.scope import Scope
from goofer_py.introspect.sqlite import rows
from goofer_py.introspect.sqlite.catalog import Catalog, Entry, read_catalog
from goofer_py.introspect.sqlite.cross_check import disagreements
from goofer_py.introspect.sqlite.cursor import Unreadable
from goofer_py.introspect.sqlite.index_text import read_index
from goofer_py.introspect.sqlite.scratch import open_scratch
from goofer_py.introspect.sqlite.table_text import read_table
from goofer_py.schema import Name, Schema, SchemaObject, Table, Unmanaged, Use
from goofer_py.stores.store import Session

_INTERNAL = "sqlite_"


class SQLiteIntrospector:
    """Reads SQLite databases, attached ones as namespaces.

    Views and triggers are read whatever the scope says: a rebuild has to put them back.
    """

    def read(self, session: Session, scope: Scope) -> Schema:
        """Return what the database has within `scope`, canonical, in five queries."""
        schema = Schema(namespaces=scope.namespaces)
        abilities = abilities_of(session.dialect.capabilities.version)
        if not abilities.pragma_functions:
            raise _too_old(session)
        for namespace in (None, *scope.namespaces):
            catalog = read_catalog(session, namespace or "main", table_list=abilities.table_list)
            schema = _merged(schema, _Reading(session, scope, namespace, catalog).schema())
        return schema

    @contextmanager
    def ahead(
        self,
        session: Session,
        scope: Scope,  # noqa: ARG002
    ) -> Iterator[Callable[[Scope], Schema]]:
        """Give what reads; nothing is begun before."""
        yield partial(self.read, session)

    def schemas(self, session: Session) -> tuple[str, ...]:  # noqa: ARG002
        """Return none: what is attached is a database of its own."""
        return ()

    def shapes(self, session: Session) -> tuple[str, ...]:  # noqa: ARG002
        """Return none: programs choose no schema by a search path."""
        return ()

    def inserted(self, session: Session, table: Table) -> str | None:
        """Return the statement that inserts the rows that `table` has; None without any."""
        return rows.inserted(session, table)

    def counters(self, session: Session) -> tuple[str, ...]:  # noqa: ARG002
        """Return nothing: rows move the counters."""
        return ()

    def behind(self, session: Session, schema: Schema) -> tuple[Behind, ...]:  # noqa: ARG002
        """Return none: the next number is always above that of the last row."""
        return ()

    def managing(self, kinds: Collection[str]) -> SQLiteIntrospector:  # noqa: ARG002
        """Return the same: owners and grants are not read here."""
        return self

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
        """Open an empty database in memory, of the same library, with the same attached names."""
        return open_scratch(session, namespaces, self.read)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One database of the session being read; `namespace` is None for the main one."""

    session: Session
    scope: Scope
    namespace: str | None
    catalog: Catalog

    def schema(self) -> Schema:
        kinds: dict[str, list[Entry]] = {}
        for entry in self.catalog.entries:
            if not entry.name.startswith(_INTERNAL):
                kinds.setdefault(entry.kind, []).append(entry)
        tables = [e for e in kinds.get("table", ()) if self.scope.covers(self.name(e.name))]
        schema = canonical(Schema(tables=tuple(self.tables(tables, kinds.get("index", [])))))
        self.check(schema)
        return replace(
            schema,
            objects=tuple(self.objects(kinds)),
            unmanaged=tuple(self.unmanaged(tables)),
        )

    def name(self, name: str) -> Name:
        return Name(name, self.namespace)

    def tables(self, entries: list[Entry], indexes: list[Entry]) -> Iterator[Table]:
        of_table: dict[str, list[Entry]] = {}
        for entry in indexes:
            of_table.setdefault(entry.table, []).append(entry)
        for entry in entries:
            if not entry.is_virtual and entry.name not in self.catalog.shadows:
                yield self.table(entry, of_table.get(entry.name, []))

    def table(self, entry: Entry, indexes: list[Entry]) -> Table:
        try:
            table = read_table(entry.sql or "", self.name(entry.name))
            read = tuple(read_index(i.sql, i.name) for i in indexes if i.sql is not None)
        except Unreadable as error:
            raise self.unreadable(entry.name, str(error)) from error
        return replace(table, indexes=read)

    def check(self, schema: Schema) -> None:
        for table in schema.tables:
            found = disagreements(table, self.catalog)
            if found:
                raise self.unreadable(table.name.name, "; ".join(found))

    def unreadable(self, table: str, reason: str) -> StoreError:
        return StoreError(
            f"{self.session.database}: the text of table {self.name(table)} cannot be read "
            f"with certainty: {reason}. Nothing was changed.",
            database=self.session.database,
            hint=f'leave the table out: exclude = ["{self.name(table)}"]',
        )

    def objects(self, kinds: Mapping[str, list[Entry]]) -> Iterator[SchemaObject]:
        views = {entry.name.lower(): entry.name for entry in kinds.get("view", ())}
        tables = {entry.name.lower(): entry.name for entry in kinds.get("table", ())}
        for entry in (*kinds.get("view", ()), *kinds.get("trigger", ())):
            words = tables_read(entry.sql or "") - {entry.name.lower()}
            read = [Use("table", self.name(tables[w]), textual=True) for w in words & tables.keys()]
            read += [Use("view", self.name(views[w]), textual=True) for w in words & views.keys()]
            text = self.definition(entry)
            plain = without_quotes(text)
            yield SchemaObject(
                entry.kind,
                self.name(entry.name),
                plain,
                self.name(entry.table) if entry.kind == "trigger" else None,
                uses=tuple(sorted(read, key=lambda use: (use.kind, use.name.sort_key))),
                text="" if text == plain else text,
            )

    def definition(self, entry: Entry) -> str:
        """Return the statement that makes the object again, in the database it is in."""
        text = (entry.sql or "").strip()
        if self.namespace is None:
            return text
        create = f"CREATE {'VIRTUAL ' if entry.is_virtual else ''}{entry.kind.upper()} "
        return f"{create}{quote(self.namespace)}.{text[len(create) :]}"

    def unmanaged(self, entries: list[Entry]) -> Iterator[Unmanaged]:
        for entry in entries:
            if entry.is_virtual:
                yield Unmanaged("virtual table", self.name(entry.name), self.definition(entry))
            elif entry.name in self.catalog.shadows:
                yield Unmanaged("shadow table", self.name(entry.name))


def _merged(one: Schema, other: Schema) -> Schema:
    return replace(
        one,
        tables=(*one.tables, *other.tables),
        objects=(*one.objects, *other.objects),
        unmanaged=(*one.unmanaged, *other.unmanaged),
    )


def _too_old(session: Session) -> StoreError:
    version = ".".join(map(str, session.dialect.capabilities.version))
    return StoreError(
        f"{session.database}: SQLite {version} cannot be asked about its tables by queries; "
        "that takes 3.16 or newer. Nothing was changed.",
        database=session.database,
        hint="use a Python that brings a newer SQLite: python -c 'import sqlite3; "
        "print(sqlite3.sqlite_version)'",
    )
