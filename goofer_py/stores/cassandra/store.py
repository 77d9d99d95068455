"""Cassandra and ScyllaDB by URL."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from goofer_py.errors import ConnectionFailed, MissingDriver, UsageError
from goofer_py.stores.kinds import CASSANDRA
from goofer_py.stores.native_store import NativeStore

if TYPE_CHECKING:
    from goofer_py.stores.cassandra.confined import Confines
    from goofer_py.stores.cassandra.session import CassandraSession
    from goofer_py.stores.url import DatabaseUrl

_PORT = 9042
_LEVELS = ("ONE", "TWO", "THREE", "QUORUM", "ALL", "LOCAL_QUORUM", "LOCAL_ONE")
"""Those that both writes and reads can have."""
_SERIAL = ("SERIAL", "LOCAL_SERIAL")
_OPTIONS = (
    "consistency",
    "serial_consistency",
    "datacenter",
    "ssl",
    "cafile",
    "certfile",
    "keyfile",
    "check_hostname",
)
_FILES = ("cafile", "certfile", "keyfile")
_SWITCHES = ("ssl", "check_hostname")
_TRUTHS = {"true": True, "false": False}
_PROTOCOLS = (5, 4)
"""The versions of the protocol that are tried: ScyllaDB has the older one."""


class CassandraStore(NativeStore["CassandraSession"]):
    """One keyspace of a cluster.

    With `tried_in`, what is about that of the URL is done there, and what is about others not.
    """

    def __init__(self, url: DatabaseUrl, tried_in: str | None = None) -> None:
        if url.driver:
            raise UsageError(
                f"There is no kind {url.driver!r} of Cassandra.",
                hint="cassandra://host:9042/keyspace",
            )
        if not url.database or "/" in url.database:
            raise UsageError(
                "The URL names no keyspace of Cassandra.", hint="cassandra://host:9042/keyspace"
            )
        super().__init__(CASSANDRA, url)
        self._real = url.database
        self._keyspace = tried_in or url.database
        if tried_in is not None:
            self.database = self.database.removesuffix(self._real) + tried_in
        self._check_options()
        self._consistency = self._level("consistency", "LOCAL_QUORUM", _LEVELS)
        self._serial = self._level("serial_consistency", "SERIAL", _SERIAL)

    def _connected(self, seconds: float) -> CassandraSession:
        try:
            import cassandra  # noqa: F401 - what needs it may be imported already

            from goofer_py.stores.cassandra import connection
            from goofer_py.stores.cassandra.session import CassandraSession
        except ModuleNotFoundError as error:
            raise MissingDriver(self.database, "cassandra", "cassandra") from error
        except Exception as error:
            # The driver has no way to wait for answers on this Python, and no class to say so.
            raise self.refused(f"the driver does not start: {error}") from error
        wanted = connection.Wanted(
            self._points(),
            self._url.username,
            self._url.password,
            self._ssl(),
            self._url.first("datacenter"),
            self._consistency,
            self._serial,
            seconds,
        )
        try:
            client = connection.opened(wanted, self._keyspace, _PROTOCOLS)
        except Exception as error:
            if not connection.is_of_driver(error):
                raise
            raise self.refused(connection.said(error)) from None
        if client is None:
            raise self.refused(f"there is no keyspace {self._keyspace}")
        confines = None if self._keyspace == self._real else self._confines(client)
        return CassandraSession(client, self._keyspace, self.database, self._secrecy, confines)

    @contextmanager
    def spare(self) -> Iterator[CassandraStore]:
        """Give an empty keyspace beside this one, and drop it; raises ScratchRefused."""
        session = self.connect()
        try:
            from goofer_py.stores.cassandra.catalog import keyspaces
            from goofer_py.stores.cassandra.scratch import scratch

            with scratch(session, keyspaces(session.describe)[session.keyspace]) as empty:
                yield CassandraStore(self._url, empty.name)
        finally:
            session.close()

    def _confines(self, client: Any) -> Confines:
        from goofer_py.stores.cassandra.confined import Confines
        from goofer_py.stores.cassandra.connection import BOOKS

        listed = "SELECT keyspace_name FROM system_schema.keyspaces"
        known = {str(name) for (name,) in client.execute(listed, execution_profile=BOOKS)}
        return Confines(self._real, self._keyspace, known)

    def _points(self) -> list[tuple[str, int]]:
        """Return the hosts with their ports."""
        port = self._url.port or _PORT
        points = []
        for one in (self._url.host or "localhost").split(","):
            host, _, own = one.rpartition(":") if one.count(":") == 1 else (one, "", "")
            points.append((host or own, int(own) if host and own else port))
        return points

    def _ssl(self) -> ssl.SSLContext | None:
        """Return how connections are encrypted, None for not; raises UsageError."""
        files = {name: self._url.first(name) for name in _FILES}
        given = [name for name, path in files.items() if path is not None]
        if not self._switched("ssl", default=bool(given)):
            return None
        try:
            context = ssl.create_default_context(cafile=files["cafile"])
            if files["certfile"] is not None:
                context.load_cert_chain(files["certfile"], files["keyfile"], password="")
        except (OSError, ValueError) as error:
            named = " and ".join(f"{name}={files[name]}" for name in given)
            raise UsageError(
                f"The certificates of {self.database} cannot be read: {error}.",
                hint=f"check {named} in the URL: files in PEM, without a password",
            ) from error
        context.check_hostname = self._switched("check_hostname", default=True)
        return context

    def _switched(self, option: str, *, default: bool) -> bool:
        return _TRUTHS.get(self._url.first(option) or "", default)

    def _check_options(self) -> None:
        for name in self._url.query:
            if name not in _OPTIONS:
                raise UsageError(
                    f"The URL of Cassandra has no option {name!r}.",
                    hint=f"known are: {', '.join(_OPTIONS)}",
                )
        for name in _SWITCHES:
            if (given := self._url.first(name)) is not None and given not in _TRUTHS:
                raise UsageError(
                    f"{name}={given} says nothing in the URL of Cassandra.",
                    hint=f"{name}=true or {name}=false",
                )

    def _level(self, option: str, default: str, known: tuple[str, ...]) -> str:
        level = (self._url.first(option) or default).upper()
        if level not in known:
            raise UsageError(
                f"There is no {option.replace('_', ' ')} {level!r}.",
                hint=f"{option}= one of {', '.join(known)}",
            )
        return level

    def refused(self, said: str) -> ConnectionFailed:
        """Return the error for a connection that failed with these words."""
        return self._unreached(said, _REASONS, _HINTS)


_REASONS: Mapping[str, str] = {
    "there is no keyspace": "absent",
    # So it tells of a login, too, for which it has not read in time what it knows of the user.
    "unable to perform auth": "busy",
    "overloaded": "busy",
    "bad credentials": "refused",
    "authenticat": "refused",
    "unauthorized": "refused",
    "certificate": "refused",
    "bootstrapping": "starting",
    "starting": "starting",
}
_LATER = "try again later: the servers have too much to do, or too few are up: nodetool status"
_HINTS: Mapping[str, str] = {
    "there is no keyspace": "make it: CREATE KEYSPACE name WITH replication ="
    " {'class': 'NetworkTopologyStrategy', 'replication_factor': 3}",
    "unable to perform auth": _LATER,
    "overloaded": _LATER,
    "credentials": "set the right user and password in the URL",
    "authenticat": "set user and password in the URL: cassandra://user:password@host:9042/keyspace",
    "has an address": "check the hosts in the URL",
    "connect to any servers": "check datacenter= in the URL:"
    " SELECT data_center FROM system.local tells it; if it is right, they have too much to do now",
    "wrong version number": "the server does not encrypt on this port: take ssl= and the files out"
    " of the URL, or name another port",
    "certificate": "check cafile= in the URL, and the certificates of the servers",
    "refused": "check host and port, and that the server runs: nodetool status",
    "timed out": "check host, port and firewall: cqlsh HOST PORT",
}
