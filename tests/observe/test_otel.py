"""Runs as spans and metrics of OpenTelemetry's own SDK."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode, get_current_span

from goofer_py.errors import MigrationFailed
from goofer_py.events import (
    BatchDone,
    LeaseAwaited,
    MigrationErred,
    MigrationFinished,
    MigrationStarted,
    RunFinished,
    RunPaused,
    RunStarted,
    WorkSeen,
)
from goofer_py.migrate.migrator import Migrator
from goofer_py.observe.otel import Telemetry
from tests.migrate.conftest import Folder


class Seen:
    """What an SDK without a network got."""

    def __init__(self) -> None:
        self.exporter, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        self.tracers = TracerProvider()
        self.tracers.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.meters = MeterProvider([self.reader])
        self.telemetry = Telemetry(self.tracers, self.meters)

    @property
    def spans(self) -> dict[str, ReadableSpan]:
        return {span.name: span for span in self.exporter.get_finished_spans()}

    def points(self, name: str) -> list[Any]:
        data = self.reader.get_metrics_data()
        assert data is not None
        return [
            point
            for resource in data.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == name
            for point in metric.data.data_points
        ]


def test_migrations_are_below_their_run_and_that_below_the_caller(
    sqlite_url: str, folder: Folder
) -> None:
    seen = Seen()
    folder.table("1", "a")
    folder.table("2", "b")
    outside = get_current_span()
    tracer = seen.tracers.get_tracer("caller")
    with Migrator(sqlite_url, folder.path, observer=seen.telemetry) as migrator:
        with tracer.start_as_current_span("deploy"):
            migrator.up()
        assert get_current_span() is outside

    spans = seen.spans
    run, caller = spans["goofer up"], spans["deploy"]
    assert run.parent is not None
    assert run.parent.span_id == caller.context.span_id
    for name in ("1_a", "2_b"):
        parent = spans[name].parent
        assert parent is not None
        assert parent.span_id == run.context.span_id
        attributes = spans[name].attributes
        assert attributes is not None
        assert attributes["goofer.statements"] == 2
    assert run.attributes is not None
    assert run.attributes["goofer.versions"] == ("1", "2")
    assert [point.value for point in seen.points("goofer.pending")] == [0]
    assert [point.count for point in seen.points("goofer.migration.duration")] == [2]


@pytest.mark.parametrize("together", [False, True])
def test_what_failed_is_an_error_and_every_span_ends(
    sqlite_url: str, folder: Folder, together: bool
) -> None:
    seen = Seen()
    folder.table("1", "a")
    folder.add("2_b", "SELEC;")
    observer = seen.telemetry
    with Migrator(sqlite_url, folder.path, observer=observer) as migrator:
        with pytest.raises(MigrationFailed):
            migrator.up(single_transaction=together)
        folder.remove("2_b")
        assert migrator.up().versions == (("1",) if together else ())

    assert seen.spans["2_b"].status.status_code is StatusCode.ERROR
    assert "SELEC" in (seen.spans["2_b"].status.description or "")
    first = seen.exporter.get_finished_spans()
    assert [span.name for span in first][:3] == (
        ["2_b", "1_a", "goofer up"] if together else ["1_a", "2_b", "goofer up"]
    )
    assert first[2].status.status_code is StatusCode.ERROR
    assert [point.value for point in seen.points("goofer.migrations.failed")] == [1]
    outcomes = {point.attributes["outcome"] for point in seen.points("goofer.runs")}
    assert outcomes == {"failed", "done" if together else "nothing"}


def test_after_a_thousand_spans_only_what_takes_long_or_fails_has_one() -> None:
    seen = Seen()
    told = seen.telemetry
    told(RunStarted("db", "up", ()))
    took = {1500: 0.2}
    for number in range(2000):
        told(MigrationStarted("db", str(number), "a", "up", 1))
        told(MigrationFinished("db", str(number), "a", "up", 1, took.get(number, 0.01)))
    told(MigrationStarted("db", "2000", "a", "up", 1))
    told(MigrationErred("db", "2000", "a", "up", "no such table"))
    told(RunFinished("db", "up", (), False, 9.0))

    assert len(seen.spans) == 1003
    assert {"999_a", "1500_a", "2000_a"} <= seen.spans.keys()
    assert "1000_a" not in seen.spans
    (took_all,) = seen.points("goofer.migration.duration")
    assert took_all.count == 2000


def test_what_was_quick_is_told_of_before_something_takes_long() -> None:
    seen = Seen()
    told = seen.telemetry
    told(RunStarted("db", "up", ("1", "2", "3", "4")))
    for version, took in (("1", 0.01), ("2", 0.02), ("3", 0.2)):
        told(MigrationStarted("db", version, "a", "up", 1))
        told(MigrationFinished("db", version, "a", "up", 1, took))
    assert [span.name for span in seen.exporter.get_finished_spans()] == ["1_a", "2_a", "3_a"]
    assert [point.count for point in seen.points("goofer.migration.duration")] == [3]

    told(MigrationStarted("db", "4", "a", "up", 1))
    told(MigrationFinished("db", "4", "a", "up", 1, 0.01))
    told(MigrationStarted("db", "5", "a", "up", 1))
    told(WorkSeen("db", "5", 3.0))
    (point,) = seen.points("goofer.migration.duration")
    assert (point.count, point.sum) == (4, pytest.approx(0.24))
    spans = [seen.spans[f"{version}_a"] for version in "1234"]
    times = [time for span in spans for time in (span.start_time or 0, span.end_time or 0)]
    assert times == sorted(times)
    assert times[0]


def test_batches_are_counted_together() -> None:
    seen = Seen()
    seen.telemetry(RunStarted("db", "up", ("1", "2")))
    for version in ("1", "1", "2"):
        seen.telemetry(BatchDone("db", version, "step", 10, 100, 1.0, 10))
    seen.telemetry(RunFinished("db", "up", ("1", "2"), True, 9.0))
    rows = {point.attributes["version"]: point.value for point in seen.points("goofer.batch.rows")}
    assert rows == {"1": 20, "2": 10}


def test_what_a_run_waits_for_is_noted() -> None:
    from datetime import UTC, datetime

    seen = Seen()
    tracer = seen.tracers.get_tracer("caller")
    with tracer.start_as_current_span("deploy"):
        seen.telemetry(LeaseAwaited("db", "another", datetime.now(UTC)))
        seen.telemetry(RunPaused("db", "replicas lag"))

    names = [event.name for event in seen.spans["deploy"].events]
    assert names == ["goofer.LeaseAwaited", "goofer.RunPaused"]
    assert [point.value for point in seen.points("goofer.lease.waits")] == [1]
