"""Several observers as one, none of which can be the reason that a run fails."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from goofer_py.events import Event, Observer

LOG = logging.getLogger("goofer")


class Handling:
    """An observer with a handler for each kind of event that it takes."""

    def __init__(self, handlers: Mapping[type[Event], Callable[[Any], None]]) -> None:
        self._handlers = handlers
        self.takes = frozenset(handlers)

    def __call__(self, event: Event, /) -> None:
        """Take note of `event`."""
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)

    def handler(self, kind: type[Event]) -> Callable[[Any], None]:
        """Return what is to be called with events of a kind that it takes."""
        # A class of its own below this one may do more.
        return self._handlers[kind] if type(self).__call__ is Handling.__call__ else self


class Observers:
    """Tells each event to all, in their order; one that raises is told of none after that.

    One with a set of kinds of events, `takes`, is told of these alone. What it raised is logged by
    its kind alone: its message could hold anything.
    """

    def __init__(self, *observers: Observer | None) -> None:
        self._all: tuple[Observer, ...] = tuple(one for one in observers if one is not None)
        self._takers: dict[type[Event], tuple[tuple[Observer, Callable[[Any], None]], ...]] = {}

    def __call__(self, event: Event, /) -> None:
        """Take note of `event`."""
        kind = type(event)
        takers = self._takers.get(kind)
        if takers is None:
            takers = tuple((one, _handler(one, kind)) for one in self._all if _takes(one, kind))
            self._takers[kind] = takers
        for one, handler in takers:
            try:
                handler(event)
            except Exception as error:  # noqa: BLE001 - to watch is no reason to fail
                self._all = tuple(other for other in self._all if other is not one)
                self._takers = {}
                who, what = type(one).__name__, type(error).__name__
                LOG.warning("%s raised %s and is told nothing more", who, what)


def _takes(observer: Observer, kind: type[Event]) -> bool:
    takes: Collection[type[Event]] | None = getattr(observer, "takes", None)
    return takes is None or kind in takes


def _handler(observer: Observer, kind: type[Event]) -> Callable[[Any], None]:
    return observer.handler(kind) if isinstance(observer, Handling) else observer
