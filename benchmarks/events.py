"""What it costs a run of 10,000 events that all of it is watched: 5,000 migrations, or batches.

Runs that are watched and runs that are not take turns in one process. All observers are on: the
journal, metrics that are pushed and written, a webhook, and spans and metrics of OpenTelemetry's
SDK. What they push and post to is a process of its own, which `python -m benchmarks.events` is.

What is spent within the observers is looked at in runs of their own, as looking costs something for
each event. That is what it seems to take in runs that somebody watches who does nothing, and does
not count.
"""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.bench import Bench
from benchmarks.databases import POSTGRESQL, SQLITE
from benchmarks.report import Row, at_most, compared, middle
from goofer_py import ListSource, Migration, Migrator
from goofer_py.events import Event, Observer
from goofer_py.migrate.context import Context
from goofer_py.migrate.sources import CombinedSource
from goofer_py.observe.observers import Observers

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.trace import TracerProvider

_EVENTS, _QUICK = 10_000, 2000
_KINDS = {"migrations": 2, "batches": 1}
"""What a run is made of, and how many events each of them tells."""
_ROUNDS, _FEWEST = 5, 2
_SECONDS = 60.0
"""How long the rounds of one case may take before no other is begun."""
_RATIO = 1.03
_ALL, _UNTRACED, _NOBODY = "all on", "all but traces", "nobody watches"
_IDLE = "watched by one who does nothing"
_SDK = "the SDK alone"
_SPANS = 1000
"""How many spans of migrations `Telemetry` makes of a run of short ones."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What one run took by the clock and of CPU in this process, and of both within observers."""

    wall: float
    cpu: float
    observed_wall: float = 0.0
    observed: float = 0.0


Runs = Mapping[tuple[str, bool], Sequence[_Run]]
"""The runs of each side, and whether they were looked into."""


def measure(bench: Bench) -> list[Row]:
    """Measure runs that nobody watches, and runs that everybody does."""
    events = _QUICK if bench.quick else _EVENTS
    rows: list[Row] = []
    with _listening() as url:
        for kind, what in product((SQLITE, POSTGRESQL), _KINDS):
            count = events // _KINDS[what]
            case = f"{count:,} {what}, {kind}"
            bench.say(case)
            found = _rounds(bench, kind, partial(_source, what, count), url)
            for side in (_ALL, _UNTRACED):
                rows += _rows(f"{case}, {side}", found[side, False], found[_NOBODY, False])
                rows += _within(f"{case}, {side}", found[side, True], found[_IDLE, True])
            if what == "migrations":
                rows.append(_traced(case, count, found))
    return rows


def _rows(case: str, watched: Sequence[_Run], not_watched: Sequence[_Run]) -> Iterator[Row]:
    """Yield the time by the clock, and the least CPU."""
    goal = at_most(_RATIO)
    walls = [run.wall for run in watched], [run.wall for run in not_watched]
    yield compared(("events", case, "s"), walls[0], _NOBODY, walls[1], goal)
    # Whatever else goes on only ever adds to it.
    least = min(run.cpu for run in watched), min(run.cpu for run in not_watched)
    ratio = least[0] / least[1]
    yield Row("events", case, "least CPU s", least[0], _NOBODY, least[1], ratio, goal)


def _within(case: str, watched: Sequence[_Run], idle: Sequence[_Run]) -> Iterator[Row]:
    """Yield what observers took themselves, by the clock and of CPU, beside the rest of the run.

    On a machine that is faster at one time than at another, a share says more than seconds.
    """
    goal = at_most(_RATIO)
    for unit, part, whole in (
        ("s in observers", "observed_wall", "wall"),
        ("CPU s in observers", "observed", "cpu"),
    ):
        within = _part(watched, part), _part(idle, part)
        rest = middle([getattr(one, whole) - getattr(one, part) for one in watched])
        ratio = 1 + _share(watched, part, whole) - _share(idle, part, whole)
        yield Row("events", case, unit, within[0] - within[1], "the rest", rest, ratio, goal)


def _part(runs: Sequence[_Run], part: str) -> float:
    return middle([getattr(one, part) for one in runs])


def _share(runs: Sequence[_Run], part: str, whole: str) -> float:
    """Return how much a part of the runs adds to the rest of them."""
    parts = [(getattr(one, part), getattr(one, whole)) for one in runs]
    return middle([one / (all_of_it - one) for one, all_of_it in parts])


def _traced(case: str, count: int, found: Runs) -> Row:
    """Return what traces add, beside the same spans and durations made by the SDK in a loop."""
    sides = found[_ALL, True], found[_UNTRACED, True]
    added = middle([one.observed - other.observed for one, other in zip(*sides, strict=True)])
    alone = middle([_alone(count) for _ in sides[0]])
    return Row("events", f"{case}, traces", "CPU s", added, _SDK, alone, added / alone)


def _rounds(bench: Bench, kind: str, source: Callable[[], ListSource], url: str) -> Runs:
    """Run each side in turn, another one first each time, after a run that does not count."""
    plain = [(side, False) for side in (_ALL, _UNTRACED, _NOBODY)]
    sides = [*plain, *((side, True) for side in (_ALL, _UNTRACED, _IDLE))]
    found: dict[tuple[str, bool], list[_Run]] = {side: [] for side in sides}
    started = time.perf_counter()
    _run(bench, kind, source(), url, _ALL)
    for number in range(bench.runs(_ROUNDS)):
        if number >= _FEWEST and time.perf_counter() - started > _SECONDS:
            break
        first = number % len(sides)
        for side in (*sides[first:], *sides[:first]):
            found[side].append(_run(bench, kind, source(), url, side[0], within=side[1]))
    return found


