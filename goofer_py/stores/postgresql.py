"""PostgreSQL by URL, through psycopg 3."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from goofer_py.errors import ConnectionFailed, MissingDriver
from goofer_py.stores.answer import answer, reason_of
from goofer_py.stores.postgresql_session import PostgreSQLSession
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.url import DatabaseUrl

if TYPE_CHECKING:
    from goofer_py.stores.psycopg3 import Psycopg3

SCHEMES = ("postgresql", "postgres")
_OWN_DRIVERS = ("", "psycopg", "psycopg2", "psycopg_async", "psycopg2cffi")
_CONNECT_SECONDS = "10"
_LEAST_SECONDS = 2
"""The driver takes no shorter time to connect."""
# What other drivers call libpq's parameters; the rest of theirs has no meaning here.
_OTHER_NAMES = {"ssl": "sslmode", "timeout": "connect_timeout", "server_settings": ""}
_PREFACE = re.compile(r"^connection (?:failed|is bad): ")
_TRUTH = {"true": "require", "1": "require", "false": "disable", "0": "disable"}


class PostgreSQLStore:
    """One PostgreSQL database, reached by its URL with psycopg whatever driver the URL names."""

    lasting = True
    contended = True

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

    def connect(self) -> PostgreSQLSession:
        """Open a session; raises ConnectionFailed or MissingDriver."""
        return PostgreSQLSession(self._opened(self._url), self.database, self._secrecy)

    def _opened(self, url: DatabaseUrl) -> Psycopg3:
        """Open a connection."""
        try:
            import psycopg
        except ImportError as error:
            raise MissingDriver(self.database, "psycopg", "postgresql") from error
        from goofer_py.stores.psycopg3 import Psycopg3

        try:
            connection = psycopg.connect(autocommit=True, prepare_threshold=None, **parameters(url))
        except psycopg.Error as error:
            # The driver's error may quote the password, so it stays out of the traceback.
            raise self.refused(str(error)) from None
        return Psycopg3(connection)

    def lent(self) -> PostgreSQLSession:
        """Open a session, whose connection is its own: only a schema's can be another's too."""
        return self.connect()

    def beside(self) -> PostgreSQLSession:
        """Open a session of its own, as each of them is."""
        return self.connect()

    def probe(self, seconds: float) -> None:
        """Connect and ask something, within about `seconds`."""
        query = {"connect_timeout": (str(max(math.ceil(seconds), _LEAST_SECONDS)),)}
        url = replace(self._url, query={**self._url.query, **query})
        answer(PostgreSQLStore(url))

    @contextmanager
    def spare(self) -> Iterator[PostgreSQLStore]:
        """Give an empty database on the same server, dropped when the context ends."""
        from goofer_py.stores.spare import spare_database

        query = {key: value for key, value in self._url.query.items() if key != "dbname"}
        with spare_database(self) as name:
            yield PostgreSQLStore(replace(self._url, database=name, query=query))

    def refused(self, said: str) -> ConnectionFailed:
        """Return the error for a connection that failed with these words of the driver."""
        said = self._secrecy.hide(_first_line(said))
        return ConnectionFailed(
            f"No connection to {self.database}: {said}. Nothing was changed.",
            database=self.database,
            server=said,
            hint=self._hint(said),
            reason=reason_of(said, _REASONS),
        )

    def _hint(self, said: str) -> str:
        for words, hint in _HINTS.items():
            if words in said.lower():
                return hint.format(**self._known())
        return "check user, host, port and database in the URL"

    def _known(self) -> Mapping[str, object]:
        url = self._url
        given = parameters(url)
        return {
            "host": str(given.get("host", "")).split(",")[0] or "localhost",
            "port": str(given.get("port", "5432")).split(",")[0],
            "user": given.get("user", "USER"),
            "as_user": f"-U {given['user']} " if "user" in given else "",
            "name": given.get("dbname", "NAME"),
        }


_HINTS = {
    "password": "set the right password in the URL; to try one by hand:"
    " psql -h {host} -p {port} -U {user} {name}",
    "starting up": "try again in a moment",
    'role "': 'createuser -h {host} -p {port} "{user}", or set another user in the URL',
    'database "': 'createdb -h {host} -p {port} {as_user}"{name}", or set another name in the URL',
    "resolve": "check the host in the URL",
    "translate host": "check the host in the URL",
    "name or service": "check the host in the URL",
    "no address": "check the host in the URL",
    "refused": "check host and port, and that the server runs: pg_isready -h {host} -p {port}",
    "timeout": "check host, port and firewall: pg_isready -h {host} -p {port}",
    "timed out": "check host, port and firewall: pg_isready -h {host} -p {port}",
    "no such file": "check that the server runs: pg_isready -h {host} -p {port}",
    "ssl": "check sslmode in the URL",
    "invalid connection option": "leave the parameter out of the URL",
    "too many clients": "close other connections, or raise max_connections on the server",
}
"""What to try next, by words of libpq's messages; the first that fits."""


_REASONS = {
    "starting up": "starting",
    "shutting down": "starting",
    "recovery mode": "starting",
    "not yet accepting": "starting",
    "too many clients": "busy",
    "too many connections": "busy",
    "connection slots": "busy",
    "no more connections": "busy",
    "not currently accepting": "refused",
    "permission denied": "refused",
    'role "': "refused",
    "no such database": "absent",
    "pg_hba.conf": "refused",
    'database "': "absent",
    "authentication failed": "refused",
    "password": "refused",
    "no such user": "refused",
    "not permitted": "refused",
    "connection option": "refused",
    "sslmode": "refused",
    "ssl was required": "refused",
    "support ssl": "refused",
    "certificate": "refused",
}
"""Why there is no connection, by words of libpq's messages; the first that fits."""


def parameters(url: DatabaseUrl) -> dict[str, Any]:
    """Return what libpq is told for `url`."""
    given: dict[str, Any] = {
        "fallback_application_name": "goofer",
        "connect_timeout": _CONNECT_SECONDS,
        "client_encoding": "utf8",
        "user": url.username,
        "password": url.password,
        "host": url.host,
        "port": url.port,
        "dbname": url.database,
        **_query(url),
    }
    return {key: value for key, value in given.items() if value is not None}


def _query(url: DatabaseUrl) -> dict[str, str]:
    query = {key: ",".join(values) for key, values in url.query.items()}
    if url.driver not in _OWN_DRIVERS:
        query = _translated(query)
    hosts = [host.rpartition(":") for host in query.get("host", "").split(",")]
    # SQLAlchemy writes several servers as host=a:5432&host=b:5432.
    if all(colon and port.isdigit() and ":" not in host for host, colon, port in hosts):
        query["host"] = ",".join(host for host, _, _ in hosts)
        query["port"] = ",".join(port for _, _, port in hosts)
    return query


def _translated(query: Mapping[str, str]) -> dict[str, str]:
    """Keep of another driver's parameters what libpq knows."""
    from psycopg.pq import Conninfo

    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    named = ((_OTHER_NAMES.get(key, key), value) for key, value in query.items())
    return {
        key: _TRUTH.get(value.lower(), value) if key == "sslmode" else value
        for key, value in named
        if key in known
    }


def _first_line(message: str) -> str:
    """Return the server's own words, without the driver's preface and libpq's questions."""
    line = message.strip().partition("\n")[0]
    return _PREFACE.sub("", line).strip().rstrip(".") or "no reason given"
