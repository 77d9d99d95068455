"""What a database's history says about it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

DONE = "done"
"""All of it ran and is committed."""
FAILED = "failed"
"""Nothing of it stayed."""
REPLACED = "replaced by"
"""What the note of a record begins with that says what a squashed migration stands for."""
BASELINE = "counts as applied: baseline"
"""What is noted of a migration that a database had before goofer: nothing leads back from it."""
STANDS_FOR = "stands for"
"""What the note of a squashed migration begins with that was recorded and not run."""
FAKED = "recorded without running"
DOWN = "down"
REPEATED = "R"
"""Stands for the version of what has none and is run again when it changes."""
TAKEN_OVER = "taken over from"
"""What is noted, with the name of the program that applied it."""
DIRTY = "dirty"
"""Some of its statements are committed and others are not, or it is running."""


@dataclass(frozen=True, slots=True)
class Dirty:
    """A migration that stopped halfway: `statements` of `total` are committed."""

    id: int
    version: str
    name: str
    direction: str
    statements: int
    total: int
    checksum: str | None = None
    error: str | None = None
    trace: str | None = ""
    """How things stood before the next statement; None when that cannot be told."""
    interrupted: str | None = None
    """What the caller says of the next statement where that has to be known: done, or again."""
    statement: str = ""
    """The statement that it stopped at, where that was looked for and can be told."""
    path: str | None = None
    line: int | None = None

    progress: str = ""
    """How far the steps of a migration in code are."""

    def __str__(self) -> str:
        if self.progress:
            return f"dirty {self.progress} ({self.direction})"
        at = min(self.statements + 1, self.total)
        return f"dirty at statement {at} of {self.total} ({self.direction})"


def goes_on(version: str, direction: str, waiting: Container[str]) -> str:
    """Return the command that goes on with what stopped halfway.

    `waiting` are those that an ordinary run leaves out.
    """
    if direction == DOWN:
        return "goofer rollback"
    return "goofer phase continue" if version in waiting else "goofer migrate"


@dataclass(frozen=True, slots=True)
class State:
    """The state that the records add up to.

    `applied` holds the names by version, in the order they were applied. `exists` is False when
    there is no history yet. `repeated` are the names of the scripts without a version that ran.
    """

    applied: Mapping[str, str] = field(default_factory=dict)
    dirty_id: int | None = None
    last_id: int = 0
    exists: bool = False
    repeated: frozenset[str] = frozenset()


def fold(rows: Iterable[tuple[Any, ...]]) -> State:
    """Return the state after (id, version, name, direction, status), in the order of the ids."""
    applied: dict[str, str] = {}
    dirty: dict[str, int] = {}
    repeated: dict[str, None] = {}
    last = 0
    for last, version, name, direction, status in rows:
        if status == FAILED:
            continue
        if status != DONE:
            dirty[version] = last
            continue
        if dirty:
            dirty.pop(version, None)
        if direction == "up":
            applied[version] = name
        elif version == REPEATED:
            counted(repeated, name, direction)
        else:
            applied.pop(version, None)
    halfway = next(iter(dirty.values()), None)
    return State(applied, halfway, last, True, frozenset(repeated))


def counted(repeated: dict[str, Any], name: str, direction: str, value: Any = None) -> None:
    """Take note that a script without a version ran, or that it was forgotten."""
    if direction == DOWN:
        repeated.pop(name, None)
    else:
        repeated[name] = value
