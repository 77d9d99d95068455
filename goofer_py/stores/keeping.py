"""What is kept from one database to the next while the same is done on many of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from goofer_py.stores.driver_session import AnyDriver

D = TypeVar("D", bound="AnyDriver")
T = TypeVar("T")

_MOST_USES = 50
"""How many sessions a connection is for: the server remembers every table that it ever touched."""
_MOST_RESULTS = 10_000


class Strayed(Exception):
    """A script left a lent connection otherwise than it was thought to; it was undone."""


@dataclass(slots=True)
class Kept(Generic[D]):
    """A connection that many sessions use, one after the other.

    `key` tells which server, database and user it leads to.
    """

    driver: D
    key: Hashable
    identity: str = ""
    """What tells it from all others that the server had, once somebody asked."""
    uses: int = 0

    @property
    def worn(self) -> bool:
        """Whether it was used often enough."""
        return self.uses >= _MOST_USES


class Keeper:
    """Keeps one connection that nobody uses now, and results; it belongs to one process."""

    def __init__(self) -> None:
        self._kept: Kept[Any] | None = None
        self._results: dict[Hashable, object] = {}

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """Let whoever opens a lent session, or wants a result once, find this one meanwhile."""
        token = _KEEPER.set(self)
        try:
            yield
        finally:
            _KEEPER.reset(token)

    def taken(self, key: Hashable) -> Kept[Any] | None:
        """Give the connection away if there is one with this `key`; another one is closed."""
        kept, self._kept = self._kept, None
        if kept is not None and (kept.key != key or kept.driver.closed):
            kept.driver.close()
            return None
        return kept

    def keep(self, kept: Kept[Any]) -> None:
        """Keep a connection that is as it was when it was opened."""
        self.close()
        self._kept = kept

    def result(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gives, which is called once for each `key`."""
        if key not in self._results:
            if len(self._results) >= _MOST_RESULTS:
                self._results.clear()
            self._results[key] = make()
        return cast("T", self._results[key])

    def close(self) -> None:
        """Close the connection, if one is kept."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.driver.close()


_KEEPER: ContextVar[Keeper | None] = ContextVar("goofer_keeper", default=None)


def keeper() -> Keeper | None:
    """Return the one that is at hand; None where the work is on a single database."""
    return _KEEPER.get()


def once(key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` gives: called once for all databases of a keeper, else every time."""
    at_hand = _KEEPER.get()
    return make() if at_hand is None else at_hand.result(key, make)
