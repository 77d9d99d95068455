"""What became of each migration of a run, kept in memory and told to the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from goofer_py.events import (
    BACKUP,
    RESTORE,
    SEED,
    Event,
    MigrationErred,
    MigrationFinished,
    MigrationStarted,
    RunFailed,
    RunStarted,
    RunSucceeded,
)

_LOG = logging.getLogger("goofer")


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one migration; `duration` in seconds, `error` empty where it went well."""

    database: str
    version: str
    name: str
    direction: str
    duration: float | None
    error: str = ""

    @property
    def title(self) -> str:
        """The version and the name, as file names start."""
        return f"{self.version}_{self.name}"

    @property
    def ok(self) -> bool:
        """Whether it is committed."""
        return not self.error


class Journal:
    """Keeps an entry for each migration that ended, and writes each to a logger as it does.

    Failures are logged as errors, all else as information.
    """

    def __init__(self, log: logging.Logger | None = None) -> None:
        self.entries: list[Entry] = []
        self._log = log or _LOG
        self._number = self._total = 0
        self._handlers: dict[type[Event], Callable[[Any], None]] = {
            RunStarted: self._started,
            MigrationStarted: self._begun,
            MigrationFinished: self._finished,
            MigrationErred: self._erred,
            RunFailed: self._failed,
            RunSucceeded: self._succeeded,
        }
        self.takes = frozenset(self._handlers)

    @property
    def failed(self) -> list[Entry]:
        """The entries of those that failed."""
        return [entry for entry in self.entries if not entry.ok]

    def __call__(self, event: Event, /) -> None:
        """Take note of `event`."""
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)

    def _started(self, event: RunStarted) -> None:
        self._number, self._total = 0, len(event.versions)
        what = "seeds" if event.direction == SEED else f"migrations {event.direction}"
        self._log.info("%s: %d %s", event.database, self._total, what)

    def _begun(self, event: MigrationStarted) -> None:
        self._number += 1
        if self._log.isEnabledFor(logging.INFO):
            place = f"{self._number}/{self._total}"
            title = f"{event.version}_{event.name}"
            self._log.info("%s: running %s: %s", event.database, place, title)

    def _finished(self, event: MigrationFinished) -> None:
        database, version, name, took = event.database, event.version, event.name, event.duration
        self.entries.append(Entry(database, version, name, event.direction, took))
        if self._log.isEnabledFor(logging.INFO):
            self._log.info("%s: %s_%s took %.3f s", database, version, name, took)

    def _erred(self, event: MigrationErred) -> None:
        self.entries.append(
            Entry(event.database, event.version, event.name, event.direction, None, event.error)
        )
        self._log.error("%s", event.error)

    def _failed(self, event: RunFailed) -> None:
        self._log.error("%s: failed with %s", event.database, event.code)

    def _succeeded(self, event: RunSucceeded) -> None:
        works = (SEED, BACKUP, RESTORE)
        done = f"{event.direction} done"
        at = done if event.direction in works else f"at {event.current or 'zero'}"
        self._log.info("%s: %s after %.3f s", event.database, at, event.duration)
