"""Backups of SQLite by its own backup API: no program is needed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from goofer_py.errors import BackupFailed, UsageError
from goofer_py.stores.backups import Written
from goofer_py.stores.far import Far
from goofer_py.stores.sqlite import SQLiteStore
from goofer_py.stores.store import Store
from goofer_py.stores.url import DatabaseUrl

_TOOL = f"the backup API of SQLite {sqlite3.sqlite_version}"
_PAGES = 4096


@dataclass(frozen=True, slots=True)
class SQLiteBackups:
    """Implements Backups: what other connections write meanwhile is in it or not, never half."""

    url: DatabaseUrl
    suffix: str = ".db"

    def write(self, path: Path, far: Far | None = None) -> Written:
        """Copy the database to the file, and check what was written."""
        self._file()
        session = SQLiteStore(self.url).connect()
        try:
            _copy(session.connection, path, self.url.shown(), far)
        finally:
            session.close()
        return Written(_TOOL, _checked(path, self.url.shown()))

    def read(
        self,
        path: Path,
        far: Far | None = None,
        *,
        owners: bool = True,  # noqa: ARG002 - there are none
    ) -> str:
        """Check the file, and copy it to the database."""
        target = self._file()
        _checked(path, self.url.shown())
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source:
            _copy(source, target, self.url.shown(), far)
        return _TOOL

    @contextmanager
    def trial(self) -> Iterator[tuple[SQLiteBackups, Store]]:
        """Give the same for a file of its own."""
        with TemporaryDirectory(prefix="goofer-") as folder:
            url = DatabaseUrl("sqlite", database=str(Path(folder) / "trial.db"))
            yield SQLiteBackups(url), SQLiteStore(url)

    def _file(self) -> Path:
        path = SQLiteStore(self.url).path
        if path is None:
            raise UsageError(
                "A database in memory is not backed up or restored: it is gone with its program.",
                hint="name a file: --url sqlite:///app.db",
            )
        return path


def _copy(source: sqlite3.Connection, target: Path, database: str, far: Far | None) -> None:
    try:
        with closing(sqlite3.connect(target)) as copy:
            ((size,),) = source.execute("PRAGMA page_size").fetchall()

            def told(_: int, left: int, pages: int) -> None:
                if far is not None:
                    far.by(lambda: ((pages - left) * size, pages * size))

            source.backup(copy, pages=_PAGES, progress=told)
    except sqlite3.Error as error:
        raise _failed(f"it cannot be copied to {target}: {error}", database) from None


def _checked(path: Path, database: str) -> int:
    """Return how many tables are in a file; raises BackupFailed where SQLite finds it broken."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            said = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
            if said != ["ok"]:
                raise _failed(f"{path} is broken: {'; '.join(said)}", database)
            counted = copy.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
            return int(counted.fetchone()[0])
    except sqlite3.Error as error:
        raise _failed(f"{path} cannot be read: {error}", database) from None


def _failed(what: str, database: str) -> BackupFailed:
    return BackupFailed(f"{database}: {what}.", database=database, server=what, tool=_TOOL)
