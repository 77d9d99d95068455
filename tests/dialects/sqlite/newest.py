"""The newest SQLite there is, by way of apsw, which brings a library of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import apsw

from goofer_py.dialects.sqlite.dialect import SQLiteDialect
from goofer_py.errors import StatementFailed
from goofer_py.stores.store import Row, Session
from tests.dialects.sqlite.live import Live

VERSION = tuple(map(int, apsw.sqlite_lib_version().split(".")))


class ApswSession:
    """As much of a session as reading and changing a database takes."""

    database = "apsw"
    dialect = SQLiteDialect(VERSION)

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return its rows."""
        try:
            return list(self.connection.execute(sql, tuple(parameters)))
        except apsw.Error as error:
            raise StatementFailed(str(error), statement=sql) from error

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement."""
        self.query(sql, parameters)
        return self.connection.changes()

    def run(self, script: str) -> None:
        """Run a whole script, up to the first statement that fails."""
        self.query(script)


@contextmanager
def newest(script: str = "", version: tuple[int, ...] | None = None) -> Iterator[Live]:
    """Open a database in memory, with foreign keys enforced, and run `script` in it."""
    connection = apsw.Connection(":memory:")
    session = ApswSession(connection)
    try:
        session.run("PRAGMA foreign_keys = ON")
        session.run(script)
        yield Live(cast(Session, session), version)
    finally:
        connection.close()
