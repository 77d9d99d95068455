"""What stands before every page: who is answered, and with which headers."""

from __future__ import annotations

import logging
from collections.abc import Collection
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from goofer_py.web.sessions import COOKIE, Sessions

LOG = logging.getLogger("goofer.web")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With less than this, browsers do not say from which page a form came.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_OPEN = ("/sign-in", "/healthz")
SAFE = ("GET", "HEAD")
"""The methods that change nothing."""
STILL = "goofer.still"
"""Where a request has what says whether it would still be answered."""


class Guard:
    """Answers for an application only whom it is for.

    A request has to name one of `hosts`, so that no other site's name can be made to lead here.
    What changes something has to come from a page of this server. Where reading is `closed`, a
    session or the token as a bearer is needed for all but /healthz.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: Collection[str], sessions: Sessions, closed: bool
    ) -> None:
        self._app = app
        self._hosts = frozenset(name.lower() for name in hosts)
        self._sessions = sessions
        self._closed = closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on; set the headers of the answer."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            answer = self._refusal(scope) or self._app
            await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = _host(headers.get("host", ""))
        if host not in self._hosts:
            LOG.warning("refused a request for the host %r", host[:100])
            return PlainTextResponse("This server is not called so.\n", 421)
        if _is_foreign(scope, headers):
            LOG.warning("refused a request that another site made: %r", scope["path"][:200])
            return PlainTextResponse("This came from another site.\n", 403)
        if self._closed and not self._may_read(scope, headers):
            return _to_sign_in(scope, headers)
        scope[STILL] = lambda: not self._closed or self._may_read(scope, headers)
        return None

    def _may_read(self, scope: Scope, headers: Headers) -> bool:
        path = _path(scope)
        if path in _OPEN or path.startswith("/static/"):
            return True
        kind, _, token = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._sessions.admits(token.strip(), address_of(scope))
        return self._sessions.get(cookie_of(HTTPConnection(scope))) is not None


def cookie_name(connection: HTTPConnection) -> str:
    """Return the name of the cookie: servers at two ports of a machine have two sessions."""
    return f"{COOKIE}_{connection.url.port or connection.url.scheme}"


def cookie_of(connection: HTTPConnection) -> str | None:
    """Return the cookie that a browser sends for its session."""
    return connection.cookies.get(cookie_name(connection))


def address_of(scope: Scope) -> str:
    """Return where a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else "somewhere"


def host_names(host: str, more: Collection[str]) -> frozenset[str]:
    """Return the names under which a server at `host` is asked: its own, and `more`."""
    own = _LOOPBACK if is_loopback(host) else (host,)
    return frozenset((*own, *more))


def only_here(host: str, more: Collection[str]) -> bool:
    """Say whether only this machine asks: no other name may lead here by way of a proxy."""
    return is_loopback(host) and all(map(is_loopback, more))


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _host(given: str) -> str:
    try:
        found = urlsplit(f"//{given}")
        # What is no port raises ValueError only when it is asked for.
        return (found.hostname or "").lower() if found.port != 0 else ""
    except ValueError:
        return ""


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "").rstrip("/"))


def _is_foreign(scope: Scope, headers: Headers) -> bool:
    """Say whether another site's page sends this: to change something, or as a part of itself."""
    site = headers.get("sec-fetch-site", "")
    if scope["method"] in SAFE:
        # Somebody may follow a link to a page; another page may not load it, not even in a frame.
        followed = headers.get("sec-fetch-mode") == "navigate" and (
            headers.get("sec-fetch-dest", "document") == "document"
        )
        return site in ("cross-site", "same-site") and not followed
    if site and site != "same-origin":
        return True
    origin = headers.get("origin")
    # Browsers name where a form comes from; what is no browser has no cookies to be lured with.
    return origin is not None and _place(origin) != headers.get("host", "")


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _to_sign_in(scope: Scope, headers: Headers) -> Response:
    if scope["method"] in SAFE and "text/html" in headers.get("accept", ""):
        root = scope.get("root_path", "").rstrip("/")
        return RedirectResponse(f"{root}/sign-in", 303)
    return PlainTextResponse(
        "The token is needed.\n", 401, {"WWW-Authenticate": 'Bearer realm="goofer"'}
    )


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: Any = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sent
