"""What a session on PostgreSQL needs of a driver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from goofer_py.stores.store import Row


class Driver(Protocol):
    """A connection with what drivers do in different ways; every method may raise Refused."""

    @property
    def connection(self) -> Any:
        """The driver's own connection."""

    @property
    def version(self) -> int:
        """The server's version, as in 150004."""

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open on the server."""

    autocommit: bool

    def send(self, pieces: Sequence[str]) -> None:
        """Run several statements, in one round trip if the driver can tell which one failed."""

    def copy(self, statement: str, portions: Iterable[str]) -> None:
        """Run one COPY ... FROM STDIN with its rows."""

    def query(self, sql: str, parameters: Sequence[object]) -> tuple[list[Row], int]:
        """Run one statement; gives its rows and how many it touched."""

    def cancel(self) -> None:
        """Ask the server to end the statement that is running."""

    def close(self) -> None:
        """Close the connection."""
