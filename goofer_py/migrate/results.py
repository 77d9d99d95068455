"""What a run did, what one would do, and what is applied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from goofer_py.migrate.record import DONE, Record

if TYPE_CHECKING:  # A run that nobody watches needs none.
    from goofer_py.events import Event


@dataclass(frozen=True, slots=True)
class MigrationResult:
    """One migration that ran and is committed with its record; `duration` in seconds."""

    version: str
    name: str
    direction: str
    statements: int
    duration: float


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did, in its order; `current` is the newest applied version after it.

    `skipped` are migrations for other environments, as their file names start, `waiting` those
    that somebody has to confirm first. `faked` says that it was recorded and nothing ran. `pending`
    is how many are not applied after it, None where nobody looked.
    """

    database: str
    direction: str
    migrations: tuple[MigrationResult, ...]
    duration: float
    current: str | None
    skipped: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    faked: bool = False
    pending: int | None = None

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that ran."""
        return tuple(migration.version for migration in self.migrations)

    @property
    def statements(self) -> int:
        """How many statements ran."""
        return sum(migration.statements for migration in self.migrations)

    def events(self) -> tuple[Event, ...]:
        """Return what an observer is told of it."""
        from goofer_py.events import ConfirmationNeeded, RunSucceeded

        at, left, waiting = self.current, self.pending, self.waiting
        end = RunSucceeded(
            self.database, self.direction, self.versions, at, left, waiting, self.duration
        )
        # Nobody wants to hear it again of each start of a program that has nothing to do.
        if not waiting or not self.migrations:
            return (end,)
        return end, ConfirmationNeeded(self.database, waiting, "goofer phase continue")

    def __len__(self) -> int:
        return len(self.migrations)


@dataclass(frozen=True, slots=True)
class PlannedMigration:
    """One migration that would run: `text` is its script, empty for code.

    `notes` is what it says about itself, such as why nothing leads back. `checksum` changes when
    the script does, and is None for the code of a program.
    """

    version: str
    name: str
    direction: str
    path: Path | None
    text: str
    notes: tuple[str, ...] = ()
    checksum: str | None = None

    @property
    def title(self) -> str:
        """The version and the name, as file names start."""
        return f"{self.version}{'__' if self.direction == 'repeat' else '_'}{self.name}"


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a run would do, in its order; `direction` is what all of it goes.

    `skipped` are migrations for other environments, as their file names start, `waiting` those
    that somebody has to confirm first.
    """

    database: str
    direction: str
    current: str | None
    target: str | None
    migrations: tuple[PlannedMigration, ...] = ()
    skipped: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that would run."""
        return tuple(migration.version for migration in self.migrations)

    def __len__(self) -> int:
        return len(self.migrations)


@dataclass(frozen=True, slots=True)
class AppliedMigration:
    """A migration that the database has; `duration` in seconds.

    `id` and `run` are of the record of when it was applied, `backup` is the file that was made
    before that, and `irreversible` why nothing leads back.
    """

    version: str
    name: str
    started_at: datetime
    duration: float | None
    checksum: str | None
    statements: int
    user: str
    host: str
    id: int = 0
    run: int = 0
    backup: str | None = None
    irreversible: str | None = None
    note: str | None = None

    @property
    def finished_at(self) -> datetime:
        """When it was there."""
        return self.started_at + timedelta(seconds=self.duration or 0.0)


def applied_of(records: Iterable[Record]) -> list[AppliedMigration]:
    """Return what the records add up to, in the order of the versions."""
    applied: dict[str, Record] = {}
    for record in records:
        if record.status == DONE and record.direction == "up":
            # An edited file that was accepted did not run again.
            before = applied.get(record.version)
            applied[record.version] = (
                replace(before, name=record.name, checksum=record.checksum, error=record.error)
                if before
                else record
            )
        elif record.status == DONE:
            applied.pop(record.version, None)
    return [
        AppliedMigration(
            record.version,
            record.name,
            record.started_at,
            record.duration,
            record.checksum,
            record.statements,
            record.user,
            record.host,
            record.id,
            record.run,
            record.backup,
            record.irreversible,
            record.error,
        )
        for record in sorted(applied.values(), key=lambda record: int(record.version))
    ]
