"""Waiting until a database takes connections."""

from __future__ import annotations

from dataclasses import dataclass
from random import uniform
from typing import TYPE_CHECKING

from goofer_py.clock import Clock, SystemClock
from goofer_py.errors import ConnectionFailed
from goofer_py.events import DatabaseAwaited
from goofer_py.stores.registry import open_store

if TYPE_CHECKING:
    from goofer_py.events import Observer
    from goofer_py.stores.registry import Database
    from goofer_py.stores.store import Store

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 1.0
_LONGEST_TRY = 10.0


@dataclass(frozen=True, slots=True)
class Waited:
    """How long it took until a database answered, in seconds, and what stood in the way."""

    database: str
    seconds: float
    tries: int
    reasons: tuple[str, ...]


def wait_for(
    database: Database,
    seconds: float = 60.0,
    *,
    created: bool = False,
    observer: Observer | None = None,
    clock: Clock | None = None,
) -> Waited:
    """Return once the database takes connections, which it is asked for again and again.

    Raises ConnectionFailed after `seconds`, and at once when only a person can help: for a wrong
    password, a missing right, a database that does not exist. With `created` it waits for the
    database to be created too.
    """
    waiting = _Waiting(open_store(database), seconds, created, observer, clock or SystemClock())
    return waiting.run()


class _Waiting:
    def __init__(
        self,
        store: Store,
        seconds: float,
        created: bool,
        observer: Observer | None,
        clock: Clock,
    ) -> None:
        self._store = store
        self._seconds = seconds
        self._created = created
        self._observer = observer
        self._clock = clock
        self._started = clock.monotonic()
        self._reasons: list[str] = []

    def run(self) -> Waited:
        tries, pause = 0, _FIRST_PAUSE
        while True:
            tries += 1
            try:
                self._probe()
            except ConnectionFailed as error:
                self._consider(error, tries)
            else:
                waited = self._clock.monotonic() - self._started
                return Waited(self._store.database, waited, tries, tuple(self._reasons))
            self._clock.sleep(min(pause * uniform(0.75, 1.25), max(self._left(), 0)))  # noqa: S311
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def _probe(self) -> None:
        if self._created and not self._store.exists():
            database = self._store.database
            message = f"There is no database {database} yet. Nothing was changed."
            raise ConnectionFailed(
                message, database=database, server="it is not there yet", reason="absent"
            )
        self._store.probe(min(max(self._left(), 1.0), _LONGEST_TRY))

    def _consider(self, error: ConnectionFailed, tries: int) -> None:
        """Tell a new reason; raises where nothing can be waited for any longer."""
        if error.reason == "refused" or (error.reason == "absent" and not self._created):
            raise error
        if error.server not in self._reasons:
            self._reasons.append(error.server)
            if self._observer is not None:
                self._observer(DatabaseAwaited(self._store.database, error.server))
        if self._left() <= 0:
            raise self._in_vain(error, tries) from None

    def _in_vain(self, error: ConnectionFailed, tries: int) -> ConnectionFailed:
        times = "once" if tries == 1 else f"{tries} times"
        return ConnectionFailed(
            f"{self._store.database} did not take connections within {self._seconds:g} s, asked"
            f" {times}. Last: {error.server}. Nothing was changed.",
            database=error.database,
            server=error.server,
            hint=error.hint,
            reason=error.reason,
        )

    def _left(self) -> float:
        return self._seconds - (self._clock.monotonic() - self._started)
