"""The pages that tell at once: databases, their history, migrations, phases."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.types import Receive, Scope, Send

from goofer_py.web import reading
from goofer_py.web.asked import about, named, single, there
from goofer_py.web.beside import told
from goofer_py.web.board import PATIENCE
from goofer_py.web.guard import STILL
from goofer_py.web.live import Full, Stream
from goofer_py.web.sought import SOON
from goofer_py.web.tenants import Tenants

if TYPE_CHECKING:
    from goofer_py.migrate.record import Record
    from goofer_py.observe.standing import Standing
    from goofer_py.web.board import Board

_PENDING = 20
"""How many pending migrations the page of a database names."""
_MOST_WORDS = 200
_STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How one database stands with a migration."""

    name: str
    state: str
    record: Record | None = None
    error: str = ""
    many: bool = False
    """Whether these are all tenants of it."""


class _Events(StreamingResponse):
    """A stream that is left once nobody reads it, also if nobody ever did."""

    def __init__(self, stream: Stream) -> None:
        # A proxy that gathers what it passes on would hold it back.
        super().__init__(stream, media_type=_STREAM, headers={"X-Accel-Buffering": "no"})
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._stream.leave()


class Pages:
    """Answers what is asked of one board."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._tenants = Tenants(board)

    async def overview(self, request: Request) -> Response:
        """Show all databases at a glance."""
        lines = await self._board.lines()
        return self._board.page(request, "overview.html", lines=lines)

    async def database(self, request: Request) -> Response:
        """Show one database: how it stands, what goes on, and what ran."""
        name, settings = await named(self._board, request)
        if settings.many_tenants:
            return await self._tenants.page(request, name, settings)
        before = _number(request, "before")
        standing, records = await asyncio.gather(
            self._board.standing(name),
            self._attempt(name, partial(reading.newest, settings, before)),
        )
        found, error = records
        rows = found.records if found else ()
        longest = max((one.duration or 0.0 for one in rows), default=0.0)
        return self._board.page(
            request,
            "database.html",
            **about(standing),
            records=rows,
            older=found.older if found else None,
            before=before,
            error=error,
            longest=longest,
            pending=_pending(standing),
            ran=self._board.runs.latest(name),
            recent=self._board.live.recent(name),
        )

    async def tenants(self, request: Request) -> Response:
        """Show, as a part of a page, some of a database's tenants."""
        name, settings = await named(self._board, request)
        if not settings.many_tenants:
            raise HTTPException(404)
        return await self._tenants.part(request, name, settings)

    async def migrations(self, request: Request) -> Response:
        """Show a page of the migrations, and those that fit what is searched for."""
        name, _ = await single(self._board, request)
        standing = await self._board.standing(name)
        words = request.query_params.get("q", "")[:_MOST_WORDS]
        state = request.query_params.get("state", "")[:_MOST_WORDS]
        found, states = None, []
        if standing.status is not None:
            found = reading.listed(standing.status, words, state, _number(request, "page") or 1)
            states = reading.states_of(standing.status)
        return self._board.page(
            request,
            "migrations.html",
            **about(standing),
            found=found,
            words=words,
            state=state,
            states=states,
        )

    async def migration(self, request: Request) -> Response:
        """Show a migration: its scripts and what became of it here."""
        name, settings = await single(self._board, request)
        version = request.path_params["version"]
        standing, (found, error) = await asyncio.gather(
            self._board.standing(name),
            self._attempt(name, partial(reading.detail, settings, version)),
        )
        if found is None:
            code = 404 if standing.status is not None else 502
            return self._board.page(request, "problem.html", code, title="No migration", said=error)
        return self._board.page(
            request,
            "migration.html",
            **about(standing),
            found=found,
            state=_states(standing).get(found.version, ""),
            drawn=self._board.slow.latest((name, "change", version)),
        )

    async def everywhere(self, request: Request) -> Response:
        """Show, as a part of a page, what became of a migration on each database."""
        name, _ = await single(self._board, request)
        version = request.path_params["version"]
        # A tenant is one of all together, and the one that is looked at.
        names = dict.fromkeys((*self._board.names, name))
        found = await asyncio.gather(*(self._elsewhere(one, version) for one in names))
        return self._board.page(request, "_everywhere.html", found=found, version=version)

    async def _elsewhere(self, name: str, version: str) -> Elsewhere:
        if self._board.units.many(name):
            together = await self._board.together(name, SOON)
            return Elsewhere(name, _of_many(together, version), many=True)
        standing = await self._board.stood(name)
        if standing.status is None:
            return Elsewhere(name, "out of reach", error=standing.error or "")
        state = _states(standing).get(version, "")
        work = partial(reading.records_of, self._board.units.settings(name), version)
        records, error = await self._attempt(name, work)
        return Elsewhere(name, state or "unknown here", records[-1] if records else None, error)

    async def phases(self, request: Request) -> Response:
        """Show the changes in steps, and where they are."""
        name, settings = await single(self._board, request)
        standing, (rows, error) = await asyncio.gather(
            self._board.standing(name), self._attempt(name, partial(reading.phases, settings))
        )
        states = _states(standing)
        found = [(*row, states.get(row[0], "")) for row in (rows or ())[: reading.PAGE]]
        return self._board.page(
            request,
            "phases.html",
            **about(standing),
            found=found,
            total=len(rows or ()),
            error=error,
        )

    async def raw(self, request: Request) -> Response:
        """Send the whole of a script as plain text."""
        name, settings = await single(self._board, request)
        version, direction = request.path_params["version"], request.path_params["direction"]
        work = partial(reading.whole, settings, version, direction)
        text, error = await self._attempt(name, work)
        return PlainTextResponse(error + "\n" if text is None else text, 404 if error else 200)

    async def events(self, request: Request) -> Response:
        """Stream what happens on a database, or on all of them."""
        name = request.query_params.get("db")
        if name is not None:
            await there(self._board, name)
        if request.method == "HEAD":
            # It would never end.
            return Response(media_type=_STREAM)
        names = self._board.names if name is None else (name,)
        known = self._board.known(names, events=name is not None)
        try:
            stream = self._board.live.stream(names, known, request.scope[STILL])
        except Full:
            raise HTTPException(503, "As many watch as may. Try again later.") from None
        self._board.watch()
        return _Events(stream)

    async def _attempt(
        self, name: str, work: Any, patience: float = PATIENCE
    ) -> tuple[Any | None, str]:
        """Return what work finds, or why it does not."""
        try:
            return await self._board.beside.ask(name, work, patience), ""
        except Exception as error:  # noqa: BLE001 - it is said on the page
            return None, told(error)


def _pending(standing: Standing) -> list[tuple[str, str, str]]:
    """Return version, name and state of the first that are to run."""
    if standing.status is None:
        return []
    states = _states(standing)
    first = islice(standing.status.pending.items(), _PENDING)
    return [(version, name, states.get(version, "")) for version, name in first]


def _states(standing: Standing) -> dict[str, str]:
    """Return how each migration stands that the database knows of."""
    if standing.status is None:
        return {}
    # Whoever is at work on it has not stopped.
    dirty = "at work" if standing.status.holder is not None else "dirty"
    entries = standing.status.entries(everything=True)
    return {one.version: dirty if one.state == "dirty" else one.state for one in entries}


def _of_many(standing: Standing | None, version: str) -> str:
    """Return of how many tenants it is known that a migration is applied."""
    if standing is None:
        return "looking"
    if standing.tenants is None:
        return "out of reach"
    states = (one.status for one in standing.tenants)
    applied = sum(version in one.applied for one in states if one is not None)
    return f"applied on {applied:,} of {len(standing.tenants):,}"


def _number(request: Request, name: str) -> int | None:
    """Return a number of the query, None where there is none that can be one."""
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 15 else None
