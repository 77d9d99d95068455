"""One session on Cassandra."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from cassandra import (
    DriverException,
    InvalidRequest,
    OperationTimedOut,
    RequestExecutionException,
    RequestValidationException,
    Unauthorized,
    WriteFailure,
    WriteTimeout,
)
from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionException
from cassandra.protocol import ServerError

from goofer_py.errors import StatementFailed
from goofer_py.stores.cassandra.commands import Definition, definition, is_done, trace_of
from goofer_py.stores.cassandra.connection import AGREED, BOOKS, said
from goofer_py.stores.cassandra.indexes import Index, asks, indexes_of
from goofer_py.stores.cassandra.ledger import UNKNOWN, CassandraLedger
from goofer_py.stores.cassandra.script import CQL_SYNTAX
from goofer_py.stores.kinds import CASSANDRA
from goofer_py.stores.native import NATIVE_TYPES, NativeSession

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.stores.cassandra.confined import Confines
    from goofer_py.stores.secrecy import Secrecy
    from goofer_py.stores.table_types import TableTypes

T = TypeVar("T")

_UNOPENED = "Unknown CF"
_TIMES_OPENED = 50
_OPENED_SECONDS = 0.1
_ABSENT = ("unconfigured table", "does not exist")
_TYPES = replace(NATIVE_TYPES, busy=(UNKNOWN, "Unavailable"))
_NOT_KNOWN = 0x1700
"""What the protocol calls a condition of which is not known whether it held; no class is for it."""
_INDEX_SECONDS = 3600.0
_NEWS_SECONDS = 2.0
"""How long it takes until servers have heard of one another's schemas."""
_TIMES = 10
_PAUSE = 0.05
_LONGEST_PAUSE = 2.0
_DENIED = "give the role what it needs: GRANT ALL PERMISSIONS ON KEYSPACE name TO role"


