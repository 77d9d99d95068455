"""Metrics of runs that are over too soon to be asked: pushed, or left in a file."""

from __future__ import annotations

import os
import re
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING

from goofer_py.events import Event, RunFailed, RunSucceeded
from goofer_py.observe.metrics import Metrics, prometheus_client
from goofer_py.observe.observers import LOG
from goofer_py.observe.place import place_of

if TYPE_CHECKING:
    from collections.abc import Callable

JOB = "goofer"
_LAST: frozenset[type[Event]] = frozenset((RunSucceeded, RunFailed))


class PushedMetrics:
    """Sends metrics to a Pushgateway at the end of each call, grouped by the database.

    Those that are given are told of events elsewhere; without any it counts itself. A gateway that
    does not answer within `timeout` seconds is no reason for a run to fail. What runs no
    migrations (`work`: seed, backup or restore) has a group of its own. Raises ConfigError for what
    is no URL.
    """

    def __init__(
        self, url: str, metrics: Metrics | None = None, timeout: float = 5.0, *, work: str = ""
    ) -> None:
        self.metrics = metrics or Metrics()
        self._work = work
        self._counts = metrics is None
        self.takes = _LAST | self.metrics.takes if self._counts else _LAST
        self._place = place_of(url if "://" in url else f"http://{url}", "push_gateway")
        self._timeout = timeout

    def __call__(self, event: Event, /) -> None:
        """Take note of `event`; at the end of a call, push."""
        if self._counts:
            self.metrics(event)
        if type(event) in _LAST:
            self._push(event.database)

    def _push(self, database: str) -> None:
        # What is pushed takes the place of all that the group had.
        text = self.metrics.exposition(database, self._work)
        try:
            prometheus_client.push_to_gateway(
                self._place.url,
                f"{JOB}_{self._work}" if self._work else JOB,
                prometheus_client.CollectorRegistry(),
                grouping_key={"database": database},
                timeout=self._timeout,
                handler=partial(self._handler, text),
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, the run is over
            what = type(error).__name__
            LOG.warning("the metrics could not be pushed to %s: %s", self._place, what)

    def _handler(
        self,
        text: bytes,
        url: str,
        method: str,
        timeout: float | None,
        headers: list[tuple[str, str]],
        data: bytes,
    ) -> Callable[[], None]:
        del data
        if self._place.user is None:
            return prometheus_client.exposition.default_handler(url, method, timeout, headers, text)
        who = (self._place.user, self._place.password or "")
        return prometheus_client.exposition.basic_auth_handler(
            url, method, timeout, headers, text, *who
        )


class WrittenMetrics:
    """Writes metrics to a file for each database in `folder` at the end of each call.

    It is there whole or not at all, as the textfile collector of node_exporter wants it. Those
    that are given are told of events elsewhere; without any it counts itself. A folder that cannot
    be written to is no reason for a run to fail. What runs no migrations (`work`: seed, backup or
    restore) has a file of its own, with no series that another file has.
    """

    def __init__(
        self, folder: str | Path, metrics: Metrics | None = None, *, work: str = ""
    ) -> None:
        self.metrics = metrics or Metrics()
        self._work = work
        self._counts = metrics is None
        self.takes = _LAST | self.metrics.takes if self._counts else _LAST
        self._folder = Path(folder)

    def __call__(self, event: Event, /) -> None:
        """Take note of `event`; at the end of a call, write."""
        if self._counts:
            self.metrics(event)
        if type(event) in _LAST:
            self._write(event.database)

    def path(self, database: str) -> Path:
        """Return the file of a database."""
        name = re.sub(r"[^\w.-]+", "-", database.rpartition("/")[2]) or "database"
        which = f"{name}-{sha256(database.encode()).hexdigest()[:8]}"
        return self._folder / f"goofer-{which}{f'-{self._work}' if self._work else ''}.prom"

    def _write(self, database: str) -> None:
        text, path = self.metrics.exposition(database, self._work), self.path(database)
        # No name that the collector reads, and no other that writes at the same time has it.
        beside = path.with_suffix(f".{os.getpid()}.{get_ident()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                beside.write_bytes(text)
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, the run is over
            why = getattr(error, "strerror", None) or type(error).__name__
            LOG.warning("the metrics could not be written to %s: %s", self._folder, why)
