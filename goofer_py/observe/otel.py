"""Runs as spans and metrics of OpenTelemetry."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from goofer_py.errors import MissingDriver
from goofer_py.events import (
    BatchDone,
    Event,
    LeaseAwaited,
    LockAwaited,
    MigrationErred,
    MigrationFinished,
    MigrationStarted,
    OrphanSeen,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    RunSucceeded,
    StatementBlocked,
    WorkSeen,
)
from goofer_py.observe.observers import Handling

try:
    from opentelemetry import context, metrics, trace
except ImportError:
    raise MissingDriver("OpenTelemetry", "opentelemetry", "otel") from None

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import Span, TracerProvider

_NAME = "goofer_py"
_NOWHERE = context.Context()
"""Spares the search for an example among the spans, of which there is one for each anyway."""
_NOTED = (LeaseAwaited, LockAwaited, OrphanSeen, RunPaused, RunResumed)
"""What is an event of the span of the run."""
_MOST_QUICK, _QUICK = 1000, 0.1
_EVERY, _TOGETHER = 1.0, 100
"""How many seconds of batches and quick migrations are told of together, and how many of these.

The SDK takes half the time for many at once of what it takes for one now and then.
"""
_LONG = (StatementBlocked, WorkSeen)
"""After these nothing may end for long, so what is known by then is told of."""


class _Open(NamedTuple):
    """The span of a run, the context in which it is, and what ends that."""

    span: Span
    context: context.Context
    token: Any


class _Ended(NamedTuple):
    """A migration that ended well, when it began and ended by the clock, and its statements.

    Nobody told when it began where `began` is None.
    """

    event: MigrationFinished
    began: tuple[int, int] | None
    at: int


class Telemetry(Handling):
    """Makes a span of each run, below it one of each migration, and counts both.

    After the first thousand migrations of a run, those that take less than a tenth of a second have
    no span: nobody could look through them. Runs are children of the span that is open where the
    run is called, and statements that the driver's own instrumentation sees are children of the
    run. Without providers, those that the program has set are used; where it has set none, nothing
    is done.
    """

    def __init__(
        self, tracers: TracerProvider | None = None, meters: MeterProvider | None = None
    ) -> None:
        self._tracer = trace.get_tracer(_NAME, tracer_provider=tracers)
        meter = metrics.get_meter(_NAME, meter_provider=meters)
        self._runs = meter.create_counter("goofer.runs", description="Runs that ended.")
        self._failures = meter.create_counter(
            "goofer.migrations.failed", description="Migrations that failed."
        )
        self._rows = meter.create_counter("goofer.batch.rows", description="Rows of batches.")
        self._lease_waits = meter.create_counter(
            "goofer.lease.waits", description="Runs that waited for another."
        )
        self._run_seconds = meter.create_histogram(
            "goofer.run.duration", "s", description="How long runs took."
        )
        self._seconds = meter.create_histogram(
            "goofer.migration.duration", "s", description="How long migrations took."
        )
        self._pending = meter.create_gauge(
            "goofer.pending", description="Migrations that are not applied."
        )
        self._spans: dict[str, _Open] = {}
        self._open: dict[tuple[str, str, str], tuple[int, int]] = {}
        self._made: dict[str, int] = {}
        self._ended: deque[_Ended] = deque()
        self._batched: dict[tuple[str, str], int] = {}
        self._added = time.monotonic()
        self._adding = Lock()
        self._labels: dict[tuple[str, str], dict[str, str]] = {}
        super().__init__(
            {
                RunStarted: self._started,
                RunFinished: self._finished,
                MigrationStarted: self._begun,
                MigrationFinished: self._done,
                MigrationErred: self._erred,
                BatchDone: self._batch,
                RunSucceeded: self._succeeded,
                RunFailed: self._failed,
                **dict.fromkeys(_NOTED, self._noted),
                **dict.fromkeys(_LONG, lambda _: self._add()),
            }
        )

    def _started(self, event: RunStarted) -> None:
        span = self._tracer.start_span(
            f"goofer {event.direction}",
            attributes={
                "goofer.database": event.database,
                "goofer.direction": event.direction,
                "goofer.versions": event.versions,
            },
        )
        own = trace.set_span_in_context(span)
        self._spans[event.database] = _Open(span, own, context.attach(own))

    def _finished(self, event: RunFinished) -> None:
        outcome = "done" if event.ok else "failed"
        labels = {"database": event.database, "direction": event.direction, "outcome": outcome}
        self._run_seconds.record(event.duration, labels)
        self._add()
        for key in [key for key in self._open if key[0] == event.database]:
            # They were undone together with the one that failed.
            self._make_span(key, self._open.pop(key))
        self._made.pop(event.database, None)
        if (found := self._spans.pop(event.database, None)) is None:
            return
        if not event.ok:
            found.span.set_status(trace.StatusCode.ERROR)
        context.detach(found.token)
        found.span.end()

    def _begun(self, event: MigrationStarted) -> None:
        key = event.database, event.version, event.name
        self._open[key] = time.time_ns(), event.statements

    def _done(self, event: MigrationFinished) -> None:
        began = self._open.pop((event.database, event.version, event.name), None)
        self._ended.append(_Ended(event, began, time.time_ns()))
        enough = event.duration >= _QUICK or len(self._ended) >= _TOGETHER
        if enough or time.monotonic() - self._added >= _EVERY:
            self._add()

    def _erred(self, event: MigrationErred) -> None:
        labels = {"database": event.database, "version": event.version}
        self._failures.add(1, labels)
        self._add()
        key = event.database, event.version, event.name
        if (began := self._open.pop(key, None)) is not None:
            self._make_span(key, began, error=event.error)

    def _make_span(
        self,
        key: tuple[str, str, str],
        began: tuple[int, int],
        at: int | None = None,
        error: str | None = None,
    ) -> None:
        """Make the span of a migration that is over, below that of the run."""
        database, version, name = key
        start, statements = began
        run = self._spans.get(database)
        span = self._tracer.start_span(
            f"{version}_{name}",
            None if run is None else run.context,
            attributes={"goofer.version": version, "goofer.statements": statements},
            start_time=start,
        )
        if error is not None:
            span.set_status(trace.StatusCode.ERROR, error)
        span.end(at)

    def _batch(self, event: BatchDone) -> None:
        where = event.database, event.version
        with self._adding:
            self._batched[where] = self._batched.get(where, 0) + event.rows
        if time.monotonic() - self._added >= _EVERY:
            self._add()

    def _add(self) -> None:
        """Tell of the migrations that ended and the rows of the batches since the last time."""
        with self._adding:
            self._added = time.monotonic()
            for _ in range(len(self._ended)):
                self._tell(self._ended.popleft())
            for (database, version), rows in self._batched.items():
                self._rows.add(rows, {"database": database, "version": version}, _NOWHERE)
            self._batched.clear()

    def _tell(self, ended: _Ended) -> None:
        """Tell of a migration that ended well."""
        event, began, at = ended
        database, direction = event.database, event.direction
        labels = self._labels.get((database, direction))
        if labels is None:
            labels = {"database": database, "direction": direction}
            self._labels[database, direction] = labels
        self._seconds.record(event.duration, labels, _NOWHERE)
        made = self._made.get(database, 0)
        if began is not None and (event.duration >= _QUICK or made < _MOST_QUICK):
            self._made[database] = made + 1
            self._make_span((database, event.version, event.name), began, at)

    def _succeeded(self, event: RunSucceeded) -> None:
        labels = {"database": event.database, "direction": event.direction}
        self._runs.add(1, {**labels, "outcome": "done" if event.versions else "nothing"})
        if event.pending is not None:
            self._pending.set(event.pending, {"database": event.database})

    def _failed(self, event: RunFailed) -> None:
        self._runs.add(
            1, {"database": event.database, "outcome": "failed", "error.type": event.code}
        )

    def _noted(self, event: Event) -> None:
        if isinstance(event, LeaseAwaited):
            # The run has not begun yet, so there is no span of it.
            self._lease_waits.add(1, {"database": event.database})
        span = trace.get_current_span()
        if event.database in self._spans:
            span = self._spans[event.database].span
        span.add_event(f"goofer.{type(event).__name__}")
