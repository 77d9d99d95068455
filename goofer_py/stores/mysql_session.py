"""Sessions on MySQL and MariaDB, over any of their drivers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from goofer_py.dialects.statement import Statement
from goofer_py.errors import ConnectionFailed, StatementFailed
from goofer_py.stores.batched import Temporary, by_table
from goofer_py.stores.driver_session import DriverSession
from goofer_py.stores.fault import Refused
from goofer_py.stores.mysql_driver import MySQLDriver
from goofer_py.stores.mysql_leaks import CallersState, OwnState, touches
from goofer_py.stores.mysql_trace import CHANGES_ROWS, LOCKS, traced
from goofer_py.stores.mysql_version import ServerVersion, server_version
from goofer_py.stores.names import parts_of
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.store import ELAPSED, Bound, Row
from goofer_py.stores.table_types import MYSQL, TableTypes
from goofer_py.stores.transactions import Transactions

if TYPE_CHECKING:
    from goofer_py.dialects.dialect import Dialect
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.stores.limits import Limits
    from goofer_py.stores.others import Others
    from goofer_py.stores.progress import Progress
    from goofer_py.stores.rules import StatementRules
    from goofer_py.stores.shadow import Shadow
    from goofer_py.stores.url import DatabaseUrl
    from goofer_py.stores.vitals import Vitals

_DEFAULTS = "SELECT @@lower_case_table_names, @@collation_database, @@sql_mode"
_ROWS = Temporary(
    "CREATE TEMPORARY TABLE {name} (goofer_row BIGINT AUTO_INCREMENT PRIMARY KEY) ",
    "DROP TEMPORARY TABLE {name}",
    "goofer_row",
    shown=True,
)
_LOCATE = (
    "SELECT table_schema, table_name FROM information_schema.tables"
    " WHERE table_schema = {} AND table_name = ?"
)


class MySQLSession(DriverSession[MySQLDriver]):
    """A session over any driver for MySQL or MariaDB."""

    table_types: TableTypes = MYSQL
    url: DatabaseUrl | None = None
    """What it was connected by, secrets included; None for a connection of somebody else's."""

    def __init__(
        self,
        driver: MySQLDriver,
        database: str,
        secrecy: Secrecy,
        *,
        release: Callable[[], None] | None = None,
        joined: bool = False,
    ) -> None:
        transactions = Transactions("START TRANSACTION", joined=joined)
        super().__init__(driver, database, secrecy, transactions, release)
        self._settled: OwnState | CallersState | None = None
        self._touched = False
        self._companion = ""
        self._locked = False

    @cached_property
    def server(self) -> ServerVersion:
        """Which of the two servers this is, and its version."""
        return server_version(self._driver.server)

    @cached_property
    def dialect(self) -> Dialect:
        """The MySQL dialect at the version of this server, in the sql_mode of the session."""
        from goofer_py.dialects.mysql.dialect import MySQLDialect

        folds, collation, mode = self.query(_DEFAULTS)[0]
        modes = frozenset(mode.split(","))
        server = self.server
        dialect: Dialect = MySQLDialect(
            server.version, server.mariadb, folds == 1, collation, modes
        )
        return dialect

    @cached_property
    def syntax(self) -> Syntax:
        """How scripts are cut into statements on this server, in the sql_mode that they find."""
        from goofer_py.dialects.mysql.syntax import MARIADB, MYSQL, for_mode

        mode = str(self.query("SELECT @@sql_mode")[0][0])
        return for_mode(MARIADB if self.server.mariadb else MYSQL, mode)

    @property
    def rules(self) -> StatementRules:
        """Which statements concern the transaction or the session."""
        from goofer_py.stores.mysql_rules import MYSQL_RULES

        return MYSQL_RULES

    @property
    def default_schema(self) -> None:
        """Return None: a schema is a database of its own here."""
        return

    @cached_property
    def lower_case_table_names(self) -> int:
        """How the server keeps and compares the names of tables: 0, 1 or 2."""
        return int(self.query("SELECT @@lower_case_table_names")[0][0])

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return not self._over and self._driver.in_transaction

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement and return the number of rows it touched, -1 when unknown."""
        # A script may have switched autocommit off.
        committing = not (self._driver.autocommit or self._transactions.depth)
        committing = committing and not self.in_transaction
        touched = self._query(sql, parameters)[1]
        if committing:
            self._send("COMMIT")
        return touched

    def batched(
        self, sql: str, size: int, parameters: Sequence[object] = ()
    ) -> Iterator[list[Row]]:
        """Yield the rows of a query in lists of `size`, through a temporary table."""
        return by_table(self, _ROWS, sql, size, parameters)

    def run_statements(self, statements: Iterable[Statement]) -> None:
        """Run what a splitter gave, one by one; rows are thrown away."""
        for statement in statements:
            text = statement.text
            self._touched = self._touched or touches(text)
            if locks := LOCKS.match(text):
                self._locked = locks["unlock"] is None
                if self._companion and self._locked:
                    text = f"{locks[0]} {self._companion} WRITE,{text[locks.end() :]}"
            try:
                self._driver.run(text)
            except Refused as refused:
                raise self._failed(refused.fault, statement) from None

    def perform(
        self,
        statements: Iterable[Statement],
        first: Bound,
        last: Sequence[Bound],
        opening: str = "",
    ) -> None:
        """Run `first`, the statements and `last` in a transaction.

        The statements must be none that commits by itself: `rules` tells them apart.
        """
        state = self._state()
        started = time.monotonic()
        self._open(opening)
        try:
            self._record(first)
            self.run_statements(statements)
            elapsed = round((time.monotonic() - started) * 1000)
            for sql, parameters in last:
                self._record((sql.replace(ELAPSED, str(elapsed)), parameters))
            self._send(self._transactions.commit())
        except BaseException:
            self._undo()
            self._repair_after_error(state)
            raise
        self._transactions.ended()
        self._repair(state)

    @contextmanager
    def preserved(self, settings: Sequence[Statement] = ()) -> Iterator[None]:
        """Run `settings`; set back at the end what changed about the session."""
        state = self._state()
        try:
            self.run_statements(settings)
            yield
        except BaseException:
            self._repair_after_error(state)
            raise
        self._repair(state)

    def keep_at_hand(self, table: str) -> None:
        """Lock the table too wherever a script locks any: no other can be used then."""
        self._companion = table

    def joins(self, statement: Statement) -> bool:
        """Say whether it only changes rows, in a session that commits each such statement."""
        return bool(
            CHANGES_ROWS.match(statement.text) and self._driver.autocommit and not self._locked
        )

    def trace(self, statement: Statement) -> str | None:
        """Return what the object looks like that the statement makes, changes or drops."""
        return traced(self.query, statement.text)

    @property
    def confined(self) -> bool:
        """Whether a script has locked tables."""
        return self._locked

    @property
    def others(self) -> Others:
        """The other sessions on the server."""
        from goofer_py.stores.mysql_others import MySQLOthers

        return MySQLOthers(self)

    def shadow(self, table: str, alter: str, renamed: Mapping[str, str]) -> Shadow:
        """Return a table that is to be changed through a copy."""
        from goofer_py.stores.mysql_shadow import MySQLShadow

        return MySQLShadow(self, table, alter, renamed)

    @property
    def vitals(self) -> Vitals:
        """The health of the server."""
        from goofer_py.stores.mysql_vitals import MySQLVitals

        return MySQLVitals(self)

    @property
    def progress(self) -> Progress:
        """How far sessions of the server are."""
        from goofer_py.stores.mysql_progress import MySQLProgress

        return MySQLProgress(self, lambda: self._driver.number)

    def limits(self, timeout: int | None, lock_timeout: int | None, *, alone: bool) -> Limits:  # noqa: ARG002 - the same in both
        """Return what limits, in ms, how long each statement takes and waits for a lock."""
        from goofer_py.stores.limits import mysql_limits

        return mysql_limits(timeout, lock_timeout, mariadb=self.server.mariadb)

    def locate(self, table: str) -> str | None:
        """Return a table's name with its database, None when there is no such table."""
        *database, name = parts_of(table)
        where = _LOCATE.format("?" if database else "DATABASE()")
        folds = self.lower_case_table_names > 0
        wanted = name.lower() if folds else name
        for schema, found in self.query(where, [*database[-1:], name]):
            # The collation of the catalog may find other cases too.
            if (found.lower() if folds else found) == wanted:
                return f"{_quoted(schema)}.{_quoted(found)}"
        return None

    def quoted(self, table: str) -> str:
        """Return a table's name, perhaps with its database, quoted."""
        return ".".join(_quoted(part) for part in parts_of(table))

    def has_schema(self, name: str) -> bool:
        """Say whether there is a database of that name."""
        known = "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?"
        return bool(self.query(known, [name]))

    def ensure_schema(self, name: str) -> None:
        """Make a database, if it is not there."""
        if not self.has_schema(name):
            self.execute(f"CREATE DATABASE IF NOT EXISTS {_quoted(name)}")

    def _send(self, statement: str) -> None:
        try:
            self._driver.run(statement)
        except Refused as refused:
            raise self._failed(refused.fault, None) from None

    def _record(self, bound: Bound) -> None:
        try:
            self._driver.query(*bound)
        except Refused as refused:
            raise self._failed(refused.fault, None, recording=True) from None

    def _repair(self, state: OwnState | CallersState) -> None:
        if not self._touched or (self._owned and self.in_transaction):
            return
        self._touched = False
        try:
            state.repair(self._send)
            self._locked = False
        except Refused as refused:
            raise self._failed(refused.fault, None) from None

    def _repair_after_error(self, state: OwnState | CallersState) -> None:
        """Set back what changed on the way out of an error that must not be replaced."""
        with suppress(StatementFailed, ConnectionFailed):
            self._repair(state)

    def _state(self) -> OwnState | CallersState:
        """Return what scripts find and leave; taken before the first of them."""
        if self._settled is None:
            own = OwnState(self._driver, self.query) if self._owned else None
            self._settled = own or CallersState(self.query)
        return self._settled


def _quoted(name: str) -> str:
    return "`{}`".format(name.replace("`", "``"))
