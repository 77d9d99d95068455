"""Sessions on SQLite."""

from __future__ import annotations

import re
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from goofer_py.dialects.statement import Statement
from goofer_py.errors import ConnectionFailed, RebuildRefused, StatementFailed, UsageError
from goofer_py.stores.batched import Temporary as TemporaryRows
from goofer_py.stores.batched import by_table
from goofer_py.stores.fault import Fault
from goofer_py.stores.others import NoOthers, Others
from goofer_py.stores.pragmas import set_back, snapshot, switched_off
from goofer_py.stores.progress import NoProgress, Progress
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.session import TransactionalSession
from goofer_py.stores.sqlite_timeout import Stopwatch
from goofer_py.stores.store import ELAPSED, Bound, Row
from goofer_py.stores.table_types import SQLITE, TableTypes
from goofer_py.stores.temporary import Temporary
from goofer_py.stores.transactions import Transactions

if TYPE_CHECKING:
    from goofer_py.dialects.dialect import Dialect
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.stores.limits import Limits
    from goofer_py.stores.rules import StatementRules
    from goofer_py.stores.vitals import Vitals

# Before Python 3.12, text with two statements is a Warning, which is no Error.
_ERRORS = (sqlite3.Error, sqlite3.Warning)
_HINTS = {
    "SQLITE_READONLY": "make the file and its folder writable for this user",
    "SQLITE_FULL": "free some space on the disk, or raise PRAGMA max_page_count",
    "SQLITE_BUSY": "another program is writing to the database: end it, or try again later",
    "SQLITE_LOCKED": "finish what reads or writes the same table on this connection",
    "SQLITE_IOERR": "look at the disk: the operating system could not read or write",
    "SQLITE_NOTADB": "give the path of an SQLite database",
    "SQLITE_CORRUPT": "check the file: PRAGMA integrity_check",
}
_NEAR = re.compile(r'near "(.+)": syntax error', re.DOTALL)
_CHECK = re.compile(r"PRAGMA\s+(?:\w+\s*\.\s*)?foreign_key_check\b", re.IGNORECASE)
_ROWS = TemporaryRows("CREATE TEMP TABLE {name} AS ", "DROP TABLE temp.{name}", "_rowid_")
_STEPS = 100_000
"""How many instructions of SQLite's machine run before Python may look at signals."""


