"""What is known of the database that a migration is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import chain
from os.path import relpath
from pathlib import PurePath

from goofer_py.hazards.rates import Rates
from goofer_py.schema import Name

SMALL_BYTES = 50 * 1024 * 1024
NAMED = ("schemas", "tables", "columns", "indexes", "foreign_keys", "checks")
"""The kinds of names that can have patterns."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a table has, and how many bytes it takes, as far as the server knows.

    `data` are those of its rows alone, without indexes.
    """

    rows: int
    bytes: int | None = None
    data: int | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """How long transactions of others have been open, in s.

    Of each table the oldest that uses it and the oldest that writes to it, and of all tables the
    oldest that holds a snapshot. `anywhere` is the oldest of which the tables are not shown.
    """

    used: Mapping[Name, float] = field(default_factory=dict)
    written: Mapping[Name, float] = field(default_factory=dict)
    snapshot: float = 0
    anywhere: float = 0


NOBODY = Open()


@dataclass(frozen=True, slots=True)
class Paths:
    """Rules that are not asked of some files, by shell patterns of their paths.

    The paths begin at `folder`, while files are called as they are from `here`: both are absolute.
    """

    rules: Mapping[str, frozenset[str]] = field(default_factory=dict)
    folder: str = ""
    here: str = ""

    def ignored(self, source: str) -> frozenset[str]:
        """Return the ids of the rules that are not asked of a file."""
        if not self.rules or not source:
            return frozenset()
        path = PurePath(relpath(PurePath(self.here, source), self.folder)).as_posix()
        fitting = (ids for pattern, ids in self.rules.items() if fnmatchcase(path, pattern))
        return frozenset(chain.from_iterable(fitting))


EVERYWHERE = Paths()


@dataclass(frozen=True, slots=True)
class Facts:
    """The server and its tables. Without a live database, sizes are unknown.

    `database` is what the server is called, `version` None where it is not known. Tables with
    fewer rows than `small_rows` (and less than 50 MB) are small. `settings` are those of the
    server, such as sql_mode, in its words. `lock_timeout` and `statement_timeout`, in ms, are what
    each statement is run with anyway. `names` are patterns that names have to match as a whole, by
    the kind of what is named (tables, columns, ...), and `owned` those of the tables that the
    migrations may change, as schema.table or table; without any, all. `open` are the
    transactions of others that are open now, `paths` the files of which some rules are not asked.
    `rates` are those of this server; without them the usual ones count.
    `broken` are the views that the server cannot read any more, with what it says of each, and
    `row_versions` how many versions the rows of a table have, where a server counts them. `free`
    are the bytes that its disk has left, None where nobody knows, and `behind` the seconds by which
    each of its replicas is late.
    """

    database: str
    version: tuple[int, ...] | None = None
    sizes: Mapping[Name, Size] = field(default_factory=dict)
    small_rows: int = 10_000
    settings: Mapping[str, str] = field(default_factory=dict)
    lock_timeout: int | None = None
    statement_timeout: int | None = None
    single_transaction: bool = False
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owned: tuple[str, ...] = ()
    open: Open = NOBODY
    paths: Paths = EVERYWHERE
    rates: Rates | None = None
    broken: Mapping[str, str] = field(default_factory=dict)
    row_versions: Mapping[Name, int] = field(default_factory=dict)
    free: int | None = None
    behind: tuple[float, ...] = ()

    def at_least(self, *version: int) -> bool:
        """Say whether the server is known to be of that version or later."""
        return self.version is not None and self.version >= version

    def before(self, *version: int) -> bool:
        """Say whether the server is known to be older than that version."""
        return self.version is not None and self.version < version

    def size(self, table: Name) -> Size | None:
        """Return how large a table is; None when that is not known."""
        return self.sizes.get(table)

    def is_small(self, size: Size) -> bool:
        """Say whether locks on a table of that size pass quickly."""
        return size.rows < self.small_rows and (size.bytes is None or size.bytes < SMALL_BYTES)
