"""One session on ClickHouse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from clickhouse_connect.driver.exceptions import (
    ClickHouseError,
    OperationalError,
    StreamFailureError,
)
from urllib3.exceptions import HTTPError

from goofer_py.errors import StatementFailed
from goofer_py.stores.clickhouse.cluster import everywhere
from goofer_py.stores.clickhouse.ending import Ended, Waiting
from goofer_py.stores.clickhouse.ledger import ClickHouseLedger
from goofer_py.stores.clickhouse.others import ClickHouseOthers
from goofer_py.stores.clickhouse.quoting import filled, quoted
from goofer_py.stores.clickhouse.rules import CLICKHOUSE_RULES
from goofer_py.stores.clickhouse.script import CLICKHOUSE_SYNTAX
from goofer_py.stores.clickhouse.trace import trace_of
from goofer_py.stores.fault import Fault, script_failed
from goofer_py.stores.kinds import CLICKHOUSE
from goofer_py.stores.limits import NO_LIMITS, Limits
from goofer_py.stores.native import NativeSession
from goofer_py.stores.store import Row
from goofer_py.stores.table_types import TableTypes

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.stores.rules import StatementRules
    from goofer_py.stores.secrecy import Secrecy

T = TypeVar("T")

_SAID = re.compile(
    r"DB::Exception:\s*(.*?)\s*(?:\(version [^)]*(?:\([^)]*\))?\)|\(for url|$)", re.DOTALL
)
_NAMED = re.compile(r"\.?\s*(\([A-Z][A-Z0-9_]+\))$")
_CAUSED = re.compile(
    r"\(Caused by \w+\((?P<mark>[\"'])(?:\w+\([^)]*\): )?(?P<said>.*?)(?P=mark)\)\)", re.DOTALL
)
_CODE = re.compile(r"\bCode:\s*(\d+)")
_AT = re.compile(r"failed at position (\d+)")


_TYPES = TableTypes(
    now_ms="toUnixTimestamp64Milli(now64(3))", busy=("TOO_MANY_SIMULTANEOUS_QUERIES",), absent=()
)


class ClickHouseSession(NativeSession):
    """A session over HTTP, in which SET and temporary tables last from statement to statement.

    It runs one statement after the other, waits for what it changes to be so on all replicas, and
    sends nothing twice.
    """

    def __init__(
        self,
        client: Any,
        name: str,
        database: str,
        secrecy: Secrecy,
        *,
        cluster: str = "",
        another: Callable[[], Any] | None = None,
    ) -> None:
        super().__init__(CLICKHOUSE, database, secrecy)
        self._waiting = Waiting(another)
        self._client = client
        self._name = name
        self._cluster = cluster
        self._ledger = ClickHouseLedger(self, self.failed)

    @property
    def client(self) -> Any:
        """The client of clickhouse-connect."""
        return self._client

    @property
    def name(self) -> str:
        """The database."""
        return self._name

    @property
    def cluster(self) -> str:
        """The cluster on which all is done, or nothing."""
        return self._cluster

    @property
    def ledger(self) -> ClickHouseLedger:
        """The books: in Keeper where there is one, else tables of the server."""
        return self._ledger

    @property
    def syntax(self) -> Syntax:
        """SQL as the server's lexer reads it, with rows behind INSERT ... FORMAT."""
        return CLICKHOUSE_SYNTAX

    @property
    def rules(self) -> StatementRules:
        """SET and USE set up the session; all else stands alone."""
        return CLICKHOUSE_RULES

    @property
    def table_types(self) -> TableTypes:
        """How the server tells its time."""
        return _TYPES

    @property
    def others(self) -> ClickHouseOthers:
        """Queries and mutations, which a server goes on with when the client is gone."""
        return ClickHouseOthers(self, self._cluster)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run a query and return its rows; a parameter stands in it as `?`."""
        return [tuple(row) for row in self.ask(filled(sql, parameters))]

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run a statement and return how many rows it wrote, -1 when unknown."""
        said = self._command(everywhere(filled(sql, parameters), self._cluster), None)
        written = getattr(said, "written_rows", None)
        return -1 if written is None else int(written)

    @contextmanager
    def ahead(self, queries: Sequence[str]) -> Iterator[Iterator[list[Row]]]:
        """Give the rows of the queries, which are run one by one as they are asked for."""
        yield map(self.query, queries)

    def batched(
        self, sql: str, size: int, parameters: Sequence[object] = ()
    ) -> Iterator[list[Row]]:
        """Yield the rows of a query in lists of at most `size`, as the server sends them."""
        text = filled(sql, parameters)
        rows: list[Row] = []
        with self.guarded(lambda: self._client.query_row_block_stream(text)) as blocks:
            # What goes wrong may do so in the middle.
            while (block := self.guarded(lambda: next(blocks, None))) is not None:
                for row in block:
                    rows.append(tuple(row))
                    if len(rows) == size:
                        yield rows
                        rows = []
        if rows:
            yield rows

    def quoted(self, table: str) -> str:
        """Return a name in backticks, with its database if it has one."""
        return ".".join(map(quoted, table.split(".")))

    def run_statements(self, statements: Iterable[Statement]) -> None:
        """Run statements one by one; raises ScriptFailed with the statement and its place."""
        for statement in statements:
            self._awaited(everywhere(statement.text, self._cluster), statement)

    @contextmanager
    def interruptible(self) -> Iterator[Callable[[], None]]:
        """Give the function that ends the wait for the statement that is running."""
        yield self._waiting.end

    def trace(self, statement: Statement) -> str | None:
        """Return nothing of what may run again without harm, or what shows whether it ran."""
        return trace_of(self.ask, statement.text)

    def limits(self, timeout: int | None, lock_timeout: int | None, *, alone: bool) -> Limits:
        """Return what sets how long a statement may run, in whole seconds."""
        del alone
        if timeout is None and lock_timeout is None:
            return NO_LIMITS
        inside = [] if timeout is None else [f"SET max_execution_time = {-(-timeout // 1000)}"]
        if lock_timeout is not None:
            inside.append(f"SET lock_acquire_timeout = {-(-lock_timeout // 1000)}")
        return Limits(inside=tuple(inside))

    def helpers(self, steps: Any) -> Any:
        """Return what makes the usual migrations of tables short."""
        from goofer_py.stores.clickhouse.helpers import ClickHouseHelpers

        return ClickHouseHelpers(self, steps)

    def close(self) -> None:
        """Close the connections."""
        self._closed = True
        self._client.close()

    def ask(self, sql: str) -> Sequence[Sequence[Any]]:
        """Run a query of goofer's own and return its rows."""
        return self.guarded(lambda: self._client.query(sql).result_rows)

    def tell(self, sql: str, settings: Mapping[str, Any] | None = None) -> None:
        """Run a statement of goofer's own."""
        known = {name: one for name, one in (settings or {}).items() if self.knows(name)}
        self._command(sql, None, known)

    def knows(self, setting: str) -> bool:
        """Say whether the server has a setting of that name."""
        return setting in self._client.server_settings

    def guarded(self, call: Callable[[], T], at: Statement | None = None) -> T:
        """Do something; raises StatementFailed or ConnectionFailed instead of the driver's."""
        try:
            return call()
        except OperationalError as error:
            if _is_cut_off(error):
                raise self.lost(reached(error)) from None
            raise self._refused(error, at) from None
        except ClickHouseError as error:
            raise self._refused(error, at) from None
        except (HTTPError, OSError) as error:
            raise self.lost(reached(error)) from None

    def _command(
        self, sql: str, at: Statement | None, settings: Mapping[str, Any] | None = None
    ) -> Any:
        return self.guarded(lambda: self._client.command(sql, settings=dict(settings or {})), at)

    def _awaited(self, sql: str, at: Statement) -> None:
        try:
            with self._waiting.statement(sql) as query:
                self._command(sql, at, {"query_id": query})
        except Ended:
            # The server keeps the session to the statement for as long as that goes on.
            self._client.set_client_setting("session_id", str(uuid4()))
            raise self.failed("the run was ended, and no longer waited for it", at) from None

    def _refused(self, error: ClickHouseError, at: Statement | None) -> StatementFailed:
        words, state = told(error)
        fault = Fault(self.hide(words), state, position=_position(words, at))
        failed = script_failed(fault, database=self.database, at=at)
        failed.statement = self.hide(failed.statement)
        return failed


def _is_cut_off(error: OperationalError) -> bool:
    """Say whether no answer came, or not all of it, and no word of the server's in its place."""
    cause = error.__cause__
    torn = isinstance(error, StreamFailureError) and cause is not None
    return error.code is None and (torn or isinstance(cause, HTTPError))


def told(error: Exception) -> tuple[str, str]:
    """Return what a server said in an error, and its number."""
    whole = str(error)
    code = getattr(error, "code", None)
    found = _CODE.search(whole)
    state = str(code) if code is not None else found[1] if found else ""
    said = _SAID.search(whole)
    words = (said[1] if said else reached(error)).strip()
    return _NAMED.sub(r" \1", words) or type(error).__name__, state


def reached(error: Exception) -> str:
    """Return why a server was not reached, without the driver's words around it."""
    whole = str(error)
    cause = _CAUSED.search(whole)
    return cause["said"] if cause else whole or type(error).__name__


def _position(words: str, at: Statement | None) -> int | None:
    """Return where in a statement the parser stopped; the server counts bytes, from 1."""
    found = _AT.search(words)
    if at is None or found is None:
        return None
    return len(at.text.encode()[: int(found[1]) - 1].decode(errors="ignore"))
