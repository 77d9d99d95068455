"""Several observers as one, none of which can be the reason that a run fails."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from goofer_py.events import Event, Observer

LOG = logging.getLogger("goofer")


class Observers:
    """Tells each event to all, in their order; one that raises is told of none after that.

    One with a set of kinds of events, `takes`, is told of these alone. What it raised is logged by
    its kind alone: its message could hold anything.
    """

    def __init__(self, *observers: Observer | None) -> None:
        self._all: tuple[Observer, ...] = tuple(one for one in observers if one is not None)
        self._takers: dict[type[Event], tuple[Observer, ...]] = {}

    def __call__(self, event: Event, /) -> None:
        """Take note of `event`."""
        kind = type(event)
        takers = self._takers.get(kind)
        if takers is None:
            takers = tuple(one for one in self._all if _takes(one, kind))
            self._takers[kind] = takers
        for one in takers:
            try:
                one(event)
            except Exception as error:  # noqa: BLE001 - to watch is no reason to fail
                self._all = tuple(other for other in self._all if other is not one)
                self._takers = {}
                who, what = type(one).__name__, type(error).__name__
                LOG.warning("%s raised %s and is told nothing more", who, what)


def _takes(observer: Observer, kind: type[Event]) -> bool:
    takes: Collection[type[Event]] | None = getattr(observer, "takes", None)
    return takes is None or kind in takes
