"""Runs that were begun from a page: one at a time on each database, in threads of their own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from goofer_py.errors import GooferError
from goofer_py.migrate.interruption import Ender
from goofer_py.web.beside import told

LOG = logging.getLogger("goofer.web")


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that was begun here; `ended` is None while it is at work."""

    action: str
    who: str
    titles: tuple[str, ...]
    begun: datetime
    ended: datetime | None = None
    said: str = ""
    error: str = ""
    hint: str = ""

    @property
    def ok(self) -> bool:
        """Whether it did what it was asked to."""
        return self.ended is not None and not self.error

    def document(self) -> Mapping[str, Any]:
        """Return it for who watches."""
        return {
            "action": self.action,
            "ended": self.ended is not None,
            "said": self.said,
            "error": self.error,
            "hint": self.hint,
        }


class Runs:
    """The runs of one server; `tell` hears when one begins and ends."""

    def __init__(self, tell: Callable[[str, Ran], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._latest: dict[str, Ran] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._ender = Ender()

    def latest(self, name: str) -> Ran | None:
        """Return what was begun last on a database."""
        with self._lock:
            return self._latest.get(name)

    def begin(self, name: str, ran: Ran, work: Callable[[], str]) -> bool:
        """Begin `work` on a database, unless another run of this server is at work on it."""
        with self._lock:
            before = self._latest.get(name)
            if before is not None and before.ended is None:
                return False
            self._latest[name] = ran
        LOG.info("%s: %s by %s: %s", name, ran.action, ran.who, ", ".join(ran.titles) or "-")
        self._tell(name, ran)
        # It is no daemon: a server that is told to end waits until the database is at rest.
        thread = threading.Thread(target=self._work, args=(name, ran, work), name="goofer run")
        try:
            with self._lock:
                thread.start()
                self._threads[name] = thread
        except RuntimeError as error:
            self._end(name, replace(ran, error=f"Nothing was begun: {error}."))
        return True

    @property
    def at_work(self) -> list[str]:
        """The databases on which a run of this server is at work."""
        with self._lock:
            return [name for name, thread in self._threads.items() if thread.is_alive()]

    def wait(self, seconds: float | None = None) -> None:
        """Wait until all runs of this server have ended, for so many seconds each at most."""
        with self._lock:
            threads = list(self._threads.values())
        for thread in threads:
            thread.join(seconds)

    def end(self, why: str) -> None:
        """End what runs now, as a second signal ends `goofer migrate`, and whatever would begin."""
        self._ender.end(why)

    def _work(self, name: str, ran: Ran, work: Callable[[], str]) -> None:
        try:
            with self._ender.at_hand():
                ended = replace(ran, said=work())
            LOG.info("%s: %s by %s: %s", name, ran.action, ran.who, ended.said)
        except BaseException as error:  # noqa: BLE001 - who began it reads it on a page
            hint = error.hint or "" if isinstance(error, GooferError) else ""
            ended = replace(ran, error=told(error), hint=hint)
            LOG.error("%s: %s by %s failed: %s", name, ran.action, ran.who, ended.error)
        self._end(name, ended)

    def _end(self, name: str, ran: Ran) -> None:
        ended = replace(ran, ended=datetime.now(UTC))
        with self._lock:
            self._latest[name] = ended
        self._tell(name, ended)
