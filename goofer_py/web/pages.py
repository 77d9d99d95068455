"""The pages that tell: databases, their history, migrations, phases, drift, pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

from goofer_py.errors import UsageError
from goofer_py.web import reading
from goofer_py.web.beside import advised, told
from goofer_py.web.board import PATIENCE, root_of
from goofer_py.web.guard import STILL
from goofer_py.web.slow import AGAIN, Key, Look
from goofer_py.web.states import line_of
from goofer_py.web.tenants import Tenants
from goofer_py.web.units import slug, unslug

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.migrate.record import Record
    from goofer_py.observe.standing import Standing
    from goofer_py.web.board import Board

_SOON = 8.0
"""How many seconds what takes long is waited for, before it is said that it is looked for."""
_KEPT = 600.0
"""How many seconds what took long holds, unless a run did something in between."""
_PENDING = 20
"""How many pending migrations the page of a database names."""
_MOST_WORDS = 200
_AT_ONCE = 1.0
_STREAM = "text/event-stream"


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How one database stands with a migration."""

    name: str
    state: str
    record: Record | None = None
    error: str = ""
    many: bool = False
    """Whether these are all tenants of it."""


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
        name, settings = await self._named(request)
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
            **_about(standing),
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
        name, settings = await self._named(request)
        if not settings.many_tenants:
            raise HTTPException(404)
        return await self._tenants.part(request, name, settings)

    async def migrations(self, request: Request) -> Response:
        """Show a page of the migrations, and those that fit what is searched for."""
        name, _ = await self._single(request)
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
            **_about(standing),
            found=found,
            words=words,
            state=state,
            states=states,
        )

    async def migration(self, request: Request) -> Response:
        """Show a migration: its scripts and what became of it here."""
        name, settings = await self._single(request)
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
            **_about(standing),
            found=found,
            state=_states(standing).get(found.version, ""),
        )

    async def hazards(self, request: Request) -> Response:
        """Show, as a part of a page, what a migration would lock, break or lose."""
        name, settings = await self._single(request)
        version = request.path_params["version"]
        stamp = (*self._board.stamp(name), *reading.changed(settings, version))
        look = await self._slow(
            (name, "hazards", version), partial(reading.hazards, settings, version), stamp
        )
        findings, error = look.found or [], look.error
        return self._part(request, "_hazards.html", look, findings=findings, error=error)

    async def _slow(
        self, key: Key, work: Callable[[], T], stamp: Hashable, wait: float = _SOON
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

    async def everywhere(self, request: Request) -> Response:
        """Show, as a part of a page, what became of a migration on each database."""
        name, _ = await self._single(request)
        version = request.path_params["version"]
        # A tenant is one of all together, and the one that is looked at.
        names = dict.fromkeys((*self._board.names, name))
        found = await asyncio.gather(*(self._elsewhere(one, version) for one in names))
        return self._board.page(request, "_everywhere.html", found=found, version=version)

    async def _elsewhere(self, name: str, version: str) -> Elsewhere:
        if self._board.units.many(name):
            together = await self._board.together(name, _SOON)
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
        name, settings = await self._single(request)
        standing, (rows, error) = await asyncio.gather(
            self._board.standing(name), self._attempt(name, partial(reading.phases, settings))
        )
        states = _states(standing)
        found = [(*row, states.get(row[0], "")) for row in (rows or ())[: reading.PAGE]]
        return self._board.page(
            request,
            "phases.html",
            **_about(standing),
            found=found,
            total=len(rows or ()),
            error=error,
        )

    async def drift(self, request: Request) -> Response:
        """Show what differs from what the migrations made; looked for when somebody posts."""
        name, settings = await self._single(request)
        key = (name, "drift")
        if request.method == "POST":
            try:
                self._board.slow.begin(key, partial(reading.drift, settings))
            except UsageError as problem:
                raise HTTPException(503, told(problem)) from None
            return RedirectResponse(f"{root_of(request)}/db/{slug(name)}/drift", 303)
        standing = await self._board.standing(name)
        look = self._board.slow.latest(key)
        about = {**_about(standing), "look": look, **_drift_of(look)}
        return self._board.page(request, "drift.html", **about)

    async def drifted(self, request: Request) -> Response:
        """Show, as a part of a page, what the latest look for drift found."""
        name, _ = await self._single(request)
        look = await self._board.slow.wait((name, "drift"), _SOON)
        if look is None:
            raise HTTPException(404)
        return self._part(request, "_drift.html", look, name=name, **_drift_of(look))

    async def diagram(self, request: Request) -> Response:
        """Show the tables and what joins them, to move about in."""
        name, settings = await self._single(request)
        drawn = partial(reading.drawn, settings)
        look = await self._slow((name, "diagram"), drawn, self._board.stamp(name), _AT_ONCE)
        if look.at_work:
            return self._part(request, "drawing.html", look, name=name)
        if look.found is None:
            said = look.error
            return self._board.page(request, "problem.html", 502, title="No picture", said=said)
        # It is escaped there.
        parts: dict[str, Any] = {key: Markup(one) for key, one in look.found.items()}  # noqa: S704
        return self._board.page(request, "diagram.html", name=name, **parts)

    async def raw(self, request: Request) -> Response:
        """Send the whole of a script as plain text."""
        name, settings = await self._single(request)
        version, direction = request.path_params["version"], request.path_params["direction"]
        work = partial(reading.whole, settings, version, direction)
        text, error = await self._attempt(name, work)
        return PlainTextResponse(error + "\n" if text is None else text, 404 if error else 200)

    async def events(self, request: Request) -> Response:
        """Stream what happens on a database, or on all of them."""
        name = request.query_params.get("db")
        if name is not None:
            await named(self._board, name)
        if self._board.live.full:
            raise HTTPException(503)
        if request.method == "HEAD":
            # It would never end.
            return Response(media_type=_STREAM)
        names = self._board.names if name is None else (name,)
        self._board.watch()
        known = self._board.known(names, events=name is not None)
        stream = self._board.live.stream(names, known, request.scope[STILL])
        # A proxy that gathers what it passes on would hold it back.
        return StreamingResponse(stream, media_type=_STREAM, headers={"X-Accel-Buffering": "no"})

    async def _named(self, request: Request) -> tuple[str, Settings]:
        return await named(self._board, unslug(request.path_params["name"]))

    async def _single(self, request: Request) -> tuple[str, Settings]:
        """Return which database or tenant is asked for, but not all tenants together."""
        name, settings = await self._named(request)
        if settings.many_tenants:
            raise HTTPException(404, "Each tenant has this page, and all together have none.")
        return name, settings

    async def _attempt(
        self, name: str, work: Any, patience: float = PATIENCE
    ) -> tuple[Any | None, str]:
        """Return what work finds, or why it does not."""
        try:
            return await self._board.beside.ask(name, work, patience), ""
        except Exception as error:  # noqa: BLE001 - it is said on the page
            return None, told(error)


async def named(board: Board, name: str) -> tuple[str, Settings]:
    """Return a database or a tenant with its settings; raises HTTPException for what is none."""
    try:
        settings = await board.find(name)
    except UsageError as error:
        raise HTTPException(502, told(error)) from None
    if settings is None:
        raise HTTPException(404)
    return name, settings


def _about(standing: Standing) -> dict[str, Any]:
    line = line_of(standing)
    return {"name": standing.name, "line": line, "status": standing.status}


def _drift_of(look: Look[Any] | None) -> dict[str, Any]:
    return {"drift": look and look.found, "error": look.error if look else ""}


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
