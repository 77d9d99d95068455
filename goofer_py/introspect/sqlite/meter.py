"""The lock and the work of statements on a copy of an SQLite file.

SQLite says itself what a statement will do with every row, whether there are rows or not: EXPLAIN
gives its program.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from goofer_py.errors import StatementFailed
from goofer_py.hazards.measured import Effects
from goofer_py.hazards.scale import SQLITE
from goofer_py.schema import Name
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Row, Session, Store

_OBJECTS = (
    "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master"
    " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)
_EVENT = re.compile(r"\b(DELETE|INSERT|UPDATE)\b", re.IGNORECASE)
_ADOPTED = ("page_size", "journal_mode")
_SETTINGS = ("foreign_keys", "legacy_alter_table", "ignore_check_constraints", "writable_schema")
_OPENS = ("OpenRead", "OpenWrite")
_REGISTER = 0x10
"""A flag: the number of the page stands in a register, so that it is one of a new table."""


@dataclass(frozen=True, slots=True)
class _Object:
    kind: str
    name: str
    table: str
    root: int
    sql: str


@dataclass(frozen=True, slots=True)
class _Look:
    """All that is there at one moment, and which views and triggers do not work."""

    objects: tuple[_Object, ...]
    broken: Mapping[str, str]

    def roots(self) -> dict[str, int]:
        """Return the first page of each table."""
        return {one.name: one.root for one in self.objects if one.kind == "table"}

    def of(self, *kinds: str) -> frozenset[tuple[str, str, str]]:
        """Return the objects of some kinds."""
        return frozenset((o.kind, o.name, o.table) for o in self.objects if o.kind in kinds)


@dataclass(frozen=True, slots=True)
class _Work:
    """What the program of a statement does, by the first pages of tables and indexes."""

    opened: frozenset[int] = frozenset()
    walked: frozenset[int] = frozenset()
    written: frozenset[int] = frozenset()
    changes_schema: bool = False
    checks: bool = False


class SQLiteMeter:
    """Implements Meter by programs, the first pages of tables, and a second connection."""

    def __init__(self, session: Session) -> None:
        self._session = session
        ((_, _, path),) = [row for row in session.query("PRAGMA database_list") if row[1] == "main"]
        self._path = str(path)
        self._settings = {
            name: value for name in _SETTINGS for (value,) in session.query(f"PRAGMA {name}")
        }
        self._before = _Look((), {})
        self._known: Mapping[str, int] | None = None
        self._work = _Work()
        self._counter = count(1)

    def begin(self) -> None:
        """Count all that is there as what others may use: a transaction has begun."""
        self._known = None

    def before(self, statement: str) -> None:
        """Look at what is there, and at what the statement is going to do."""
        self._before = self._look()
        if self._known is None:
            self._known = self._before.roots()
        with suppress(StatementFailed):  # It is told when it runs.
            self._work = _work(self._explained(statement))

    def after(self) -> Effects:
        """Return what was done since `before`, and the lock that the file is under."""
        old, new, work = self._before, self._look(), self._work
        self._work = _Work()
        known = self._known or {}
        changed = {one.name for one in old.objects if one not in new.objects}
        mine = {name: root for name, root in old.roots().items() if name in known}
        used = {name for name, root in mine.items() if root in work.opened or name in changed}
        # A table that takes the name of one that was there: all rows went over.
        swapped = {
            name
            for name, root in new.roots().items()
            if name in known and root != known[name] and old.roots().get(name) != root
        }
        indexes = {o.root: o.table for o in old.objects if o.kind == "index"}
        walked = {name for name, root in mine.items() if root in work.walked}
        walked |= {table for root, table in indexes.items() if root in work.walked} & mine.keys()
        written = {name for name, root in mine.items() if root in work.written}
        checked = changed & mine.keys() if work.checks else set()
        lock = self._lock()
        return Effects(
            {Name(name): lock for name in sorted(used | swapped | walked)} if lock else {},
            _names(used | swapped),
            _names(swapped | (written if work.changes_schema else set())),
            _names(walked | checked),
            {
                Name(name): frozenset((Name(table),))
                for _, name, table in new.of("index") - old.of("index")
                if table in mine
            },
            tuple(_gone(old, new)),
            tuple((what, why) for what, why in new.broken.items() if what not in old.broken),
            SQLITE,
        )

    def reaches_out(self) -> bool:
        """Return False: a file knows of no other."""
        return False

    def reset(self) -> None:
        """Set the session's settings back, outside of a transaction."""
        for name, value in self._settings.items():
            self._session.query(f"PRAGMA {name} = {value}")

    def _look(self) -> _Look:
        rows = self._session.query(_OBJECTS)
        objects = tuple(
            _Object(str(kind), str(name), str(table), int(root or 0), str(sql or ""))
            for kind, name, table, root, sql in rows
        )
        return _Look(objects, dict(self._broken(objects)))

    def _broken(self, objects: Iterable[_Object]) -> Iterator[tuple[str, str]]:
        """Yield the views and triggers that no longer work, with SQLite's word."""
        groups: dict[tuple[str, str], list[_Object]] = {}
        for one in objects:
            if one.kind == "view":
                why = self._refused(f"SELECT * FROM {_quoted(one.name)}")
                if why:
                    yield f"view {one.name}", why
            elif one.kind == "trigger" and (found := _EVENT.search(one.sql)):
                groups.setdefault((one.table, found[1].upper()), []).append(one)
        for (table, event), triggers in groups.items():
            if self._refused(self._firing(table, event)):
                yield from self._single(table, event, triggers)

    def _single(
        self, table: str, event: str, triggers: Iterable[_Object]
    ) -> Iterator[tuple[str, str]]:
        """Yield those of the triggers of one event that fail without the others, too."""
        triggers = tuple(triggers)
        for one in triggers:
            self._session.begin()
            try:
                for other in triggers:
                    if other is not one:
                        self._session.execute(f"DROP TRIGGER {_quoted(other.name)}")
                why = self._refused(self._firing(table, event))
            finally:
                self._session.rollback()
            if why:
                yield f"trigger {one.name} on {table}", why

    def _firing(self, table: str, event: str) -> str:
        """Return what has the triggers of an event read, without running them."""
        if event == "INSERT":
            return f"INSERT INTO {_quoted(table)} DEFAULT VALUES"
        if event == "DELETE":
            return f"DELETE FROM {_quoted(table)}"
        columns = self._session.query(f"PRAGMA table_xinfo({_quoted(table)})")
        sets = (f"{_quoted(c[1])} = {_quoted(c[1])}" for c in columns if c[6] == 0)
        return f"UPDATE {_quoted(table)} SET {', '.join(sets)}"

    def _explained(self, statement: str) -> list[Row]:
        """Return the program of a statement.

        Each text is another one: a kept statement of this kind crashes SQLite when the schema has
        changed meanwhile.
        """
        return self._session.query(f"EXPLAIN {statement}\n-- {next(self._counter)}")

    def _refused(self, statement: str) -> str:
        try:
            self._explained(statement)
        except StatementFailed as error:
            return error.server
        return ""

    def _lock(self) -> str:
        """Return the lock on the file, as another connection finds it."""
        with closing(sqlite3.connect(self._path, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("SELECT 1 FROM sqlite_master").fetchall()
            except sqlite3.OperationalError:
                return "EXCLUSIVE"
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return "RESERVED"
            other.execute("ROLLBACK")
        return ""


def _work(program: Iterable[Row]) -> _Work:
    """Return what a program does: a walk begins at the first row, and has a step to the next.

    What fails at the first row never takes that.
    """
    roots: dict[int, int] = {}
    first: dict[int, int] = {}
    opened, walked, written = set(), set(), set()
    names, failing = set(), set()
    for row in program:
        operation, cursor, page, flags = str(row[1]), *(int(str(row[n] or 0)) for n in (2, 3, 6))
        address = int(str(row[0]))
        names.add(operation)
        if operation in _OPENS:
            roots[cursor] = 0 if flags & _REGISTER or row[4] else page
            opened.add(roots[cursor])
        elif operation in ("Rewind", "Last", "Sort"):
            first[cursor] = address
        elif operation == "Halt":
            failing |= {one for one, begun in first.items() if begun == address - 1}
        elif operation in ("Next", "Prev") and cursor in first and cursor not in failing:
            walked.add(roots.get(cursor, 0))
        elif operation == "Insert":
            written.add(roots.get(cursor, 0))
    rest = frozenset((0, 1))  # What is new, and the table of all objects.
    changes = "SetCookie" in names
    return _Work(
        frozenset(opened - rest),
        frozenset(walked - rest),
        frozenset(written & walked - rest),
        changes,
        changes and "VFilter" in names and not failing,
    )


def _gone(old: _Look, new: _Look) -> Iterator[str]:
    tables = {one.name for one in new.objects if one.kind in ("table", "view")}
    names = {(one.kind, one.name) for one in new.objects}
    for kind, name, table in sorted(old.of("view", "trigger")):
        if (kind, name) in names:
            continue
        if kind == "view":
            yield f"view {name}"
        elif table in tables:
            yield f"trigger {name} on {table}"


def _names(names: Iterable[str]) -> frozenset[Name]:
    return frozenset(map(Name, names))


def _quoted(name: object) -> str:
    return '"{}"'.format(str(name).replace('"', '""'))


def adopt_settings(source: Session, copy: Session) -> None:
    """Give the file of `copy` the settings of that of `source` which stay with a file."""
    for name in _ADOPTED:
        ((value,),) = source.query(f"PRAGMA {name}")
        if str(value) != "memory":
            copy.query(f"PRAGMA {name} = {value}")


@contextmanager
def spare_file(store: Store) -> Iterator[Store]:  # noqa: ARG001 - it is on no server
    """Give an empty database in a file, which a second connection can look at."""
    with TemporaryDirectory(prefix="goofer_", ignore_cleanup_errors=True) as folder:
        yield open_store(f"sqlite:///{Path(folder) / 'copy.db'}")
