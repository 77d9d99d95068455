"""What a run did, what one would do, and how a database stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from goofer_py.migrate.state import Dirty


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
    """What a run did, in its order; `current` is the newest applied version after it."""

    database: str
    direction: str
    migrations: tuple[MigrationResult, ...]
    duration: float
    current: str | None

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that ran."""
        return tuple(migration.version for migration in self.migrations)

    @property
    def statements(self) -> int:
        """How many statements ran."""
        return sum(migration.statements for migration in self.migrations)

    def __len__(self) -> int:
        return len(self.migrations)


@dataclass(frozen=True, slots=True)
class PlannedMigration:
    """One migration that would run: `text` is its script, empty for code."""

    version: str
    name: str
    direction: str
    path: Path | None
    text: str


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a run would do, in its order; `direction` is what all of it goes."""

    database: str
    direction: str
    current: str | None
    target: str | None
    migrations: tuple[PlannedMigration, ...] = ()

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that would run."""
        return tuple(migration.version for migration in self.migrations)

    def __len__(self) -> int:
        return len(self.migrations)


@dataclass(frozen=True, slots=True)
class AppliedMigration:
    """A migration that the database has; `duration` in seconds."""

    version: str
    name: str
    started_at: datetime
    duration: float | None
    checksum: str | None
    statements: int
    user: str
    host: str


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """One migration and how it stands: applied, pending, out of order, missing or dirty."""

    version: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Status:
    """How a database stands; each mapping gives names by version, in the order of the versions.

    `missing` are applied and no longer in the source; `out_of_order` are the pending ones that
    are older than `current`, the newest applied one.
    """

    database: str
    current: str | None = None
    applied: Mapping[str, str] = field(default_factory=dict)
    pending: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    out_of_order: tuple[str, ...] = ()
    dirty: Dirty | None = None

    def entries(self) -> Iterator[StatusEntry]:
        """Yield every migration with its state, in the order of the versions."""
        both = {**self.applied, **self.pending}
        if self.dirty is not None:
            both.setdefault(self.dirty.version, self.dirty.name)
        for version in sorted(both, key=int):
            yield StatusEntry(version, both[version], self._state(version))

    def _state(self, version: str) -> str:
        if self.dirty is not None and self.dirty.version == version:
            return "dirty"
        if version in self.missing:
            return "missing"
        if version in self.applied:
            return "applied"
        return "out of order" if version in self.out_of_order else "pending"
