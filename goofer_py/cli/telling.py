"""Who elsewhere is told of a run."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goofer_py.errors import GooferError, UsageError
from goofer_py.events import RunFailed
from goofer_py.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goofer_py.cli.progress import Progress
    from goofer_py.events import Event, Observer
    from goofer_py.migrate.migrator import Migrator


@dataclass(frozen=True, slots=True)
class Told:
    """Where metrics and messages of a run go, besides what the settings say."""

    push_gateway: Annotated[
        str | None,
        typer.Option(
            "--push-gateway",
            metavar="URL",
            help="Push the metrics of the run to this Prometheus Pushgateway.",
        ),
    ] = None
    metrics_folder: Annotated[
        Path | None,
        typer.Option(
            "--metrics-folder",
            metavar="DIR",
            help="Write them into this folder for node_exporter's textfile collector.",
        ),
    ] = None
    notify: Annotated[
        str | None,
        typer.Option(
            "--notify", metavar="URL", help="Also post messages about the run to this URL."
        ),
    ] = None

    def on(self, project: Project) -> Project:
        """Return the same project, whose runs are told to these as well."""
        settings = project.settings
        given = {"push_gateway": self.push_gateway, "metrics_folder": self.metrics_folder}
        changed: dict[str, Any] = {name: one for name, one in given.items() if one is not None}
        if self.notify is not None:
            changed["notify"] = (*settings.notify, self.notify)
        return Project(replace(settings, **changed)) if changed else project


@contextmanager
def watched(project: Project, progress: Progress, *, dry: bool = False) -> Iterator[Migrator]:
    """Give what runs migrations, whose observers hear too of what keeps a run from beginning.

    Nobody elsewhere is told of what is only shown (`dry`).
    """
    if dry or not project.settings.told:
        with Project(project.settings.untold).migrator(progress) as migrator:
            yield migrator
        return
    heard = _Heard(progress)
    with project.migrator(heard) as migrator:
        try:
            yield migrator
        except GooferError as error:
            # A mistake in the call is for whoever made it.
            if not heard.failed and type(error) is not UsageError:
                from goofer_py.migrate.unsuccessful import failed

                migrator.tell(failed(migrator.database, error))
            raise


@contextmanager
def told_of(project: Project, direction: str) -> Iterator[None]:
    """Tell observers of what is done meanwhile, which runs no migrations: a backup or a restore."""
    observer = project.observed(None, direction)
    if observer is None:
        yield
        return
    from time import monotonic

    from goofer_py.events import RunFinished, RunStarted, RunSucceeded
    from goofer_py.migrate.unsuccessful import failed

    database, started = project.store().database, monotonic()
    observer(RunStarted(database, direction, ()))
    try:
        yield
    except Exception as error:
        observer(RunFinished(database, direction, (), False, monotonic() - started))
        observer(failed(database, error, direction))
        raise
    seconds = monotonic() - started
    observer(RunFinished(database, direction, (), True, seconds))
    observer(RunSucceeded(database, direction, (), None, None, (), seconds))


class _Heard:
    """Passes events on, and knows whether a failure was among them."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self.failed = False

    def __call__(self, event: Event, /) -> None:
        """Take note of `event`."""
        self.failed = self.failed or isinstance(event, RunFailed)
        self._observer(event)
