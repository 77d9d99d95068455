"""Whose transactions a statement waits for: one is held open, and the statement is started."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from goofer_py.dialects.mysql.quoting import quote
from goofer_py.errors import StatementFailed
from goofer_py.stores.store import Session

_STATE = "SELECT state FROM information_schema.processlist WHERE id = {}"
_WAITING = re.compile(r"waiting for .*\b(?:lock|flush)\Z", re.IGNORECASE)
"""Not, such as, "waiting for handler commit"."""
_WATCHED = """
SELECT 1 FROM performance_schema.setup_instruments
WHERE @@performance_schema AND name = 'wait/lock/metadata/sql/mdl' AND enabled = 'YES'
"""
_HELD = """
SELECT object_name, lock_type FROM performance_schema.metadata_locks l
JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id
WHERE t.processlist_id = {} AND object_type = 'TABLE' AND object_schema = DATABASE()
"""
_TYPES = (
    *("", "INTENTION_EXCLUSIVE", "SHARED", "SHARED_HIGH_PRIO", "SHARED_READ", "SHARED_WRITE"),
    *("SHARED_WRITE_LOW_PRIO", "SHARED_UPGRADABLE", "SHARED_READ_ONLY", "SHARED_NO_WRITE"),
    *("SHARED_NO_READ_WRITE", "EXCLUSIVE"),
)
"""Metadata locks, from none to the strongest."""
EXCLUSIVE = _TYPES[-1]
_ENDED = 1317
_PATIENCE = 5.0
_GLANCE = 0.002


@dataclass(slots=True)
class _Attempt:
    """A statement in a thread of its own: how it failed, and whether it was to be ended."""

    ended: bool = False
    error: BaseException | None = None
    thread: threading.Thread = field(default_factory=threading.Thread)

    @property
    def was_ended(self) -> bool:
        """Whether it failed for being ended, before it had done anything."""
        return getattr(self.error, "number", None) == _ENDED


class Watch:
    """Two sessions beside the one that is watched: one holds tables, one looks."""

    def __init__(self, session: Session, holder: Session, watcher: Session) -> None:
        self._session = session
        self._holder = holder
        self._watcher = watcher
        ((self._number,),) = session.query("SELECT CONNECTION_ID()")
        self._sees = self._watches()

    def run(
        self, act: Callable[[], None], tables: Sequence[str], *, quiet: bool = False
    ) -> dict[str, str]:
        """Do something that runs a statement; return its metadata locks.

        For each of the tables in turn, it is tried while somebody reads that one: if it waits, it
        is ended and tried again. Of others there are locks only where the server shows them. A
        `quiet` statement fails not when it is ended, and may run again.
        """
        found: dict[str, str] = {}
        for table in tables:
            attempt = self._tried(act, table, found)
            if not (attempt.was_ended or (quiet and attempt.ended)):
                if attempt.error is not None:
                    raise attempt.error
                return found
        act()
        return found

    def _tried(self, act: Callable[[], None], table: str, found: dict[str, str]) -> _Attempt:
        """Try it while somebody reads the table, and end it if it waits."""
        self._holder.begin()
        try:
            self._holder.query(f"SELECT 1 FROM {quote(table)} LIMIT 1")
            attempt = self._start(act)
            if self._waits(attempt):
                # Nothing else keeps those waiting who read.
                found.update(_stronger(found, self._shown() or [(table, EXCLUSIVE)]))
            if attempt.thread.is_alive():
                self._watcher.execute(f"KILL QUERY {self._number}")
                attempt.ended = True
                attempt.thread.join(_PATIENCE)
        finally:
            self._holder.rollback()
        attempt.thread.join()
        return attempt

    def _start(self, act: Callable[[], None]) -> _Attempt:
        attempt = _Attempt()

        def target() -> None:
            try:
                act()
            except BaseException as error:  # noqa: BLE001 - raised where it was started
                attempt.error = error

        attempt.thread = threading.Thread(target=target, daemon=True)
        attempt.thread.start()
        return attempt

    def _waits(self, attempt: _Attempt) -> bool:
        """Say whether it comes to wait, before it is done."""
        deadline = time.monotonic() + _PATIENCE
        while attempt.thread.is_alive() and time.monotonic() < deadline:
            rows = self._watcher.query(_STATE.format(self._number))
            if rows and _WAITING.match(str(rows[0][0] or "")):
                return True
            attempt.thread.join(_GLANCE)
        return False

    def _watches(self) -> bool:
        with suppress(StatementFailed):
            return bool(self._watcher.query(_WATCHED))
        return False

    def _shown(self) -> Sequence[tuple[str, str]]:
        if not self._sees:
            return ()
        with suppress(StatementFailed):
            rows = self._watcher.query(_HELD.format(self._number))
            return [(str(name), str(kind)) for name, kind in rows if str(kind) in _TYPES]
        return ()


def _stronger(found: dict[str, str], shown: Iterable[tuple[str, str]]) -> dict[str, str]:
    both = dict(found)
    for name, kind in shown:
        both[name] = max(kind, both.get(name, ""), key=_TYPES.index)
    return both
