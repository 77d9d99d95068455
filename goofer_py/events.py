"""What happens during a run, as typed values; terminal, log and metrics are observers of them.

All observers are told the same, and none may change it. Python does not see to that (`frozen`): it
would take longer to make an event than all that is done with it, and a run makes thousands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

SEED, BACKUP, RESTORE = "seed", "backup", "restore"
"""The directions of what runs no migrations."""


@dataclass(slots=True, unsafe_hash=True)
class Event:
    """Something that happened on one database."""

    database: str


@dataclass(slots=True, unsafe_hash=True)
class DatabaseAwaited(Event):
    """The database takes no connections yet; told once for each `reason`, without secrets."""

    reason: str


@dataclass(slots=True, unsafe_hash=True)
class RunStarted(Event):
    """A run is about to change the database; `versions` in the order they will run."""

    direction: str
    versions: tuple[str, ...]


@dataclass(slots=True, unsafe_hash=True)
class MigrationStarted(Event):
    """One migration begins."""

    version: str
    name: str
    direction: str
    statements: int


@dataclass(slots=True, unsafe_hash=True)
class MigrationWarned(Event):
    """A migration asks for something that this database cannot do; it runs without it."""

    version: str
    name: str
    message: str


@dataclass(slots=True, unsafe_hash=True)
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


@dataclass(slots=True, unsafe_hash=True)
class WatchBlind(Event):
    """What is to be watched during the run cannot be seen; says why, and what would help."""

    why: str


@dataclass(slots=True, unsafe_hash=True)
class RunPaused(Event):
    """Something is not well beside the run, which waits until it is."""

    why: str


@dataclass(slots=True, unsafe_hash=True)
class RunResumed(Event):
    """All is well again; the run goes on after `duration` seconds."""

    duration: float


@dataclass(slots=True, unsafe_hash=True)
class MigrationFinished(Event):
    """One migration and its record are committed; `duration` in seconds."""

    version: str
    name: str
    direction: str
    statements: int
    duration: float


@dataclass(slots=True, unsafe_hash=True)
class MigrationErred(Event):
    """One migration failed; `error` is the message for a person, without secrets."""

    version: str
    name: str
    direction: str
    error: str


@dataclass(slots=True, unsafe_hash=True)
class BatchDone(Event):
    """A batch of a migration in code is committed: `done` of about `total` rows of its step.

    `total` is 0 while nobody knows it, and at the end of the step all that were `done`. `rate` is
    in rows a second, since this run began with the step; `rows` are those of the batch. What the
    rows are called where they are none, such as "keys" or "documents", is the `unit`.
    """

    version: str
    step: str
    done: int
    total: int
    rate: float
    rows: int = 0
    unit: str = "rows"


@dataclass(slots=True, unsafe_hash=True)
class WorkSeen(Event):
    """A long piece of work goes on, as a look from beside it tells.

    `version` is that of the migration, empty for other work. `what` names the work, `on` the thing
    it is done to and `phase` the part it is in; all three are empty where the server says nothing.
    Of that part, `done` of about `total` are done (0 where nobody knows how many), in the `unit`
    "bytes", "rows", "transactions", "statements", "checks", "runs" or none. `rate` is per second,
    of late; `left` is about how many seconds the part still takes, None where nothing tells.
    `seconds` is how long the work has taken, and `hint` what would let the server tell more. With
    `guessed`, `done` is about right as well: it is reckoned from the sizes of tables.
    """

    version: str
    seconds: float
    what: str = ""
    on: str = ""
    phase: str = ""
    done: int = 0
    total: int = 0
    unit: str = ""
    rate: float = 0.0
    left: float | None = None
    hint: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Blocker:
    """A session that others wait for, with the transaction that it has open `since` a time in UTC.

    `query` is its statement, or its last one while it is `idle`: cut, and without texts.
    """

    id: int
    user: str
    query: str = ""
    idle: bool = False
    since: datetime | None = None


@dataclass(slots=True, unsafe_hash=True)
class StatementBlocked(Event):
    """A statement waits for a lock, since `seconds`; told again when `by` are others.

    `by` are those that have it, or want it before; empty where the server does not tell, and
    `hint` says what would let it.
    """

    version: str
    lock: str
    seconds: float
    by: tuple[Blocker, ...] = ()
    hint: str = ""


@dataclass(slots=True, unsafe_hash=True)
class StatementFreed(Event):
    """A statement that waited for a lock waits no more, after about `seconds`."""

    version: str
    seconds: float


@dataclass(slots=True, unsafe_hash=True)
class RunFinished(Event):
    """The run ended, well or not; `duration` in seconds."""

    direction: str
    versions: tuple[str, ...]
    ok: bool
    duration: float


@dataclass(slots=True, unsafe_hash=True)
class RunSucceeded(Event):
    """A call did all that it was asked to, its checks included; `versions` are what ran.

    They are empty when there was nothing to do, of which no other event tells. `current` is the
    newest applied version now, `pending` how many are left (None where nobody looked), `waiting`
    the titles of those that somebody has to confirm first; `duration` in seconds. Besides the
    directions of migrations there are "redo", "seed", "backup" and "restore"; of the last three
    `current` is None, and of the last two there are no `versions`.
    """

    direction: str
    versions: tuple[str, ...]
    current: str | None
    pending: int | None
    waiting: tuple[str, ...]
    duration: float


@dataclass(slots=True, unsafe_hash=True)
class RunFailed(Event):
    """A call did not do what it was asked to; also one that was refused before anything began.

    `code` is the class of the error, `error` its message, without secrets, and `hint` what to type
    next. `dirty` says whether a migration stopped halfway, None where that is not known.
    `direction` is "seed", "backup" or "restore" for what ran no migrations.
    """

    code: str
    error: str
    dirty: bool | None = None
    hint: str | None = None
    direction: str = ""


@dataclass(slots=True, unsafe_hash=True)
class ConfirmationNeeded(Event):
    """The rest waits until somebody confirms it: `waiting` are the titles of what would run."""

    waiting: tuple[str, ...]
    hint: str


@dataclass(slots=True, unsafe_hash=True)
class TenantsStarted(Event):
    """A command is about to work on `count` tenants of the database."""

    direction: str
    count: int


@dataclass(slots=True, unsafe_hash=True)
class TenantsFinished(Event):
    """A command ended that worked on the tenants of the database; `duration` in seconds.

    `changed` is in how many something ran, `unchanged` in how many there was nothing to do, and
    `waiting` in how many something waits to be confirmed. `failed` are the names of those that
    failed, `left` of those that were not begun.
    """

    direction: str
    changed: int
    unchanged: int
    waiting: int
    failed: tuple[str, ...]
    left: tuple[str, ...]
    duration: float


@dataclass(slots=True, unsafe_hash=True)
class ChecksAsked(Event):
    """The checks `when` (before or after a run, or alone) were asked, in `duration` seconds.

    `passed` and `failed` are how many, `skipped` the names of the others, each with why.
    """

    when: str
    passed: int
    failed: int
    skipped: tuple[tuple[str, str], ...]
    duration: float


@dataclass(slots=True, unsafe_hash=True)
class HookStarted(Event):
    """A hook is called: `when` is before_run, after_run, before_each, after_each or on_failure."""

    when: str
    hook: str


@dataclass(slots=True, unsafe_hash=True)
class HookSaid(Event):
    """A command that is a hook wrote a line."""

    when: str
    line: str


@dataclass(slots=True, unsafe_hash=True)
class HookFinished(Event):
    """A hook ended well; `duration` in seconds."""

    when: str
    hook: str
    duration: float


@dataclass(slots=True, unsafe_hash=True)
class HookErred(Event):
    """A hook failed that was called because of another failure, which is what is raised."""

    when: str
    error: str


@dataclass(slots=True, unsafe_hash=True)
class LeaseAwaited(Event):
    """Another run holds the database, `since` a time in UTC; this one waits for it."""

    holder: str
    since: datetime


@dataclass(slots=True, unsafe_hash=True)
class LeaseTaken(Event):
    """A run has the database that it waited for, for `duration` seconds."""

    duration: float


@dataclass(slots=True, unsafe_hash=True)
class OrphanSeen(Event):
    """A run that was ended is still at work on the server; it is waited for, or ended (`way`)."""

    way: str
    about: str


class Observer(Protocol):
    """Is told of every event, in order and one at a time; must not raise.

    That is on the thread that does the work, but for what is seen from beside it.
    """

    def __call__(self, event: Event, /) -> None:
        """Take note of `event`."""
