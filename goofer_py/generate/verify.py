"""The migrations that are there, tried from nothing to the end, back to nothing and up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from goofer_py.diff.differ import diff
from goofer_py.errors import ProofFailed
from goofer_py.events import Event, MigrationStarted
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.failure import in_a_spare
from goofer_py.migrate.growing import NOBODY, Told
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.several.untouched import UNTOUCHED
from goofer_py.migrate.sources import MigrationSource
from goofer_py.schema import Schema
from goofer_py.stores.far import Steps
from goofer_py.stores.store import Store

T = TypeVar("T")

_ALL: Final = "contract"
"""No program uses a database in which migrations are only tried: there nothing waits."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was tried: the versions that went up, down and up again, and how much they made."""

    versions: tuple[str, ...]
    tables: int
    entities_compared: bool


def verify(
    source: MigrationSource,
    store: Store,
    scope: Scope,
    missing: Callable[[Migrator], list[str]] | None = None,
    told: Told = NOBODY,
) -> Verification:
    """Try every migration in a database of its own beside `store`, which is not touched.

    Each goes up, the newest first each goes down to exactly what was before it, and all go up
    again. `missing` tells what the entities want beyond that. If it takes long, it is `told` which
    migration runs. Raises MigrationFailed when a
    script fails, ProofFailed when a schema is not what it should be.
    """
    return prove(source, store, _SQLStops(scope), missing, told)


class Stops(Protocol[T]):
    """Reads what there is at a stop of the way, and compares two of them."""

    def read(self, migrator: Migrator) -> T:
        """Return what there is."""

    def remaining(self, found: T, wanted: T) -> list[str]:
        """Return in words what leads from one to the other; nothing for the same."""

    def count(self, found: T) -> int:
        """Return how many tables or the like there are."""


def prove(
    source: MigrationSource,
    store: Store,
    stops: Stops[T],
    missing: Callable[[Migrator], list[str]] | None = None,
    told: Told = NOBODY,
) -> Verification:
    """Try every migration as `verify` says, with stops that are read by `stops`."""
    place = _Place()
    with (
        in_a_spare(),
        store.spare() as spare,
        Migrator(spare, source, observer=place, lease=None, databases=UNTOUCHED) as migrator,
        told.of("verify", place.of(migrator), spare.beside, store.database),
    ):
        trial = _Trial(migrator, stops)
        trial.there_and_back()
        migrator.up(steps=len(trial.versions), phase=_ALL)
        last = trial.expect(trial.stops[-1], "Going up again after going down")
        # What comes after them may build upon all of them, and stands in no way back.
        migrator.up(phase=_ALL)
        left = missing(migrator) if missing else []
        if left:
            raise _failed("The migrations do not lead to what the entities say", left)
        return Verification(tuple(trial.versions), stops.count(last), missing is not None)


@dataclass(frozen=True, slots=True)
class _SQLStops:
    """The schema of a database, as its introspector reads it."""

    scope: Scope

    def read(self, migrator: Migrator) -> Schema:
        session = migrator.session
        found = introspector_for(session.dialect).read(session, self.scope)
        return session.dialect.canonical(found)

    def remaining(self, found: Schema, wanted: Schema) -> list[str]:
        return [operation.describe() for operation in diff(found, wanted)]

    def count(self, found: Schema) -> int:
        return len(found.tables)


class _Place:
    """Observes which migration runs, of all that will: each goes up, down and up again."""

    def __init__(self) -> None:
        self._steps: Steps | None = None
        self._begun = self._total = 0

    def of(self, migrator: Migrator) -> Steps:
        """Return how far it is with the migrations of `migrator`."""
        self._total = 3 * len(migrator.source.names())
        self._steps = Steps(migrator.session, self._total, "runs")
        return self._steps

    def __call__(self, event: Event) -> None:
        if self._steps is not None and isinstance(event, MigrationStarted):
            # What is repeated comes besides.
            self._begun = min(self._begun + 1, self._total)
            what = f"{event.direction} {event.version}_{event.name}"
            self._steps.begin(f"{what} ({self._begun} of {self._total})", self._begun - 1)


class _Trial(Generic[T]):
    """One way up and down, with what there is at every stop."""

    def __init__(self, migrator: Migrator, reading: Stops[T]) -> None:
        self.migrator = migrator
        self.reading = reading
        self.versions = list(migrator.source.names())
        self.stops = [self.read()]

    def there_and_back(self) -> None:
        for _ in self.versions:
            self.migrator.up(steps=1, phase=_ALL)
            self.stops.append(self.read())
        for place in range(len(self.versions) - 1, -1, -1):
            self.migrator.down()
            title = self.migrator.source.migration(self.versions[place]).title
            self.expect(self.stops[place], f"The down script of {title}")

    def read(self) -> T:
        return self.reading.read(self.migrator)

    def expect(self, wanted: T, what: str) -> T:
        found = self.read()
        if remaining := self.reading.remaining(found, wanted):
            raise _failed(f"{what} does not lead back to what was before", remaining)
        return found


def _failed(what: str, remaining: list[str]) -> ProofFailed:
    listed = "\n".join(f"  {line}" for line in remaining)
    error = ProofFailed(f"{what}; what is still to do:\n{listed}", remaining=remaining)
    error.hint = "goofer diff, or correct the script by hand"
    return error
