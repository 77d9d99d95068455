"""Events of several threads, told one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING

from goofer_py.events import (
    BatchDone,
    Event,
    MigrationErred,
    MigrationFinished,
    MigrationStarted,
    Observer,
    RunFinished,
)

_ENDS: frozenset[type[Event]] = frozenset((MigrationFinished, MigrationErred, RunFinished))
"""After these no migration runs."""

if TYPE_CHECKING:
    from goofer_py.migrate.setting import Setting


@dataclass(slots=True, eq=False)
class Running:
    """The migration that runs, `since` a time of the monotonic clock; nothing of it changes."""

    version: str
    since: float


class InTurn:
    """Tells an observer of events one at a time, and knows which migration runs."""

    def __init__(self, observer: Observer, monotonic: Callable[[], float]) -> None:
        self._observer = observer
        self._monotonic = monotonic
        # An observer may run something itself, on its own thread.
        self._lock = RLock()
        self.running: Running | None = None
        self.batched: float | None = None
        """When the migration that runs told itself how far it is, by the monotonic clock."""

    def __call__(self, event: Event, /) -> None:
        """Tell of `event`."""
        with self._lock:
            # There are many of them, and a comparison of kinds costs less than isinstance.
            kind = type(event)
            if kind is BatchDone:
                self.batched = self._monotonic()
            elif kind in _ENDS:
                self.running = None
            elif isinstance(event, MigrationStarted):
                self.running, self.batched = Running(event.version, self._monotonic()), None
            self._observer(event)

    def during(self, running: Running, event: Event) -> None:
        """Tell of what was seen of a migration, unless it is over by now."""
        with self._lock:
            if self.running is running:
                self._observer(event)


def taking_turns(setting: Setting) -> Setting:
    """Return the setting with an observer that two threads may tell, if what takes long is seen."""
    observer = setting.observer
    if observer is None or setting.progress is None or isinstance(observer, InTurn):
        return setting
    return setting._replace(observer=InTurn(observer, setting.clock.monotonic))
