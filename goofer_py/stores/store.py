"""What a store and a session on it promise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from goofer_py.dialects.dialect import Dialect

Row = tuple[Any, ...]


class Session(Protocol):
    """One open connection, in autocommit until `begin`.

    Parameters are marked by `?` in every dialect, and only where parameters are given. A
    statement that the server refuses raises StatementFailed; a connection that is gone raises
    ConnectionFailed. Neither ever holds a password.
    """

    @property
    def database(self) -> str:
        """What to call this database in messages: driver, host and name, no secrets."""

    @property
    def dialect(self) -> Dialect:
        """The dialect at the version of this server."""

    @property
    def default_schema(self) -> str | None:
        """The schema that unqualified names are created in; None without schemas."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    @property
    def connection(self) -> Any:
        """The driver's own connection (PEP 249)."""

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return its rows."""

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement and return the number of rows it touched, -1 when unknown."""

    def run(self, script: str) -> None:
        """Run a whole script, in one round trip where the driver can.

        A failure raises StatementFailed with the `offset` into `script` where the server tells.
        """

    def begin(self) -> None:
        """Open a transaction (a savepoint when the caller's connection is already in one)."""

    def commit(self) -> None:
        """Commit what `begin` opened."""

    def rollback(self) -> None:
        """Undo what `begin` opened; harmless when nothing is open."""

    def close(self) -> None:
        """Close the connection, unless it belongs to the caller."""


class Store(Protocol):
    """A database: opens sessions on itself."""

    @property
    def database(self) -> str:
        """What to call this database in messages: no secrets."""

    def connect(self) -> Session:
        """Open a session; raises ConnectionFailed or MissingDriver."""
