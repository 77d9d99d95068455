"""An empty database in memory to try things in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from goofer_py.dialects.sqlite.quoting import quote
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Schema
from goofer_py.stores.sqlite_session import SQLiteSession
from goofer_py.stores.store import Session

_KEPT = "goofer_*"
_COLLATIONS = "SELECT name FROM pragma_collation_list"
_FUNCTIONS = "SELECT DISTINCT name, narg FROM pragma_function_list WHERE NOT builtin"


@dataclass(frozen=True, slots=True)
class SQLiteScratch:
    """A database in memory; attached ones have the names that they have in the real database."""

    session: Session
    namespaces: tuple[str, ...]
    reads: Callable[[Session, Scope], Schema]

    @property
    def default_schema(self) -> str | None:
        """Nothing: it is called the same here."""
        return None

    def namespace(self, name: str) -> str:
        """Return `name`: an attached database is called the same here."""
        return name

    def read(self) -> Schema:
        """Return what the scratch holds, except what goofer itself puts aside."""
        return self.reads(self.session, Scope(namespaces=self.namespaces, exclude=(_KEPT,)))


@contextmanager
def open_scratch(
    session: Session, namespaces: tuple[str, ...], reads: Callable[[Session, Scope], Schema]
) -> Iterator[SQLiteScratch]:
    """Open a scratch that knows the functions and collations of `session`, by name at least."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        scratch = SQLiteSession(connection, "a scratch database in memory")
        for namespace in namespaces:
            scratch.execute(f"ATTACH ':memory:' AS {quote(namespace)}")
        _borrow_names(session, scratch, connection)
        yield SQLiteScratch(scratch, namespaces, reads)
    finally:
        connection.close()


def _borrow_names(session: Session, scratch: Session, connection: sqlite3.Connection) -> None:
    """Let what the application registered on its connection be named in the scratch too.

    A function gives NULL there, which no check refuses; a collation compares as text.
    """
    for (name,) in set(session.query(_COLLATIONS)) - set(scratch.query(_COLLATIONS)):
        connection.create_collation(name, _compared)
    if scratch.dialect.capabilities.version >= (3, 30):
        for name, count in set(session.query(_FUNCTIONS)) - set(scratch.query(_FUNCTIONS)):
            connection.create_function(name, count, _unknown, deterministic=True)


def _compared(one: str, other: str) -> int:
    return (one > other) - (one < other)


def _unknown(*_: object) -> None:
    return None
