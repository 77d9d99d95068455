"""Metrics of runs and of how databases stand, for Prometheus."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from goofer_py.errors import Declined, MissingDriver, Unconfirmed
from goofer_py.events import (
    BACKUP,
    RESTORE,
    SEED,
    BatchDone,
    ChecksAsked,
    LeaseAwaited,
    LeaseTaken,
    LockAwaited,
    MigrationErred,
    MigrationFinished,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
    RunSucceeded,
)
from goofer_py.observe.observers import Handling

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from goofer_py.observe.standing import Standing

try:
    import prometheus_client
    import prometheus_client.exposition

    from goofer_py.observe.counted import Counted, Late, Uncreated, aside
except ImportError:
    raise MissingDriver("Prometheus", "prometheus_client", "metrics") from None

__all__ = ["Metrics", "prometheus_client"]

DONE, NOTHING, FAILED, UNCONFIRMED = "done", "nothing", "failed", "unconfirmed"
_WORKS = (SEED, BACKUP, RESTORE)
_ASKED = (Unconfirmed.__name__, Declined.__name__)
_SECONDS = (0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600)
"""Most migrations take milliseconds, and a few an hour."""
_TOGETHER = 500
"""How many batches are counted together, at most; migrations are at the end of a run."""
_RUN = ("database", "direction")
_RUN_OF, _STEP_OF = attrgetter(*_RUN), attrgetter("database", "step", "version")
T = TypeVar("T")


class Metrics(Handling):
    """Counts what happens in runs, and shows how databases stand.

    Without a `registry` it has one of its own. `now` gives the time in seconds since 1970.
    """

    def __init__(
        self, registry: CollectorRegistry | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self.registry = prometheus_client.CollectorRegistry() if registry is None else registry
        self._now = now
        self._directions: dict[str, str] = {}
        # To count many together costs less; the run itself only puts them here.
        self._ended: deque[MigrationFinished] = deque()
        self._committed: deque[BatchDone] = deque()
        self._counting = Lock()
        super().__init__(
            {
                RunStarted: self._started,
                RunFinished: self._finished,
                MigrationFinished: self._ended.append,
                MigrationErred: lambda event: self._erred.add(_RUN_OF(event), [event.version]),
                BatchDone: self._batch,
                RunSucceeded: self._succeeded,
                RunFailed: self._failed,
                LeaseAwaited: lambda event: self._lease_waits.labels(event.database).inc(),
                LeaseTaken: self._lease_taken,
                LockAwaited: lambda event: self._lock_retries.labels(event.database).inc(),
                RunPaused: lambda event: self._pauses.labels(event.database).inc(),
                ChecksAsked: self._checked,
            }
        )
        self._make_counts()
        self._make_gauges()

    def _make_counts(self) -> None:
        counter, histogram = self._counter, self._histogram
        self._runs = counter("runs", "Runs that ended, by what came of them.", *_RUN, "outcome")
        self._run_seconds = histogram("run_duration", "How long runs took.", *_RUN)
        counted = partial(Counted, before=self._count)
        self._applied = counted("migrations_applied", "Migrations that ran well.", "direction")
        self._erred = counted("migrations_failed", "Migrations that failed.", "direction")
        self._seconds = prometheus_client.Histogram(
            "goofer_migration_duration_seconds",
            "How long migrations took.",
            _RUN,
            buckets=_SECONDS,
            registry=None,
        )
        self.registry.register(Late(self._seconds, self._count))
        self._lease_waits = counter("lease_waits", "Runs that waited for another.", "database")
        self._lease_seconds = counter(
            "lease_wait_seconds", "How long runs waited for others.", "database"
        )
        self._lock_retries = counter(
            "lock_retries", "Times that a migration was tried again for a lock.", "database"
        )
        self._pauses = counter("pauses", "Times that a run paused for others.", "database")
        self._batches = counted("batches", "Batches of rows that were committed.", "step")
        self._rows = counted("batch_rows", "Rows of these batches.", "step")
        self._checks = counter(
            "checks", "Checks of the data that were asked.", "database", "outcome"
        )
        self._counted = (self._applied, self._erred, self._batches, self._rows)
        for one in self._counted:
            self.registry.register(one)

    def _make_gauges(self) -> None:
        gauge = self._gauge
        self._up = gauge("up", "Whether the database answered when it was looked at.")
        self._pending = gauge("pending", "Migrations that are not applied.")
        self._waiting = gauge("waiting", "Those of them that wait to be confirmed.")
        self._dirty = gauge("dirty", "Whether a migration stopped halfway.")
        self._running = gauge("running", "Whether a run is at work.")
        self._succeeded_at = gauge("last_success_timestamp_seconds", "When a run ended well.")
        self._failed_at = gauge("last_failure_timestamp_seconds", "When a run failed.")
        self._last_seconds = gauge("last_run_duration_seconds", "How long the last run took.")
        self._last_count = gauge("last_run_migrations", "How many migrations the last run ran.")
        self._tenants = gauge("tenants", "Tenants, by how they stand.", "state")
        self._work_succeeded_at = gauge(
            "work_last_success_timestamp_seconds",
            "When a seed, a backup or a restore ended well.",
            "direction",
        )
        self._work_failed_at = gauge(
            "work_last_failure_timestamp_seconds",
            "When a seed, a backup or a restore failed.",
            "direction",
        )
        self._current = prometheus_client.Info(
            "goofer_current_version",
            "The newest applied version; empty where none is.",
            ["database"],
            registry=self.registry,
        )

    def stands(self, standing: Standing) -> None:
        """Show how a database stands that was looked at."""
        database = standing.database
        if standing.tenants is not None:
            self._stand_together(database, standing.tenants)
            return
        self._up.labels(database).set(standing.error is None)
        if (status := standing.status) is None:
            return
        self._show(database, status.current, len(status.pending), len(status.waiting))
        self._dirty.labels(database).set(status.dirty is not None)
        self._running.labels(database).set(status.holder is not None)

    def _stand_together(self, database: str, tenants: Sequence[Standing]) -> None:
        """Show how many tenants stand how, and how the one stands that lacks most."""
        for reason in ("pending", "dirty", "away"):
            count = sum(reason in one.reasons for one in tenants)
            self._tenants.labels(database, reason).set(count)
        self._tenants.labels(database, "ready").set(sum(one.ready for one in tenants))
        self._up.labels(database).set(not any(one.status is None for one in tenants))
        found = [one.status for one in tenants if one.status is not None]
        if not found:
            return
        last = max(found, key=lambda one: len(one.pending) - len(one.waiting))
        self._show(database, last.current, len(last.pending), len(last.waiting))
        self._dirty.labels(database).set(any(one.dirty is not None for one in found))
        self._running.labels(database).set(any(one.holder is not None for one in found))

    def exposition(self, database: str | None = None, work: str = "") -> bytes:
        """Return all of them as Prometheus reads them.

        With a `database` they are those of that one alone; with `work` as well only those of this
        direction.
        """
        wanted = {} if database is None else {"database": database}
        if work:
            wanted["direction"] = work
        # Of these there may be one for each of thousands of migrations.
        counted = b"".join(one.text(wanted) for one in self._counted)
        with aside():
            return prometheus_client.generate_latest(Uncreated(self.registry, wanted)) + counted

    def _show(self, database: str, current: str | None, pending: int | None, waiting: int) -> None:
        if pending is not None:
            self._pending.labels(database).set(pending)
        self._waiting.labels(database).set(waiting)
        self._current.labels(database).info({"version": current or ""})

    def _started(self, event: RunStarted) -> None:
        if event.direction in _WORKS:
            return
        self._directions[event.database] = event.direction
        self._running.labels(event.database).set(1)

    def _finished(self, event: RunFinished) -> None:
        self._count()
        self._run_seconds.labels(event.database, event.direction).observe(event.duration)
        if event.direction in _WORKS:
            return
        self._last_seconds.labels(event.database).set(event.duration)
        self._last_count.labels(event.database).set(len(event.versions))
        self._running.labels(event.database).set(0)

    def _batch(self, event: BatchDone) -> None:
        self._committed.append(event)
        if len(self._committed) >= _TOGETHER:
            self._count()

    def _count(self) -> None:
        """Count what ended and was committed since the last time."""
        with self._counting:
            for where, some in groupby(_taken(self._ended), _RUN_OF):
                ended = list(some)
                self._applied.add(where, [one.version for one in ended])
                observe = self._seconds.labels(*where).observe
                for one in ended:
                    observe(one.duration)
            for (*step, version), batches in groupby(_taken(self._committed), _STEP_OF):
                rows = [one.rows for one in batches]
                self._batches.add((*step,), [version], len(rows))
                self._rows.add((*step,), [version], sum(rows))

    def _succeeded(self, event: RunSucceeded) -> None:
        database, direction = event.database, event.direction
        done = event.versions or direction in (BACKUP, RESTORE)
        self._runs.labels(database, direction, DONE if done else NOTHING).inc()
        if direction in _WORKS:
            self._work_succeeded_at.labels(database, direction).set(self._now())
            return
        self._show(database, event.current, event.pending, len(event.waiting))
        self._dirty.labels(database).set(0)
        self._up.labels(database).set(1)
        self._succeeded_at.labels(database).set(self._now())
        self._directions.pop(database, None)

    def _failed(self, event: RunFailed) -> None:
        direction = event.direction or self._directions.pop(event.database, "")
        outcome = UNCONFIRMED if event.code in _ASKED else FAILED
        self._runs.labels(event.database, direction, outcome).inc()
        if outcome == UNCONFIRMED:
            return
        if direction in _WORKS:
            self._work_failed_at.labels(event.database, direction).set(self._now())
            return
        self._failed_at.labels(event.database).set(self._now())
        if event.dirty is not None:
            self._dirty.labels(event.database).set(event.dirty)

    def _lease_taken(self, event: LeaseTaken) -> None:
        self._lease_seconds.labels(event.database).inc(event.duration)

    def _checked(self, event: ChecksAsked) -> None:
        self._checks.labels(event.database, "passed").inc(event.passed)
        self._checks.labels(event.database, "failed").inc(event.failed)

    def _counter(self, name: str, about: str, *labels: str) -> prometheus_client.Counter:
        return prometheus_client.Counter(f"goofer_{name}", about, labels, registry=self.registry)

    def _gauge(self, name: str, about: str, *labels: str) -> prometheus_client.Gauge:
        return prometheus_client.Gauge(
            f"goofer_{name}", about, ["database", *labels], registry=self.registry
        )

    def _histogram(self, name: str, about: str, *labels: str) -> prometheus_client.Histogram:
        return prometheus_client.Histogram(
            f"goofer_{name}_seconds", about, labels, buckets=_SECONDS, registry=self.registry
        )


def _taken(events: deque[T]) -> list[T]:
    """Take all that there are by now; others may add more meanwhile."""
    return [events.popleft() for _ in range(len(events))]
