"""What takes long to find out: looked for beside everything else, once at a time, and kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from goofer_py.web.beside import Beside, advised

T = TypeVar("T")
Key = tuple[str, ...]
"""The name of a database, and what is looked for in it."""
AGAIN = {"Refresh": "3"}
"""Has a browser ask again, also one that runs no programs."""
_MOST = 200
_LONGEST = 600.0
"""How many seconds nobody may wait for one look before another is begun."""


@dataclass(frozen=True, slots=True)
class Look(Generic[T]):
    """One look: `found` is None while it is at work, and where it ended with an `error`."""

    since: datetime
    at_work: bool
    found: T | None = None
    error: str = ""
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Begun(Generic[T]):
    stamp: Hashable
    since: datetime
    at: float
    future: Future[tuple[T | None, str, datetime]]

    def look(self) -> Look[T]:
        if not self.future.done():
            return Look(self.since, at_work=True)
        found, error, ended = self.future.result()
        return Look(self.since, at_work=False, found=found, error=error, ended=ended)


class Slow:
    """The looks of one server, of which each is made by a thread of its own."""

    def __init__(self, beside: Beside, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._beside = beside
        self._monotonic = monotonic
        self._begun: dict[Key, _Begun[object]] = {}

    def latest(self, key: Key) -> Look[object] | None:
        """Return the latest look, None where nobody has asked for one."""
        begun = self._begun.get(key)
        return None if begun is None else begun.look()

    async def wait(self, key: Key, seconds: float) -> Look[object] | None:
        """Return the latest look, after so many seconds at most if it is at work."""
        begun = self._begun.get(key)
        if begun is None:
            return None
        await asyncio.wait([asyncio.wrap_future(begun.future)], timeout=seconds)
        return begun.look()

    def begin(self, key: Key, work: Callable[[], T]) -> None:
        """Look anew, unless that is done already; raises UsageError where too much is asked."""
        self._begin(key, work, None)

    async def ask(
        self,
        key: Key,
        work: Callable[[], T],
        *,
        stamp: Hashable,
        age: float,
        wait: float,
    ) -> Look[T]:
        """Return a look that is no older than `age` and was begun with the same `stamp`.

        It is begun where there is none, and waited for so many seconds at most. Raises UsageError
        where too much is asked of the database.
        """
        begun = self._begun.get(key)
        now = self._monotonic()
        if begun is None or not self._holds(begun, stamp, now - age):
            begun = self._begin(key, work, stamp)
        await asyncio.wait([asyncio.wrap_future(begun.future)], timeout=wait)
        look: Look[T] = begun.look()  # type: ignore[assignment]
        return look

    def _holds(self, begun: _Begun[object], stamp: Hashable, oldest: float) -> bool:
        if not begun.future.done():
            return True
        return begun.stamp == stamp and begun.at >= oldest and not begun.look().error

    def _begin(self, key: Key, work: Callable[[], T], stamp: Hashable) -> _Begun[object]:
        now, before = self._monotonic(), self._begun.get(key)
        if before is not None and not before.future.done() and now - before.at < _LONGEST:
            return before

        def looked() -> tuple[object, str, datetime]:
            try:
                found, error = work(), ""
            except Exception as problem:  # noqa: BLE001 - it is said on the page
                found, error = None, advised(problem)
            return found, error, datetime.now(UTC)

        future = self._beside.begin(key[0], looked)
        begun: _Begun[object] = _Begun(stamp, datetime.now(UTC), now, future)
        self._begun.pop(key, None)
        while len(self._begun) >= _MOST:
            del self._begun[next(iter(self._begun))]
        self._begun[key] = begun
        return begun
