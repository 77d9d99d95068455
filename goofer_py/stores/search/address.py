"""Where a cluster is, and how its nodes are spoken to: what the URL says."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from goofer_py.errors import UsageError
from goofer_py.stores.url import node

if TYPE_CHECKING:
    from goofer_py.stores.url import DatabaseUrl

_PORT = 9200
_DRIVERS = ("", "http", "https")
_KNOWN = ("node", "path_prefix", "ca_certs", "verify_certs", "api_key", "cloud_id")
_CLOUD_PORT = 443


@dataclass(frozen=True, slots=True)
class Address:
    """The nodes of one cluster, and what opens them. `repr` holds no secret."""

    scheme: str
    nodes: tuple[tuple[str, int], ...]
    prefix: str = ""
    """What stands before every path, where a proxy wants that."""
    user: tuple[str, str] | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    ca_certs: str | None = None
    verify: bool = True

    @property
    def urls(self) -> tuple[str, ...]:
        """The URLs of the nodes, without secrets."""
        names = (f"[{host}]" if ":" in host else host for host, _ in self.nodes)
        ports = (port for _, port in self.nodes)
        return tuple(
            f"{self.scheme}://{name}:{port}{self.prefix}"
            for name, port in zip(names, ports, strict=True)
        )

    @property
    def headers(self) -> dict[str, str]:
        """The headers that say who asks."""
        if self.api_key:
            return {"authorization": f"ApiKey {self.api_key}"}
        if self.user is None:
            return {}
        words = b64encode(":".join(self.user).encode()).decode()
        return {"authorization": f"Basic {words}"}


def address_of(url: DatabaseUrl) -> Address:
    """Return what a URL says; raises UsageError for what it can't."""
    if url.driver not in _DRIVERS:
        raise UsageError(
            f"There is no kind {url.driver!r} of {url.backend}.",
            hint=f"{url.backend}://host:9200 or {url.backend}+https://user:password@host:9200",
        )
    if unknown := sorted(set(url.query) - set(_KNOWN)):
        raise UsageError(
            f"A URL of {url.backend} has no parameter {unknown[0]!r}. Known are: node,"
            " path_prefix, ca_certs, verify_certs, api_key, cloud_id."
        )
    prefix = (url.first("path_prefix") or "").strip("/")
    cloud = url.first("cloud_id")
    return Address(
        "https" if cloud else url.driver or "http",
        (_cloud(cloud),) if cloud else _nodes(url),
        f"/{prefix}" if prefix else "",
        None if url.username is None else (url.username, url.password or ""),
        url.first("api_key"),
        url.first("ca_certs"),
        (url.first("verify_certs") or "true").lower() not in ("false", "0", "no"),
    )


def _cloud(text: str) -> tuple[str, int]:
    """Return host and port of a deployment of Elastic Cloud, as its id tells them."""
    try:
        host, id_, *_ = b64decode(text.rpartition(":")[2], validate=True).decode().split("$")
        name, _, port = host.partition(":")
        return f"{id_}.{name}", int(port or _CLOUD_PORT)
    except ValueError:
        raise UsageError(
            "cloud_id= is no id of a deployment of Elastic Cloud.",
            hint="copy it from the page of the deployment, with = written as %3D",
        ) from None


def _nodes(url: DatabaseUrl) -> tuple[tuple[str, int], ...]:
    """Return host and port, and those of the parameters `node`."""
    return ((url.host or "localhost", url.port or _PORT), *map(node, url.query.get("node", ())))
