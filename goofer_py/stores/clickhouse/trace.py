"""What shows whether a statement ran that was cut off."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from goofer_py.stores.clickhouse.quoting import text

_SPELLED = r"trim(BOTH ' ()' FROM replaceRegexpAll(command, '\\s+', ' '))"
Ask = Callable[[str], Sequence[Sequence[Any]]]

_NAME = r"(?:`(?:[^`\\]|``|\\.)*`|\"(?:[^\"\\]|\"\"|\\.)*\"|\w+)"
_PLACE = rf"({_NAME})(?:\s*\.\s*({_NAME}))?"
_RELATION = r"(?:TABLE|MATERIALIZED\s+VIEW|LIVE\s+VIEW|WINDOW\s+VIEW|VIEW|DICTIONARY)"
# A table that is filled as it is made is there before its rows are.
_FILLS = re.compile(
    r"(?:CREATE|ATTACH)\s+(?!OR\b)(?:TEMPORARY\s+)?TABLE\b.*\b"
    r"(?:AS\s*(?:\(\s*)*(?:SELECT|WITH)|CLONE\s+AS)\b"
    r"|(?:CREATE|ATTACH)\s+(?:OR\s+REPLACE\s+)?MATERIALIZED\s+VIEW\b.*\bPOPULATE\b"
    r"|WITH\b.*\bINSERT\s+INTO\b",
    re.IGNORECASE | re.DOTALL,
)
_HARMLESS = re.compile(
    r"(?:SELECT|WITH|SHOW|EXPLAIN|DESCRIBE|DESC|EXISTS|CHECK|SET|USE|OPTIMIZE|TRUNCATE|SYSTEM|GRANT"
    r"|REVOKE|KILL|CREATE\s+OR\s+REPLACE|REPLACE|DELETE\s+FROM)\b"
    r"|(?:CREATE|ATTACH)\s+[\w\s]*?\bIF\s+NOT\s+EXISTS\b"
    r"|(?:DROP|DETACH)\s+[\w\s]*?\bIF\s+EXISTS\b",
    re.IGNORECASE,
)
_ONE = re.compile(rf"(?:CREATE|ATTACH|DROP|DETACH|UNDROP)\s+{_RELATION}\s+{_PLACE}", re.IGNORECASE)
_DATABASE = re.compile(rf"(?:CREATE|DROP)\s+DATABASE\s+({_NAME})", re.IGNORECASE)
_MOVE = re.compile(
    rf"(?:RENAME|EXCHANGE)\s+(?:TABLES?|DICTIONAR(?:Y|IES))\s+{_PLACE}\s+(?:TO|AND)\s+{_PLACE}"
    r"\s*(?:ON\s+CLUSTER\s+\S+\s*)?$",
    re.IGNORECASE,
)
_ALTER = re.compile(rf"ALTER\s+TABLE\s+{_PLACE}(?:\s+ON\s+CLUSTER\s+\S+)?\s+\(?\s*", re.IGNORECASE)
_MUTATES = re.compile(r"UPDATE\b", re.IGNORECASE)
_MUTATES_TOO = re.compile(r",\s*\(?\s*(?:UPDATE|DELETE|MATERIALIZE)\b", re.IGNORECASE)
_CHANGES_TOO = re.compile(
    r",\s*\(?\s*(?:ADD|DROP|CLEAR|MODIFY|RENAME|COMMENT|RESET|DELETE|MATERIALIZE)\b", re.IGNORECASE
)
_REPEATABLE = re.compile(
    r"(?:DELETE|MATERIALIZE|MODIFY|COMMENT|RESET|(?:ADD|CLEAR)\s+\w+\s+IF\s+(?:NOT\s+)?EXISTS"
    r"|DROP\s+\w+\s+IF\s+EXISTS)\b[^,]*$",
    re.IGNORECASE,
)
_MOVES_ROWS = re.compile(r"\b(?:PARTITION|PART|FREEZE|FETCH)\b", re.IGNORECASE)


def trace_of(ask: Ask, statement: str) -> str | None:
    """Return nothing of what may run again without harm, or what shows whether it ran.

    That is a text which is another one once it ran; None where nobody can tell.
    """
    statement = statement.lstrip()
    if _FILLS.match(statement):
        return None
    if _HARMLESS.match(statement):
        return ""
    if found := _MOVE.match(statement) or _ONE.match(statement):
        return _tables(ask, found.groups())
    if found := _DATABASE.match(statement):
        return f"database:{len(ask(_databases(found[1])))}"
    if found := _ALTER.match(statement):
        return _altered(ask, statement, found)
    return None


def table_of(statement: str) -> tuple[str, str] | None:
    """Return database (or nothing) and name of the table that a statement alters."""
    found = _ALTER.match(statement.lstrip())
    return None if found is None else _place(found[1], found[2])


def _altered(ask: Ask, statement: str, found: re.Match[str]) -> str | None:
    change = statement[found.end() :]
    if _REPEATABLE.match(change):
        return ""
    if _MOVES_ROWS.search(change):
        return None
    if _MUTATES.match(change):
        if _CHANGES_TOO.search(change):
            return None
        return f"mutations:{newest_mutation(ask, statement)}"
    if _MUTATES_TOO.search(change):
        return None
    return _tables(ask, found.groups())


def _tables(ask: Ask, names: Sequence[str | None]) -> str:
    """Return what tells the tables of these names from what they were."""
    places = (_place(str(names[at]), names[at + 1]) for at in range(0, len(names), 2))
    wanted = " OR ".join(f"({_where(*place)})" for place in places)
    rows = ask(
        "SELECT database, name, toString(uuid), create_table_query FROM system.tables"
        f" WHERE {wanted} ORDER BY database, name"
    )
    return f"tables:{sha256(repr([list(row) for row in rows]).encode()).hexdigest()[:32]}"


def newest_mutation(ask: Ask, statement: str) -> str:
    """Return the last mutation of its table in the very way of a statement; nothing without one.

    Servers forget old ones, and those that were killed.
    """
    found = _ALTER.match(statement)
    if found is None:
        return ""
    ((spelled,),) = ask(f"SELECT formatQuerySingleLine({text(statement)})")
    rows = ask(
        "SELECT max((create_time, length(mutation_id), mutation_id)).3 FROM system.mutations"
        f" WHERE {_where(*_place(found[1], found[2]), column='table')}"
        f" AND position({text(' '.join(spelled.split()))}, {_SPELLED}) > 0"
    )
    return str(rows[0][0])


def _where(database: str, name: str, column: str = "name") -> str:
    place = text(database) if database else "currentDatabase()"
    return f"database = {place} AND {column} = {text(name)}"


def _databases(name: str) -> str:
    return f"SELECT 1 FROM system.databases WHERE name = {text(_plain(name))}"


def _place(first: str, second: str | None) -> tuple[str, str]:
    return ("", _plain(first)) if second is None else (_plain(first), _plain(second))


def _plain(name: str) -> str:
    if name[0] not in '`"':
        return name
    return re.sub(r"\\(.)", r"\1", name[1:-1].replace(name[0] * 2, name[0]))
