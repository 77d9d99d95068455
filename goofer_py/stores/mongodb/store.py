"""MongoDB by URL: a server, a replica set, or a sharded cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

from goofer_py.errors import ConnectionFailed, MissingDriver, UsageError
from goofer_py.stores.kinds import MONGODB
from goofer_py.stores.native_store import NativeStore

if TYPE_CHECKING:
    from goofer_py.stores.mongodb.session import MongoSession
    from goofer_py.stores.url import DatabaseUrl

_DRIVERS = ("", "srv")
_UNUSED = ("maxidletimems",)
"""Options that are not for goofer: by its connection, the server tells that a run is alive."""


class MongoStore(NativeStore["MongoSession"]):
    """One database of MongoDB.

    With `tried_in`, what is about that of the URL is done there, and what is about others not.
    """

    def __init__(self, url: DatabaseUrl, tried_in: str | None = None) -> None:
        if url.driver not in _DRIVERS:
            raise UsageError(
                f"There is no kind {url.driver!r} of MongoDB.",
                hint="mongodb://host:27017/name or mongodb+srv://host/name",
            )
        if not url.database or "/" in url.database:
            raise UsageError(
                "The URL names no database of MongoDB.", hint="mongodb://host:27017/name"
            )
        super().__init__(MONGODB, url)
        self._name = tried_in or url.database
        self._real = url.database
        self._tried = tried_in is not None
        if self._tried:
            self.database = self.database.removesuffix(self._real) + self._name

    @contextmanager
    def spare(self) -> Iterator[MongoStore]:
        """Give an empty database beside this one, and drop it; raises ScratchRefused."""
        session = self.connect()
        try:
            from goofer_py.stores.mongodb.scratch import scratch

            with scratch(session) as empty:
                yield MongoStore(self._url, empty.name)
        finally:
            session.close()

    def _connected(self, seconds: float) -> MongoSession:
        try:
            import pymongo
            from pymongo.errors import PyMongoError

            from goofer_py.stores.mongodb.session import MongoSession
        except ModuleNotFoundError as error:
            raise MissingDriver(self.database, "pymongo", "mongodb") from error
        if self._url.driver == "srv":
            self._need_names()
        self._check_options()
        client: Any = None
        try:
            client = self._client(pymongo.MongoClient, seconds)
            hello = client.admin.command("hello")
            # Hello is answered to everybody, and this to all whom the server knows.
            listed = {"nameOnly": True, "authorizedCollections": True, "filter": {"name": ""}}
            client[self._name].command("listCollections", **listed)
        except (PyMongoError, OSError) as error:
            if client is not None:
                client.close()
            raise self.refused(str(error) or type(error).__name__) from None
        return MongoSession(
            client,
            self._name,
            self.database,
            self._secrecy,
            instead_of=self._real if self._tried else "",
            transactions="setName" in hello or hello.get("msg") == "isdbgrid",
        )

    def _client(self, kind: Any, seconds: float) -> Any:
        if not self._tried:
            return kind(self._address(), **_options(seconds))
        from goofer_py.stores.mongodb.confined import ConfinedClient

        client = ConfinedClient(self._address(), **_options(seconds))
        client.confine(self._name)
        return client

    def _need_names(self) -> None:
        """Raise MissingDriver without the module that asks for the servers behind a name."""
        try:
            import dns.resolver  # noqa: F401 - the driver imports it, and tells less
        except ModuleNotFoundError as error:
            raise MissingDriver(self.database, "dns", "mongodb") from error

    def _check_options(self) -> None:
        """Raise UsageError for options that the driver would pass over with a warning."""
        from pymongo.errors import PyMongoError
        from pymongo.uri_parser import split_options

        try:
            if said := self._query:
                split_options(said, warn=False)
        except (PyMongoError, ValueError, TypeError, OSError) as error:
            raise UsageError(
                f"The options in the URL of {self.database} are wrong:"
                f" {self._secrecy.hide(str(error))}."
            ) from None

    @property
    def _query(self) -> str:
        """The options of the URL that are for the driver."""
        found = self._url.query.items()
        options = ((key, values) for key, values in found if key.lower() not in _UNUSED)
        return urlencode([(key, one) for key, values in options for one in values])

    def _address(self) -> str:
        """Return the URL as the driver reads it."""
        url = self._url
        user = "" if url.username is None else quote_plus(url.username)
        if url.password is not None:
            user += f":{quote_plus(url.password)}"
        host = url.host or "localhost"
        if ":" in host and "," not in host:
            host = f"[{host}]"
        port = f":{url.port}" if url.port else ""
        name = quote_plus(self._real)
        return f"{url.scheme}://{user}{'@' if user else ''}{host}{port}/{name}?{self._query}"

    def refused(self, said: str) -> ConnectionFailed:
        """Return the error for a connection that failed with these words."""
        said = said.partition(", full error:")[0].partition(", Timeout:")[0]
        return self._unreached(said, _REASONS, _HINTS)


def _options(seconds: float) -> dict[str, Any]:
    from goofer_py.stores.mongodb.dead import APPLICATION

    milliseconds = round(seconds * 1000)
    return {
        "appname": APPLICATION,
        "connectTimeoutMS": milliseconds,
        "serverSelectionTimeoutMS": milliseconds,
        # A command whose answer was lost may have run: nobody but a person sends it again.
        "retryWrites": False,
    }


_REASONS = {
    "no primary available": "starting",
    "no replica set members": "starting",
    "not primary": "starting",
    "authentication failed": "refused",
    "authentication": "refused",
    "not authorized": "refused",
    "certificate": "refused",
    "too many": "busy",
}
_HINTS = {
    "authentication": "set the right user and password in the URL, and ?authSource= the database"
    " that knows the user (admin, mostly)",
    "no primary": "the replica set has no primary now: rs.status() in mongosh",
    "no replica set members": "check replicaSet= in the URL, and the members' names: rs.conf()",
    "dns query name does not exist": "no DNS record _mongodb._tcp.HOST names the servers: check the"
    " host in the URL, or write mongodb://host:27017,... instead of mongodb+srv://",
    "resolution lifetime expired": "the DNS server does not answer: check the network, or write"
    " mongodb://host:27017,... instead of mongodb+srv://",
    "name or service": "check the host in the URL",
    "name resolution": "check the host in the URL",
    "refused": "check host and port, and that the server runs: mongosh URL --eval 'db.hello()'",
    "timed out": "check host, port and firewall: mongosh URL --eval 'db.hello()'",
    "certificate": "check tlsCAFile= in the URL, and the certificates of the server",
}
