"""How databases stand, as an ASGI application: to be mounted in another, or served alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from goofer_py.observe.looking import Asked
from goofer_py.observe.pages import Answer, Pages
from goofer_py.observe.standing import Standing

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class StatusApp(Pages):
    """Answers /status, /status/NAME, /healthz, /readyz and /metrics; takes what `Pages` takes.

    Databases are looked at beside the event loop, all at the same time.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the start and the end of a server."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            answer = await self._answered(scope)
            await _send(send, answer, whole=scope["method"] != "HEAD")

    async def _answered(self, scope: Scope) -> Answer:
        path: str = scope["path"]
        # Servers tell the whole path, and below what it is mounted.
        path = path.removeprefix(scope.get("root_path", "").rstrip("/"))
        query = scope.get("query_string", b"").decode("latin-1")
        question = self.question(scope["method"], path, query)
        if isinstance(question, Answer):
            return question
        looks = (self._look(asked, question.seconds) for asked in question.asked)
        return self.answer(question, await asyncio.gather(*looks))

    async def _look(self, asked: Asked, seconds: float) -> Standing:
        future = asyncio.wrap_future(self.looks.begin(asked))
        try:
            return await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return self.looks.late(asked, seconds)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        what = (await receive())["type"]
        await send({"type": f"{what}.complete"})
        if what == "lifespan.shutdown":
            return


async def _send(send: Send, answer: Answer, *, whole: bool) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if whole else b""})
