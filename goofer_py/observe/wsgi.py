"""How databases stand, for programs without an event loop: as a WSGI application, or one call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from typing import Any

from goofer_py.observe.pages import Answer, Pages
from goofer_py.observe.standing import Standing

StartResponse = Callable[[str, list[tuple[str, str]]], object]


class StatusWSGI(Pages):
    """Answers what `StatusApp` answers, as a WSGI application; takes what `Pages` takes."""

    def __call__(
        self, environ: Mapping[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer one request."""
        method = environ["REQUEST_METHOD"]
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        answer = self.respond(path, environ.get("QUERY_STRING", ""), method)
        start_response(answer.line, list(answer.headers.items()))
        return [answer.body if method != "HEAD" else b""]

    def respond(self, path: str, query: str = "", method: str = "GET") -> Answer:
        """Return the answer on a path, for a view of any framework."""
        question = self.question(method, path, query)
        if isinstance(question, Answer):
            return question
        begun = [(asked, self.looks.begin(asked)) for asked in question.asked]
        end = time.monotonic() + question.seconds
        seconds = question.seconds
        found = [_within(look, end) or self.looks.late(asked, seconds) for asked, look in begun]
        return self.answer(question, found)


def _within(look: Future[Standing], end: float) -> Standing | None:
    try:
        return look.result(max(0.0, end - time.monotonic()))
    except TimeoutError:
        return None
