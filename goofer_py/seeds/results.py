"""What seeding did, would do, and how the seeds of a database stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from goofer_py.migrate.merge import Merged


@dataclass(frozen=True, slots=True)
class SeedEntry:
    """One seed and how it stands: its state is a word.

    It is done, pending, changed (its file was edited after it ran), skipped (it is for other
    environments) or missing (it ran, and its file is gone). `notes` is what it says about itself.
    """

    version: str
    name: str
    state: str
    path: Path | None = None
    ran_at: datetime | None = None
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The version and the name, as file names start."""
        return f"{self.version}_{self.name}"


@dataclass(frozen=True, slots=True)
class SeedStatus:
    """How the seeds of a database stand in one environment, in their order."""

    database: str
    environment: str | None
    protected: bool
    entries: tuple[SeedEntry, ...]

    def having(self, *states: str) -> tuple[SeedEntry, ...]:
        """Return those that stand as one of the words."""
        return tuple(entry for entry in self.entries if entry.state in states)


@dataclass(frozen=True, slots=True)
class SeedResult:
    """One seed that ran; `duration` in seconds, `merged` what a file of rows did."""

    version: str
    name: str
    statements: int
    duration: float
    merged: Merged | None = None


@dataclass(frozen=True, slots=True)
class SeedRun:
    """What seeding did, in its order; `skipped` are seeds for other environments."""

    database: str
    environment: str
    seeds: tuple[SeedResult, ...]
    skipped: tuple[str, ...] = ()

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that ran."""
        return tuple(seed.version for seed in self.seeds)
