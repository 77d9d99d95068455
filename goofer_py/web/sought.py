"""The pages with what takes long to find out: hazards, drift, pictures."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from functools import partial
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from goofer_py.errors import UsageError
from goofer_py.web import reading
from goofer_py.web.asked import about, single
from goofer_py.web.beside import advised, told
from goofer_py.web.board import root_of
from goofer_py.web.forms import form_of
from goofer_py.web.guard import LOG, address_of
from goofer_py.web.slow import AGAIN, Key, Look
from goofer_py.web.units import slug

if TYPE_CHECKING:
    from starlette.requests import Request

    from goofer_py.web.board import Board

SOON = 8.0
"""How many seconds what takes long is waited for, before it is said that it is looked for."""
_KEPT = 600.0
"""How many seconds what took long holds, unless a run did something in between."""
_AT_ONCE = 1.0
T = TypeVar("T")


class Sought:
    """Answers what is asked of one board and looked for beside."""

    def __init__(self, board: Board) -> None:
        self._board = board

    async def hazards(self, request: Request) -> Response:
        """Show, as a part of a page, what a migration would lock, break or lose."""
        name, settings = await single(self._board, request)
        version = request.path_params["version"]
        stamp = (*self._board.stamp(name), *reading.changed(settings, version))
        look = await self._slow(
            (name, "hazards", version), partial(reading.hazards, settings, version), stamp
        )
        findings, error = look.found or [], look.error
        return self._part(request, "_hazards.html", look, findings=findings, error=error)

    async def _slow(
        self, key: Key, work: Callable[[], T], stamp: Hashable, wait: float = SOON
    ) -> Look[T]:
        """Return what is known of something that takes long, and begin to look for it."""
        try:
            return await self._board.slow.ask(key, work, stamp=stamp, age=_KEPT, wait=wait)
        except UsageError as problem:
            return Look(datetime.now(UTC), at_work=False, error=advised(problem))

    def _part(self, request: Request, template: str, look: Look[Any], **more: Any) -> Response:
        """Return a part of a page; one that is not there yet is asked for again."""
        page = self._board.page(request, template, 202 if look.at_work else 200, look=look, **more)
        page.headers.update(AGAIN if look.at_work else {})
        return page

    async def drift(self, request: Request) -> Response:
        """Show what differs from what the migrations made; looked for when somebody posts."""
        name, settings = await single(self._board, request)
        key = (name, "drift")
        if request.method == "POST":
            await self._check_form(request)
            try:
                self._board.slow.begin(key, partial(reading.drift, settings))
            except UsageError as problem:
                raise HTTPException(503, told(problem)) from None
            return RedirectResponse(f"{root_of(request)}/db/{slug(name)}/drift", 303)
        standing = await self._board.standing(name)
        look = self._board.slow.latest(key)
        told_of = {**about(standing), "look": look, **_drift_of(look)}
        return self._board.page(request, "drift.html", **told_of)

    async def _check_form(self, request: Request) -> None:
        """Raise HTTPException for a form of no page of this server: it would set it to work.

        No page of another site can read one of these, whatever a browser says of where it is from.
        """
        sent = (await form_of(request)).get("form", "")
        if not compare_digest(sent.encode(), self._board.form(request).encode()):
            LOG.warning("a form of another page was sent from %s", address_of(request.scope))
            raise HTTPException(403, "This form is not of this server. Load the page again.")

    async def drifted(self, request: Request) -> Response:
        """Show, as a part of a page, what the latest look for drift found."""
        name, _ = await single(self._board, request)
        look = await self._board.slow.wait((name, "drift"), SOON)
        if look is None:
            raise HTTPException(404)
        return self._part(request, "_drift.html", look, name=name, **_drift_of(look))

    async def diagram(self, request: Request) -> Response:
        """Show the tables and what joins them, to move about in."""
        name, settings = await single(self._board, request)
        drawn = partial(reading.drawn, settings)
        look = await self._slow((name, "diagram"), drawn, self._board.stamp(name), _AT_ONCE)
        back = (f"{root_of(request)}/db/{slug(name)}", name)
        return self._picture(request, look, f"Diagram of {name}", back)

    async def change(self, request: Request) -> Response:
        """Show what a migration adds, changes and drops; drawn when somebody posts.

        All earlier ones run in an empty database for that, so a link alone does not begin it.
        """
        name, settings = await single(self._board, request)
        version = request.path_params["version"]
        key = (name, "change", version)
        page = f"{root_of(request)}/db/{slug(name)}/migrations/{quote(version, safe='')}"
        if request.method == "POST":
            await self._check_form(request)
            work = partial(reading.change, settings, version)
            await self._slow(key, work, reading.changed(settings, version), 0)
            return RedirectResponse(f"{page}/diagram", 303)
        look = self._board.slow.latest(key)
        if look is None:
            return RedirectResponse(f"{page}#picture", 303)
        return self._picture(request, look, f"What {version} changes", (page, version))

    def _picture(
        self, request: Request, look: Look[Any], title: str, back: tuple[str, str]
    ) -> Response:
        """Show a picture, or that it is drawn, or why there is none."""
        if look.at_work:
            return self._part(request, "drawing.html", look, title=title, back=back)
        if not look.found:
            said, code = look.error or "It changes no table.", 502 if look.error else 200
            return self._board.page(
                request, "problem.html", code, title="No picture", said=said, back=back
            )
        # It is escaped there.
        parts: dict[str, Any] = {key: Markup(one) for key, one in look.found.items()}  # noqa: S704
        return self._board.page(request, "diagram.html", back=back, **parts)


def _drift_of(look: Look[Any] | None) -> dict[str, Any]:
    return {"drift": look and look.found, "error": look.error if look else ""}
