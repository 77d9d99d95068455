"""How large batches of rows are, and when they wait for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from goofer_py.events import Observer, RunPaused, RunResumed, WatchBlind
from goofer_py.migrate.interruption import Interruption, Unwell

if TYPE_CHECKING:
    from goofer_py.clock import Clock
    from goofer_py.migrate.pacing import Pacing
    from goofer_py.stores.store import Session

_OFTEN = 1.0
"""How many seconds are between two looks at the server, at least."""
_NAP = 0.2
_USUAL = 25
"""How many statements at once are no sign of a busy server."""
_FIRST = 1000
_LEAST, _MOST = 10, 100_000


class Bench(Protocol):
    """What batches run on."""

    session: Session
    interruption: Interruption
    clock: Clock
    observer: Observer | None

    @property
    def pacing(self) -> Pacing:
        """What they go by."""


class Sizes:
    """How many rows the next batch has, so that it takes as long as it should.

    With a `size` it is always that.
    """

    def __init__(self, size: int | None, seconds: float) -> None:
        self.next = size or _FIRST
        self._seconds = seconds
        self._fixed = size is not None

    def took(self, rows: int, seconds: float) -> None:
        """Take note of how long a batch took."""
        if self._fixed or rows < self.next:
            return
        wanted = self.next * self._seconds / max(seconds, 0.001)
        # One batch that was held up says little about the next.
        wanted = min(max(wanted, self.next / 2), self.next * 2)
        self.next = min(max(round(wanted), _LEAST), _MOST)


class Throttle:
    """Lets batches wait while replicas are behind, or the server has enough to do."""

    def __init__(self, bench: Bench, check: Callable[[], None]) -> None:
        self._bench = bench
        self._check = check
        self._looked: float | None = None
        self._load: float | None = bench.pacing.load
        self._blind = False

    def wait(self) -> None:
        """Return once all is well; raises Stopped after a signal, or when that takes too long."""
        bench = self._bench
        now = bench.clock.monotonic()
        if self._looked is not None and now - self._looked < _OFTEN:
            return
        why = self._looked_at()
        if not why:
            return
        self._tell(RunPaused(bench.session.database, why))
        while why:
            if bench.clock.monotonic() - now >= bench.pacing.wait:
                told = f"it was not well for {bench.pacing.wait:g} s (batch_wait): {why}"
                bench.interruption.stop(Unwell(told), now=False)
            self._nap()
            why = self._looked_at()
        self._tell(RunResumed(bench.session.database, bench.clock.monotonic() - now))

    def _nap(self) -> None:
        for _ in range(round(_OFTEN / _NAP)):
            self._check()
            self._bench.clock.sleep(_NAP)

    def _looked_at(self) -> str:
        """Return what is not well, empty when nothing is."""
        why = self._behind() or self._busy()
        self._looked = self._bench.clock.monotonic()
        return why

    def _busy(self) -> str:
        busy = self._bench.session.vitals.busy()
        if self._load is None:
            self._load = max(2 * busy, _USUAL)
        if busy <= self._load:
            return ""
        return f"{busy} statements are at work (batch_load is {self._load:g})"

    def _behind(self) -> str:
        from goofer_py.migrate.precheck.options import PrecheckOptions
        from goofer_py.migrate.precheck.others import lag, replicas_of, too_far
        from goofer_py.stores.vitals import Unseen

        pacing = self._bench.pacing
        if self._blind:
            return ""
        limits = PrecheckOptions(
            replicas=pacing.replicas, replication_lag=pacing.lag, replication_bytes=float("inf")
        )
        try:
            found = replicas_of(self._bench.session.vitals, limits)
        except Unseen as error:
            why, todo = error.args
            self._blind = True
            self._tell(WatchBlind(self._bench.session.database, f"{why}; {todo}"))
            return ""
        return "; ".join(lag(one) for one in found if too_far(one, limits))

    def _tell(self, event: RunPaused | RunResumed | WatchBlind) -> None:
        if self._bench.observer is not None:
            self._bench.observer(event)
