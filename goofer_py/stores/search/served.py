"""What a server says it is, asked before there is a client for it."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import urllib3
from urllib3.exceptions import HTTPError

if TYPE_CHECKING:
    from goofer_py.stores.search.address import Address

OPENSEARCH, ELASTICSEARCH = "OpenSearch", "Elasticsearch"
_PRODUCT = "x-elastic-product"
_LATER = {
    429: "too many requests",
    502: "bad gateway",
    503: "unavailable",
    504: "gateway timeout",
}
"""What a node says that has no time now, or a proxy before one that is not up yet."""
_UNFIT = {401: "unauthorized", 403: "forbidden", **_LATER}


@dataclass(frozen=True, slots=True)
class Served:
    """What a cluster is; `version` is empty where it does not tell."""

    name: str
    version: str


class Unanswered(Exception):
    """No node answers as one that could be worked with; the message says what was heard."""


def served(address: Address, seconds: float) -> Served:
    """Ask the nodes, one after another, what they are; raises Unanswered."""
    heard = "it has no nodes"
    with pool(address, seconds) as asked:
        for url in address.urls:
            try:
                answer = asked.request(
                    "GET", f"{url}/", headers=address.headers, redirect=False, retries=False
                )
            except (HTTPError, OSError) as error:
                heard = str(error) or type(error).__name__
                continue
            if answer.status in _LATER:
                # Another node may have more time.
                heard = _unfit(answer.status, answer.data)
                continue
            return _told(answer.status, answer.headers, answer.data)
    raise Unanswered(heard)


def pool(address: Address, seconds: float) -> urllib3.PoolManager:
    """Return what connects as the URL says."""
    options: dict[str, Any] = {}
    if address.scheme == "https":
        options["ssl_context"] = context(address)
    return urllib3.PoolManager(timeout=seconds, **options)


def context(address: Address) -> ssl.SSLContext:
    """Return how certificates are looked at; raises Unanswered."""
    try:
        made = ssl.create_default_context(cafile=address.ca_certs)
    except OSError as error:
        said = error.strerror or "it holds no certificate"
        raise Unanswered(f"the certificate {address.ca_certs} cannot be read: {said}") from None
    if not address.verify:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def _told(status: int, headers: Mapping[str, str], data: bytes) -> Served:
    if status in _UNFIT:
        raise Unanswered(_unfit(status, data))
    version = _mapping(_mapping(_loaded(data)).get("version"))
    number = str(version.get("number", ""))
    if version.get("distribution") == "opensearch":
        return Served(OPENSEARCH, number)
    if headers.get(_PRODUCT, "") == ELASTICSEARCH:
        return Served(ELASTICSEARCH, number)
    if number:
        raise Unanswered(f"version {number} is too old: Elasticsearch 7.14 is the first that fits")
    raise Unanswered(f"what answers is neither Elasticsearch nor OpenSearch (HTTP {status})")


def _unfit(status: int, data: bytes) -> str:
    return f"{status} {_UNFIT[status]}: {_reason(data)}"


def _reason(data: bytes) -> str:
    error = _mapping(_loaded(data)).get("error")
    told = _mapping(error).get("reason") if isinstance(error, dict) else error
    return str(told or "no word more")


def _loaded(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
