"""What no longer works in a copy of a database: views, triggers and functions are tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from goofer_py.dialects.mysql.quoting import quote
from goofer_py.errors import StatementFailed
from goofer_py.stores.store import Session

_VIEWS = "SELECT table_name FROM information_schema.views WHERE table_schema = DATABASE()"
_TRIGGERS = """
SELECT trigger_name, event_object_table, event_manipulation, action_statement
FROM information_schema.triggers WHERE trigger_schema = DATABASE()
"""
_ROUTINES = """
SELECT r.routine_type, r.routine_name, r.routine_definition,
  (SELECT COUNT(*) FROM information_schema.parameters p
   WHERE p.specific_schema = r.routine_schema AND p.specific_name = r.specific_name
     AND p.routine_type = r.routine_type AND p.ordinal_position > 0)
FROM information_schema.routines r
WHERE r.routine_schema = DATABASE() AND r.routine_type IN ('FUNCTION', 'PROCEDURE')
"""
_KEYS = """
SELECT constraint_name, table_name FROM information_schema.table_constraints
WHERE constraint_schema = DATABASE() AND constraint_type = 'FOREIGN KEY'
"""
_DATABASES = "SELECT schema_name FROM information_schema.schemata WHERE schema_name <> DATABASE()"
_ON = " on "
_INVALID = 1356
_RAISED = 1644
_TOO_LONG = (3024, 1969)
_LIMITS = (("max_execution_time", "1000"), ("max_statement_time", "1"))
"""For functions that are called, on MySQL and on MariaDB."""


@dataclass(frozen=True, slots=True)
class Objects:
    """What a database holds beside tables, and what of it does not work, with the server's word.

    `triggers` and `keys` are by what they are called, with their tables.
    """

    views: frozenset[str]
    routines: frozenset[str]
    triggers: Mapping[str, str]
    keys: Mapping[str, str]
    broken: Mapping[str, str]

    def newly_broken(self, after: Objects) -> Iterator[tuple[str, str]]:
        """Yield what no longer works by then, whatever its table is called."""
        known = {what.partition(_ON)[0] for what in self.broken}
        yield from (one for one in after.broken.items() if one[0].partition(_ON)[0] not in known)

    def gone(self, after: Objects, tables: Collection[str]) -> Iterator[str]:
        """Yield what is not there any more by then, though its table is among `tables`."""
        yield from (f"view {name}" for name in sorted(self.views - after.views))
        yield from sorted(self.routines - after.routines)
        for old, new in ((self.triggers, after.triggers), (self.keys, after.keys)):
            yield from (name for name in old if name not in new and old[name] in tables)


class Elsewhere:
    """Tells what names another database of the server, which is no copy."""

    def __init__(self, session: Session) -> None:
        names = "|".join(re.escape(str(row[0])) for row in session.query(_DATABASES))
        pattern = rf"(?<![\w$])[`\"]?({names})[`\"]?(?:\s|/\*.*?\*/)*\."
        self._named = re.compile(pattern, re.IGNORECASE | re.DOTALL)

    def named(self, text: str) -> str:
        """Return the first other database that a text names; empty for none."""
        found = self._named.search(text)
        return found[1] if found else ""


class Trial:
    """A session beside the one that is watched, whose changes are undone."""

    def __init__(self, session: Session, elsewhere: Elsewhere) -> None:
        self._session = session
        self._elsewhere = elsewhere
        ((self._own,),) = session.query("SELECT DATABASE()")
        session.execute("SET foreign_key_checks = 0")

    def look(self) -> Objects:
        """Look at everything, and try it."""
        query = self._session.query
        views = [str(row[0]) for row in query(_VIEWS)]
        triggers = [tuple(map(str, row)) for row in query(_TRIGGERS)]
        routines = query(_ROUTINES)
        broken = {
            **dict(self._views(views)),
            **dict(self._triggers(triggers)),
            **dict(self._functions(routines)),
        }
        return Objects(
            frozenset(views),
            frozenset(f"{str(kind).lower()} {name}" for kind, name, *_ in routines),
            {f"trigger {name}{_ON}{table}": table for name, table, *_ in triggers},
            {f"foreign key {name} of {table}": str(table) for name, table in query(_KEYS)},
            broken,
        )

    def _views(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        for name in names:
            error = self._refusal(f"SELECT * FROM {quote(name)} LIMIT 0")
            if error is None:
                continue
            why = error.server
            if getattr(error, "number", None) == _INVALID:
                rows = self._session.query(f"CHECK TABLE {quote(name)}")
                why = next((str(row[3]) for row in rows if row[2] == "Error"), why)
            yield f"view {name}", self._said(why)

    def _triggers(self, triggers: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
        """Have them run on a row that is not kept; those of one event fail together."""
        tables: dict[str, dict[str, list[str]]] = {}
        reaching = {table for _, table, _, body in triggers if self._elsewhere.named(body)}
        for name, table, event, _ in triggers:
            if table not in reaching:
                tables.setdefault(table, {}).setdefault(event, []).append(name)
        for table, events in tables.items():
            with self._undone():
                for event, why in self._fired(table):
                    names = ", ".join(events.get(event, ()))
                    yield f"trigger {names}{_ON}{table}", self._said(why)

    def _fired(self, table: str) -> Iterator[tuple[str, str]]:
        """Yield the events at which something fails; without a row there are no others."""
        name = quote(table)
        columns = self._session.query(f"SHOW COLUMNS FROM {name}")
        own = next(quote(str(c[0])) for c in columns if "GENERATED" not in str(c[5]).upper())
        for event, statement in (
            ("INSERT", f"INSERT IGNORE INTO {name} () VALUES ()"),
            ("UPDATE", f"UPDATE IGNORE {name} SET {own} = {own}"),
            ("DELETE", f"DELETE FROM {name}"),
        ):
            error = self._refusal(statement)
            if error is not None and getattr(error, "number", None) != _RAISED:
                yield event, error.server

    def _functions(self, routines: Iterable[tuple[object, ...]]) -> Iterator[tuple[str, str]]:
        """Call the functions with NULLs; what they write is not kept."""
        for kind, name, body, count in routines:
            if kind != "FUNCTION" or self._elsewhere.named(str(body)):
                continue
            nulls = ", ".join(["NULL"] * int(str(count)))
            self._limit(dict(_LIMITS))
            with self._undone():
                error = self._refusal(f"SELECT {quote(str(name))}({nulls})")
            self._limit({setting: "DEFAULT" for setting, _ in _LIMITS})
            if error is not None and getattr(error, "number", None) not in _TOO_LONG:
                yield f"function {name}", self._said(error.server)

    def _limit(self, settings: Mapping[str, str]) -> None:
        """Set how long a statement may take, as far as the server has these settings."""
        for name, value in settings.items():
            with suppress(StatementFailed):
                self._session.execute(f"SET {name} = {value}")

    def _undone(self) -> _Undone:
        return _Undone(self._session.begin, self._session.rollback)

    def _refusal(self, statement: str) -> StatementFailed | None:
        try:
            self._session.execute(statement)
        except StatementFailed as error:
            return error
        return None

    def _said(self, words: str) -> str:
        """Return the server's word without the name of the copy."""
        return re.sub(rf"`?{self._own}`?\.", "", words)


@dataclass(frozen=True, slots=True)
class _Undone:
    begin: Callable[[], None]
    rollback: Callable[[], None]

    def __enter__(self) -> None:
        self.begin()

    def __exit__(self, *_: object) -> None:
        self.rollback()
