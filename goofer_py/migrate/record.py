"""One entry of the history."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from goofer_py import __version__
from goofer_py.migrate.state import DIRTY, DONE, FAILED


@dataclass(frozen=True, slots=True)
class Record:
    """What ran, and what came of it. Records are added and never changed.

    `duration` is in seconds. `statements` of `total` ran to their end. `down_script` is what
    leads back, as it was when the migration went up. Records of one `run` have the id of the first
    of them; `backup` is the file that was made before it. `irreversible` is why nothing leads back.
    `trace` is how things stood before the
    statement that comes next, where the database keeps it.
    """

    id: int
    version: str
    name: str
    direction: str
    status: str
    started_at: datetime
    duration: float | None = None
    checksum: str | None = None
    statements: int = 0
    total: int = 0
    goofer: str = __version__
    user: str = ""
    host: str = ""
    run: int = 0
    irreversible: str | None = None
    backup: str | None = None
    error: str | None = None
    down_script: str | None = None
    trace: str | None = None


def record_of(row: Sequence[Any]) -> Record:
    """Return the record that a row of the history's table holds, with the format as its second."""
    id_, _, version, name, direction, status, started, milliseconds, *rest = row
    duration = None if milliseconds is None else milliseconds / 1000
    return Record(id_, version, name, direction, status, _time(started), duration, *rest)


def _time(stored: datetime | str) -> datetime:
    time = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def user_name() -> str:
    """Return who runs this, for the history."""
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        if name := os.environ.get(variable):
            return name
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return ""


def host_name() -> str:
    """Return the machine this runs on, for the history."""
    uname = getattr(os, "uname", None)
    return str(uname().nodename) if uname else os.environ.get("COMPUTERNAME", "")


__all__ = ["DIRTY", "DONE", "FAILED", "Record", "host_name", "record_of", "user_name"]
