"""PostgreSQL through a psycopg2 connection that an engine of the caller's has opened."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Any

from goofer_py.stores.fault import Fault, Refused, copied_row
from goofer_py.stores.parameters import as_format
from goofer_py.stores.store import Row

_IN_TRANSACTION = (2, 3)  # libpq's PQTRANS_INTRANS and PQTRANS_INERROR


class Psycopg2:
    """Sends statements one by one: this driver does not tell which of several failed."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @property
    def version(self) -> int:
        """The server's version, as in 150004."""
        return int(self.connection.server_version)

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return bool(self.connection.closed)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open on the server."""
        return self.connection.info.transaction_status in _IN_TRANSACTION

    @property
    def autocommit(self) -> bool:
        """Whether the driver leaves transactions alone."""
        return bool(self.connection.autocommit)

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self.connection.autocommit = value

    def send(self, pieces: Sequence[str]) -> None:
        """Run several statements; raises Refused for the first that failed."""
        with self.connection.cursor() as cursor:
            for index, piece in enumerate(pieces):
                try:
                    cursor.execute(piece)
                except self._errors as error:
                    raise Refused(self._fault(error, index)) from error

    def copy(self, statement: str, portions: Iterable[str]) -> None:
        """Run one COPY ... FROM STDIN with its rows; raises Refused."""
        try:
            with self.connection.cursor() as cursor:
                cursor.copy_expert(statement, _Rows(iter(portions)))
        except self._errors as error:
            raise Refused(self._fault(error)) from error

    def query(self, sql: str, parameters: Sequence[object]) -> tuple[list[Row], int]:
        """Run one statement; gives its rows and how many it touched; raises Refused."""
        text = as_format(sql) if parameters else sql
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(text, tuple(parameters) or None)
                return (cursor.fetchall() if cursor.description else []), cursor.rowcount
        except self._errors as error:
            raise Refused(self._fault(error)) from error

    def ahead(self, queries: Sequence[str]) -> Generator[list[Row]]:
        """Run the queries one by one, as their rows are asked for: this driver has no other way."""
        yield []
        for sql in queries:
            yield self.query(sql, ())[0]

    def cancel(self) -> None:
        """Ask the server to end the statement that is running."""
        self.connection.cancel()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    @property
    def _errors(self) -> tuple[type[Exception], ...]:
        return (self.connection.Error,)

    def _fault(self, error: Any, index: int = 0) -> Fault:
        diag = error.diag
        position = diag.statement_position
        return Fault.told(
            diag.message_primary or str(error),
            diag.message_detail,
            error.pgcode or "",
            diag.message_hint or "",
            index=index,
            position=int(position) - 1 if position else None,
            row=copied_row(diag.context),
            lost=self.closed,
        )


class _Rows(io.TextIOBase):
    """Portions of text as a file to read from."""

    def __init__(self, portions: Iterator[str]) -> None:
        self._portions = portions
        self._rest = ""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> str:
        if not self._rest:
            self._rest = next(self._portions, "")
        size = len(self._rest) if size is None or size < 0 else size
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece
