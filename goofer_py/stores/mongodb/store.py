"""MongoDB by URL: a server, a replica set, or a sharded cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

from goofer_py.errors import ConnectionFailed, MissingDriver, UsageError
from goofer_py.stores.answer import reason_of
from goofer_py.stores.kinds import MONGODB
from goofer_py.stores.native_store import NativeStore

if TYPE_CHECKING:
    from goofer_py.stores.mongodb.session import MongoSession
    from goofer_py.stores.url import DatabaseUrl

_DRIVERS = ("", "srv")
_UNUSED = ("maxidletimems",)
"""Options that are not for goofer: by its connection, the server tells that a run is alive."""


class MongoStore(NativeStore["MongoSession"]):
    """One database of MongoDB."""

    def __init__(self, url: DatabaseUrl) -> None:
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
        self._name = url.database

    def _connected(self, seconds: float) -> MongoSession:
        try:
            import pymongo
            from pymongo.errors import PyMongoError

            from goofer_py.stores.mongodb.session import MongoSession
        except ModuleNotFoundError as error:
            raise MissingDriver(self.database, "pymongo", "mongodb") from error
        client: Any = None
        try:
            client = pymongo.MongoClient(self._address(), **_options(seconds))
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
            transactions="setName" in hello or hello.get("msg") == "isdbgrid",
        )

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
        options = ((key, found) for key, found in url.query.items() if key.lower() not in _UNUSED)
        query = urlencode([(key, one) for key, found in options for one in found])
        name = quote_plus(self._name)
        return f"{url.scheme}://{user}{'@' if user else ''}{host}{port}/{name}?{query}"

    def refused(self, said: str) -> ConnectionFailed:
        """Return the error for a connection that failed with these words."""
        said = said.partition(", full error:")[0].partition(", Timeout:")[0]
        said = self._secrecy.hide(said).strip().rstrip(".")
        hints = (hint for words, hint in _HINTS.items() if words in said.lower())
        return ConnectionFailed(
            f"No connection to {self.database}: {said}. Nothing was changed.",
            database=self.database,
            server=said,
            hint=next(hints, "check host, port and options in the URL"),
            reason=reason_of(said, _REASONS),
        )


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
    "name or service": "check the host in the URL",
    "name resolution": "check the host in the URL",
    "refused": "check host and port, and that the server runs: mongosh URL --eval 'db.hello()'",
    "timed out": "check host, port and firewall: mongosh URL --eval 'db.hello()'",
    "certificate": "check tlsCAFile= in the URL, and the certificates of the server",
}