def _run(
    bench: Bench, kind: str, source: ListSource, url: str, side: str, *, within: bool = False
) -> _Run:
    with bench.databases.database(kind) as database, _observing(side, url) as observer:
        timed = None if observer is None or not within else _Timed(observer)
        with Migrator(database, source, observer=timed or observer) as migrator:
            migrator.init()
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            migrator.up()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return _Run(wall, cpu) if timed is None else _Run(wall, cpu, timed.wall, timed.cpu)


class _Timed:
    """Measures how much time and CPU an observer takes on the thread of the run."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self.wall = self.cpu = 0.0

    def __call__(self, event: Event, /) -> None:
        """Pass `event` on."""
        wall, cpu = time.perf_counter(), time.thread_time()
        self._observer(event)
        self.cpu += time.thread_time() - cpu
        self.wall += time.perf_counter() - wall


@contextlib.contextmanager
def _listening() -> Iterator[str]:
    """Give the URL of a process that what is pushed and posted goes to."""
    call = (sys.executable, "-m", __name__)
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as listener:
        assert listener.stdout is not None
        try:
            yield listener.stdout.readline().strip()
        finally:
            listener.terminate()


def _providers() -> tuple[TracerProvider, MeterProvider]:
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    tracers = TracerProvider()
    tracers.add_span_processor(BatchSpanProcessor(InMemorySpanExporter()))
    return tracers, MeterProvider([InMemoryMetricReader()])


def _alone(count: int) -> float:
    """Return the CPU that the SDK takes for what `Telemetry` makes of a run of migrations."""
    from opentelemetry import context, trace

    tracers, meters = _providers()
    tracer = tracers.get_tracer(__name__)
    seconds = meters.get_meter(__name__).create_histogram("duration", "s")
    labels, nowhere = {"database": "database", "direction": "up"}, context.Context()
    gc.collect()
    started = time.thread_time()
    run = tracer.start_span("run", attributes={"versions": [str(one) for one in range(count)]})
    within = trace.set_span_in_context(run)
    for number in range(min(count, _SPANS)):
        said: dict[str, str | int] = {"version": str(number), "statements": 1}
        tracer.start_span(f"step_{number}", within, attributes=said).end()
    for _ in range(count):
        seconds.record(0.0005, labels, nowhere)
    run.end()
    took = time.thread_time() - started
    tracers.shutdown()
    meters.shutdown()
    return took


@contextlib.contextmanager
def _observing(side: str, url: str) -> Iterator[Observer | None]:
    """Give the observers of a side, and end what they began."""
    with contextlib.ExitStack() as stack:
        if side in (_NOBODY, _IDLE):
            yield None if side == _NOBODY else _idle
            return
        telemetry = None
        if side == _ALL:
            from goofer_py.observe.otel import Telemetry

            tracers, meters = _providers()
            stack.callback(tracers.shutdown)
            stack.callback(meters.shutdown)
            telemetry = Telemetry(tracers, meters)
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        yield _everybody(url, Path(folder), telemetry)


def _idle(_: Event) -> None:
    """Do nothing."""


def _everybody(url: str, folder: Path, telemetry: Observer | None) -> Observer:
    from goofer_py.observe.journal import Journal
    from goofer_py.observe.metrics import Metrics
    from goofer_py.observe.pushing import PushedMetrics, WrittenMetrics
    from goofer_py.observe.webhook import Webhook

    metrics = Metrics()
    pushed, written = PushedMetrics(url, metrics), WrittenMetrics(folder, metrics)
    return Observers(Journal(), metrics, pushed, written, Webhook(url), telemetry)


def _source(what: str, count: int) -> ListSource:
    return ListSource((_migrations if what == "migrations" else _batches)(count))


def _migrations(count: int) -> Iterator[Migration]:
    yield Migration.of_text("1", "steps", "CREATE TABLE steps (id int)")
    for number in range(2, count + 1):
        script = f"INSERT INTO steps VALUES ({number})"
        yield Migration.of_text(str(number), f"step_{number}", script)


def _batches(count: int) -> Iterator[Migration]:
    class Backfill:
        transaction = False

        def up(self, context: Context) -> None:
            """Change a row at a time."""
            context.update_in_batches("steps", "n = 1", key="id", size=1)

        def down(self, context: Context) -> None:
            """Leave it so."""

    rows = ", ".join(f"({number}, 0)" for number in range(count))
    fill = f"CREATE TABLE steps (id int PRIMARY KEY, n int); INSERT INTO steps VALUES {rows}"
    yield Migration.of_text("1", "steps", fill)
    yield CombinedSource(ListSource([])).add("2", "backfill", Backfill())


class _Handler(BaseHTTPRequestHandler):
    """Answers that all is well."""

    def do_POST(self) -> None:
        """Take what is posted."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_PUT(self) -> None:
        """Take what is pushed."""
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Write nothing."""


def main() -> None:
    """Listen, and say where."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
