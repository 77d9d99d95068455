"""What a run does that takes long: looked at beside it, on a connection of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from goofer_py.errors import GooferError
from goofer_py.events import Event, WorkSeen
from goofer_py.migrate.in_turn import InTurn, Running
from goofer_py.migrate.meanwhile import Meanwhile
from goofer_py.migrate.rate import Rate
from goofer_py.migrate.waits import Waits
from goofer_py.stores.progress import Look, Part

if TYPE_CHECKING:
    from goofer_py.migrate.setting import Setting
    from goofer_py.stores.store import Session

_LOG = logging.getLogger("goofer")
_TRIES = 3


class Seeing(Meanwhile):
    """Tells of what takes long while a run goes; a context.

    It never keeps the run waiting, and nothing that it meets makes a run fail. The connection is
    opened for the first thing that takes long.
    """

    def __init__(self, setting: Setting, session: Session, told: InTurn) -> None:
        self._after = setting.progress or 0.0
        super().__init__(self._after, setting.beside)
        self._watched = session
        self._clock = setting.clock
        self._told = told
        self._left = _TRIES
        self._running: Running | None = None
        self._rate = Rate()
        self._waits = Waits(session.database, "")

    def __enter__(self) -> Self:
        # Some drivers have to ask for it, which only this thread may.
        self._watched.progress.process()
        return super().__enter__()

    def see(self) -> None:
        """Look once, and tell of what takes long by now."""
        running = self._told.running
        if running is None:
            return
        now = self._clock.monotonic()
        # A migration that tells itself how far it is knows better, until it falls silent.
        if now - (self._told.batched or running.since) < self._after:
            return
        seconds = now - running.since
        if running is not self._running:
            self._running = running
            self._waits = Waits(self._watched.database, running.version)
        for event in self._events(running.version, seconds, self._look()):
            if self._over.is_set():
                return
            self._told.during(running, event)

    def _look(self) -> Look | None:
        """Return what is known, None where that is nothing."""
        if running := self._watched.progress.running():
            return Look(Part(running)).hidden(self._watched.hide)
        process = self._watched.progress.process()
        if process is None or not self._left:
            return None
        try:
            own = self._session()
            look = None if own is None else own.progress.look(process)
        except GooferError as error:
            self._close()
            self._left -= 1
            _LOG.debug("the server does not tell of progress: %s", error.code)
            return None
        return look and look.hidden(self._watched.hide)

    def _events(self, version: str, seconds: float, look: Look | None) -> Iterator[Event]:
        database = self._watched.database
        if look is not None:
            yield from self._waits.seen(look, self._clock.monotonic())
        part = look.part if look is not None else None
        hint = look.hint if look is not None and not look.lock else ""
        if part is None:
            yield WorkSeen(database, version, seconds, hint=hint)
            return
        rate, left = self._paced(part)
        fields = (part.what, part.on, part.phase, part.done, part.total, part.unit)
        yield WorkSeen(database, version, seconds, *fields, rate, left, hint)

    def _paced(self, part: Part) -> tuple[float, float | None]:
        key = (part.what, part.on, part.phase, part.unit)
        return self._rate.of(key, part.done, part.total, self._clock.monotonic())
