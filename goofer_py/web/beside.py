"""Work on databases beside the event loop, which no database that hangs can fill."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from goofer_py.errors import GooferError, UsageError

T = TypeVar("T")
_MOST = 4
"""How many threads may be at work on one database, or one tenant of it, at a time."""
_MOST_OF_ALL = 16
"""How many may be at work on all tenants of a database."""


class Late(TimeoutError):
    """A database has not answered in time; its message can be shown."""


class Beside:
    """Threads that end with the program, so many for each database and no more."""

    def __init__(self, whole: Callable[[str], str] = lambda name: name, most: int = _MOST) -> None:
        self._whole = whole
        self._most = most
        self._lock = threading.Lock()
        self._at_work: dict[tuple[str, bool], int] = {}

    async def ask(self, name: str, work: Callable[[], T], seconds: float) -> T:
        """Return what `work` on the database `name` returns; raises what it raises.

        Raises Late after `seconds`, and UsageError where too much is at work on it already.
        """
        future = self.begin(name, work)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), seconds)
        except TimeoutError:
            raise Late(f"{name} did not answer within {seconds:g} s.") from None

    def begin(self, name: str, work: Callable[[], T]) -> Future[T]:
        """Begin `work` in a thread; raises UsageError where too much is at work on the database."""
        with self._lock:
            for one, most in self._counted(name).items():
                if self._at_work.get(one, 0) >= most:
                    raise UsageError(
                        f"Too much is asked of {name} at once.", hint="try again later"
                    )
            for one in self._counted(name):
                self._at_work[one] = self._at_work.get(one, 0) + 1
        future: Future[T] = Future()
        # Who waits no longer cannot take it away from whom it is computed for.
        future.set_running_or_notify_cancel()
        thread = threading.Thread(
            target=self._work, args=(name, work, future), name="goofer web", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:
            self._ended(name)
            raise UsageError("No thread is left here.", hint="try again later") from None
        return future

    def _work(self, name: str, work: Callable[[], T], future: Future[T]) -> None:
        try:
            found = work()
        except BaseException as error:  # noqa: BLE001 - it is raised where it was asked
            future.set_exception(error)
        else:
            future.set_result(found)
        finally:
            self._ended(name)

    def _ended(self, name: str) -> None:
        with self._lock:
            for one in self._counted(name):
                self._at_work[one] -= 1
                if not self._at_work[one]:
                    del self._at_work[one]

    def _counted(self, name: str) -> dict[tuple[str, bool], int]:
        """Return what a thread is counted for, and how many there may be of each."""
        return {(name, False): self._most, (self._whole(name), True): _MOST_OF_ALL}


def told(error: BaseException) -> str:
    """Return what may be shown of an error: the message of one of goofer's own, else its class."""
    if isinstance(error, GooferError):
        return error.message
    if isinstance(error, Late):
        return str(error)
    return f"Unexpected {type(error).__name__}"


def advised(error: BaseException) -> str:
    """Return what may be shown of an error, and what to do next where it says so."""
    hint = error.hint if isinstance(error, GooferError) else None
    return f"{told(error)} Next: {hint}" if hint else told(error)
