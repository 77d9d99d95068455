"""PostgreSQL through psycopg 3."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import Any

import psycopg
from psycopg import generators
from psycopg.abc import PQGen
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Wait

from goofer_py.stores.fault import Fault, Refused, copied_row
from goofer_py.stores.parameters import as_format
from goofer_py.stores.store import Row

_SEPARATOR = "\n;\n"
_GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK, ExecStatus.EMPTY_QUERY)
_COPIES = (ExecStatus.COPY_IN, ExecStatus.COPY_OUT, ExecStatus.COPY_BOTH)


class Psycopg3:
    """Sends statements over one psycopg connection and tells faults alike."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._pgconn = connection.pgconn
        self._codec = connection.info.encoding

    @property
    def version(self) -> int:
        """The server's version, as in 150004."""
        return self.connection.info.server_version

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return self.connection.closed or self._pgconn.status != ConnStatus.OK

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open on the server."""
        status = self._pgconn.transaction_status
        return status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    @property
    def idle(self) -> bool:
        """Whether the server waits for the next statement, in no transaction."""
        return not self.closed and self._pgconn.transaction_status == TransactionStatus.IDLE

    @property
    def autocommit(self) -> bool:
        """Whether the driver leaves transactions alone."""
        return self.connection.autocommit

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self.connection.autocommit = value

    def send(self, pieces: Sequence[str]) -> None:
        """Run several statements in one round trip; raises Refused for the first that failed."""
        # The separator is on lines of its own: a statement may end in a comment.
        script = _SEPARATOR.join(pieces)
        try:
            self._pgconn.send_query(script.encode(self._codec))
            results = self._results()
        except psycopg.Error as error:
            raise Refused(self._fault(error)) from error
        for index, result in enumerate(results):
            if result.status not in _GOOD:
                raise Refused(self._refusal(result, index, pieces))

    def _results(self) -> list[PGresult]:
        wait, pgconn = self.connection.wait, self._pgconn
        results: list[PGresult] = wait(generators.execute(pgconn))
        while results and results[-1].status in _COPIES:
            # A COPY without rows of its own: none are sent, and none that come are wanted.
            if results.pop().status == ExecStatus.COPY_OUT:
                wait(_drain(pgconn))
            else:
                pgconn.put_copy_end(b"the script has no rows for it")
            results += wait(generators.execute(pgconn))
        return results

    def copy(self, statement: str, portions: Iterable[str]) -> None:
        """Run one COPY ... FROM STDIN with its rows; raises Refused."""
        try:
            with (
                self.connection.cursor() as cursor,
                cursor.copy(statement.encode(self._codec)) as copy,
            ):
                for portion in portions:
                    copy.write(portion)
        except psycopg.Error as error:
            raise Refused(self._fault(error)) from error

    def query(self, sql: str, parameters: Sequence[object]) -> tuple[list[Row], int]:
        """Run one statement; gives its rows and how many it touched; raises Refused."""
        text = as_format(sql) if parameters else sql
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(text.encode(self._codec), parameters or None)
                return (cursor.fetchall() if cursor.description else []), cursor.rowcount
        except psycopg.Error as error:
            raise Refused(self._fault(error)) from error

    def ahead(self, queries: Sequence[str]) -> Generator[list[Row]]:
        """Send the queries at once: the server works on them until their rows are asked for."""
        cursors = [self.connection.cursor() for _ in queries]
        try:
            with self.connection.pipeline():
                refused = self._send(cursors, queries)
                yield []
                if refused:
                    raise refused
        except psycopg.Error as error:
            failed = sum(cursor.pgresult is not None for cursor in cursors)
            raise Refused(self._fault(error, failed)) from error
        for cursor in cursors:
            yield cursor.fetchall()

    def _send(
        self, cursors: Sequence[psycopg.Cursor[Row]], queries: Sequence[str]
    ) -> psycopg.Error | None:
        """Return what a fast server has refused while later queries were being sent."""
        try:
            for cursor, sql in zip(cursors, queries, strict=True):
                cursor.execute(sql.encode(self._codec), prepare=False)
        except psycopg.Error as error:
            return error
        return None

    def cancel(self) -> None:
        """Ask the server to end the statement that is running."""
        self.connection.cancel_safe(timeout=5)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _fault(self, error: psycopg.Error, index: int = 0) -> Fault:
        diag = error.diag
        position = diag.statement_position
        return Fault.told(
            diag.message_primary or str(error),
            diag.message_detail,
            diag.sqlstate or "",
            diag.message_hint or "",
            index=index,
            position=int(position) - 1 if position else None,
            row=copied_row(diag.context),
            lost=self.closed,
        )

    def _refusal(self, result: PGresult, index: int, pieces: Sequence[str]) -> Fault:
        def told(field: DiagnosticField) -> str:
            return (result.error_field(field) or b"").decode(self._codec, "replace")

        position: int | None = None
        if place := told(DiagnosticField.STATEMENT_POSITION):
            index, position = _piece(int(place) - 1, pieces)
        return Fault.told(
            told(DiagnosticField.MESSAGE_PRIMARY) or result.get_error_message(self._codec),
            told(DiagnosticField.MESSAGE_DETAIL),
            told(DiagnosticField.SQLSTATE),
            told(DiagnosticField.MESSAGE_HINT),
            index=min(index, len(pieces) - 1),
            position=position,
            row=None,
            lost=self.closed,
        )


def _drain(pgconn: PGconn) -> PQGen[None]:
    """Throw away the rows of a COPY ... TO STDOUT."""
    while True:
        size, _ = pgconn.get_copy_data(1)
        if size < 0:
            return
        if size == 0:
            yield Wait.R
            pgconn.consume_input()


def _piece(offset: int, pieces: Sequence[str]) -> tuple[int, int]:
    """Return which piece an offset into all of them is in, and where in it."""
    for index, piece in enumerate(pieces):
        if offset <= len(piece):
            return index, max(offset, 0)
        offset -= len(piece) + len(_SEPARATOR)
    return len(pieces) - 1, len(pieces[-1])
