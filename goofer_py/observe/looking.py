"""Looks at databases in threads that nobody has to wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace

from goofer_py.errors import GooferError
from goofer_py.observe.standing import Standing


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a database is asked for; with `brief` no more than where it is.

    Of a database of many tenants it is one of them with `tenant`, and else all together.
    """

    name: str
    tenant: str | None = None
    drift: bool = False
    hazards: bool = False
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at one database; `database` is its URL without secrets, as far as that is known.

    It may have `many` tenants.
    """

    database: str
    look: Callable[[Asked], Standing]
    many: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What a look found, and when; the future may be a moment behind."""

    at: float
    future: Future[Standing]
    what: Standing


class Looks:
    """The databases by name, each of which is looked at once at a time, whoever asks.

    One that hangs keeps one thread, and nobody from looking at the others. What was found less
    than `max_age` seconds ago is not looked for again. What was found of many tenants is told for
    `tenants_max_age` seconds, and after that until they have been looked at again; to those who ask
    for no more, that a database is ready is told `ready_times` as long as all else.
    """

    def __init__(
        self,
        lookers: Mapping[str, Looker],
        max_age: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
        tenants_max_age: float = 60.0,
        ready_times: float = 1.0,
    ) -> None:
        self._lookers = lookers
        self._max_age = max_age
        self._ready_times = ready_times
        self._tenants_max_age = tenants_max_age
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._at_work: dict[Asked, Future[Standing]] = {}
        self._found: dict[Asked, _Found] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the databases, in their order."""
        return tuple(self._lookers)

    def many(self, name: str) -> bool:
        """Say whether a database has many tenants."""
        return self._lookers[name].many

    def begin(self, asked: Asked) -> Future[Standing]:
        """Return what will be found; raises nothing, and neither does the result."""
        if self.many(asked.name) and asked.tenant is None:
            # There is one look at many tenants, whatever is asked for.
            asked = Asked(asked.name)
        with self._lock:
            known = self._known(asked)
            if known is not None and self._monotonic() - known.at < self._age(asked, known.what):
                return known.future
            # A look at many takes its time, in which what was found before is better than nothing.
            shown = known.future if known is not None and self._age_of_many(known.what) else None
            # A look at all of it will do for who asks for less.
            for one in (asked, replace(asked, brief=False)):
                if (running := self._at_work.get(one)) is not None:
                    return shown or running
            future: Future[Standing] = Future()
            # Who waits no longer cannot take it away from the others.
            future.set_running_or_notify_cancel()
            self._at_work[asked] = future
        work = threading.Thread(
            target=self._look, args=(asked, future), name="goofer status", daemon=True
        )
        try:
            work.start()
        except RuntimeError as error:
            # No thread is left: it is looked at again when somebody asks again.
            database = self._lookers[asked.name].database
            self._end(asked, future, Standing(asked.name, database, error=str(error)))
        return shown or future

    def _known(self, asked: Asked) -> _Found | None:
        """Return what was found last of all that will do."""
        enough = (asked, replace(asked, brief=False))
        known = [self._found[one] for one in enough if one in self._found]
        return max(known, key=lambda one: one.at, default=None)

    def _age(self, asked: Asked, found: Standing) -> float:
        """Return how long it is told what was found."""
        if found.tenants is not None:
            return self._age_of_many(found)
        return self._max_age * (self._ready_times if asked.brief and found.ready else 1.0)

    def _age_of_many(self, found: Standing) -> float:
        return self._tenants_max_age if found.tenants is not None else 0.0

    def _look(self, asked: Asked, future: Future[Standing]) -> None:
        looker = self._lookers[asked.name]
        try:
            found = looker.look(asked)
        except GooferError as error:
            found = Standing(asked.name, looker.database, error=error.message)
        except Exception as error:  # noqa: BLE001 - its message may hold anything
            found = Standing(
                asked.name, looker.database, error=f"Unexpected {type(error).__name__}"
            )
        self._end(asked, future, found)

    def _end(self, asked: Asked, future: Future[Standing], found: Standing) -> None:
        with self._lock:
            del self._at_work[asked]
            if asked.tenant is None:
                # Of names that anybody may ask for, nothing is kept.
                self._found[asked] = _Found(self._monotonic(), future, found)
        future.set_result(found)

    def late(self, asked: Asked, seconds: float) -> Standing:
        """Return what is said of a database that has not answered."""
        database = self._lookers[asked.name].database
        return Standing(asked.name, database, error=f"It did not answer within {seconds:g} s.")
