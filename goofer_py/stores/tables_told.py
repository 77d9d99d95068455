"""How many of a database's tables a dump program is done with, by what it says of where it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

from goofer_py.stores.far import Measured

_LITTLE = 1 << 20
"""Tables with fewer bytes than that say little of how a file grows."""


class Size(NamedTuple):
    """How large a table is about, in bytes and in rows (0 where nobody knows)."""

    bytes: int
    rows: int = 0


class Tables:
    """Guesses how far a dump is; told on one thread, and asked on another.

    How much of the table it is at came already is guessed by rows where somebody counts them. Else
    it is by how much was `written` since, as if it grew as it did for those before.
    """

    def __init__(self, sizes: Mapping[str, Size], written: Callable[[], int]) -> None:
        self._sizes = sizes
        self._written = written
        self._total = sum(one.bytes for one in sizes.values())
        self._lock = threading.Lock()
        self._at = ""
        self._over: set[str] = set()
        self._done = self._before = 0
        self._rows: int | None = None

    def begin(self, name: str) -> str:
        """Note that it begins with a table, and that the one before is done; say it in words."""
        with self._lock:
            if name != self._at and name not in self._over:
                self._end()
                self._at = name
            place = len(self._over) + 1
        return f"table {name} ({place} of {len(self._sizes)})" if name in self._sizes else ""

    def _end(self) -> None:
        if self._at in self._sizes:
            self._over.add(self._at)
            self._done += self._sizes[self._at].bytes
        self._before, self._rows = self._written(), None

    def counted(self, name: str, rows: int) -> None:
        """Note how many rows of a table came already."""
        with self._lock:
            if name == self._at:
                self._rows = rows

    def measured(self) -> Measured:
        """Return how many bytes of the tables it is done with, of how many.

        Where nobody knows of tables, it is how much was written.
        """
        if not self._total:
            return self._written(), 0
        with self._lock:
            size = self._sizes.get(self._at, Size(0))
            part = self._part(size) if size.bytes else 0
            # A table that is larger than it seemed makes all of them larger.
            return self._done + part, self._total + max(0, part - size.bytes)

    def _part(self, size: Size) -> int:
        if size.rows and self._rows is not None:
            return round(size.bytes * self._rows / size.rows)
        grown = max(0, self._written() - self._before)
        return round(grown * (self._done + _LITTLE) / (self._before + _LITTLE))
