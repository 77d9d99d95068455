"""What is read of another program's migrations, before it is written as goofer's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Part:
    """What runs in one direction; `directives` are the words behind `-- goofer:`."""

    text: str
    directives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """One migration of another program.

    `key` is what that program's history calls it. `number` is its own version, where that is
    made of digits. `down` is None where nothing leads back. `code` says what of it is code that
    cannot be taken over, `in_code` in which directions; `up` and `down` hold what SQL there is.
    `after` are the keys that it needs, `replaces` those that it took the place of. `notes` are for
    people.
    """

    key: str
    name: str
    origin: str
    up: Part
    down: Part | None = None
    number: str | None = None
    code: str | None = None
    in_code: tuple[str, ...] = ("up", "down")
    after: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """All of another program's migrations, in its order.

    `copies` are by file name what goofer takes without a version. `table` is that of its history,
    where the project says so.
    """

    migrations: tuple[Imported, ...]
    copies: Mapping[str, Part] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """One migration that another program's history says is applied; `at` is in UTC.

    `foreign` is one that the project knows nothing of and does without.
    """

    key: str
    at: datetime | None = None
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where another program's migrations are, and what is known of the database they are for.

    `dialect` is a name as in URLs, None where no database is named. `python` runs what has to be
    run of the project.
    """

    folder: Path
    dialect: str | None = None
    python: str = ""
