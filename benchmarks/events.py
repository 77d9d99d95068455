"""What it costs a run of 10,000 events that all of it is watched: 5,000 migrations, or batches.

Runs that are watched and runs that are not take turns in one process. All observers are on: the
journal, metrics that are pushed and written, a webhook, and spans and metrics of OpenTelemetry's
SDK. What they push and post to is a process of its own, which `python -m benchmarks.events` is.
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

from benchmarks.bench import Bench
from benchmarks.databases import POSTGRESQL, SQLITE
from benchmarks.report import Goal, Row, at_most, compared
from goofer_py import ListSource, Migration, Migrator
from goofer_py.events import Event, Observer
from goofer_py.migrate.context import Context
from goofer_py.migrate.sources import CombinedSource
from goofer_py.observe.observers import Observers

_EVENTS, _QUICK = 10_000, 2000
_KINDS = {"migrations": 2, "batches": 1}
"""What a run is made of, and how many events each of them tells."""
_ROUNDS, _FEWEST = 5, 2
_SECONDS = 36.0
"""How long the rounds of one case may take before no other is begun."""
_RATIO = 1.03
_ALL, _UNTRACED, _NOBODY = "all on", "all but traces", "nobody watches"


@dataclass(frozen=True, slots=True)
class _Run:
    """What one run took: by the clock, of CPU in this process, and of that within observers."""

    wall: float
    cpu: float
    observed: float


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
                rows += _rows(f"{case}, {side}", found[side], found[_NOBODY])
    return rows


def _rows(case: str, watched: Sequence[_Run], not_watched: Sequence[_Run]) -> Iterator[Row]:
    """Yield the time by the clock, the least CPU, and what of it observers took themselves."""
    goal = at_most(_RATIO)
    walls = [run.wall for run in watched], [run.wall for run in not_watched]
    yield compared(("events", case, "s"), walls[0], _NOBODY, walls[1], goal)
    # Whatever else goes on only ever adds to it.
    least = min(run.cpu for run in watched), min(run.cpu for run in not_watched)
    ratio = least[0] / least[1]
    yield Row("events", case, "least CPU s", least[0], _NOBODY, least[1], ratio, goal)
    run = min(watched, key=lambda one: one.observed / one.cpu)
    rest = run.cpu - run.observed
    more = Goal(goal.text, _RATIO, run.cpu / rest)
    yield Row(
        "events", case, "CPU s in observers", run.observed, "the rest", rest, more.value, more
    )


def _rounds(
    bench: Bench, kind: str, source: Callable[[], ListSource], url: str
) -> Mapping[str, list[_Run]]:
    """Run each side in turn, another one first each time, after a round that does not count."""
    found: dict[str, list[_Run]] = {_ALL: [], _UNTRACED: [], _NOBODY: []}
    sides, started = list(found), time.perf_counter()
    _run(bench, kind, source(), url, _ALL)
    for number in range(bench.runs(_ROUNDS)):
        if number >= _FEWEST and time.perf_counter() - started > _SECONDS:
            break
        for side in (*sides[number % 3 :], *sides[: number % 3]):
            found[side].append(_run(bench, kind, source(), url, side))
    return found


def _run(bench: Bench, kind: str, source: ListSource, url: str, side: str) -> _Run:
    with bench.databases.database(kind) as database, tempfile.TemporaryDirectory() as folder:
        traced = side == _ALL
        everybody = None if side == _NOBODY else _everybody(url, Path(folder), traced=traced)
        observer = None if everybody is None else _Timed(everybody)
        with Migrator(database, source, observer=observer) as migrator:
            migrator.init()
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            migrator.up()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return _Run(wall, cpu, 0.0 if observer is None else observer.seconds)


class _Timed:
    """Measures how much CPU an observer takes on the thread of the run."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self.seconds = 0.0

    def __call__(self, event: Event, /) -> None:
        """Pass `event` on."""
        started = time.thread_time()
        self._observer(event)
        self.seconds += time.thread_time() - started


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


def _telemetry() -> Observer:
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from goofer_py.observe.otel import Telemetry

    tracers = TracerProvider()
    tracers.add_span_processor(BatchSpanProcessor(InMemorySpanExporter()))
    return Telemetry(tracers, MeterProvider([InMemoryMetricReader()]))


def _everybody(url: str, folder: Path, *, traced: bool) -> Observer:
    from goofer_py.observe.journal import Journal
    from goofer_py.observe.metrics import Metrics
    from goofer_py.observe.pushing import PushedMetrics, WrittenMetrics
    from goofer_py.observe.webhook import Webhook

    metrics = Metrics()
    pushed, written = PushedMetrics(url, metrics), WrittenMetrics(folder, metrics)
    telemetry = _telemetry() if traced else None
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
