"""SQLite by URL."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from goofer_py.errors import ConnectionFailed, UsageError
from goofer_py.stores.answer import answer
from goofer_py.stores.sqlite_session import SQLiteSession
from goofer_py.stores.url import DatabaseUrl

SCHEMES = ("sqlite",)
_DRIVERS = ("", "pysqlite", "aiosqlite", "pysqlite_numeric")
_MEMORY = ":memory:"
_NO_FILE = "unable to open database file"
_BUSY_SECONDS = 30.0
_KEPT_STATEMENTS = 16
# What SQLAlchemy's driver takes out of the query of a file: URI.
_OWN_KEYS = frozenset(
    ("uri", "timeout", "isolation_level", "detect_types", "check_same_thread", "cached_statements")
)
_TRUE = ("true", "1", "yes", "on")


class SQLiteStore:
    """One SQLite file, or with `sqlite://` a database in memory.

    Each session on `sqlite://` has a database of its own, gone when it is closed: whoever wants
    to keep one keeps the session.
    """

    lasting = True

    def __init__(self, url: DatabaseUrl) -> None:
        if url.driver not in _DRIVERS:
            raise UsageError(
                f"The driver {url.driver!r} for SQLite is not known.",
                hint="write sqlite:///file.db or sqlite+pysqlite:///file.db",
            )
        if url.host or url.username or url.port:
            raise UsageError(
                "An SQLite URL has no host or user: three slashes come before a relative path,"
                " four before an absolute one.",
                hint="write sqlite:///relative.db or sqlite:////absolute.db",
            )
        self._url = url
        self._uri = (url.first("uri") or "").lower() in _TRUE
        self.database = f"sqlite:///{url.database}" if url.database else "sqlite://"

    @property
    def path(self) -> Path | None:
        """The database's file, None for one in memory."""
        name = self._url.database or _MEMORY
        if self._uri and name.startswith("file:"):
            name = unquote(name.removeprefix("file:"))
            name = f"/{name.lstrip('/')}" if name.startswith("///") else name
            memory = self._url.first("mode") == "memory"
        else:
            memory = False
        return None if memory or name == _MEMORY or not name else Path(name)

    @property
    def contended(self) -> bool:
        """Whether it is a file, which other processes may open."""
        return self.path is not None

    @property
    def url(self) -> DatabaseUrl:
        """The URL, secrets included: never show it."""
        return self._url

    def exists(self) -> bool:
        """Return whether the file is there; True for a database in memory.

        Raises ConnectionFailed where it could not be made either, for want of its folder.
        """
        path = self.path
        if path is None or path.exists():
            return True
        if not path.parent.is_dir():
            raise self.refused(_NO_FILE)
        return False

    def connect(self) -> SQLiteSession:
        """Open a session, and make the file if it is not there; raises ConnectionFailed."""
        try:
            connection = sqlite3.connect(**self._parameters())
        except sqlite3.Error as error:
            raise self.refused(str(error)) from None
        try:
            # Opening reads nothing: this finds out whether the file is a database at all.
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.Error as error:
            connection.close()
            raise self.refused(str(error)) from None
        return SQLiteSession(connection, self.database)

    def lent(self) -> SQLiteSession:
        """Open a session, whose connection is its own."""
        return self.connect()

    def beside(self) -> SQLiteSession:
        """Open a session of its own, as each of them is."""
        return self.connect()

    def probe(self, seconds: float) -> None:
        """Open the file, waiting `seconds` for a lock; one that is not there could be made."""
        path = self.path
        if path is not None and not path.exists():
            if not (path.parent.is_dir() and os.access(path.parent, os.W_OK)):
                raise self.refused(_NO_FILE)
            return
        query = {**self._url.query, "timeout": (str(seconds),)}
        answer(SQLiteStore(replace(self._url, query=query)))

    @contextmanager
    def spare(self) -> Iterator[SQLiteStore]:
        """Give an empty database in memory."""
        yield SQLiteStore(DatabaseUrl("sqlite"))

    def _parameters(self) -> dict[str, Any]:
        url = self._url
        name = url.database or _MEMORY
        if self._uri:
            rest = {key: values[-1] for key, values in url.query.items() if key not in _OWN_KEYS}
            name += "?" if rest else ""
            name += "&".join(f"{key}={quote(value)}" for key, value in sorted(rest.items()))
        return {
            "database": name,
            "uri": self._uri,
            "isolation_level": None,
            "check_same_thread": False,
            "timeout": float(url.first("timeout") or _BUSY_SECONDS),
            # A script's statements never come again: to keep many of them only takes memory.
            "cached_statements": int(url.first("cached_statements") or _KEPT_STATEMENTS),
        }

    def refused(self, said: str) -> ConnectionFailed:
        """Return the error for a connection that failed with these words."""
        why, hint = self._explained(said)
        return ConnectionFailed(
            f"No connection to {self.database}: {why}. Nothing was changed.",
            database=self.database,
            server=why,
            hint=hint,
            reason=self._reason(said),
        )

    def _reason(self, said: str) -> str:
        """Return whether something is in the way, and whether it may go away."""
        if "locked" in said or "busy" in said:
            return "busy"
        if "unable to open" in said and self.path and not self.path.parent.is_dir():
            return "absent"
        return "away" if "I/O" in said else "refused"

    def _explained(self, said: str) -> tuple[str, str | None]:
        path = self.path
        if path is None or "unable to open" not in said:
            hint = "check the path in the URL" if "not a database" in said else None
            return said, hint
        if path.is_dir():
            return f"{path} is a folder", "give the path of a file in the URL"
        if not path.parent.is_dir():
            return f"the folder {path.parent} does not exist", f"mkdir -p {path.parent}"
        return said, f"check that {path} can be read and written by this user"
