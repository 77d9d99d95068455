"""Signals that end a run in good order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from threading import Lock
from types import FrameType, TracebackType
from typing import Any, Self


class Stopped(Exception):
    """A signal was noted, and the run is at a place where it can end."""

    stays = False
    """The transaction had ended before, by DDL that commits: not all of it can be undone."""


class Unwell(str):
    """Why a run has to end for the sake of others, noted in the place of a signal's name."""

    __slots__ = ()


class Ender:
    """Ends, on any thread, what runs where it is at hand: there no signal may be heard."""

    def __init__(self) -> None:
        self.noted = ""
        """Why what runs has to end; empty before."""
        self._lock = Lock()
        self._running: list[Interruption] = []

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """Let the runs of this context be ended meanwhile."""
        token = _ENDER.set(self)
        try:
            yield
        finally:
            _ENDER.reset(token)

    @contextmanager
    def over(self, one: Interruption) -> Iterator[None]:
        """End what `one` is of too, until the context ends."""
        with self._lock:
            self._running.append(one)
            one.noted = one.noted or self.noted
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(one)

    def end(self, why: str) -> None:
        """End the statement that runs now, even one that cannot be undone, and let none begin."""
        with self._lock:
            self.noted = self.noted or why
            running = tuple(self._running)
        for one in running:
            # A server that cannot be told is not waited for: nothing else begins anyway.
            with suppress(Exception):
                one.stop(why, now=True)


_ENDER: ContextVar[Ender | None] = ContextVar("goofer_ender", default=None)


def told_to_end() -> str:
    """Return why what runs in this context has to end; nothing where it has not."""
    ender = _ENDER.get()
    return "" if ender is None else ender.noted


class Interruption:
    """Notes SIGINT and SIGTERM while a run lasts; outside of the main thread an Ender is heard.

    The first signal ends a statement that can be undone, and waits for one that cannot; the
    second ends that one too; the third raises KeyboardInterrupt wherever the program is.
    """

    def __init__(self) -> None:
        self.noted = ""
        """The name of the first signal, or why the run is unwell; empty before."""
        self.atomic = True
        """What runs now is undone when it ends early."""
        self._end: Callable[[], None] | None = None
        self._rest: Callable[[], None] | None = None
        self._more: tuple[Callable[[], None], ...] = ()
        self._count = 0
        self._before: dict[int, Any] = {}
        self._over = ExitStack()

    def __enter__(self) -> Self:
        import signal

        if (ender := _ENDER.get()) is not None:
            self._over.enter_context(ender.over(self))

        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._note)
        except ValueError:
            # Handlers belong to the main thread; who runs this in another one ends it there.
            self._before.clear()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        import signal

        self._over.close()
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        self._before.clear()

    def ends(self, end: Callable[[], None] | None) -> None:
        """Set what ends the statement that is running."""
        self._end = end

    @contextmanager
    def ends_too(self, ends: Iterable[Callable[[], None]]) -> Iterator[None]:
        """Set what the second signal ends besides, as `stop` does, until the context ends."""
        self._more = tuple(ends)
        try:
            yield
        finally:
            self._more = ()

    def rests(self, rest: Callable[[], None] | None) -> None:
        """Set what is called where the run holds nothing, and may wait for others."""
        self._rest = rest

    def rest(self) -> None:
        """Wait where that is wanted, which may note something."""
        if self._rest is not None:
            self._rest()

    def stop(self, why: str, *, now: bool) -> None:
        """End the run as a signal does, from another thread.

        With `now` the statement that is running is ended even if it cannot be undone.
        """
        self.noted = self.noted or why
        if self._end is not None and (self.atomic or now):
            self._end()
        for end in self._more if now else ():
            end()

    def check(self) -> None:
        """Raise Stopped if a signal was noted."""
        if self.noted:
            raise Stopped

    def _note(self, number: int, _frame: FrameType | None) -> None:
        import signal

        self._count += 1
        self.noted = self.noted or signal.Signals(number).name
        if self._count > 2:
            raise KeyboardInterrupt
        if self._end is not None and (self.atomic or self._count == 2):
            self._end()
        for end in self._more if self._count == 2 else ():
            end()
