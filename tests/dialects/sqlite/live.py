"""A real SQLite database under the test's hands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from typing import Any

from goofer_py.dialects.sqlite.dialect import SQLiteDialect
from goofer_py.diff.differ import diff
from goofer_py.diff.hints import Hints
from goofer_py.diff.renames import renames
from goofer_py.generate.adopted import with_adopted
from goofer_py.generate.keep import Fate, Loss, losses, with_fates
from goofer_py.generate.render import Renderer
from goofer_py.introspect.scope import Scope
from goofer_py.introspect.sqlite import SQLiteIntrospector
from goofer_py.operations import Operation
from goofer_py.schema import Schema
from goofer_py.stores.sqlite_session import SQLiteSession
from goofer_py.stores.store import Session

_COUNTERS = "SELECT name, seq FROM sqlite_sequence WHERE seq > 0 AND name NOT GLOB 'goofer_*'"


@dataclass(frozen=True, slots=True)
class Change:
    """Operations, and the two scripts that were made of them."""

    before: Schema
    after: Schema
    up: str
    down: str


class Live:
    """A database, and the dialect that writes for it (of an older library, if a test says so)."""

    def __init__(self, session: Session, version: tuple[int, ...] | None = None) -> None:
        self.session = session
        self.renderer = _renderer(version or session.dialect.capabilities.version)
        self.dialect = SQLiteDialect(self.renderer.dialect.capabilities.version)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.session.query(sql)

    def run(self, script: str) -> None:
        self.session.run(script)

    def read(self, *namespaces: str) -> Schema:
        return SQLiteIntrospector().read(self.session, Scope(namespaces=namespaces))

    def build(self, schema: Schema) -> None:
        """Create the tables of `schema`."""
        empty = Schema()
        self.run(self.renderer.statements(self.dialect.lower(diff(empty, schema), empty)))

    def change(self, operations: Sequence[Operation]) -> Change:
        """Return the scripts that do `operations` to what is there, and undo them."""
        before = self.read()
        after = reduce(lambda schema, operation: operation.apply(schema), operations, before)
        after = replace(after, objects=before.objects)
        inverses = [operation.inverse() for operation in reversed(operations)]
        return Change(
            before,
            after,
            self.renderer.file(self.dialect.lower(operations, before), ["up"]),
            self.renderer.file(self.dialect.lower(inverses, after), ["down"]),
        )

    def change_to(self, script: str, hints: Hints | None = None, *, keep: bool = False) -> Change:
        """Return the scripts that make of what is there what `script` makes, and back."""
        before = self.read()
        wanted = with_adopted(tables_of(described(script)), _renamed(before, hints or Hints()), ())
        operations = diff(before, wanted, hints, self.dialect)
        if keep:
            fates: dict[Loss, Fate] = dict.fromkeys(losses(operations), "keep")
            operations = with_fates(operations, fates, before, self.dialect, "1")
        return self.change(operations)

    def round_trip(self, change: Change) -> None:
        """Run up, down and up again, and see to the schema and the contents at each stop."""
        contents = self.contents()
        self.run(change.up)
        assert self.tables() == tables_of(change.after)
        changed = self.contents()
        self.run(change.down)
        assert self.read() == change.before
        assert self.contents() == contents
        self.run(change.up)
        assert self.tables() == tables_of(change.after)
        assert self.contents() == changed

    def tables(self) -> Schema:
        """Return what is there, but for views and triggers, which `contents` has."""
        return tables_of(self.read())

    def contents(self) -> dict[str, Any]:
        """Return everything a rebuild has to keep: rows with their numbers, counters, texts."""
        found: dict[str, Any] = {"counters": []}
        for name, sql in self.query("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
            if not name.startswith(("sqlite_", "goofer_")):
                found[name] = self.rows(name, sql)
            elif name == "sqlite_sequence":
                found["counters"] = sorted(self.query(_COUNTERS))
        texts = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')"
        found["views and triggers"] = sorted(self.query(texts))
        return found

    def rows(self, table: str, sql: str | None = None) -> list[str]:
        """Return the rows of a table, each with its number where it has one.

        The order of columns counts for nothing: a column that comes back comes last.
        """
        names = sorted(
            name for (name,) in self.query(f"SELECT name FROM pragma_table_xinfo('{table}')")
        )
        if "WITHOUT ROWID" not in (sql or "").upper():
            names.insert(0, "rowid")
        columns = ", ".join(map(self.dialect.quote, names))
        found = self.query(f'SELECT {columns} FROM "{table}"')
        return sorted(repr(dict(zip(names, row, strict=True))) for row in found)


def tables_of(schema: Schema) -> Schema:
    """Return the schema without views and triggers: a rename respells them, nobody knows how."""
    return replace(schema, objects=())


def _renamed(schema: Schema, hints: Hints) -> Schema:
    return reduce(lambda before, rename: rename.apply(before), renames(schema, hints), schema)


def described(script: str) -> Schema:
    """Return the schema that `script` makes in an empty database."""
    with live(script) as db:
        return db.read()


@lru_cache
def _renderer(version: tuple[int, ...]) -> Renderer:
    return Renderer(SQLiteDialect(version))


@contextmanager
def live(script: str = "", version: tuple[int, ...] | None = None) -> Iterator[Live]:
    """Open a database in memory, with foreign keys enforced, and run `script` in it."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    session = SQLiteSession(connection, "sqlite://")
    try:
        session.execute("PRAGMA foreign_keys = ON")
        session.run(script)
        yield Live(session, version)
    finally:
        session.close()
