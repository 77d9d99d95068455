"""What a session on PostgreSQL needs of a driver."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import Protocol

from goofer_py.stores.driver_session import AnyDriver
from goofer_py.stores.store import Row


class Driver(AnyDriver, Protocol):
    """A connection with what drivers do in different ways; every method may raise Refused."""

    @property
    def version(self) -> int:
        """The server's version, as in 150004."""

    def send(self, pieces: Sequence[str]) -> None:
        """Run several statements, in one round trip if the driver can tell which one failed."""

    def copy(self, statement: str, portions: Iterable[str]) -> None:
        """Run one COPY ... FROM STDIN with its rows."""

    def ahead(self, queries: Sequence[str]) -> Generator[list[Row]]:
        """Yield nothing once the queries are sent, and then the rows of each."""

    def cancel(self) -> None:
        """Ask the server to end the statement that is running.

        Drivers wait in short steps, between which Python runs the signal handlers that call it.
        """
