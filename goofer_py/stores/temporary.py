"""Temporary tables of SQLite, which would outlive the script that made them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator

from goofer_py.dialects.statement import Statement

_CREATES = re.compile(r"CREATE\s+TEMP", re.IGNORECASE)
_OBJECTS = "SELECT type, name FROM sqlite_temp_master WHERE type IN ('table', 'view')"


class Temporary:
    """Remembers what was there before a script, to drop what it leaves behind."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._before: set[tuple[str, str]] | None = None

    def watch(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        """Yield the statements; looks at the session before the first that makes something."""
        for statement in statements:
            if self._before is None and _CREATES.match(statement.text):
                self._before = self._objects()
            yield statement

    def leftover(self) -> list[str]:
        """Return the statements that drop what the script has left."""
        if self._before is None:
            return []
        return [
            'DROP {} IF EXISTS temp."{}"'.format(kind, name.replace('"', '""'))
            for kind, name in sorted(self._objects() - self._before)
        ]

    def _objects(self) -> set[tuple[str, str]]:
        return set(self._connection.execute(_OBJECTS))
