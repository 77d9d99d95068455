"""The locks of each database in its own words, and who waits for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_WRITES = "writes to the table"
_ALL = "reads and writes of the table"
_ALL_WRITES = "all writes to the database"


@dataclass(frozen=True, slots=True)
class Scale:
    """The locks of one database: `locks` from none to the strongest, and whom they keep waiting."""

    locks: tuple[str, ...]
    waiting: Mapping[str, str]

    def rank(self, lock: str) -> int:
        """Return how strong a lock is, to be compared."""
        return self.locks.index(lock)

    def strongest(self, *locks: str) -> str:
        """Return the strongest of some locks."""
        return max(locks, key=self.rank)

    def blocks(self, lock: str) -> str:
        """Return who waits for a lock; empty where nobody does who reads or writes rows."""
        return self.waiting.get(lock, "")


POSTGRESQL = Scale(
    (
        "",
        "ACCESS SHARE",
        "ROW SHARE",
        "ROW EXCLUSIVE",
        "SHARE UPDATE EXCLUSIVE",
        "SHARE",
        "SHARE ROW EXCLUSIVE",
        "EXCLUSIVE",
        "ACCESS EXCLUSIVE",
    ),
    {
        **dict.fromkeys(("SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE"), _WRITES),
        "ACCESS EXCLUSIVE": _ALL,
    },
)
MYSQL = Scale(("", "NONE", "SHARED", "EXCLUSIVE"), {"SHARED": _WRITES, "EXCLUSIVE": _ALL})
"""What stands behind LOCK= in ALTER TABLE of MySQL and MariaDB."""
SQLITE = Scale(
    ("", "SHARED", "RESERVED", "EXCLUSIVE"),
    {"RESERVED": _ALL_WRITES, "EXCLUSIVE": "all reads and writes of the database"},
)
"""Those of the file: SQLite has none on single tables."""
SCALES = {"postgresql": POSTGRESQL, "mysql": MYSQL, "mariadb": MYSQL, "sqlite": SQLITE}
"""By what databases are called in rules."""
