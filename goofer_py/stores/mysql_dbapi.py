"""MySQL and MariaDB through a connection of another driver that an engine of the caller's opened.

These are mysqlclient, MySQL Connector and MariaDB Connector, which differ in what they tell beyond
PEP 249: so the server is asked instead.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any

from goofer_py.stores.fault import Fault, Refused
from goofer_py.stores.mysql_driver import fault, is_lost
from goofer_py.stores.mysql_rules import MYSQL_RULES
from goofer_py.stores.parameters import as_mysql_format
from goofer_py.stores.rules import Kind
from goofer_py.stores.store import Row

_MODULES = {"MySQLdb": "MySQLdb", "mysql": "mysql.connector", "mariadb": "mariadb"}


class OtherDriver:
    """Sends statements one by one; follows by them whether a transaction is open.

    `kill` ends the running statement of the session with an id, over another connection.
    """

    def __init__(self, connection: Any, kill: Callable[[int], None]) -> None:
        self.connection = connection
        self._kill = kill
        self._lost = False
        self._begun = False
        root = type(connection).__module__.partition(".")[0].lstrip("_")
        self._errors: tuple[type[Exception], ...] = (
            import_module(_MODULES.get(root, root)).Error,
            OSError,
        )

    @cached_property
    def server(self) -> str:
        """The server's version as it tells it."""
        return self._text("SELECT VERSION()")

    @cached_property
    def number(self) -> int:
        """What the server calls the session by, which it said when it was connected to."""
        for name in ("connection_id", "thread_id"):
            found = getattr(self.connection, name, None)
            if found is not None:
                return int(found() if callable(found) else found)
        return int(self._text("SELECT CONNECTION_ID()"))

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return self._lost

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open on the server, as far as this knows."""
        return bool(getattr(self.connection, "in_transaction", self._begun)) or self._begun

    @property
    def autocommit(self) -> bool:
        """Whether the server commits each statement."""
        return self._text("SELECT @@autocommit") == "1"

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self.run(f"SET autocommit = {int(value)}")

    def run(self, statement: str) -> None:
        """Run one statement; its rows are thrown away as they come; raises Refused."""
        try:
            with self._cursor() as cursor:
                cursor.execute(statement)
                while True:
                    if cursor.description is not None:
                        deque(iter(cursor.fetchone, None), maxlen=0)
                    if not cursor.nextset():
                        break
        except self._errors as error:
            raise Refused(self._fault(error, statement)) from error
        self._follow(statement)

    def query(self, sql: str, parameters: Sequence[object]) -> tuple[list[Row], int]:
        """Run one statement; gives its rows and how many it touched; raises Refused."""
        text = as_mysql_format(sql) if parameters else sql
        try:
            with self._cursor() as cursor:
                cursor.execute(text, tuple(parameters)) if parameters else cursor.execute(text)
                rows = [tuple(row) for row in cursor.fetchall()] if cursor.description else []
                return rows, cursor.rowcount
        except self._errors as error:
            raise Refused(self._fault(error, sql)) from error

    def cancel(self) -> None:
        """Ask the server, over a connection of its own, to end the statement that is running."""
        self._kill(self.number)

    def reset(self) -> None:
        """Do nothing: what the caller set is set back one by one."""

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _cursor(self) -> Any:
        return _Closing(self.connection.cursor())

    def _text(self, sql: str) -> str:
        return str(self.query(sql, ())[0][0][0])

    def _follow(self, statement: str) -> None:
        kind = MYSQL_RULES.kind(statement)
        if kind is Kind.OPENS:
            self._begun = True
        elif kind is not Kind.PLAIN and kind not in (Kind.SESSION, Kind.SETTING):
            self._begun = False

    def _fault(self, error: Any, statement: str) -> Fault:
        number = getattr(error, "errno", None) or next(iter(error.args), 0)
        number = number if isinstance(number, int) else 0
        said = getattr(error, "msg", None) or (error.args[1:2] or (str(error),))[0]
        self._lost = self._lost or is_lost(number, str(said))
        state = str(getattr(error, "sqlstate", None) or "")
        return fault(number, str(said), state, statement, closed=self._lost)


class _Closing:
    """A cursor that is closed at the end of a block, whichever driver it is of."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def __enter__(self) -> Any:
        return self._cursor

    def __exit__(self, *_: object) -> None:
        self._cursor.close()
