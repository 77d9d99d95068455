"""What another program does, of which it is told meanwhile how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from goofer_py.errors import GooferError
from goofer_py.events import Event, Observer, WorkSeen
from goofer_py.migrate.meanwhile import Meanwhile
from goofer_py.migrate.rate import Rate
from goofer_py.migrate.waits import Waits
from goofer_py.stores.progress import Look, Part

if TYPE_CHECKING:
    from goofer_py.stores.far import Far
    from goofer_py.stores.store import Session


class Growing(Meanwhile):
    """Tells of work once it takes longer than `after` seconds; a context.

    Without an `after` nothing is told. What is seen on the server is seen from a connection that
    `beside` opens then. Nobody else tells the observer of anything meanwhile, and nothing that it
    meets makes the work fail.
    """

    def __init__(
        self,
        what: str,
        far: Far,
        beside: Callable[[], Session] | None,
        database: str,
        tell: Observer | None,
        after: float | None,
    ) -> None:
        super().__init__(after or 0.0, beside)
        self._what = what
        self._far = far
        self._database = database
        self._tell = tell if after else None
        self._after = after or 0.0
        self._started = time.monotonic()
        self._rate = Rate()
        self._waits = Waits(database, "")
        self._telling = threading.Lock()

    def __enter__(self) -> Self:
        self._started = time.monotonic()
        return self if self._tell is None else super().__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._telling:
            self._over.set()
        super().__exit__(kind, error, trace)

    def see(self) -> None:
        """Look once, and tell of work that takes long by now."""
        seconds = time.monotonic() - self._started
        if seconds >= self._after:
            for event in self._events(seconds):
                self._told(event)

    def _told(self, event: Event) -> None:
        with self._telling:
            if self._tell is not None and not self._over.is_set():
                self._tell(event)

    def _events(self, seconds: float) -> Iterator[Event]:
        look = self._look() or Look()
        yield from self._waits.seen(look, time.monotonic())
        part, key = self._part(look.part)
        rate, left = self._rate.of(key, part.done, part.total, time.monotonic())
        fields = (part.what, part.on, part.phase, part.done, part.total, part.unit)
        guessed = self._far.guessed and not key
        yield WorkSeen(self._database, "", seconds, *fields, rate, left, guessed=guessed)

    def _part(self, seen: Part | None) -> tuple[Part, str]:
        """Return the work as it is measured here, or else as it is `seen`, and what is measured.

        What is measured here is of the whole work, whichever table it is at.
        """
        far = self._far
        done, total = far.measured()
        phase = self._phase(seen)
        if seen is not None and not _of_tool(seen):
            seen = None
        # What was read to its end may be worked on for long, and so may a step.
        closer = seen is not None and seen.total and (far.in_steps or 0 < total <= done)
        if (done or total) and not closer:
            return Part(self._what, "", phase, done, total, far.unit), ""
        if seen is None:
            return Part(self._what, "", phase), ""
        return Part(self._what, "", phase, seen.done, seen.total, seen.unit), phase

    def _phase(self, seen: Part | None) -> str:
        """Return what it is at, in its own words where it has some."""
        at = self._far.at
        if seen is None or not _of_tool(seen):
            return at
        # Of the states that servers name, those that are measured say more.
        state = seen.phase if seen.total or not at else ""
        own = " ".join(filter(None, (_head(seen.what), seen.on)))
        named = own if self._far.in_steps or not at else ""
        return ": ".join(filter(None, (at, named, state)))

    def _look(self) -> Look | None:
        if running := self._far.running():
            return Look(Part(running)).hidden(str)
        find = self._far.process
        if find is None:
            return None
        try:
            own = self._session()
            process = None if own is None else find(own)
            if own is None or process is None:
                return None
            if self._far.count is not None:
                self._far.count(own, process)
            look = own.progress.look(process)
            return look and look.hidden(own.hide)
        except GooferError:
            self._close()
            self._beside = None
            return None


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told of work that takes longer than `after` seconds; nobody without both."""

    observer: Observer | None = None
    after: float | None = None

    def of(
        self, what: str, far: Far, beside: Callable[[], Session] | None, database: str
    ) -> Growing:
        """Tell of some work; a context."""
        after = self.after if self.observer is not None else None
        return Growing(what, far, beside, database, self.observer, after)


NOBODY = Told()


def _of_tool(part: Part) -> bool:
    """Say whether a part is worth telling; the queries of a tool say nothing."""
    return not part.what.startswith("SELECT")


def _head(statement: str) -> str:
    """Return a statement without the rows in it."""
    return statement.partition(" VALUES")[0] if statement.startswith("INSERT") else statement
