"""What sessions have in common that reach a server through one of several drivers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

from goofer_py.dialects.statement import Statement
from goofer_py.stores.fault import Refused
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.session import TransactionalSession
from goofer_py.stores.store import Row
from goofer_py.stores.transactions import Transactions


class AnyDriver(Protocol):
    """A connection with what drivers do in different ways; every method may raise Refused."""

    autocommit: bool

    @property
    def connection(self) -> Any:
        """The driver's own connection."""

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open on the server."""

    def query(self, sql: str, parameters: Sequence[object]) -> tuple[list[Row], int]:
        """Run one statement; gives its rows and how many it touched."""

    def cancel(self) -> None:
        """Ask the server to end the statement that is running."""

    def close(self) -> None:
        """Close the connection."""


D = TypeVar("D", bound=AnyDriver)


class DriverSession(TransactionalSession, Generic[D]):
    """A session over any driver of one kind of server.

    `release` is given for a connection that belongs to somebody else: it is called instead of
    closing, and what scripts change about the session is set back to what that somebody set.
    """

    def __init__(
        self,
        driver: D,
        database: str,
        secrecy: Secrecy,
        transactions: Transactions,
        release: Callable[[], None] | None,
    ) -> None:
        super().__init__(database, secrecy, transactions)
        self._driver = driver
        self._release = release or driver.close
        self._owned = release is None
        self._over = False

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return self._over or self._driver.closed

    @property
    def connection(self) -> Any:
        """The driver's own connection."""
        return self._driver.connection

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return its rows."""
        return self._query(sql, parameters)[0]

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement and return the number of rows it touched, -1 when unknown."""
        return self._query(sql, parameters)[1]

    def broken_references(self) -> frozenset[Row]:
        """Return nothing: the server checks every statement that does not switch the checks off."""
        return frozenset()

    def refuse_broken_references(self, known: frozenset[Row]) -> None:
        """Do nothing: the server checks every statement."""

    @contextmanager
    def interruptible(self) -> Iterator[Callable[[], None]]:
        """Give the function that asks the server to end the running statement."""
        yield self._cancel

    def close(self) -> None:
        """Close the connection, or give it back to whom it belongs."""
        if not self._over:
            self._over = True
            self._release()

    def _cancel(self) -> None:
        # By then it may be another connection than at the beginning.
        self._driver.cancel()

    def _query(self, sql: str, parameters: Sequence[object]) -> tuple[list[Row], int]:
        try:
            return self._driver.query(sql, parameters)
        except Refused as refused:
            raise self._failed(refused.fault, Statement(sql, 1, 1, 0)) from None
