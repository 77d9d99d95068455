"""What observers are told of seeds: what they are told of migrations, as another direction."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from goofer_py.events import (
    SEED,
    MigrationErred,
    MigrationFinished,
    MigrationStarted,
    RunFinished,
    RunStarted,
    RunSucceeded,
)

if TYPE_CHECKING:
    from goofer_py.events import Event, Observer
    from goofer_py.seeds.results import SeedRun

_DIRECTED = (RunStarted, MigrationStarted, MigrationFinished, MigrationErred, RunFinished)


class OfSeeds:
    """Tells an observer of seeds that run, so that none is taken for a migration."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer

    def __call__(self, event: Event, /) -> None:
        """Pass `event` on."""
        if isinstance(event, _DIRECTED):
            event = dataclasses.replace(event, direction=SEED)
        self._observer(event)


def succeeded(found: SeedRun, seconds: float) -> RunSucceeded:
    """Return what is told of seeds that ran, or of which there were none to run."""
    versions = tuple(one.version for one in found.seeds)
    return RunSucceeded(found.database, SEED, versions, None, None, (), seconds)
