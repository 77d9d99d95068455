"""What the rules of hazards ask of a live database: tables, their users, and settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from goofer_py.errors import StatementFailed
from goofer_py.hazards.facts import NOBODY, Open, Size
from goofer_py.introspect.mysql.held import mysql_open
from goofer_py.introspect.mysql.sizes import mysql_row_versions, mysql_sizes
from goofer_py.introspect.postgresql.held import postgresql_open
from goofer_py.introspect.postgresql.sizes import postgresql_sizes
from goofer_py.introspect.sqlite.broken import sqlite_broken
from goofer_py.introspect.sqlite.sizes import sqlite_sizes
from goofer_py.schema import Name
from goofer_py.stores.store import Session
from goofer_py.stores.vitals import Unseen

_SIZES: Mapping[str, Callable[[Session, int], Mapping[Name, Size]]] = {
    "mysql": mysql_sizes,
    "postgresql": postgresql_sizes,
    "sqlite": sqlite_sizes,
}
_OPEN: Mapping[str, Callable[[Session], Open]] = {
    "mysql": mysql_open,
    "postgresql": postgresql_open,
}
_VERSIONS: Mapping[str, Callable[[Session], Mapping[Name, int]]] = {"mysql": mysql_row_versions}
_BROKEN: Mapping[str, Callable[[Session], Mapping[str, str]]] = {"sqlite": sqlite_broken}
_SETTINGS = {
    "mysql": {
        "sql_mode": "SELECT @@sql_mode",
        "time_zone": "SELECT @@time_zone",
        "charset": "SELECT @@character_set_database",
    },
    "postgresql": {"time_zone": "SHOW TimeZone", "search_path": "SHOW search_path"},
    "sqlite": {"foreign_keys": "PRAGMA foreign_keys"},
}


@dataclass(frozen=True, slots=True)
class Live:
    """The sizes of the tables, and the settings that decide what statements do.

    `open` are the transactions of others that are open, `broken` the views that cannot be read,
    and `row_versions` how many the rows of a table have. `free` are the bytes that the disk has
    left, and `behind` the seconds by which replicas are late, as far as the server shows them.
    """

    sizes: Mapping[Name, Size] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    open: Open = NOBODY
    broken: Mapping[str, str] = field(default_factory=dict)
    row_versions: Mapping[Name, int] = field(default_factory=dict)
    free: int | None = None
    behind: tuple[float, ...] = ()


def look(session: Session, small_rows: int) -> Live:
    """Look at a database, at a cost that does not grow with its rows."""
    name = session.dialect.name
    found = {what: session.query(sql) for what, sql in _SETTINGS[name].items()}
    settings = {what: str(rows[0][0]) for what, rows in found.items() if rows}
    others = _OPEN[name](session) if name in _OPEN else NOBODY
    broken = _BROKEN[name](session) if name in _BROKEN else {}
    versions = _VERSIONS[name](session) if name in _VERSIONS else {}
    return Live(
        _SIZES[name](session, small_rows),
        settings,
        others,
        broken,
        versions,
        _free(session),
        tuple(_behind(session)),
    )


def _free(session: Session) -> int | None:
    with suppress(Unseen, StatementFailed):
        return session.vitals.room().free
    return None


def _behind(session: Session) -> Iterator[float]:
    with suppress(Unseen, StatementFailed):
        yield from (one.seconds for one in session.vitals.replicas() if one.seconds is not None)
