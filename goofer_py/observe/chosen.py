"""The observers that the settings name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goofer_py.errors import ConfigError
from goofer_py.observe.observers import Observers

if TYPE_CHECKING:
    from goofer_py.config.settings import Settings
    from goofer_py.events import Observer


def observed_by(settings: Settings, observer: Observer | None, work: str = "") -> Observer:
    """Return `observer`, and with it all that the settings want to be told.

    `work` is the direction of what runs no migrations. Raises ConfigError for what cannot be sent
    to, and MissingDriver for what is not installed.
    """
    told = (*_metrics(settings, work), *_webhooks(settings), *_traces(settings))
    return Observers(observer, *told)


def _metrics(settings: Settings, work: str) -> Iterator[Observer]:
    if not settings.push_gateway and settings.metrics_folder is None:
        return
    from goofer_py.observe.metrics import Metrics
    from goofer_py.observe.pushing import PushedMetrics, WrittenMetrics

    metrics = Metrics()
    yield metrics
    if settings.push_gateway:
        yield PushedMetrics(settings.push_gateway, metrics, work=work)
    if settings.metrics_folder is not None:
        yield WrittenMetrics(settings.metrics_folder, metrics, work=work)


def _webhooks(settings: Settings) -> Iterator[Observer]:
    if not settings.notify:
        return
    from goofer_py.observe.messages import OCCASIONS
    from goofer_py.observe.webhook import Webhook

    on = settings.notify_on or OCCASIONS
    for one in on:
        if one not in OCCASIONS:
            place, known = settings.places.get("notify_on", "notify_on"), ", ".join(OCCASIONS)
            raise ConfigError(f"{place}: nothing is told of {one!r}.", hint=f"one of {known}")
    how, wait = settings.notify_format, settings.notify_wait
    for url in filter(None, settings.notify):
        yield Webhook(url, on=on, format=how, wait=wait)


def _traces(settings: Settings) -> Iterator[Observer]:
    if settings.telemetry:
        from goofer_py.observe.otel import Telemetry

        yield Telemetry()
