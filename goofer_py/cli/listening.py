"""An address at which another program says that a run may go on."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from typing import Any

from goofer_py.errors import UsageError

CONTINUE = "/continue"


def wait_for_call(
    address: str, token: str | None, waiting: tuple[str, ...], tell: Callable[[str], None]
) -> None:
    """Wait until somebody posts to /continue; a GET of any path tells what waits.

    `address` is HOST:PORT; `tell` gets the URL once calls are heard. With a `token`, only who sends
    it as a bearer token is heard; raises UsageError for an address that others can reach without.
    """
    host, port = _parsed(address)
    if token is None and not _is_loopback(host):
        raise UsageError(
            f"{host} can be reached by others, and nothing says who may go on. Nothing was run.",
            hint="set GOOFER_TOKEN, or listen on 127.0.0.1",
        )
    server = _Server((host, port), token, waiting)
    try:
        tell(f"http://{host}:{server.server_port}{CONTINUE}")
        while not server.called:
            server.handle_request()
    finally:
        server.server_close()


def _parsed(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not port.isdecimal() or int(port) > 65_535:
        raise UsageError(f"{address!r} is no address.", hint="--listen 127.0.0.1:8321")
    return host.strip("[]") or "127.0.0.1", int(port)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Server(HTTPServer):
    """Hears calls until one says to go on."""

    def __init__(
        self, address: tuple[str, int], token: str | None, waiting: tuple[str, ...]
    ) -> None:
        try:
            super().__init__(address, _Call)
        except OSError as error:
            host, port = address
            raise UsageError(
                f"Nothing can listen at {host}:{port}: {error.strerror}. Nothing was run.",
                hint="choose another port",
            ) from None
        self.token = token
        self.waiting = waiting
        self.called = False


class _Call(BaseHTTPRequestHandler):
    """One call."""

    server: _Server
    timeout = 10

    def do_GET(self) -> None:
        """Tell what waits."""
        if self._heard():
            self._answer(200, {"waiting": self.server.waiting})

    def do_POST(self) -> None:
        """Go on."""
        if not self._heard():
            return
        if self.path != CONTINUE:
            self._answer(404, {"error": f"POST {CONTINUE}"})
            return
        self.server.called = True
        self._answer(202, {"continues": self.server.waiting})

    def _heard(self) -> bool:
        """Say whether the caller may ask; a page in somebody's browser may not."""
        token = self.server.token
        sent = self.headers.get("Authorization", "")
        right = token is None or hmac.compare_digest(sent.encode(), f"Bearer {token}".encode())
        if right and "Origin" not in self.headers:
            return True
        self._answer(403, {"error": "this caller may not"})
        return False

    def _answer(self, code: int, fields: dict[str, Any]) -> None:
        body = json.dumps(fields).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called
        """Write nothing: what came of a call is in its answer."""
