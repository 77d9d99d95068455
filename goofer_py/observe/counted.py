"""A counter with very many series, and what is left out of all that is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from threading import Lock, local
from typing import TYPE_CHECKING

from prometheus_client.metrics_core import CounterMetricFamily

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics import MetricWrapperBase
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
    """A counter with so many values of its labels that each has to cost little.

    `before` is called before it is read.
    """

    def __init__(
        self, name: str, about: str, labels: Sequence[str], before: Callable[[], None]
    ) -> None:
        self.name = f"goofer_{name}"
        self.labels = tuple(labels)
        self._about = about
        self._before = before
        self._counts: dict[tuple[str, ...], int] = {}
        self._changes = 0
        self._last: tuple[int, Mapping[str, str], bytes] | None = None
        self._lock = Lock()

    def add(self, more: Iterable[tuple[tuple[str, ...], int]]) -> None:
        """Count so many more with these values of the labels."""
        with self._lock:
            counts = self._counts
            for values, number in more:
                counts[values] = counts.get(values, 0) + number
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
        for name, value in wanted.items() if counts else ():
            place = self.labels.index(name)
            counts = [one for one in counts if one[0][place] == value]
        labels = ",".join(f'{name}="%s"' for name in self.labels)
        pattern = f"{self.name}_total{{{labels}}} %s.0\n"
        head = f"# HELP {self.name}_total {self._about}\n# TYPE {self.name}_total counter\n"
        # To look at all texts at once costs less than to look at each.
        if _ODD.search("".join(chain.from_iterable(values for values, _ in counts))):
            counts = [(tuple(map(_escaped, values)), count) for values, count in counts]
        lines = [pattern % (*values, count) for values, count in counts]
        return "".join((head, *lines)).encode()

    def _all(self) -> tuple[int, list[tuple[tuple[str, ...], int]]]:
        self._before()
        with self._lock:
            return self._changes, list(self._counts.items())


_ODD = re.compile(r'[\\\n"]')
"""What is written otherwise in a text."""


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


class Late:
    """A metric before which something is called when it is read."""

    def __init__(self, metric: MetricWrapperBase, before: Callable[[], None]) -> None:
        self._metric = metric
        self._before = before

    def describe(self) -> Iterable[Metric]:
        """Return what is known of it before it has any values."""
        return self._metric.describe()

    def collect(self) -> Iterable[Metric]:
        """Return the metric."""
        self._before()
        return self._metric.collect()


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
