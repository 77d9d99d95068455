"""What a piece of work waits for, told when that begins, changes or ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goofer_py.events import Event, StatementBlocked, StatementFreed

if TYPE_CHECKING:
    from goofer_py.stores.progress import Look


class Waits:
    """Follows one piece of work on a database; `version` is that of a migration, or empty."""

    def __init__(self, database: str, version: str) -> None:
        self._of = (database, version)
        self._lock: tuple[object, ...] = ()
        self._since: float | None = None

    def seen(self, look: Look, now: float) -> Iterator[Event]:
        """Yield what there is to tell of it `now`, a time of the monotonic clock."""
        since = now if self._since is None else self._since
        if not look.lock:
            if self._since is not None:
                yield StatementFreed(*self._of, now - since)
            self._lock, self._since = (), None
            return
        lock = (look.lock, *(one.id for one in look.blockers))
        if lock != self._lock:
            yield StatementBlocked(*self._of, look.lock, now - since, look.blockers, look.hint)
        self._lock, self._since = lock, since
