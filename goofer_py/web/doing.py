"""The pages that act: signing in, what an action would do, and its confirmation."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from goofer_py.errors import GooferError
from goofer_py.web.acting import Action, Intent, carry_out, check, intent
from goofer_py.web.asked import single
from goofer_py.web.beside import told
from goofer_py.web.board import root_of
from goofer_py.web.forms import form_of
from goofer_py.web.guard import address_of, cookie_name, cookie_of
from goofer_py.web.runs import Ran
from goofer_py.web.sessions import LASTS, Session
from goofer_py.web.units import slug

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.web.board import Board

LOG = logging.getLogger("goofer.web")
_PATIENCE = 60.0


class Doing:
    """Answers what changes something; all of it is logged."""

    def __init__(self, board: Board) -> None:
        self._board = board

    async def sign_in(self, request: Request) -> Response:
        """Ask for the token, and begin a session with the right one."""
        if not self._board.sessions.there:
            raise HTTPException(404)
        if request.method != "POST":
            return self._board.page(request, "sign_in.html", said="")
        form = await form_of(request)
        if not self._board.sessions.heard(address_of(request.scope)):
            said = "Too many wrong tokens were sent. Wait a minute."
            return self._board.page(request, "sign_in.html", 429, said=said)
        token, address = form.get("token", "").strip(), address_of(request.scope)
        cookie = self._board.sessions.begin(token, address)
        if cookie is None:
            LOG.warning("a wrong token was sent from %s", address_of(request.scope))
            said = "This is not the token."
            return self._board.page(request, "sign_in.html", 403, said=said)
        LOG.info("signed in from %s", address_of(request.scope))
        return self._with_cookie(request, cookie)

    def _with_cookie(self, request: Request, cookie: str) -> Response:
        root = root_of(request)
        answer = RedirectResponse(f"{root}/", 303)
        # A proxy that speaks HTTPS for this server does not hide it from the browser.
        seen = request.headers.get("origin", request.url.scheme)
        answer.set_cookie(
            cookie_name(request),
            cookie,
            max_age=LASTS,
            path=f"{root}/",
            secure=seen.startswith("https"),
            httponly=True,
            samesite="strict",
        )
        return answer

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        await self._confirmed_session(request)
        self._board.sessions.end(cookie_of(request))
        LOG.info("signed out from %s", address_of(request.scope))
        root = root_of(request)
        answer = RedirectResponse(f"{root}/", 303)
        answer.delete_cookie(cookie_name(request), path=f"{root}/")
        return answer

    async def act(self, request: Request) -> Response:
        """Show what an action would do, and do what is confirmed."""
        name, settings, action = await self._asked(request)
        to = request.query_params.get("to") or None
        if request.method != "POST":
            if self._board.session(request) is None:
                return RedirectResponse(f"{root_of(request)}/sign-in", 303)
            return await self._shown(request, name, settings, action, to)
        session, form = await self._confirmed_session(request)
        typed = form.get("name", "").strip()
        try:
            found = await self._intent(name, settings, action, to)
            check(found, form.get("mark", ""), typed)
        except Exception as error:  # noqa: BLE001 - it is said on the page
            LOG.warning("%s: %s by %s refused: %s", name, action, session.name, told(error))
            return await self._shown(request, name, settings, action, to, error)
        who = f"{session.name} at {address_of(request.scope)}"
        ran = Ran(action, who, found.titles, datetime.now(UTC))
        observer = self._board.live.observer(name)
        work = partial(carry_out, settings, found, to, typed, observer)
        if action is Action.UNLOCK and name in self._board.runs.at_work:
            # The run that was begun here may be the one that has the lease, or waits for it.
            return await self._unlocked(request, name, settings, ran, work)
        if not self._board.runs.begin(name, ran, work):
            busy = GooferError("A run that was begun here is still at work on it.")
            return await self._shown(request, name, settings, action, to, busy)
        return RedirectResponse(f"{root_of(request)}/db/{slug(name)}#now", 303)

    async def _unlocked(
        self,
        request: Request,
        name: str,
        settings: Settings,
        ran: Ran,
        work: Callable[[], str],
    ) -> Response:
        """End a lease while a run of this server is at work, and show what came of it."""
        said, error = "", None
        try:
            said = await self._board.beside.ask(name, work, _PATIENCE)
        except Exception as problem:  # noqa: BLE001 - it is said on the page
            error = problem
        told_of = said if error is None else told(error)
        LOG.warning("%s: %s by %s: %s", name, ran.action, ran.who, told_of)
        return await self._shown(request, name, settings, Action.UNLOCK, None, error, said)

    async def _shown(
        self,
        request: Request,
        name: str,
        settings: Settings,
        action: Action,
        to: str | None,
        error: Exception | None = None,
        said: str = "",
    ) -> Response:
        found, said, code = None, said if error is None else told(error), 200 if not error else 409
        hint = (error.hint or "") if isinstance(error, GooferError) else ""
        try:
            found = await self._intent(name, settings, action, to)
        except Exception as problem:  # noqa: BLE001 - it is said on the page
            said, code = said or told(problem), 409
            hint = hint or ((problem.hint or "") if isinstance(problem, GooferError) else "")
        return self._board.page(
            request,
            "act.html",
            code,
            name=name,
            action=action.value,
            found=found,
            to=to,
            said=said,
            hint=hint,
        )

    async def _intent(
        self, name: str, settings: Settings, action: Action, to: str | None
    ) -> Intent:
        work = partial(intent, settings, action, to)
        return await self._board.beside.ask(name, work, _PATIENCE)

    async def _asked(self, request: Request) -> tuple[str, Settings, Action]:
        if not self._board.acts:
            raise HTTPException(404)
        name, settings = await single(self._board, request)
        try:
            return name, settings, Action(request.path_params["action"])
        except ValueError:
            raise HTTPException(404) from None

    async def _confirmed_session(self, request: Request) -> tuple[Session, dict[str, str]]:
        """Return the session of a form that one of its own pages had; else nothing is done."""
        session = self._board.session(request)
        if session is None:
            raise HTTPException(403, "Nobody is signed in here.")
        form = await form_of(request)
        if not session.sent(form.get("form", "")):
            LOG.warning("a form of another page was sent from %s", address_of(request.scope))
            raise HTTPException(403, "This form is not of this session.")
        return session, form
