"""MySQL and MariaDB through PyMySQL."""

from __future__ import annotations

import ssl
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pymysql
from pymysql.connections import Connection
from pymysql.cursors import SSCursor

from goofer_py.stores.fault import Fault, Refused
from goofer_py.stores.mysql_driver import fault
from goofer_py.stores.parameters import as_mysql_format
from goofer_py.stores.store import Row

_IN_TRANSACTION = 1  # SERVER_STATUS_IN_TRANS
_RESET_CONNECTION = 0x1F
_CANCEL_SECONDS = 5
# What this driver raises of its own, besides its errors, on a connection that broke.
_ERRORS = (pymysql.Error, OSError)


class _Lean(Connection):
    """A connection that reads no certificates where nothing is to be verified by them.

    Reading those of the system takes several times as long as to connect.
    """

    def _create_ssl_ctx(self, asked: Any) -> ssl.SSLContext:
        if asked:
            return super()._create_ssl_ctx(asked)  # type: ignore[misc, no-any-return]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context


def connect(**given: Any) -> Any:
    """Open a connection; raises what the driver raises."""
    return _Lean(**given)


class PyMySQL:
    """Sends statements one by one, as its protocol does."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        # What the server last said of its transaction is not heard with rows or an error.
        self._heard = True

    @property
    def server(self) -> str:
        """The server's version as it tells it."""
        return str(self.connection.get_server_info())

    @property
    def number(self) -> int:
        """What the server calls the session by."""
        return int(self.connection.thread_id())

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return not self.connection.open

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open on the server."""
        if self.closed:
            return False
        if not self._heard:
            try:
                self.run("DO 0")
            except Refused as refused:
                # With the connection, whatever was open is gone.
                if refused.fault.lost:
                    return False
                raise
        return bool(self.connection.server_status & _IN_TRANSACTION)

    @property
    def autocommit(self) -> bool:
        """Whether the server commits each statement."""
        return bool(self.connection.get_autocommit())

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        try:
            self.connection.autocommit(value)
        except _ERRORS as error:
            raise Refused(self._fault(error, "")) from error

    def run(self, statement: str) -> None:
        """Run one statement; its rows are thrown away as they come; raises Refused."""
        self._heard = False
        try:
            with self.connection.cursor(SSCursor) as cursor:
                cursor.execute(statement)
                self._heard = cursor.description is None
                while True:
                    # A procedure may give several results, and fail in a later one.
                    if cursor.description is not None:
                        deque(cursor, maxlen=0)
                    if not cursor.nextset():
                        break
        except _ERRORS as error:
            raise Refused(self._fault(error, statement)) from error

    def query(self, sql: str, parameters: Sequence[object]) -> tuple[list[Row], int]:
        """Run one statement; gives its rows and how many it touched; raises Refused."""
        text = as_mysql_format(sql) if parameters else sql
        self._heard = False
        try:
            with self.connection.cursor(pymysql.cursors.Cursor) as cursor:
                cursor.execute(text, tuple(parameters) or None)
                self._heard = cursor.description is None
                rows = list(cursor.fetchall()) if cursor.description else []
                return rows, cursor.rowcount
        except UnicodeDecodeError:
            # MariaDB shows binary defaults as they are, whatever charset was asked for.
            return self._query_as_bytes(text, parameters)
        except _ERRORS as error:
            raise Refused(self._fault(error, sql)) from error

    def _query_as_bytes(self, text: str, parameters: Sequence[object]) -> tuple[list[Row], int]:
        """Run a statement once more; what is no text has each of its bytes as a surrogate."""
        try:
            while not self.connection._read_packet().is_eof_packet():
                pass
            with self.connection.cursor(pymysql.cursors.Cursor) as cursor:
                cursor.execute("SET character_set_results = binary")
                cursor.execute(text, tuple(parameters) or None)
                rows = [tuple(map(_text, row)) for row in cursor.fetchall()]
                cursor.execute("SET character_set_results = @@character_set_client")
                return rows, len(rows)
        except _ERRORS as error:
            raise Refused(self._fault(error, text)) from error

    def cancel(self) -> None:
        """Ask the server, over a connection of its own, to end the statement that is running."""
        own = self.connection
        with suppress(*_ERRORS, RuntimeError), self._another() as other, other.cursor() as cursor:
            cursor.execute(f"KILL QUERY {own.thread_id()}")

    def reset(self) -> None:
        """Set the session back to how it was right after connecting; raises Refused."""
        connection = self.connection
        try:
            connection._execute_command(_RESET_CONNECTION, b"")
            connection._read_ok_packet()
            connection.set_character_set(connection.charset, connection.collation)
            with connection.cursor() as cursor:
                for statement in self._first_statements():
                    cursor.execute(statement)
        except _ERRORS as error:
            raise Refused(self._fault(error, "")) from error
        self._heard = True

    def close(self) -> None:
        """Close the connection."""
        with suppress(*_ERRORS):
            self.connection.close()

    def _first_statements(self) -> list[str]:
        """Return what was set right after connecting."""
        connection = self.connection
        mode = connection.sql_mode
        return [
            *([f"SET sql_mode = {connection.escape(mode)}"] if mode is not None else ()),
            *([connection.init_command] if connection.init_command else ()),
            f"SET autocommit = {int(bool(connection.autocommit_mode))}",
        ]

    def _another(self) -> Any:
        own = self.connection
        return connect(
            host=own.host,
            port=own.port,
            user=own.user,
            password=own.password,
            unix_socket=own.unix_socket,
            # Before 1.2, encryption was either demanded or not tried.
            ssl=own.ctx if getattr(own, "_ssl_required", own.ssl) else None,
            connect_timeout=_CANCEL_SECONDS,
            read_timeout=_CANCEL_SECONDS,
        )

    def _fault(self, error: Exception, statement: str) -> Fault:
        number, said = told(error)
        state = str(getattr(error, "sqlstate", None) or "")
        return fault(number, said, state, statement, closed=self.closed)


def told(error: Exception) -> tuple[int, str]:
    """Return the number and the words of a driver's error."""
    number, *said = (*error.args, "") if error.args else (0, "")
    if not isinstance(number, int):
        return 0, str(error)
    return number, str(said[0] if said else "")


def _text(value: object) -> object:
    return value.decode(errors="surrogateescape") if isinstance(value, bytes) else value
