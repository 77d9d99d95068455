"""The page of a database with many tenants: all of them together, and a part of them each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from goofer_py.errors import UsageError
from goofer_py.observe.tenants import stand_each
from goofer_py.web.beside import advised
from goofer_py.web.slow import AGAIN
from goofer_py.web.states import KINDS, Line, line_of, unknown

if TYPE_CHECKING:
    from starlette.requests import Request

    from goofer_py.config import Settings
    from goofer_py.observe.standing import Standing
    from goofer_py.web.board import Board

PAGE = 50
"""How many tenants are looked at for one page."""
_MOST_WORDS = 200
_AT_ONCE = 0.5
"""How many seconds a page waits for how they stand."""
_SOON = 8.0
"""How many seconds a part of a page waits for that."""
_FRESH = 3.0


class Tenants:
    """Answers what is asked of all tenants of one database."""

    def __init__(self, board: Board) -> None:
        self._board = board

    async def page(self, request: Request, name: str, settings: Settings) -> Response:
        """Show how all stand, and a page of those that fit what is searched for."""
        about = await self._about(request, name, settings, _AT_ONCE)
        return self._board.page(request, "tenants.html", **about)

    async def part(self, request: Request, name: str, settings: Settings) -> Response:
        """Show, as a part of a page, the tenants of that page."""
        about = await self._about(request, name, settings, _SOON)
        code = 202 if about["looking"] else 200
        page = self._board.page(request, "_tenants.html", code, **about)
        page.headers.update(AGAIN if about["looking"] else {})
        return page

    async def _about(
        self, request: Request, name: str, settings: Settings, wait: float
    ) -> dict[str, Any]:
        given = request.query_params
        words, state = given.get("q", "")[:_MOST_WORDS], given.get("state", "")[:_MOST_WORDS]
        standing = await self._board.together(name, wait if state else _AT_ONCE)
        names, error = await self._board.tenants(name)
        fitting = _fitting(names, words, state, standing)
        rows: Sequence[Line] = ()
        pages, page, looking = 1, 1, fitting is None
        if fitting:
            pages = -(-len(fitting) // PAGE)
            page = min(max(1, _number(given.get("page", ""))), pages)
            shown = fitting[(page - 1) * PAGE : page * PAGE]
            rows, error, looking = await self._rows(name, settings, shown, wait)
        return {
            "name": name,
            "line": self._board.line(name),
            "words": words,
            "state": state,
            "kinds": KINDS,
            "error": error,
            "total": None if fitting is None else len(fitting),
            "rows": rows,
            "page": page,
            "pages": pages,
            "looking": looking,
        }

    async def _rows(
        self, name: str, settings: Settings, shown: Sequence[str], wait: float
    ) -> tuple[Sequence[Line], str, bool]:
        """Return a line for each, why there is none, and whether they are still looked at."""
        work = partial(lines_of, settings, shown)
        nothing = tuple(map(unknown, shown))
        try:
            key = (name, "lines", *shown)
            look = await self._board.slow.ask(key, work, stamp=(), age=_FRESH, wait=wait)
        except UsageError as problem:
            return nothing, advised(problem), False
        return look.found or nothing, look.error, look.at_work


def lines_of(settings: Settings, names: Sequence[str]) -> tuple[Line, ...]:
    """Look at these tenants, and return a line for each."""
    return tuple(map(line_of, stand_each(settings, names)))


def _fitting(
    names: Sequence[str], words: str, state: str, standing: Standing | None
) -> list[str] | None:
    """Return those that fit what is searched for; None where nobody knows that yet."""
    wanted = words.lower().split()
    found = [one for one in names if all(word in one.lower() for word in wanted)]
    if not state:
        return found
    if standing is None:
        return None
    kinds = {one.name: line_of(one).kind for one in standing.tenants or ()}
    return [one for one in found if kinds.get(one) == state]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 15 else 1
