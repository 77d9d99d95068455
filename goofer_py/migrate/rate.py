"""How fast a part of some work goes, and how long it still takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable

_OF_LATE = 30.0
"""How many seconds back the speed is measured."""


class Rate:
    """Measures the part that is told of; it begins anew with another part."""

    def __init__(self) -> None:
        self._part: Hashable = None
        self._seen: deque[tuple[float, int]] = deque()

    def of(self, part: Hashable, done: int, total: int, now: float) -> tuple[float, float | None]:
        """Return how much is done a second, and the seconds that are left, None if nobody knows."""
        seen = self._seen
        if part != self._part or (seen and done < seen[-1][1]):
            self._part = part
            seen.clear()
        seen.append((now, done))
        # The last one that is older stays: the speed is that since then.
        while len(seen) > 2 and now - seen[1][0] >= _OF_LATE:
            seen.popleft()
        since, before = seen[0]
        rate = (done - before) / (now - since) if now > since else 0.0
        return rate, (total - done) / rate if rate and total else None
