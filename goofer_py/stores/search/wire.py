"""One way to send calls over either of the two official clients."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from goofer_py.stores.search.served import OPENSEARCH, context

if TYPE_CHECKING:
    from goofer_py.stores.search.address import Address
    from goofer_py.stores.search.served import Served

JSON, LINES = "application/json", "application/x-ndjson"
SECONDS = 300.0
"""How long an answer is waited for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered: the status of HTTP, and JSON, or else text."""

    status: int
    body: Any

    @property
    def told(self) -> Mapping[str, Any]:
        """The body, where it is an object; else nothing."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def kind(self) -> str:
        """What kind of error it is, in the server's words; empty without one."""
        error = self.told.get("error")
        return str(error.get("type", "")) if isinstance(error, dict) else ""

    @property
    def reason(self) -> str:
        """What was wrong, in the server's words."""
        error = self.told.get("error", self.body)
        if not isinstance(error, dict):
            return str(error)[:500] if error else f"HTTP {self.status}"
        causes = [error, *_causes(error)]
        said = [f"{one.get('type', 'error')}: {one.get('reason', '')}" for one in causes]
        return "; ".join(dict.fromkeys(said))


class Lost(Exception):
    """Nothing was answered: whether the call did anything is not known."""


class Wire(Protocol):
    """Sends calls."""

    @property
    def client(self) -> Any:
        """The client that it goes over."""

    def send(self, method: str, target: str, body: str | None, kind: str, mark: str) -> Answer:
        """Send one call, once, and return what is answered, whatever its status.

        `target` is a path with its parameters, `kind` that of the body. The server shows `mark`
        beside the tasks that the call begins. Raises Lost.
        """

    def close(self) -> None:
        """Close the connections."""


class ElasticsearchWire:
    """Over the client of Elasticsearch."""

    def __init__(self, address: Address) -> None:
        from elasticsearch import Elasticsearch

        self._headers = address.headers
        options: dict[str, Any] = {}
        if address.scheme == "https":
            options["ssl_context"] = context(address)
        self.client = Elasticsearch(
            list(address.urls),
            headers=self._headers,
            request_timeout=SECONDS,
            # What was not answered may have been done: nobody but a person sends it again.
            max_retries=0,
            retry_on_timeout=False,
            retry_on_status=(),
            **options,
        )

    def send(self, method: str, target: str, body: str | None, kind: str, mark: str) -> Answer:
        """Send one call."""
        from elastic_transport import ApiError, SerializationError, TransportError

        headers = {**self._headers, "accept": JSON, "x-opaque-id": mark}
        if body is not None:
            headers["content-type"] = kind
        try:
            answer = self.client.transport.perform_request(
                method, target, headers=headers, body=body
            )
        except ApiError as error:
            return Answer(error.meta.status, error.body)
        except SerializationError as error:
            return Answer(502, str(error))
        except TransportError as error:
            raise Lost(str(error)) from error
        return Answer(answer.meta.status, answer.body)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


class OpenSearchWire:
    """Over the client of OpenSearch, which knows only how bad answers end."""

    def __init__(self, address: Address) -> None:
        from opensearchpy import OpenSearch

        options: dict[str, Any] = {}
        if address.scheme == "https":
            options["ssl_context"] = context(address)
        self.client = OpenSearch(
            list(address.urls),
            headers=address.headers,
            timeout=SECONDS,
            # What was not answered may have been done: nobody but a person sends it again.
            max_retries=0,
            retry_on_timeout=False,
            retry_on_status=(),
            **options,
        )

    def send(self, method: str, target: str, body: str | None, kind: str, mark: str) -> Answer:
        """Send one call."""
        from opensearchpy import SerializationError, TransportError
        from opensearchpy.exceptions import ConnectionError as Unreachable

        headers = {"content-type": kind, "x-opaque-id": mark}
        try:
            body = self.client.transport.perform_request(method, target, body=body, headers=headers)
        except Unreachable as error:
            raise Lost(str(error.info or error.error)) from error
        except TransportError as error:
            return Answer(int(error.status_code), error.info)
        except SerializationError as error:
            return Answer(502, str(error))
        if body is False:
            # So it tells of a HEAD that finds nothing.
            return Answer(404, None)
        return Answer(200, body)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


def wire_to(server: Served, address: Address) -> Wire:
    """Return what reaches a server; raises ModuleNotFoundError without its client."""
    return OpenSearchWire(address) if server.name == OPENSEARCH else ElasticsearchWire(address)


def lines(documents: Iterable[Any]) -> str:
    """Return documents as the server reads many of them, a line each."""
    return "".join(f"{dumped(one)}\n" for one in documents)


def dumped(document: Any) -> str:
    """Return a document in JSON; raises TypeError or ValueError for what has no form there."""
    return _ENCODER.encode(document)


def _plain(value: Any) -> Any:
    """Return what JSON has no word for: a time, a UUID, a Decimal."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if type(value).__name__ in ("UUID", "Decimal"):
        return str(value)
    raise TypeError(f"a {type(value).__name__} has no form in JSON")


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, default=_plain, separators=(",", ":")
)


def _causes(error: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    roots = error.get("root_cause") or ()
    inner = error.get("caused_by")
    found = [one for one in (*roots, inner) if isinstance(one, dict)]
    return [one for one in found if one.get("reason") != error.get("reason")]
