"""What happens during a run, as typed values; terminal, log and metrics are observers of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on one database."""

    database: str


@dataclass(frozen=True, slots=True)
class DatabaseAwaited(Event):
    """The database takes no connections yet; told once for each `reason`, without secrets."""

    reason: str


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    """A run is about to change the database; `versions` in the order they will run."""

    direction: str
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MigrationStarted(Event):
    """One migration begins."""

    version: str
    name: str
    direction: str
    statements: int


@dataclass(frozen=True, slots=True)
class MigrationWarned(Event):
    """A migration asks for something that this database cannot do; it runs without it."""

    version: str
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class LockAwaited(Event):
    """A migration failed for a lock and left nothing behind; it is tried again.

    This is the `retry`th time of at most `retries`, after a `pause` in seconds.
    """

    version: str
    name: str
    error: str
    retry: int
    retries: int
    pause: float


@dataclass(frozen=True, slots=True)
class WatchBlind(Event):
    """What is to be watched during the run cannot be seen; says why, and what would help."""

    why: str


@dataclass(frozen=True, slots=True)
class RunPaused(Event):
    """Something is not well beside the run, which waits until it is."""

    why: str


@dataclass(frozen=True, slots=True)
class RunResumed(Event):
    """All is well again; the run goes on after `duration` seconds."""

    duration: float


@dataclass(frozen=True, slots=True)
class MigrationFinished(Event):
    """One migration and its record are committed; `duration` in seconds."""

    version: str
    name: str
    direction: str
    statements: int
    duration: float


@dataclass(frozen=True, slots=True)
class MigrationErred(Event):
    """One migration failed; `error` is the message for a person, without secrets."""

    version: str
    name: str
    direction: str
    error: str


@dataclass(frozen=True, slots=True)
class BatchDone(Event):
    """A batch of a migration in code is committed: `done` of about `total` rows of its step.

    `rate` is in rows a second, since this run began with the step.
    """

    version: str
    step: str
    done: int
    total: int
    rate: float


@dataclass(frozen=True, slots=True)
class RunFinished(Event):
    """The run ended, well or not; `duration` in seconds."""

    direction: str
    versions: tuple[str, ...]
    ok: bool
    duration: float


@dataclass(frozen=True, slots=True)
class ChecksAsked(Event):
    """The checks `when` (before or after a run, or alone) were asked, in `duration` seconds.

    `passed` and `failed` are how many, `skipped` the names of the others, each with why.
    """

    when: str
    passed: int
    failed: int
    skipped: tuple[tuple[str, str], ...]
    duration: float


@dataclass(frozen=True, slots=True)
class HookStarted(Event):
    """A hook is called: `when` is before_run, after_run, before_each, after_each or on_failure."""

    when: str
    hook: str


@dataclass(frozen=True, slots=True)
class HookSaid(Event):
    """A command that is a hook wrote a line."""

    when: str
    line: str


@dataclass(frozen=True, slots=True)
class HookFinished(Event):
    """A hook ended well; `duration` in seconds."""

    when: str
    hook: str
    duration: float


@dataclass(frozen=True, slots=True)
class HookErred(Event):
    """A hook failed that was called because of another failure, which is what is raised."""

    when: str
    error: str


@dataclass(frozen=True, slots=True)
class LeaseAwaited(Event):
    """Another run holds the database, `since` a time in UTC; this one waits for it."""

    holder: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OrphanSeen(Event):
    """A run that was ended is still at work on the server; it is waited for, or ended (`way`)."""

    way: str
    about: str


class Observer(Protocol):
    """Is told of every event, in order, on the thread that does the work; must not raise."""

    def __call__(self, event: Event, /) -> None:
        """Take note of `event`."""
