"""Elasticsearch and OpenSearch by URL: which of them, the server says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goofer_py.errors import ConnectionFailed, MissingDriver, UsageError
from goofer_py.stores.kinds import KINDS
from goofer_py.stores.native_store import NativeStore
from goofer_py.stores.search.address import address_of

if TYPE_CHECKING:
    from goofer_py.stores.search.session import SearchSession
    from goofer_py.stores.url import DatabaseUrl

_SPACE = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_CLIENTS = {"OpenSearch": ("opensearchpy", "opensearch")}
_OF_ELASTIC = ("elasticsearch", "elasticsearch")


class SearchStore(NativeStore["SearchSession"]):
    """One cluster, or the part of it that a name in the URL stands for."""

    def __init__(self, url: DatabaseUrl) -> None:
        space = (url.database or "").strip("/")
        if space and not _SPACE.fullmatch(space):
            raise UsageError(
                f"{space!r} cannot begin the name of an index: write small letters, digits, _ and"
                " - in the path of the URL, or nothing.",
                hint=f"{url.backend}://host:9200/shop; a path before all others is"
                " ?path_prefix=/search",
            )
        super().__init__(KINDS[url.backend], url)
        self._space = space
        self._address = address_of(url)

    def _connected(self, seconds: float) -> SearchSession:
        module, extra = _CLIENTS.get(self._named, _OF_ELASTIC)
        try:
            from goofer_py.stores.search.served import Unanswered, served
            from goofer_py.stores.search.session import SearchSession
            from goofer_py.stores.search.wire import wire_to
        except ModuleNotFoundError as error:
            raise MissingDriver(self.database, module, extra) from error
        try:
            server = served(self._address, seconds)
        except (Unanswered, OSError) as error:
            raise self.refused(str(error) or type(error).__name__) from None
        module, extra = _CLIENTS.get(server.name, _OF_ELASTIC)
        try:
            wire = wire_to(server, self._address)
        except ModuleNotFoundError as error:
            raise MissingDriver(self.database, module, extra) from error
        return SearchSession(self.kind, wire, server, self._space, self.database, self._secrecy)

    @property
    def _named(self) -> str:
        """What the URL calls it; nothing is known of the server yet."""
        return "OpenSearch" if self._url.backend == "opensearch" else "Elasticsearch"

    def refused(self, said: str) -> ConnectionFailed:
        """Return the error for a connection that failed with these words."""
        return self._unreached(said, _REASONS, _HINTS, "check host, port and parameters in the URL")


_REASONS = {
    "401 unauthorized": "refused",
    "403 forbidden": "refused",
    "certificate": "refused",
    "too old": "refused",
    "neither elasticsearch": "refused",
    "429 too many": "busy",
    "502 bad": "starting",
    "503 unavailable": "starting",
    "504 gateway": "starting",
}
_HINTS = {
    "401 unauthorized": "set the right user and password in the URL, or ?api_key=",
    "403 forbidden": "the user needs the privilege monitor: see docs/stores/elasticsearch.md",
    "certificate": "check ca_certs= in the URL, and the certificates of the server",
    "wrong_version": "write elasticsearch:// or opensearch:// for a server without TLS",
    "aborted": "write +https for a server with TLS: opensearch+https://host:9200",
    "disconnected": "write +https for a server with TLS: opensearch+https://host:9200",
    "resolve": "check the host in the URL",
    "name or service": "check the host in the URL",
    "refused": "check host and port, and that the server runs: curl http://HOST:PORT/",
    "timed out": "check host, port and firewall: curl http://HOST:PORT/",
}
