"""A copy of a MySQL or MariaDB database, which the servers have no statement for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from goofer_py.errors import StatementFailed
from goofer_py.stores.mysql_session import MySQLSession

_TABLES = (
    "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = ?"
    " ORDER BY table_name"
)
_COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND table_name = ?"
    " AND COALESCE(generation_expression, '') = '' ORDER BY ordinal_position"
)
_TRIGGERS = (
    "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = ?"
    " ORDER BY event_object_table, action_timing, event_manipulation, action_order"
)
_ROUTINES = (
    "SELECT routine_type, routine_name FROM information_schema.routines WHERE routine_schema = ?"
    " AND routine_type IN ('FUNCTION', 'PROCEDURE') ORDER BY 1, 2"
)
_EVENTS = "SELECT event_name FROM information_schema.events WHERE event_schema = ?"
# A zero in a counting column is a zero, and whatever is in the rows is right.
_MODE = "NO_AUTO_VALUE_ON_ZERO"


class _Made(NamedTuple):
    """A statement that makes an object, and the sql_mode it was written in."""

    text: str
    mode: str = _MODE


def copy_mysql_database(session: MySQLSession, original: str, copy: str) -> None:
    """Make everything that `original` holds in `copy`, which is there and empty; rows too."""
    session.execute(f"USE {session.quoted(original)}")
    session.execute("SET sql_mode = ?", [_MODE])
    tables = session.query(_TABLES, [original])
    names = [name for name, kind in tables if kind in ("BASE TABLE", "SYSTEM VERSIONED")]
    sequences = [name for name, kind in tables if kind == "SEQUENCE"]
    bases = [_Made(_shown(session, "TABLE", name)[1]) for name in names]
    counters = [_Made(_shown(session, "SEQUENCE", name)[1]) for name in sequences]
    views = [_Made(_shown(session, "VIEW", name)[1]) for name, kind in tables if kind == "VIEW"]
    code = list(_code(session, original))
    session.execute(f"USE {session.quoted(copy)}")
    session.execute("SET foreign_key_checks = 0, unique_checks = 0")
    for made in (*counters, *bases):
        _make(session, made)
    for name in names:
        _rows(session, original, name)
    _in_some_order(views, lambda made: _make(session, made))
    for made in code:
        _make(session, made)


def _code(session: MySQLSession, original: str) -> Iterator[_Made]:
    for kind, name in session.query(_ROUTINES, [original]):
        _, mode, text, *_ = _shown(session, kind, name)
        yield _Made(text, mode)
    for (name,) in session.query(_TRIGGERS, [original]):
        _, mode, text, *_ = _shown(session, "TRIGGER", name)
        yield _Made(text, mode)
    for (name,) in session.query(_EVENTS, [original]):
        _, mode, _, text, *_ = _shown(session, "EVENT", name)
        yield _Made(text, mode)


def _shown(session: MySQLSession, kind: str, name: str) -> tuple[str, ...]:
    return session.query(f"SHOW CREATE {kind} {_quoted(name)}")[0]


def _make(session: MySQLSession, made: _Made) -> None:
    session.execute("SET sql_mode = ?", [made.mode])
    session.execute(made.text)


def _rows(session: MySQLSession, original: str, table: str) -> None:
    columns = ", ".join(_quoted(name) for (name,) in session.query(_COLUMNS, [original, table]))
    session.execute(
        f"INSERT INTO {_quoted(table)} ({columns})"
        f" SELECT {columns} FROM {_quoted(original)}.{_quoted(table)}"
    )


def _in_some_order(left: list[_Made], make: Callable[[_Made], None]) -> None:
    """Make views that may need each other; raises StatementFailed when none can be made."""
    while left:
        failed: list[tuple[_Made, StatementFailed]] = []
        for made in left:
            try:
                make(made)
            except StatementFailed as error:
                failed.append((made, error))
        if len(failed) == len(left):
            raise failed[0][1]
        left = [made for made, _ in failed]


def _quoted(name: str) -> str:
    return "`{}`".format(name.replace("`", "``"))
