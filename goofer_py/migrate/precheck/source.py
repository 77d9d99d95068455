"""Values from where the settings say: a query, a command, or a path."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from goofer_py.errors import UsageError

if TYPE_CHECKING:
    from goofer_py.stores.store import Session

COMMAND = "cmd:"
_QUERIES = ("SELECT", "WITH", "VALUES", "TABLE", "SHOW")
_SECONDS = 60


class Unreadable(Exception):
    """What was asked gave no value; says why."""


def is_path(source: str) -> bool:
    """Say whether it is neither a query nor a command."""
    words = source.split(maxsplit=1)
    query = len(words) > 1 and words[0].upper() in _QUERIES
    return not query and not source.startswith(COMMAND)


def values_of(source: str, session: Session) -> Sequence[object]:
    """Return the first row of a query, or the words that a command writes; raises Unreadable."""
    if source.startswith(COMMAND):
        return _written(source.removeprefix(COMMAND).strip())
    rows = session.query(source)
    return rows[0] if rows else ()


def newest(pattern: str) -> tuple[Path, datetime, int] | None:
    """Return the file that was changed last of those that a pattern names, when, and its bytes.

    Of a folder it is the newest file inside.
    """
    path = Path(pattern)
    if path.is_dir():
        files = [one for one in path.iterdir() if one.is_file()]
    else:
        files = [one for one in path.parent.glob(path.name) if one.is_file()]
    if not files:
        return None
    last = max(files, key=lambda one: one.stat().st_mtime)
    stat = last.stat()
    return last, datetime.fromtimestamp(stat.st_mtime, UTC), stat.st_size


def moment(value: object) -> datetime:
    """Return a moment that was given as one, as ISO 8601, or in seconds since 1970.

    Without a time zone it is in UTC. Raises Unreadable.
    """
    try:
        found = value if isinstance(value, datetime) else _parsed(str(value))
    except (ValueError, OverflowError, OSError):
        raise Unreadable(f"{value!r} is no moment") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def number(value: object) -> int:
    """Return a number of bytes; raises Unreadable."""
    try:
        return int(float(str(value)))
    except (ValueError, OverflowError):
        raise Unreadable(f"{value!r} is no number of bytes") from None


def _parsed(text: str) -> datetime:
    if text.replace(".", "", 1).isdigit():
        return datetime.fromtimestamp(float(text), UTC)
    return datetime.fromisoformat(text)


def _written(command: str) -> list[str]:
    try:
        done = subprocess.run(  # noqa: S602 - it is the project's own command
            command, shell=True, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(f"the command took more than {_SECONDS} s: {command}") from None
    except OSError as error:
        raise UsageError(f"The command cannot be run: {command}: {error.strerror}.") from None
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise Unreadable(f"the command ended with {done.returncode}: {''.join(said) or command}")
    return done.stdout.split()
