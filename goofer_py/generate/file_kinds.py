"""What kind of file somebody gives to be loaded or restored."""

from __future__ import annotations

import shlex
from pathlib import Path

from goofer_py.errors import FileError

_BACKUPS = {b"PGDMP": "pg_dump's custom format", b"SQLite format 3\x00": "a database of SQLite"}
_COMPLETED = b"-- Dump completed"
"""What the servers' programs end a backup in SQL with."""
_LOOKED_AT = 4096


def refuse_backup(path: Path) -> None:
    """Raise FileError for a file that only `goofer restore` can read."""
    try:
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT)
    except OSError:
        return
    for start, kind in _BACKUPS.items():
        if head.startswith(start):
            raise FileError(
                f"it is {kind}, and no SQL. Nothing was run.",
                path=path,
                hint=f"goofer restore {shlex.quote(str(path))}",
            )


def is_plain_sql(path: Path) -> bool:
    """Say whether a file is text, and no backup that a program of the server's wrote."""
    try:
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT)
            file.seek(max(path.stat().st_size - _LOOKED_AT, 0))
            tail = file.read()
    except OSError:
        return False
    return b"\x00" not in head + tail and not head.startswith(b"PGDMP") and _COMPLETED not in tail
