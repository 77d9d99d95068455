"""MySQL and MariaDB by URL, through PyMySQL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from goofer_py.errors import ConnectionFailed, GooferError, MissingDriver, UsageError
from goofer_py.stores.answer import answer
from goofer_py.stores.mysql_session import MySQLSession
from goofer_py.stores.mysql_url import parameters
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.url import DatabaseUrl

SCHEMES = ("mysql", "mariadb")
_NUMBERED = re.compile(r"^\((\d+),")
_QUOTED = re.compile(r"^\(\d+, (['\"])(.*)\1\)$", re.DOTALL)


class MySQLStore:
    """One MySQL or MariaDB database, reached by its URL with PyMySQL whatever driver it names."""

    lasting = True
    contended = True
    pure_drivers = ("pymysql",)
    """The packages of its drivers that are Python alone, so that an archive can hold them."""

    def __init__(self, url: DatabaseUrl) -> None:
        self._url = url
        self._secrecy = Secrecy(url.secrets, url.names)
        self.database = url.shown()

    @property
    def url(self) -> DatabaseUrl:
        """The URL, secrets included: never show it."""
        return self._url

    def exists(self) -> bool:
        """Return True: connecting makes nothing, and fails where there is nothing."""
        return True

    def connect(self) -> MySQLSession:
        """Open a session; raises ConnectionFailed, MissingDriver or UsageError."""
        try:
            import pymysql
        except ImportError as error:
            raise MissingDriver(self.database, "pymysql", "mysql") from error
        from goofer_py.stores.pymysql import PyMySQL, connect

        given = parameters(self._url)
        if "database" not in given and "read_default_file" not in given:
            raise UsageError(
                f"{self.database} names no database.",
                hint="write it behind the host: mysql://user:password@host:3306/name",
            )
        try:
            connection: Any = connect(autocommit=True, **_hurried(given))
        except (pymysql.Error, OSError, RuntimeError) as error:
            # The driver's error may quote the password, so it stays out of the traceback.
            raise self.refused(str(error)) from None
        # From here on a statement may take as long as it does.
        connection._read_timeout = given.get("read_timeout")
        session = MySQLSession(PyMySQL(connection), self.database, self._secrecy)
        session.url = self._url
        return session

    def lent(self) -> MySQLSession:
        """Open a session, whose connection is its own."""
        return self.connect()

    def beside(self) -> MySQLSession:
        """Open a session of its own, as each of them is."""
        return self.connect()

    def probe(self, seconds: float) -> None:
        """Connect and ask something, within about `seconds`."""
        query = {"connect_timeout": (str(max(round(seconds), 1)),)}
        answer(MySQLStore(replace(self._url, query={**self._url.query, **query})))

    @contextmanager
    def spare(self) -> Iterator[MySQLStore]:
        """Give an empty database on the same server, dropped when the context ends."""
        from goofer_py.stores.mysql_spare import spare_mysql_database

        with spare_mysql_database(self) as name:
            yield MySQLStore(replace(self._url, database=name))

    def kill(self, session: int) -> None:
        """End the statement that a session is running; if that is impossible, it goes on."""
        with suppress(GooferError):
            own = self.connect()
            try:
                own.execute(f"KILL QUERY {session}")
            finally:
                own.close()

    def refused(self, said: str) -> ConnectionFailed:
        """Return the error for a connection that failed with these words of the driver."""
        reason = _reason(said)
        said = self._secrecy.hide(_words(said))
        return ConnectionFailed(
            f"No connection to {self.database}: {said}. Nothing was changed.",
            database=self.database,
            server=said,
            hint=self._hint(said),
            reason=reason,
        )

    def _hint(self, said: str) -> str:
        for words, hint in _HINTS.items():
            if words in said.lower():
                return hint.format(**self._known())
        return "check user, host, port and database in the URL"

    def _known(self) -> Mapping[str, object]:
        given: Mapping[str, Any] = parameters(self._url)
        return {
            "host": given.get("host", "localhost"),
            "port": given.get("port", 3306),
            "user": given.get("user", "USER"),
            "name": given.get("database", "NAME"),
        }


_GREETING_SECONDS = 10
_HINTS = {
    "to database": "GRANT ALL ON `{name}`.* TO '{user}', or set another user in the URL",
    "using password": "set the right user and password in the URL; to try them by hand:"
    " mysql -h {host} -P {port} -u {user} -p {name}",
    "unknown database": "CREATE DATABASE `{name}`, or set another name in the URL",
    "'cryptography' package": "pip install 'goofer-py[mysql]'",
    "too many connections": "close other connections, or raise max_connections on the server",
    "is blocked": "mysqladmin flush-hosts, or check what fails from this host",
    "not allowed to connect": "create the user for this host, or connect from another one",
    "name or service": "check the host in the URL",
    "name resolution": "check the host in the URL",
    "no address": "check the host in the URL",
    "refused": "check host and port, and that the server runs: mysqladmin -h {host} -P {port} ping",
    "timed out": "check host, port and firewall: mysqladmin -h {host} -P {port} ping",
    "no such file": "check that the server runs, and unix_socket in the URL",
    "ssl": "check the ssl parameters in the URL",
    "certificate": "check the ssl parameters in the URL",
}
"""What to try next, by words of the server's and the driver's messages; the first that fits."""


_REASONS = {
    **dict.fromkeys((1053, 1077, 1079), "starting"),
    **dict.fromkeys((1040, 1203, 1226), "busy"),
    1049: "absent",
    # Rights, passwords, hosts, certificates, ways to log in that one of both does not have.
    **dict.fromkeys((1044, 1045, 1129, 1130, 1251, 1275, 1524, 1698), "refused"),
    **dict.fromkeys((1820, 2026, 2049, 2058, 2059, 2061, 3118, 3159, 4151), "refused"),
}
"""Why there is no connection, by the numbers of servers and drivers."""


def _reason(said: str) -> str:
    """Return why there is no connection, by a driver's message with its number."""
    found = _NUMBERED.match(said.strip())
    if found is None:
        return "refused" if "cryptography" in said else "away"
    return _REASONS.get(int(found[1]), "away")


def _hurried(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return how to connect without waiting for what is no MySQL server and says nothing."""
    return {"read_timeout": given.get("connect_timeout", _GREETING_SECONDS), **given}


def _words(said: str) -> str:
    """Return the message alone, without the number that the driver puts before it."""
    found = _QUOTED.match(said.strip())
    return (found[2] if found else said).strip().rstrip(".") or "no reason given"
