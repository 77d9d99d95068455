"""Sessions on PostgreSQL, over any of its drivers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from goofer_py.dialects.statement import Statement
from goofer_py.errors import ConnectionFailed, StatementFailed
from goofer_py.stores.batch import Batch
from goofer_py.stores.batched import by_cursor
from goofer_py.stores.driver import Driver
from goofer_py.stores.driver_session import DriverSession
from goofer_py.stores.fault import Refused
from goofer_py.stores.leaks import CallersState, OwnState, Touched
from goofer_py.stores.names import parts_of
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.store import Bound, Row
from goofer_py.stores.table_types import STANDARD, TableTypes
from goofer_py.stores.transactions import Transactions

if TYPE_CHECKING:
    from goofer_py.dialects.dialect import Dialect
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.stores.limits import Limits
    from goofer_py.stores.others import Others
    from goofer_py.stores.progress import Progress
    from goofer_py.stores.rules import StatementRules
    from goofer_py.stores.vitals import Vitals

_LOCATE = (
    "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.oid = pg_catalog.to_regclass(?)"
)


class PostgreSQLSession(DriverSession[Driver]):
    """A session over any driver for PostgreSQL."""

    table_types: TableTypes = STANDARD

    def __init__(
        self,
        driver: Driver,
        database: str,
        secrecy: Secrecy,
        *,
        release: Callable[[], None] | None = None,
        joined: bool = False,
    ) -> None:
        transactions = Transactions(joined=joined)
        super().__init__(driver, database, secrecy, transactions, release)
        self._settled: OwnState | CallersState | None = None
        self._dialect: Dialect | None = None
        self._schema: str | None = None
        self._entering: tuple[str, ...] = ()
        """What runs first in the transaction of a script."""

    @property
    def dialect(self) -> Dialect:
        """The PostgreSQL dialect at the version of this server."""
        if self._dialect is None:
            from goofer_py.dialects import get_dialect

            version = self._driver.version
            self._dialect = get_dialect("postgresql", (version // 10000, version % 10000))
        return self._dialect

    @property
    def syntax(self) -> Syntax:
        """How PostgreSQL scripts are cut into statements."""
        from goofer_py.dialects.postgresql.syntax import POSTGRESQL

        return POSTGRESQL

    @property
    def rules(self) -> StatementRules:
        """Which statements concern the transaction or the session."""
        from goofer_py.stores.rules import POSTGRESQL_RULES

        return POSTGRESQL_RULES

    @property
    def default_schema(self) -> str | None:
        """The first schema of the search path that there is."""
        if self._schema is None:
            self._schema = self.query("SELECT current_schema()")[0][0]
        return self._schema

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._driver.in_transaction

    @property
    def others(self) -> Others:
        """The other sessions on the server."""
        from goofer_py.stores.postgresql_others import PostgreSQLOthers

        return PostgreSQLOthers(self)

    @property
    def vitals(self) -> Vitals:
        """The health of the server."""
        from goofer_py.stores.postgresql_vitals import PostgreSQLVitals

        return PostgreSQLVitals(self)

    @property
    def progress(self) -> Progress:
        """How far sessions of the server are."""
        from goofer_py.stores.postgresql_progress import PostgreSQLProgress

        return PostgreSQLProgress(self)

    @contextmanager
    def ahead(self, queries: Sequence[str]) -> Iterator[Iterator[list[Row]]]:
        """Send the queries in one go, and give their rows."""
        sent = self._driver.ahead(queries)
        next(sent)
        try:
            yield self._answers(sent, queries)
        finally:
            with suppress(Refused):  # Nobody waits any more for what failed now.
                sent.close()

    def _answers(self, sent: Iterator[list[Row]], queries: Sequence[str]) -> Iterator[list[Row]]:
        for number in range(len(queries)):
            try:
                rows = next(sent)
            except Refused as refused:
                sql = queries[number + refused.fault.index]
                raise self._failed(refused.fault, Statement(sql, 1, 1, 0)) from None
            yield rows

    def batched(
        self, sql: str, size: int, parameters: Sequence[object] = ()
    ) -> Iterator[list[Row]]:
        """Yield the rows of a query in lists of `size`, through a cursor of the server's."""
        return by_cursor(self, sql, size, parameters)

    def run_statements(self, statements: Iterable[Statement]) -> None:
        """Run what a splitter gave, in as few round trips as the driver can."""
        batch = Batch(self._driver, self._failed)
        batch.extend(statements)
        batch.flush()

    def perform(
        self,
        statements: Iterable[Statement],
        first: Bound,
        last: Sequence[Bound],
        opening: str = "",
    ) -> None:
        """Run `first`, the statements and `last` in a transaction: one round trip for most."""
        state = self._state()
        batch = Batch(self._driver, self._failed)
        nested = self.in_transaction
        batch.control(self._transactions.open(opening))
        try:
            if nested:
                # A syntax error anywhere in a message keeps all of it from running: the
                # savepoint to go back to must be there before.
                batch.flush()
            for statement in self._entering:
                batch.control(statement)
            batch.record(first)
            batch.extend(statements)
            if state.live:
                batch.flush()
            for statement in state.repair(batch.touched):
                batch.control(statement)
            for bound in last:
                batch.record(bound)
            batch.control(self._transactions.commit())
            batch.flush()
        except BaseException:
            self._undo()
            raise
        self._transactions.ended()

    @contextmanager
    def preserved(self, settings: Sequence[Statement] = ()) -> Iterator[None]:
        """Run `settings`; set back at the end what changed about the session."""
        state = self._state()
        try:
            self.run_statements(settings)
            yield
        except BaseException:
            with suppress(StatementFailed, ConnectionFailed):
                self._repair(state)
            raise
        self._repair(state)

    def limits(self, timeout: int | None, lock_timeout: int | None, *, alone: bool) -> Limits:
        """Return what limits, in ms, how long each statement takes and waits for a lock."""
        from goofer_py.stores.limits import postgresql_limits

        return postgresql_limits(timeout, lock_timeout, alone=alone)

    def trace(self, statement: Statement) -> str | None:
        """Return what is there that a statement would change which no transaction holds."""
        from goofer_py.stores.postgresql_trace import traced

        return traced(self, statement.text)

    def mend(self, statement: Statement, trace: str) -> bool:
        """Drop indexes that were left unfinished; detach partitions that were about to be."""
        from goofer_py.stores.postgresql_trace import mended

        return mended(self, statement.text, trace)

    def locate(self, table: str) -> str | None:
        """Return a table's name with its schema, None when there is no such table."""
        rows = self.query(_LOCATE, [self.quoted(table)])
        return str(rows[0][0]) if rows else None

    def quoted(self, table: str) -> str:
        """Return a table's name, perhaps with its schema, quoted."""
        return ".".join('"{}"'.format(part.replace('"', '""')) for part in parts_of(table))

    def has_schema(self, name: str) -> bool:
        """Say whether there is a schema of that name."""
        found = self.query("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?", [name])
        return bool(found)

    def ensure_schema(self, name: str) -> None:
        """Make a schema, if it is not there."""
        if not self.has_schema(name):
            quoted = '"{}"'.format(name.replace('"', '""'))
            self.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted}")

    def _send(self, statement: str) -> None:
        try:
            self._driver.send([statement])
        except Refused as refused:
            raise self._failed(refused.fault, None) from None

    def _repair(self, state: OwnState | CallersState) -> None:
        for statement in state.repair(Touched(settings=True, temporary=True)):
            self._send(statement)

    def _state(self) -> OwnState | CallersState:
        """Return what scripts find and leave; taken before the first of them."""
        if self._settled is None:
            self._settled = OwnState() if self._owned else CallersState(self.query)
        return self._settled
