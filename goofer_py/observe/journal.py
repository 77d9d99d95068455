"""What became of each migration of a run, kept in memory and told to the log."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from threading import Lock

from goofer_py.events import (
    BACKUP,
    RESTORE,
    SEED,
    MigrationErred,
    MigrationFinished,
    MigrationStarted,
    RunFailed,
    RunStarted,
    RunSucceeded,
)
from goofer_py.observe.observers import Handling

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


class Journal(Handling):
    """Keeps an entry for each migration that ended, and writes each to a logger as it does.

    Failures are logged as errors, all else as information.
    """

    def __init__(self, log: logging.Logger | None = None) -> None:
        self._entries: list[Entry] = []
        # Who reads them has the time to make them, which a run has not.
        self._ended: deque[MigrationFinished | MigrationErred] = deque()
        self._reading = Lock()
        self._log = log or _LOG
        self._number = self._total = 0
        super().__init__(
            {
                RunStarted: self._started,
                MigrationStarted: self._begun,
                MigrationFinished: self._finished,
                MigrationErred: self._erred,
                RunFailed: self._failed,
                RunSucceeded: self._succeeded,
            }
        )

    @property
    def entries(self) -> list[Entry]:
        """The entries, in the order in which the migrations ended."""
        with self._reading:
            while self._ended:
                self._entries.append(_entry(self._ended.popleft()))
        return self._entries

    @property
    def failed(self) -> list[Entry]:
        """The entries of those that failed."""
        return [entry for entry in self.entries if not entry.ok]

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
        self._ended.append(event)
        if self._log.isEnabledFor(logging.INFO):
            database, version, name = event.database, event.version, event.name
            self._log.info("%s: %s_%s took %.3f s", database, version, name, event.duration)

    def _erred(self, event: MigrationErred) -> None:
        self._ended.append(event)
        self._log.error("%s", event.error)

    def _failed(self, event: RunFailed) -> None:
        self._log.error("%s: failed with %s", event.database, event.code)

    def _succeeded(self, event: RunSucceeded) -> None:
        works = (SEED, BACKUP, RESTORE)
        done = f"{event.direction} done"
        at = done if event.direction in works else f"at {event.current or 'zero'}"
        self._log.info("%s: %s after %.3f s", event.database, at, event.duration)


def _entry(event: MigrationFinished | MigrationErred) -> Entry:
    who = event.database, event.version, event.name, event.direction
    if isinstance(event, MigrationErred):
        return Entry(*who, None, event.error)
    return Entry(*who, event.duration)