class SQLiteSession(TransactionalSession):
    """A session over one `sqlite3` connection, which opens no transactions by itself.

    `release` is given for a connection that belongs to somebody else: it is called instead of
    closing.
    """

    table_types: TableTypes = SQLITE

    def __init__(
        self,
        connection: sqlite3.Connection,
        database: str,
        *,
        release: Callable[[], None] | None = None,
        joined: bool = False,
    ) -> None:
        super().__init__(database, Secrecy(), Transactions("BEGIN IMMEDIATE", joined=joined))
        self._connection = connection
        self._release = release or connection.close
        self._owned = release is None
        self._over = False
        self._unguarded = False
        self._stopwatch = Stopwatch()
        self._running = ""

    @property
    def dialect(self) -> Dialect:
        """The SQLite dialect at the version of this library."""
        from goofer_py.dialects import get_dialect

        return get_dialect("sqlite", sqlite3.sqlite_version_info)

    @property
    def syntax(self) -> Syntax:
        """How SQLite scripts are cut into statements."""
        from goofer_py.dialects.sqlite.syntax import SQLITE

        return SQLITE

    @property
    def rules(self) -> StatementRules:
        """Which statements concern the transaction or the session."""
        from goofer_py.stores.rules import SQLITE_RULES

        return SQLITE_RULES

    @property
    def default_schema(self) -> None:
        """Return None: SQLite has no schemas."""
        return

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return not self._over and self._connection.in_transaction

    @property
    def closed(self) -> bool:
        """Whether the connection was closed."""
        return self._over

    @property
    def connection(self) -> Any:
        """The `sqlite3.Connection`."""
        return self._connection

    @property
    def others(self) -> Others:
        """None: what a process has begun ends with it."""
        return NoOthers()

    @property
    def vitals(self) -> Vitals:
        """The health of the file."""
        from goofer_py.stores.sqlite_vitals import SQLiteVitals

        return SQLiteVitals(self)

    @property
    def progress(self) -> Progress:
        """What this session runs: no other sees it."""
        return NoProgress(self._running)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return its rows."""
        self._running = sql
        self._stopwatch.start()
        try:
            return self._connection.execute(sql, tuple(parameters)).fetchall()
        except _ERRORS as error:
            raise self._refused(error, Statement(sql, 1, 1, 0)) from None
        finally:
            self._stopwatch.stop()
            self._running = ""

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement and return the number of rows it touched, -1 when unknown."""
        return self._cursor(sql, parameters).rowcount

    def batched(
        self, sql: str, size: int, parameters: Sequence[object] = ()
    ) -> Iterator[list[Row]]:
        """Yield the rows of a query in lists of `size`, through a temporary table."""
        return by_table(self, _ROWS, sql, size, parameters)

    def run_statements(self, statements: Iterable[Statement]) -> None:
        """Run what a splitter gave, one by one."""
        execute, stopwatch = self._connection.execute, self._stopwatch
        for statement in statements:
            # What goofer adds of its own stands before all of the text.
            if statement.offset < 0 and stopwatch.takes(statement.text):
                continue
            self._running = statement.text
            stopwatch.start()
            try:
                cursor = execute(statement.text)
                if cursor.description is not None:
                    self._exhaust(cursor, statement)
            except _ERRORS as error:
                raise self._refused(error, statement) from None
            finally:
                stopwatch.stop()
                self._running = ""

    def perform(
        self,
        statements: Iterable[Statement],
        first: Bound,
        last: Sequence[Bound],
        opening: str = "",
    ) -> None:
        """Run `first`, the statements and `last` in a transaction that nobody else can write in."""
        started = time.monotonic()
        self._open(opening if "EXCLUSIVE" in opening.upper() else "")
        try:
            self._record(first)
            temporary = Temporary(self._connection)
            self.run_statements(temporary.watch(statements))
            for statement in temporary.leftover():
                self._send(statement)
            elapsed = round((time.monotonic() - started) * 1000)
            for sql, parameters in last:
                self._record((sql.replace(ELAPSED, str(elapsed)), parameters))
            self._send(self._transactions.commit())
        except BaseException:
            self._undo()
            raise
        finally:
            self._stopwatch.ended()
        self._transactions.ended()

    def commit(self) -> None:
        """Commit what `begin` opened."""
        super().commit()
        if not self.in_transaction:
            self._stopwatch.ended()

    def rollback(self) -> None:
        """Undo what was done since `begin`."""
        super().rollback()
        if not self.in_transaction:
            self._stopwatch.ended()

    @contextmanager
    def preserved(self, settings: Sequence[Statement] = ()) -> Iterator[None]:
        """Run `settings`, check that guards are really off, and set all pragmas back at the end."""
        before = snapshot(self, (statement.text for statement in settings))
        try:
            self.run_statements(settings)
            self._check_guards(settings)
            self._unguarded = bool(before.get("foreign_keys") and not self.pragma("foreign_keys"))
            yield
        finally:
            self._unguarded, self._stopwatch.seconds = False, None
            # Inside of a transaction they could not have been changed either.
            if not self._over and not self.in_transaction:
                set_back(self, before)

    def pragma(self, name: str) -> object:
        """Return the value of a pragma, None when this SQLite does not know it."""
        row = self._cursor(f"PRAGMA {name}").fetchone()
        return row[0] if row else None

    def set_pragma(self, name: str, value: object) -> None:
        """Set a pragma."""
        self._cursor(f"PRAGMA {name} = {value}").fetchall()

    def broken_references(self) -> frozenset[Row]:
        """Return the rows that refer to none, while checks that are on otherwise are off."""
        if not self._unguarded:
            return frozenset()
        return frozenset(self.query("PRAGMA foreign_key_check"))

    def refuse_broken_references(self, known: frozenset[Row]) -> None:
        """Raise ScriptFailed when there are other broken references than the `known` ones."""
        if broken := sorted(self.broken_references() - known, key=str):
            raise self._failed(_broken_keys(broken), None)

    def limits(self, timeout: int | None, lock_timeout: int | None, *, alone: bool) -> Limits:
        """Return what limits, in ms, how long statements take and a lock is waited for."""
        from goofer_py.stores.limits import sqlite_limits

        return sqlite_limits(timeout, lock_timeout, alone=alone, owned=self._owned)

    def locate(self, table: str) -> str | None:
        """Return a table's quoted name, None when there is no such table."""
        found = self.query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE",
            [table],
        )
        return self.quoted(found[0][0]) if found else None

    def quoted(self, table: str) -> str:
        """Return a table's name, quoted."""
        return 'main."{}"'.format(table.replace('"', '""'))

    def ensure_schema(self, name: str) -> None:
        """Raise UsageError: a file has no schemas."""
        raise UsageError(
            f"{self.database} has no schemas, so there is no schema {name!r} to make.",
            hint="leave the schema out; on SQLite each database is a file of its own",
        )

    @contextmanager
    def interruptible(self) -> Iterator[Callable[[], None]]:
        """Let Python look at signals and the time during long statements; gives what ends one."""
        if self._owned:
            self._connection.set_progress_handler(self._stopwatch.go_on, _STEPS)
        try:
            yield self._connection.interrupt
        finally:
            if self._owned and not self._over:
                self._connection.set_progress_handler(None, 0)

    def close(self) -> None:
        """Close the connection, or give it back to whom it belongs."""
        if not self._over:
            self._over = True
            self._release()

    def _send(self, statement: str) -> None:
        try:
            self._connection.execute(statement)
        except _ERRORS as error:
            raise self._failed(_fault(error, statement), None) from None

    def _record(self, bound: Bound) -> None:
        try:
            self._connection.execute(*bound)
        except _ERRORS as error:
            raise self._failed(_fault(error, bound[0]), None, recording=True) from None

    def _cursor(self, sql: str, parameters: Sequence[object] = ()) -> sqlite3.Cursor:
        self._running = sql
        self._stopwatch.start()
        try:
            return self._connection.execute(sql, tuple(parameters))
        except _ERRORS as error:
            raise self._refused(error, Statement(sql, 1, 1, 0)) from None
        finally:
            self._stopwatch.stop()
            self._running = ""

    def _refused(
        self, error: Exception, statement: Statement
    ) -> StatementFailed | ConnectionFailed:
        return self._failed(self._stopwatch.explained(_fault(error, statement.text)), statement)

    def _exhaust(self, cursor: sqlite3.Cursor, statement: Statement) -> None:
        """Run a statement that gives rows to its end; rows of a foreign key check are a failure."""
        if not _CHECK.match(statement.text):
            deque(cursor, maxlen=0)
        elif broken := cursor.fetchall():
            raise self._failed(_broken_keys(broken), statement)

    def _check_guards(self, settings: Sequence[Statement]) -> None:
        for guard in filter(None, (switched_off(statement.text) for statement in settings)):
            if self.pragma(guard):
                why = "a transaction is open" if self.in_transaction else "SQLite kept it on"
                raise RebuildRefused(
                    f"{self.database}: PRAGMA {guard} could not be switched off, because {why}."
                    " With it on, rebuilding a table deletes the rows that refer to it, so nothing"
                    " was run.",
                    database=self.database,
                    hint="give goofer the URL or the Engine, not a connection inside a transaction"
                    if self.in_transaction
                    else f"allow PRAGMA {guard} = OFF on this connection",
                )


def _fault(error: Exception, sql: str) -> Fault:
    message = str(error)
    state = str(getattr(error, "sqlite_errorname", "") or "")
    hint = next((hint for name, hint in _HINTS.items() if state.startswith(name)), "")
    return Fault(message, state, hint, position=_position(message, sql))


def _position(message: str, sql: str) -> int | None:
    """Return where the text is that a syntax error is near, if it is there only once."""
    found = _NEAR.search(message)
    if found is None or sql.count(found[1]) != 1:
        return None
    return sql.index(found[1])


def _broken_keys(rows: Sequence[Row]) -> Fault:
    table, rowid, parent, _ = rows[0]
    more = f", and {len(rows) - 1} more" if len(rows) > 1 else ""
    message = f"foreign key check: {table} row {rowid} refers to no row of {parent}{more}"
    return Fault(message, "SQLITE_CONSTRAINT_FOREIGNKEY")
