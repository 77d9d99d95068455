"""What goes on now, for browsers that watch: events of runs begun here, and how others stand."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from math import isfinite
from typing import Any, Self

from goofer_py.cli.progress import batch_line
from goofer_py.cli.working import blocked_line, freed_line, work_line
from goofer_py.events import (
    BatchDone,
    Event,
    Observer,
    StatementBlocked,
    StatementFreed,
    WorkSeen,
)
from goofer_py.observe.document import document
from goofer_py.web.shown import visible

STREAMS = 64
"""How many browsers' tabs may watch at a time."""
_KEPT = 100
_QUEUE = 500
_BEAT = 15.0
_BETWEEN_BATCHES = 0.2
Message = tuple[str, dict[str, Any]]


@dataclass(eq=False, slots=True)
class Watcher:
    """One stream: of which databases, and what is to be sent next."""

    names: frozenset[str]
    loop: asyncio.AbstractEventLoop
    queue: deque[Message] = field(default_factory=lambda: deque(maxlen=_QUEUE))
    more: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, message: Message) -> None:
        """Send it next; of a reader that is too slow, the oldest messages are lost."""
        self.queue.append(message)
        self.more.set()

    def taken(self) -> Iterator[Message]:
        """Yield what is to be sent now, and keep it no longer."""
        while self.queue:
            yield self.queue.popleft()


class Full(Exception):
    """As many watch as may."""


class Stream:
    """What one reader is sent, as server-sent events; it has a place until it is left."""

    def __init__(self, pieces: AsyncIterator[str], leave: Callable[[], None]) -> None:
        self._pieces = pieces
        self.leave = leave
        """Gives the place to another, however far it was read; may be called again."""

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        return await anext(self._pieces)


class Live:
    """Passes on what happens to who watches; may be told on any thread."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._watchers: set[Watcher] = set()
        self._recent: dict[str, deque[dict[str, Any]]] = {}
        self._batches: dict[str, float] = {}
        # A browser that was there before the server was started anew takes none for an older one.
        self._numbers = itertools.count(time.time_ns() // 1_000_000)
        self._closed = False

    def observer(self, name: str) -> Observer:
        """Return what is to be told of the events of a run on the database `name`."""

        def note(event: Event, /) -> None:
            self._note(name, event)

        return note

    def _note(self, name: str, event: Event) -> None:
        # There may be more than were counted before: only the last batch is as many as there are.
        if isinstance(event, BatchDone) and event.done != event.total:
            now = self._monotonic()
            if now - self._batches.get(name, float("-inf")) < _BETWEEN_BATCHES:
                return
            self._batches[name] = now
        now_text = datetime.now(UTC).isoformat(timespec="seconds")
        head = {"n": next(self._numbers), "at": now_text, "db": name, "text": words(event)}
        self.publish(name, "event", _seen({**document(event), **head}))

    def publish(self, name: str, kind: str, found: dict[str, Any]) -> None:
        """Send it to everybody who watches the database."""
        with self._lock:
            if kind == "event":
                self._keep(self._recent.setdefault(name, deque(maxlen=_KEPT)), found)
            watchers = [one for one in self._watchers if name in one.names]
        for one in watchers:
            # A loop that is closed has nobody to send to.
            with suppress(RuntimeError):
                one.loop.call_soon_threadsafe(one.put, (kind, found))

    def _keep(self, recent: deque[dict[str, Any]], found: dict[str, Any]) -> None:
        """Keep an event; of a step that goes on, how far it was before is of no use."""
        if recent and (step := _step(found)) is not None and _step(recent[-1]) == step:
            recent.pop()
        recent.append(found)

    def recent(self, name: str) -> list[dict[str, Any]]:
        """Return the latest events of a database, the oldest first."""
        with self._lock:
            return list(self._recent.get(name, ()))

    @property
    def watched(self) -> frozenset[str]:
        """The databases that somebody watches."""
        with self._lock:
            return frozenset().union(*(one.names for one in self._watchers))

    @property
    def closely(self) -> frozenset[str]:
        """The databases that somebody watches alone."""
        with self._lock:
            alone = (one.names for one in self._watchers if len(one.names) == 1)
            return frozenset().union(*alone)

    @property
    def closed(self) -> bool:
        """Whether the server ends."""
        return self._closed

    def close(self) -> None:
        """End all streams, as the server ends."""
        self._closed = True
        for one in tuple(self._watchers):
            one.more.set()

    def _ends(self, still: Callable[[], bool]) -> bool:
        return self._closed or not still()

    def stream(
        self,
        names: Collection[str],
        first: Iterable[Message] = (),
        still: Callable[[], bool] = lambda: True,
    ) -> Stream:
        """Return what happens on the databases, as server-sent events, until the reader is gone.

        What is known already is sent `first`. It ends once it is not `still` for who reads it.
        Raises Full: its place is taken now, so that no burst of readers has more than there are.
        """
        watcher = Watcher(frozenset(names), asyncio.get_running_loop())
        for message in first:
            watcher.put(message)
        with self._lock:
            if len(self._watchers) >= STREAMS:
                raise Full
            self._watchers.add(watcher)
        return Stream(self._pieces(watcher, still), partial(self._leave, watcher))

    def _leave(self, watcher: Watcher) -> None:
        with self._lock:
            self._watchers.discard(watcher)

    async def _pieces(self, watcher: Watcher, still: Callable[[], bool]) -> AsyncIterator[str]:
        try:
            yield "retry: 2000\n\n"
            while not self._ends(still):
                beat = ""
                try:
                    await asyncio.wait_for(watcher.more.wait(), _BEAT)
                except TimeoutError:
                    beat = ": still here\n\n"
                if self._ends(still):
                    return
                watcher.more.clear()
                # In one piece: a reader that is gone is written to once.
                pieces = [beat] * bool(beat) + [framed(*message) for message in watcher.taken()]
                if pieces:
                    yield "".join(pieces)
        finally:
            self._leave(watcher)


def words(event: Event) -> str:
    """Say what is seen of work that takes long; nothing of what tells itself in a word."""
    if isinstance(event, WorkSeen):
        return work_line(event)
    if isinstance(event, StatementBlocked):
        return blocked_line(event)
    if isinstance(event, StatementFreed):
        return freed_line(event)
    if isinstance(event, BatchDone):
        return batch_line(event)
    return ""


def framed(kind: str, found: dict[str, Any]) -> str:
    """Return one server-sent event; JSON has no line breaks, so that nothing in it ends it."""
    return f"event: {kind}\ndata: {json.dumps(found, default=str)}\n\n"


def _step(found: dict[str, Any]) -> tuple[object, ...] | None:
    """Return of which step an event says how far it is, None for any other event."""
    if found["event"] not in (BatchDone.__name__, WorkSeen.__name__):
        return None
    return tuple(found.get(name) for name in ("event", "version", "step", "what", "on", "phase"))


def _seen(found: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(one) for name, one in found.items()}


def _value(one: Any) -> Any:
    if isinstance(one, str):
        return visible(one)
    if isinstance(one, list):
        return [_value(each) for each in one]
    if isinstance(one, dict):
        return _seen(one)
    # Browsers read no infinity.
    return None if isinstance(one, float) and not isfinite(one) else one
