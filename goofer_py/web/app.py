"""The dashboard as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from goofer_py.errors import MissingExtra

try:
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
except ImportError as error:
    raise MissingExtra("The dashboard", "starlette", "web") from error

from goofer_py.observe.asgi import StatusApp
from goofer_py.web.board import Board
from goofer_py.web.doing import Doing
from goofer_py.web.guard import SAFE, Guard, host_names
from goofer_py.web.pages import Pages
from goofer_py.web.sought import Sought

if TYPE_CHECKING:
    from goofer_py.config import Settings

_STATUS = ("/status", "/healthz", "/readyz", "/metrics")


class Dashboard:
    """Shows databases and their migrations in a browser, and what runs on them.

    `databases` are the settings of each by its name. It is only read, unless `allow_actions` is
    said and a `token`: who gives that may migrate, roll back, continue and unlock. Requests have
    to name `hosts`. Where it is `closed`, nothing is shown either to who has not given the token.
    """

    def __init__(
        self,
        databases: Mapping[str, Settings],
        *,
        token: str | None = None,
        allow_actions: bool = False,
        hosts: Collection[str] = host_names("127.0.0.1", ()),
        closed: bool = False,
    ) -> None:
        self.board = Board(databases, token=token, allow_actions=allow_actions)
        status: Any = StatusApp(looks=self.board.looks)
        inner = _Paths(status, _starlette(self.board))
        self._app = Guard(inner, hosts=hosts, sessions=self.board.sessions, closed=closed)
        self._waiting: set[asyncio.Task[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        task = asyncio.current_task()
        if scope["type"] != "http" or scope["method"] not in SAFE or task is None:
            await self._app(scope, receive, send)
            return
        self._waiting.add(task)
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except asyncio.CancelledError:
            if not self.board.live.closed:
                raise
            if not begun:
                await PlainTextResponse("This server ends.\n", 503)(scope, receive, send)
        finally:
            self._waiting.discard(task)

    def end(self) -> None:
        """Let everybody go who waits for something, on the thread of the event loop."""
        self.board.live.close()
        for task in tuple(self._waiting):
            task.cancel()


class _Paths:
    """Leaves what programs ask to the status, and the rest to the pages."""

    def __init__(self, status: ASGIApp, pages: ASGIApp) -> None:
        self._status = status
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        path = path.removeprefix(scope.get("root_path", "").rstrip("/"))
        asked = f"/{path.strip('/').partition('/')[0]}"
        one = self._status if scope["type"] == "http" and asked in _STATUS else self._pages
        await one(scope, receive, send)


def _starlette(board: Board) -> Starlette:
    pages, sought, doing = Pages(board), Sought(board), Doing(board)
    one = "/db/{name}"
    migration = f"{one}/migrations/{{version}}"

    @asynccontextmanager
    async def live(_: Starlette) -> AsyncIterator[None]:
        # Whoever comes first finds what is known.
        first = asyncio.create_task(board.lines())
        yield
        first.cancel()
        board.live.close()

    async def refused(request: Request, error: Exception) -> Response:
        code = error.status_code if isinstance(error, HTTPException) else 500
        title = HTTPStatus(code).phrase
        said = error.detail if isinstance(error, HTTPException) else "Something went wrong here."
        return board.page(request, "problem.html", code, title=title, said=said)

    both = ["GET", "POST"]
    routes = [
        Route("/", pages.overview),
        Route("/events", pages.events),
        Route("/sign-in", doing.sign_in, methods=both),
        Route("/sign-out", doing.sign_out, methods=["POST"]),
        Route("/static/{mark}/{name}", board.static.answer),
        Route(one, pages.database),
        Route(f"{one}/tenants", pages.tenants),
        Route(f"{one}/migrations", pages.migrations),
        Route(migration, pages.migration),
        Route(f"{migration}/hazards", sought.hazards),
        Route(f"{migration}/diagram", sought.change, methods=both),
        Route(f"{migration}/everywhere", pages.everywhere),
        Route(f"{migration}/{{direction}}.txt", pages.raw),
        Route(f"{one}/phases", pages.phases),
        Route(f"{one}/drift", sought.drift, methods=both),
        Route(f"{one}/drift/found", sought.drifted),
        Route(f"{one}/diagram", sought.diagram),
        Route(f"{one}/act/{{action}}", doing.act, methods=both),
    ]
    handlers: Any = {HTTPException: refused, Exception: refused}
    return Starlette(routes=routes, exception_handlers=handlers, lifespan=live)
