"""A counter with very many series, and what is left out of all that is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock, local
from typing import TYPE_CHECKING

from prometheus_client.metrics_core import CounterMetricFamily

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

_THREAD = local()


@contextmanager
def aside() -> Iterator[None]:
    """Let all `Counted` be collected by nobody in this thread, which writes their texts itself."""
    _THREAD.aside = True
    try:
        yield
    finally:
        _THREAD.aside = False


class Counted:
    """A counter with so many values of its labels that each has to cost little."""

    def __init__(self, name: str, about: str, labels: Sequence[str]) -> None:
        self.name = f"goofer_{name}"
        self.labels = tuple(labels)
        self._about = about
        self._counts: dict[tuple[str, ...], int] = {}
        self._changes = 0
        self._last: tuple[int, Mapping[str, str], bytes] | None = None
        self._lock = Lock()

    def add(self, values: tuple[str, ...], more: int = 1) -> None:
        """Count so many more with these values of the labels."""
        with self._lock:
            self._counts[values] = self._counts.get(values, 0) + more
            self._changes += 1

    def collect(self) -> Iterator[Metric]:
        """Yield the counter."""
        if getattr(_THREAD, "aside", False):
            return
        family = CounterMetricFamily(self.name, self._about, labels=self.labels)
        for values, count in self._all()[1]:
            family.add_metric(values, count)
        yield family

    def text(self, wanted: Mapping[str, str]) -> bytes:
        """Return what Prometheus reads, of the series with the `wanted` labels."""
        # At the end of a run the same is pushed and written.
        changes, counts = self._all()
        last = self._last
        if last is None or last[:2] != (changes, wanted):
            last = self._last = changes, dict(wanted), self._written(wanted, counts)
        return last[2]

    def _written(
        self, wanted: Mapping[str, str], counts: Sequence[tuple[tuple[str, ...], int]]
    ) -> bytes:
        if not wanted.keys() <= set(self.labels):
            counts = ()
        places = [(self.labels.index(name), value) for name, value in wanted.items() if counts]
        labels = ",".join(f'{name}="%s"' for name in self.labels)
        pattern = f"{self.name}_total{{{labels}}} %s.0\n"
        head = f"# HELP {self.name}_total {self._about}\n# TYPE {self.name}_total counter\n"
        known: dict[str, str] = {}
        lines = [head]
        for values, count in counts:
            if all(values[place] == value for place, value in places):
                said = (known.get(one) or known.setdefault(one, _escaped(one)) for one in values)
                lines.append(pattern % (*said, count))
        return "".join(lines).encode()

    def _all(self) -> tuple[int, list[tuple[tuple[str, ...], int]]]:
        with self._lock:
            return self._changes, list(self._counts.items())


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


class Uncreated:
    """A registry without the series that say when each of the others began.

    It has those with the `wanted` labels.
    """

    def __init__(self, registry: CollectorRegistry, wanted: Mapping[str, str]) -> None:
        self._registry = registry
        self._wanted = wanted

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics."""
        wanted = self._wanted.items()
        for metric in self._registry.collect():
            metric.samples = [
                one
                for one in metric.samples
                if wanted <= one.labels.items() and not one.name.endswith("_created")
            ]
            yield metric
