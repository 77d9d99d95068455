"""Where a database is, by its URL: the same text for all URLs that say the same in other words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goofer_py.stores.url import DatabaseUrl

_KINDS = {
    "postgres": "postgresql",
    "mariadb": "mysql",
    **dict.fromkeys(("rediss", "valkey", "valkeys"), "redis"),
    "scylla": "cassandra",
    **dict.fromkeys(("clickhouses", "clickhousedb"), "clickhouse"),
    "opensearch": "elasticsearch",
}
"""What a server is, where URLs begin with another name."""
_PORTS = {
    "postgresql": 5432,
    "mysql": 3306,
    "redis": 6379,
    "mongodb": 27017,
    "cassandra": 9042,
    "clickhouse": 8123,
    "elasticsearch": 9200,
}
_SENTINEL_PORT = 26379
_ENCRYPTED_PORT = 8443
_NAMES = {"redis": "0", "clickhouse": "default"}
"""The databases that are meant where a URL names none."""
_LOCAL = ("localhost", "::1", "0.0.0.0", "::", "localhost.localdomain", "ip6-localhost")  # noqa: S104 - an address to compare with
_YES = ("true", "1", "yes", "on")


def place(url: DatabaseUrl) -> str:
    """Return where a database is; nothing is asked of any server.

    Two names or addresses of one machine other than the local one, one server behind two ports,
    and two nodes of one cluster are different places: only the servers know better.
    """
    kind = _KINDS.get(url.backend, url.backend)
    nodes = sorted(set(_nodes(url, kind)))
    return f"{kind}://{','.join(nodes)}/{_name(url, kind)}"


def _nodes(url: DatabaseUrl, kind: str) -> Iterator[str]:
    if address := url.first("cloud_id") or url.first("unix_socket"):
        yield address
        return
    port = str(url.port or url.first("port") or _port(url, kind))
    hosts = url.host or url.first("host") or "localhost"
    for one in (*hosts.split(","), *url.query.get("node", ())):
        alone = one.count(":") != 1
        host, _, own = (one, "", "") if alone else one.partition(":")
        yield f"{_host(host)}:{own or port}"


def _port(url: DatabaseUrl, kind: str) -> object:
    if url.driver == "srv":
        return "srv"
    if url.driver == "sentinel":
        return _SENTINEL_PORT
    secure = (url.first("secure") or "").lower() in _YES
    if kind == "clickhouse" and (secure or url.backend == "clickhouses" or url.driver == "https"):
        return _ENCRYPTED_PORT
    return _PORTS.get(kind, "")


def _host(host: str) -> str:
    bare = host.strip("[]").lower().rstrip(".")
    return "127.0.0.1" if bare in _LOCAL or bare.startswith("127.") else bare


def _name(url: DatabaseUrl, kind: str) -> str:
    said = (url.database or url.first("dbname") or url.first("db") or "").strip("/")
    if kind == "postgresql":
        return said or url.username or ""
    if url.driver != "sentinel":
        return said or _NAMES.get(kind, "")
    service, _, number = (url.database or "mymaster").partition("/")
    return f"{service}/{number or url.first('db') or _NAMES[kind]}"
