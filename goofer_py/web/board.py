"""What all pages of one dashboard have in common."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from goofer_py import __version__
from goofer_py.errors import UsageError
from goofer_py.observe.looking import Asked, Looks
from goofer_py.observe.tenants import names_of
from goofer_py.web.beside import Beside, advised
from goofer_py.web.elsewhere import Elsewhere
from goofer_py.web.guard import cookie_of
from goofer_py.web.live import Live, Message
from goofer_py.web.runs import Ran, Runs
from goofer_py.web.sessions import Session, Sessions
from goofer_py.web.shown import count, machine, moment, seconds, shown
from goofer_py.web.slow import Slow
from goofer_py.web.states import Line, line_of, unknown
from goofer_py.web.static import Static
from goofer_py.web.units import Lookers, Units, slug

if TYPE_CHECKING:
    from starlette.requests import Request

    from goofer_py.config import Settings
    from goofer_py.observe.standing import Standing

_AT_ONCE = 0.3
"""How many seconds a page waits for databases of which nothing is known yet."""
_SOON = 0.15
"""How many seconds a page waits for news of what is known."""
_FRESH = 3.0
"""How many seconds what is known needs no news."""
_TURNS = 4
"""How many databases are looked at at a time: who draws pages shares the processor with them."""
_TURN = 0.3
"""After how many seconds one that has not answered keeps no other waiting."""
PATIENCE = 10.0
"""How many seconds a page waits for what it is about."""
_LONG = 300.0
"""How many seconds a look at many tenants may take."""
_NAMES_KEPT = 30.0
"""How many seconds it holds which tenants there are."""
_BETWEEN = 2.0
_ROUND = 2.0
"""How many seconds those who answer are waited for before the next look."""
_SHARE = 9.0
"""How many times as long as a look at all of them took it is waited before the next."""


class Board:
    """The databases, who may act on them, and what is known of them now.

    `databases` are the settings of each by its name. With a `token`, those who give it may act if
    `allow_actions` says so.
    """

    def __init__(
        self, databases: Mapping[str, Settings], *, token: str | None, allow_actions: bool
    ) -> None:
        self.units = Units(databases)
        self.looks = Looks(Lookers(self.units))
        self.sessions = Sessions(token)
        self.acts = allow_actions and token is not None
        self.live = Live()
        self.runs = Runs(self._tell)
        self.beside = Beside(self.units.whole)
        self.static = Static()
        self.slow = Slow(self.beside)
        self.turns = asyncio.Semaphore(_TURNS)
        self._sights = asyncio.Semaphore(_TURNS)
        self._lines: dict[str, Line] = {}
        self._seen: dict[str, float] = {}
        self._standings: dict[str, Standing] = {}
        self._elsewhere: dict[str, Elsewhere] = {}
        self._looks: dict[str, asyncio.Task[float | None]] = {}
        self._watching: asyncio.Task[None] | None = None
        self._templates = _environment(self.static, self.units)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the databases, in their order."""
        return self.units.names

    async def find(self, name: str) -> Settings | None:
        """Return the settings of a database or a tenant; None where there is none of this name.

        Raises UsageError where nobody knows which tenants there are.
        """
        parts = self.units.parts(name)
        if parts is None:
            return self.units.get(name)
        names, error = await self.tenants(parts[0])
        if parts[1] in names:
            return self.units.found(name)
        if error and self.units.get(name) is None:
            raise UsageError(error)
        return self.units.get(name) if error else None

    async def tenants(self, name: str) -> tuple[tuple[str, ...], str]:
        """Return the names of a database's tenants, and why they cannot be told."""
        work = partial(names_of, self.units.settings(name))
        try:
            look = await self.slow.ask(
                (name, "names"), work, stamp=(), age=_NAMES_KEPT, wait=PATIENCE
            )
        except UsageError as error:
            return (), advised(error)
        late = f"{name} did not answer within {PATIENCE:g} s." if look.at_work else ""
        return look.found or (), look.error or late

    async def together(self, name: str, seconds: float) -> Standing | None:
        """Return how all tenants stand, or stood a minute ago; None where nobody knows in time."""
        future = asyncio.wrap_future(self.looks.begin(Asked(name)))
        await asyncio.wait([future], timeout=seconds)
        if not future.done():
            return None
        found = future.result()
        self._note(name, line_of(found))
        return found

    def line(self, name: str) -> Line:
        """Return how a database stood when it was looked at last."""
        return self._lines.get(name) or unknown(name)

    def page(
        self, request: Request, template: str, code: int = 200, **context: Any
    ) -> HTMLResponse:
        """Return a page."""
        given = {
            "root": root_of(request),
            "acts": self.acts,
            "session": self.session(request),
            "form": self.form(request),
            "can_sign_in": self.sessions.there,
            **context,
        }
        return HTMLResponse(self._templates.get_template(template).render(given), code)

    def form(self, request: Request) -> str:
        """Return what the forms of a page hold, so that no other site's do."""
        session = self.session(request)
        return self.sessions.form if session is None else session.form

    def session(self, request: Request) -> Session | None:
        """Return the session of who asks, None where nobody signed in."""
        return self.sessions.get(cookie_of(request))

    async def standing(self, name: str) -> Standing:
        """Return how one database stands."""
        asked = Asked(name, brief=True)
        seconds = _LONG if self.units.many(name) else PATIENCE
        future = asyncio.wrap_future(self.looks.begin(asked))
        try:
            found = await asyncio.wait_for(future, seconds)
        except TimeoutError:
            found = self.looks.late(asked, seconds)
        self._standings[name] = found
        self._note(name, line_of(found))
        return found

    async def stood(self, name: str) -> Standing:
        """Return how one database stands, or stood a few seconds ago."""
        if time.monotonic() - self._seen.get(name, float("-inf")) < _FRESH:
            return self._standings[name]
        async with self.turns:
            look = asyncio.ensure_future(self.standing(name))
            await asyncio.wait([look], timeout=_TURN)
        return await look

    def _note(self, name: str, line: Line) -> None:
        """Tell who watches how a database stands, if that is new."""
        self._seen[name] = time.monotonic()
        if line != self._lines.get(name):
            self._lines[name] = line
            self.live.publish(name, "state", line.document())

    async def lines(self) -> list[Line]:
        """Return how all stand: of those that are slow how they stood, or that nobody knows yet.

        What comes later is told to who watches.
        """
        now, never = time.monotonic(), float("-inf")
        old = [name for name in self.names if now - self._seen.get(name, never) > _FRESH]
        if old:
            known = all(name in self._lines for name in old)
            looks = [self._look(name) for name in old]
            await asyncio.wait(looks, timeout=_SOON if known else _AT_ONCE)
        return [self.line(name) for name in self.names]

    def stamp(self, name: str) -> tuple[object, ...]:
        """Return what changes when a run on a database does something."""
        line = self._lines.get(name)
        return () if line is None else (line.current, line.applied, line.pending)

    def known(self, names: Iterable[str], *, events: bool) -> Iterator[Message]:
        """Yield how databases stood when they were looked at last, for who begins to watch.

        With `events`, what was told of late comes too: a run may have gone on since the page.
        """
        for name in names:
            if (line := self._lines.get(name)) is not None:
                yield "state", line.document()
            for event in self.live.recent(name) if events else ():
                yield "event", event
            # It may have ended while the page was made: what it changed is drawn anew.
            if events and (ran := self.runs.latest(name)) is not None:
                yield "run", {"db": name, **ran.document()}

    def watch(self) -> None:
        """Look at what somebody watches, for as long as somebody does."""
        if self._watching is None or self._watching.done():
            self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while names := self.live.watched:
            began = time.monotonic()
            looks = [self._look(name) for name in names]
            # One that hangs keeps nobody from hearing of the others.
            done, _ = await asyncio.wait(looks, timeout=_ROUND)
            ended = (look.result() for look in done)
            took = max((end - began for end in ended if end is not None), default=0.0)
            await asyncio.gather(*map(self._see, self.live.closely))
            await asyncio.sleep(max(_BETWEEN, _SHARE * took))

    async def _see(self, name: str) -> None:
        """Tell what a run does that was begun elsewhere."""
        line, ran = self._lines.get(name), self.runs.latest(name)
        if line is None or line.kind != "running" or (ran is not None and ran.ended is None):
            return
        if self.units.many(name):
            # Each tenant's page tells of its own.
            return
        if name not in self._elsewhere:
            self._elsewhere[name] = Elsewhere(self.units.settings(name))
        # What cannot be told is no reason to tell nothing else.
        with suppress(Exception):
            tell = self.live.observer(name)
            async with self._sights:
                events = await self.beside.ask(name, self._elsewhere[name].look, _ROUND)
            for event in events:
                tell(event)

    def _look(self, name: str) -> asyncio.Task[float | None]:
        """Look at a database, if nobody does so already."""
        running = self._looks.get(name)
        if running is None or running.done() or running.get_loop().is_closed():
            running = asyncio.get_running_loop().create_task(self._in_turn(name))
            self._looks[name] = running
        return running

    async def _in_turn(self, name: str) -> float | None:
        """Look at a database in its turn; return when that ended, None where nobody answered."""
        async with self.turns:
            began = time.monotonic()
            look = asyncio.ensure_future(self.standing(name))
            await asyncio.wait([look], timeout=_TURN)
        await look
        ended = time.monotonic()
        # Many tenants are not looked at again each time.
        return None if ended - began >= PATIENCE or self.units.many(name) else ended

    def _tell(self, name: str, ran: Ran) -> None:
        self.live.publish(name, "run", {"db": name, **ran.document()})


def root_of(request: Request) -> str:
    """Return what stands before all paths, where the dashboard is mounted below another."""
    root: str = request.scope.get("root_path", "")
    return root.rstrip("/")


def _environment(static: Static, units: Units) -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"moment": moment, "machine": machine, "seconds": seconds, "count": count}
    made.filters |= {"slug": slug, "whole": units.whole}
    made.globals |= {"static": static.path, "goofer_version": __version__}
    return made
