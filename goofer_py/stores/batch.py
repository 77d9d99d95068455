"""Statements sent to PostgreSQL together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from operator import attrgetter

from goofer_py.dialects.statement import Statement
from goofer_py.stores.driver import Driver
from goofer_py.stores.fault import Fault, Refused
from goofer_py.stores.leaks import Touched
from goofer_py.stores.parameters import inlined
from goofer_py.stores.store import ELAPSED, Bound

_ROUND_TRIP = 1 << 20
"""How many characters of a script are sent at once."""
_SERVER_ELAPSED = "(extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000)::bigint"


class Batch:
    """Collects statements and sends them together; knows whose each of them is."""

    def __init__(
        self, driver: Driver, failed: Callable[[Fault, Statement | None, bool], Exception]
    ) -> None:
        self.touched = Touched()
        self._driver = driver
        self._failed = failed
        self._pieces: list[str] = []
        self._owners: list[Statement | None] = []
        self._records: set[int] = set()
        self._size = 0
        self._flushed = False
        self._started = time.monotonic()

    def control(self, statement: str) -> None:
        """Add a statement of goofer's own."""
        self._add(statement, None)

    def record(self, bound: Bound) -> None:
        """Add a statement that records the migration."""
        self._records.add(len(self._pieces))
        sql, parameters = bound
        self._add(inlined(sql.replace(ELAPSED, self._elapsed()), parameters), None)

    def extend(self, statements: Iterable[Statement]) -> None:
        """Add a script's statements; portions of one COPY share their offset."""
        for _, portions in groupby(statements, attrgetter("offset")):
            self._statement(portions)

    def flush(self) -> None:
        """Send what was collected."""
        pieces, owners, records = self._pieces, self._owners, self._records
        self._pieces, self._owners, self._records = [], [], set()
        self._size, self._flushed = 0, True
        if not pieces:
            return
        try:
            self._driver.send(pieces)
        except Refused as refused:
            index = refused.fault.index
            raise self._failed(refused.fault, owners[index], index in records) from None

    def _statement(self, portions: Iterator[Statement]) -> None:
        statement = next(portions)
        self.touched.note(statement.text)
        if statement.data is None:
            self._add(statement.text, statement)
        else:
            self.flush()
            self._copy(statement, chain([statement], portions))

    def _add(self, text: str, owner: Statement | None) -> None:
        self._pieces.append(text)
        self._owners.append(owner)
        self._size += len(text)
        if self._size > _ROUND_TRIP:
            self.flush()

    def _copy(self, statement: Statement, portions: Iterable[Statement]) -> None:
        try:
            self._driver.copy(statement.text, (portion.data or "" for portion in portions))
        except Refused as refused:
            raise self._failed(refused.fault, statement, False) from None

    def _elapsed(self) -> str:
        # The server's clock counts from the message that holds the statement: that is the
        # beginning only when nothing was sent before.
        if not self._flushed:
            return _SERVER_ELAPSED
        return str(round((time.monotonic() - self._started) * 1000))
