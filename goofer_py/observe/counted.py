"""A counter with very many series, and what is left out of all that is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock, local
from typing import TYPE_CHECKING

from prometheus_client.metrics_core import CounterMetricFamily

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics import MetricWrapperBase
    from prometheus_client.metrics_core import Metric

    _Counts = tuple[tuple[str, str], dict[str, int]]

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
    """A counter by database, version and one label more: of very many, each costs little.

    `before` is called before it is read.
    """

    def __init__(self, name: str, about: str, label: str, before: Callable[[], None]) -> None:
        self.name = f"goofer_{name}"
        self.labels = ("database", "version", label)
        self._about = about
        self._before = before
        self._counts: dict[tuple[str, str], dict[str, int]] = {}
        self._changes = 0
        self._last: tuple[int, Mapping[str, str], bytes] | None = None
        self._lock = Lock()

    def add(self, where: tuple[str, str], versions: Iterable[str], more: int = 1) -> None:
        """Count so many more of each version; `where` are the values of the other labels."""
        with self._lock:
            counts = self._counts.setdefault(where, {})
            for version in versions:
                counts[version] = counts.get(version, 0) + more
            self._changes += 1

    def collect(self) -> Iterator[Metric]:
        """Yield the counter."""
        if getattr(_THREAD, "aside", False):
            return
        family = CounterMetricFamily(self.name, self._about, labels=self.labels)
        for (database, value), counts in self._all()[1]:
            for version, count in counts.items():
                family.add_metric((database, version, value), count)
        yield family

    def text(self, wanted: Mapping[str, str]) -> bytes:
        """Return what Prometheus reads, of the series with the `wanted` labels."""
        # At the end of a run the same is pushed and written.
        changes, counts = self._all()
        last = self._last
        if last is None or last[:2] != (changes, wanted):
            last = self._last = changes, dict(wanted), self._written(wanted, counts)
        return last[2]

    def _written(self, wanted: Mapping[str, str], counts: Sequence[_Counts]) -> bytes:
        lines = [
            f"# HELP {self.name}_total {self._about}\n# TYPE {self.name}_total counter\n",
        ]
        database, version, label = self.labels
        for where, each in counts:
            if not wanted.items() <= {database: where[0], label: where[1]}.items():
                continue
            first, last = map(_escaped, where)
            head = f'{self.name}_total{{{database}="{first}",{version}="'
            tail = f'",{label}="{last}"}}'
            # To look at all texts at once costs less than to look at each.
            plain = not _ODD.search("".join(each))
            said = each if plain else {_escaped(one): count for one, count in each.items()}
            lines += [f"{head}{one}{tail} {count}.0\n" for one, count in said.items()]
        return "".join(lines).encode()

    def _all(self) -> tuple[int, list[_Counts]]:
        self._before()
        with self._lock:
            return self._changes, [(one, {**counts}) for one, counts in self._counts.items()]


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
