"""The helpers of a store against the same work written by hand with its driver."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from goofer_py.migrate.migrator import Migrator

ROUNDS = 3
PORTION = 1000
NEEDED = 0.9

Client = TypeVar("Client")
Works = Mapping[str, tuple[Callable[[Any], object], Callable[[Client], object]]]
"""What is done with the helpers, and the same by hand, by what it is called."""


class Coded:
    """A migration of one call to the helpers."""

    def __init__(self, up: Callable[[Any], object]) -> None:
        self._up = up

    def up(self, context: Any) -> None:
        self._up(context.helpers)

    def down(self, context: Any) -> None: ...


class Comparison(Generic[Client]):
    """Takes both ways in turn, each on what `fill` makes, and prints the best of three."""

    def __init__(
        self,
        url: str,
        client: Client,
        count: int,
        things: str,
        fill: Callable[[], object],
        portion: int = PORTION,
    ) -> None:
        self._url = url
        self._client = client
        self._count = count
        self._things = things
        self._fill = fill
        self._portion = portion

    def run(self, works: Works[Client]) -> int:
        """Return 1 if the helpers reached less than what is needed of the throughput by hand."""
        print(f"{self._count:,} {self._things}, portions of {self._portion:,}, best of {ROUNDS}")
        print(f"work       by hand {self._things}/s  helpers {self._things}/s   ratio")
        worst = min(self._ratio(name, *work) for name, work in works.items())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"peak memory of this process: {peak} MB")
        return int(worst < NEEDED)

    def _ratio(
        self, name: str, up: Callable[[Any], object], by_hand: Callable[[Client], object]
    ) -> float:
        hand, goofer = [], []
        for _ in range(ROUNDS):
            hand.append(self._timed(partial(by_hand, self._client)))
            goofer.append(self._timed(partial(self._by_goofer, up)))
        ratio = min(hand) / min(goofer)
        by_hand_rate, rate = self._count / min(hand), self._count / min(goofer)
        print(f"{name:8}{by_hand_rate:20,.0f} {rate:21,.0f} {ratio:7.2f}", flush=True)
        return ratio

    def _timed(self, work: Callable[[], object]) -> float:
        self._fill()
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    def _by_goofer(self, up: Callable[[Any], object]) -> None:
        with tempfile.TemporaryDirectory() as folder, Migrator(self._url, Path(folder)) as migrator:
            migrator.register_custom_migration("1", Coded(up))
            migrator.up()