class CassandraSession(NativeSession):
    """A session over one session of the driver, and with it one cluster.

    There are no transactions: each statement takes place by itself. One that changes the schema
    comes back once all servers that are up know the change. A session within `confines` only tries
    things: what scripts do elsewhere is left out.
    """

    def __init__(
        self,
        client: Any,
        keyspace: str,
        database: str,
        secrecy: Secrecy,
        confines: Confines | None = None,
    ) -> None:
        super().__init__(CASSANDRA, database, secrecy)
        self._client = client
        self._confines = confines
        self._keyspace = keyspace
        self._ledger = CassandraLedger(self)

    @property
    def client(self) -> Any:
        """The session of cassandra-driver, in the keyspace of the URL."""
        if self._confines is None:
            return self._client
        from goofer_py.stores.cassandra.confined import ConfinedClient

        return ConfinedClient(self._client, self._confines)

    @property
    def cluster(self) -> Any:
        """The cluster of cassandra-driver."""
        return self._client.cluster

    @property
    def keyspace(self) -> str:
        """The keyspace of the URL, as the server keeps its name."""
        return self._keyspace

    @property
    def ledger(self) -> CassandraLedger:
        """The books, which are a table of the keyspace."""
        return self._ledger

    @property
    def syntax(self) -> Syntax:
        """Statements end with a semicolon, and a batch is one."""
        return CQL_SYNTAX

    @property
    def table_types(self) -> TableTypes:
        """What may go well when it is tried again: too few servers are up, or too much goes on."""
        return _TYPES

    def helpers(self, steps: Any) -> Any:
        """Return what makes the usual migrations of tables short."""
        from goofer_py.stores.cassandra.helpers import CassandraHelpers

        return CassandraHelpers(self, steps)

    def run_statements(self, statements: Iterable[Statement]) -> None:
        """Run statements one by one; raises ScriptFailed with the statement and its place."""
        for statement in statements:
            self.perform_one(statement.text, statement)

    def perform_one(self, text: str, at: Statement | None = None) -> None:
        """Run one statement; after a change of the schema, wait for the servers and the index."""
        kept = self._within(text)
        if kept is None:
            return
        about = definition(kept)
        if about is not None:
            self._agree(at)
        self.guarded(lambda: self._client.execute(kept), at)
        self._await(about, at)

    def _within(self, text: str) -> str | None:
        """Return a statement as it is to run here; None for one that is left out of a trial."""
        return text if self._confines is None else self._confines.within(text)

    def trace(self, statement: Statement) -> str | None:
        """Return nothing of what may run again without harm, or what shows whether it ran.

        None where nobody can tell.
        """
        text = self._within(statement.text)
        return "" if text is None else trace_of(self.ask, text, self._keyspace)

    def mend(self, statement: Statement, trace: str) -> bool:
        """Wait for what a statement has made or dropped, if it has; says whether it has."""
        if not is_done(statement.text, trace, self.trace(statement)):
            return False
        self._await(definition(statement.text), statement)
        return True

    def close(self) -> None:
        """Close the connections."""
        self._closed = True
        self._client.cluster.shutdown()

    def named(self, table: str) -> str:
        """Return a table of the keyspace as statements with parameters name it."""
        return f"{quoted(self._keyspace)}.{quoted(table)}".replace("%", "%%")

    def answers(self, statement: str, values: Sequence[object]) -> bool:
        """Say whether a query names a table that the server can read by now.

        Its schema has the name a moment before that.
        """

        def read() -> bool:
            try:
                self._client.execute(statement, values, execution_profile=BOOKS)
            except InvalidRequest as error:
                if not _is_absent(error):
                    raise
                return False
            return True

        return self.guarded(lambda: _opened(read))

    def make(self, statement: str) -> None:
        """Run a statement that changes the schema, and wait until all servers know it."""
        self._agree(None)
        host = self._first()
        self.guarded(lambda: self._client.execute(statement, execution_profile=BOOKS, host=host))
        self._agree(None)

    def make_table(self, table: str, statement: str) -> None:
        """Make a table of the keyspace that another program may be making right now.

        Two servers that make a table of one name at once give it two ids, of which one goes, and
        what was written under it. So all programs ask the same server, as far as they see the same
        ones; and it is looked again when news had the time to go round.
        """
        for _ in range(_TIMES):
            self.make(statement)
            made = self._id_of(table)
            if len(self._hosts()) == 1:
                return
            time.sleep(_NEWS_SECONDS)
            self._agree(None)
            if made is not None and self._id_of(table) == made:
                return
        raise self.failed(f"the servers make {table} again and again: try again later")

    def _first(self) -> Any:
        """Return the server that is asked for changes of the schema; None for any."""
        hosts = [one for one in self._client.get_pools() if not one.is_shutdown]
        return min((one.host for one in hosts), key=lambda one: str(one.endpoint), default=None)

    def _id_of(self, table: str) -> object:
        listed = "SELECT id FROM system_schema.tables WHERE keyspace_name = %s AND table_name = %s"
        rows = self.ask(listed, (self._keyspace, table))
        return rows[0][0] if rows else None

    def ask(self, statement: str, values: Sequence[object] = ()) -> Sequence[Any]:
        """Return the rows of a query of goofer's own."""
        return self.guarded(
            lambda: list(self._client.execute(statement, values, execution_profile=BOOKS))
        )

    def describe(
        self, statement: str, values: Sequence[object] = ()
    ) -> Sequence[Mapping[str, Any]]:
        """Return the rows of a query of goofer's own, by the names of their columns."""

        def read() -> Sequence[Mapping[str, Any]]:
            found = self._client.execute(statement, values, execution_profile=BOOKS)
            names = found.column_names
            return [dict(zip(names, row, strict=True)) for row in found]

        return self.guarded(read)

    def agreed(self, statement: str, values: Sequence[object]) -> Sequence[Any]:
        """Return the rows that are agreed upon; none of a table that is not there."""

        def read() -> Sequence[Any]:
            try:
                return list(self._client.execute(statement, values, execution_profile=AGREED))
            except InvalidRequest as error:
                if not _is_absent(error):
                    raise
                return []

        return self.guarded(lambda: _opened(read))

    def conditional(self, statement: str, values: Sequence[object]) -> bool | None:
        """Run what has a condition; says whether it held, None where the servers do not know."""

        def run() -> bool:
            try:
                return self._applied(statement, values)
            except InvalidRequest as error:
                if not _is_absent(error):
                    raise
            # The server that was asked now may hear of the table later than that before.
            self._agree(None)
            return self._applied(statement, values)

        def known() -> bool | None:
            try:
                return run()
            except (WriteTimeout, WriteFailure):
                return None
            except Exception as error:
                if getattr(error, "code", None) != _NOT_KNOWN and _UNOPENED not in str(error):
                    raise
                return None

        return self.guarded(known)

    def guarded(self, call: Callable[[], T], at: Statement | None = None) -> T:
        """Do something; raises StatementFailed or ConnectionFailed instead of the driver's."""
        try:
            return call()
        except Unauthorized as error:
            raise self.failed(said(error), at, "Unauthorized", _DENIED) from None
        except (RequestValidationException, RequestExecutionException) as error:
            raise self.failed(said(error), at, type(error).__name__) from None
        except (NoHostAvailable, OperationTimedOut, ConnectionException, OSError) as error:
            raise self.lost(said(error)) from None
        except DriverException as error:
            raise self.failed(said(error), at, type(error).__name__) from None
        except Exception as error:
            # What the server says of errors that have no class of their own is one of these.
            if type(error).__module__ != "cassandra.protocol":
                raise
            raise self.failed(said(error), at, type(error).__name__) from None

    def _await(self, about: Definition | None, at: Statement | None) -> None:
        """Wait until all servers know of a change of the schema, and a new index answers."""
        if about is not None:
            self._agree(at)
            if (about.verb, about.what) == ("CREATE", "INDEX"):
                self._await_index(about, at)

    def _applied(self, statement: str, values: Sequence[object]) -> bool:
        rows = list(self._client.execute(statement, values, execution_profile=BOOKS))
        # Whatever else the answer has, it begins with whether the conditions held.
        return bool(rows[0][0])

    def _agree(self, at: Statement | None) -> None:
        """Wait until all servers that are up have the same schema."""
        if not self.guarded(self._is_agreed, at):
            raise self.failed(
                "the servers do not agree on one schema: nodetool describecluster tells which",
                at,
                "SchemaDisagreement",
            )

    def _is_agreed(self) -> bool:
        control = self._client.cluster.control_connection
        if getattr(control, "_connection", control) is None:
            raise ConnectionException("no server tells of the others now")
        return bool(control.wait_for_schema_agreement())

    def _await_index(self, about: Definition, at: Statement | None) -> None:
        """Wait until the indexes of a table answer, or the one that has the name."""
        found = indexes_of(self.ask, about.keyspace or self._keyspace, about.table, about.name)
        end, pause = time.monotonic() + _INDEX_SECONDS, _PAUSE
        for index in found:
            while not self._answers(index):
                if time.monotonic() > end:
                    raise self.failed(f"the index {index.name} does not answer yet", at, "NotBuilt")
                time.sleep(pause)
                pause = min(pause * 1.5, _LONGEST_PAUSE)

    def _answers(self, index: Index) -> bool:
        """Say whether an index is built, and can be asked."""
        if not all(self._built(host, index) for host in self._hosts()):
            return False
        try:
            for query in asks(index):
                self.ask(query)
        except StatementFailed as error:
            if error.state not in ("ReadFailure", "ReadTimeout", "InvalidRequest"):
                raise
            # One that takes no such query, as that of an analyzer may, is not to be asked so.
            return error.state == "InvalidRequest"
        return True

    def _hosts(self) -> Sequence[Any]:
        return [one for one in self._client.cluster.metadata.all_hosts() if one.is_up is not False]

    def _built(self, host: Any, index: Index) -> bool:
        """Say whether a server has built an index; True of one that may not be asked."""
        listed = 'SELECT index_name FROM system."IndexInfo" WHERE table_name = %s'
        try:
            rows = self._client.execute(
                listed, (index.keyspace,), execution_profile=BOOKS, host=host
            )
        except (RequestValidationException, NoHostAvailable):
            return True
        return index.name in {str(row[0]) for row in rows}


def _opened(read: Callable[[], T]) -> T:
    """Read a table; one that somebody has just made is known a moment before it can be read."""
    for _ in range(_TIMES_OPENED):
        try:
            return read()
        except ServerError as error:
            if _UNOPENED not in str(error):
                raise
        time.sleep(_OPENED_SECONDS)
    return read()


def _is_absent(error: InvalidRequest) -> bool:
    return any(word in str(error) for word in _ABSENT)


def quoted(name: str) -> str:
    """Return a name in quotes."""
    return '"' + name.replace('"', '""') + '"'
