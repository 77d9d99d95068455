"""The health of an SQLite database: its file, its folder and whoever writes to it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from goofer_py.dialects.touching import Touch
from goofer_py.errors import StatementFailed
from goofer_py.stores.vitals import (
    Lacking,
    OpenTransaction,
    Replica,
    Room,
    Seats,
    Standing,
    free_bytes,
)

if TYPE_CHECKING:
    from goofer_py.stores.store import Session

OLDEST = (3, 36)
_LARGE = 1 << 30
"""From this size on the file is not read to find out how large one table is."""
_BYTES = "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND name IN ({})"
_PARTS = "SELECT name FROM sqlite_master WHERE lower(tbl_name) = lower(?)"


class SQLiteVitals:
    """What the file system and the library tell."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def _file(self) -> Path | None:
        name = self._session.query("PRAGMA database_list")[0][2]
        return Path(name) if name else None

    def standing(self) -> Standing:
        """Return the library's version, and why nothing can be written."""
        closed = ""
        if self._session.query("PRAGMA query_only")[0][0]:
            closed = "it is opened for reading only (PRAGMA query_only)"
        name = f"SQLite {sqlite3.sqlite_version}"
        return Standing(name, sqlite3.sqlite_version_info, OLDEST, closed)

    def seats(self) -> Seats | None:
        """Return None: a file has no limit."""
        return None

    def transactions(self, touched: Sequence[Touch] = ()) -> Sequence[OpenTransaction]:
        """Return the writer that has the file now, whoever it is."""
        if not self._locked():
            return ()
        tables = dict.fromkeys(".".join(one.name) for one in touched if one.kind == "table")
        about = "another program, which writes to the file or has locked it"
        return [OpenTransaction(about, 0.0, None, tuple(tables))]

    def replicas(self) -> Sequence[Replica]:
        """Return nothing: there are none."""
        return ()

    def behind(self) -> Replica | None:
        """Return None: it follows nobody."""
        return None

    def lacking(self, touched: Sequence[Touch]) -> Sequence[Lacking]:  # noqa: ARG002 - one file for all
        """Return what this user may not write of the file and its folder."""
        file = self._file
        if file is None:
            return ()
        # Beside the file stands its journal, without which nothing is written.
        places = [(file, f"chmod u+w {file}"), (file.parent, f"chmod u+wx {file.parent}")]
        return [
            Lacking("write", str(place), f"{remedy}, as their owner")
            for place, remedy in places
            if not os.access(place, os.W_OK)
        ]

    def bytes_of(self, touched: Sequence[Touch]) -> int:
        """Return the size of the tables with their indexes, or of the whole file if it is large."""
        ((pages,),) = self._session.query("PRAGMA page_count")
        ((size,),) = self._session.query("PRAGMA page_size")
        whole = int(pages * size)
        if whole >= _LARGE:
            return whole
        tables = dict.fromkeys(one.name[-1] for one in touched if one.kind == "table")
        parts = [name for table in tables for (name,) in self._session.query(_PARTS, [table])]
        try:
            return int(self._session.query(_BYTES.format(_marks(parts)), parts)[0][0])
        except StatementFailed:  # The library may be built without its statistics.
            return whole if parts else 0

    def room(self) -> Room:
        """Return what is free where the file is."""
        file = self._file
        if file is None:
            return Room(None, why="it is in memory")
        return free_bytes(file.parent, f"{file.parent} cannot be seen from here")

    def busy(self) -> int:
        """Return nothing: there is no server at work."""
        return 0

    def address(self) -> str:
        """Return nothing: a file does not tell its users apart."""
        return ""

    def waiting(self, address: str) -> Sequence[str]:  # noqa: ARG002 - whoever has the file is meant
        """Return who would have to wait: everybody who writes, while the file is locked."""
        return ["every other program that writes to the file"] if self._locked() else []

    def _locked(self) -> bool:
        """Say whether somebody has the file, by asking for it for a moment without waiting."""
        before = self._session.query("PRAGMA busy_timeout")[0][0]
        self._session.query("PRAGMA busy_timeout = 0")
        try:
            self._session.execute("BEGIN IMMEDIATE")
        except StatementFailed as error:
            return self._session.table_types.is_locked(error)
        else:
            self._session.execute("ROLLBACK")
            return False
        finally:
            self._session.query(f"PRAGMA busy_timeout = {before}")


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values)) or "NULL"
