"""What is known of statements: what changes the schema, and what may run again without harm."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

_HIDDEN = re.compile(
    r"""(?P<name>"(?:[^"]|"")*")|'(?:[^']|'')*'|\$\$.*?\$\$|(?:--|//)[^\n]*|/\*.*?\*/
      |\b(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
_NAME = r'(?:\w+|"(?:[^"]|"")*")'
_DDL = re.compile(
    r"(?P<verb>CREATE|ALTER|DROP)\s+(?P<replace>OR\s+REPLACE\s+)?(?:CUSTOM\s+)?"
    r"(?P<what>TABLE|COLUMNFAMILY|TYPE|MATERIALIZED\s+VIEW|INDEX|FUNCTION|AGGREGATE|KEYSPACE"
    r"|SCHEMA|TRIGGER)\b"
    rf"(?P<guard>\s+IF\s+(?:NOT\s+)?EXISTS\b)?(?:\s+(?!ON\b)(?:(?P<space>{_NAME})\s*\.\s*)?"
    rf"(?P<name>{_NAME}))?",
    re.IGNORECASE,
)
_ON = re.compile(rf"\bON\s+(?:(?P<space>{_NAME})\s*\.\s*)?(?P<name>{_NAME})", re.IGNORECASE)
_AGAIN = re.compile(
    r"(?:INSERT|UPDATE|DELETE|TRUNCATE|GRANT|REVOKE|SELECT|LIST|BEGIN)\b", re.IGNORECASE
)
_NOT_TWICE = re.compile(
    # A counter or a list grows, time goes on, and a condition may hold once only.
    r"(?:=\s*\w+|[\"\]])\s*[+-](?!\s*=?\s*\{)|[+-]=(?!\s*\{)|\bIF\b|\bBEGIN\s+COUNTER\b"
    r"|\bBEGIN\s+TRANSACTION\b|\b(?:now|uuid|current\w+|current_\w+)\s*\(",
    re.IGNORECASE,
)
_DELETES_BY_PLACE = re.compile(r"\bDELETE\s+[^;]*?\[[^;]*?\bFROM\b", re.IGNORECASE)

_LOOKS: dict[str, tuple[tuple[str, str], ...]] = {
    "TABLE": (("tables", "table_name"), ("columns", "table_name")),
    "TYPE": (("types", "type_name"),),
    "MATERIALIZED VIEW": (("views", "view_name"), ("columns", "table_name")),
    "INDEX": (("indexes", ""),),
    "FUNCTION": (("functions", "function_name"),),
    "AGGREGATE": (("aggregates", "aggregate_name"),),
    "TRIGGER": (("triggers", ""),),
    "KEYSPACE": (("keyspaces", ""),),
}
"""The tables of the server's schema that tell of each kind of thing, and the column of its name."""
_SAME = {"COLUMNFAMILY": "TABLE", "SCHEMA": "KEYSPACE"}

_ABSENT = ":-"
"""Ends the trace of what is not there."""

Ask = Callable[[str, Sequence[object]], Sequence[Any]]
"""Runs a query with its parameters, and returns the rows."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A statement that changes the schema: what it is about, without quotes."""

    verb: str
    what: str
    guarded: bool
    """It says IF EXISTS, IF NOT EXISTS or OR REPLACE."""
    keyspace: str | None
    name: str | None
    table: str | None
    """The table of an index."""


def plain(text: str) -> str:
    """Return a statement without its comments, and with nothing inside of its quotes."""
    return _HIDDEN.sub(_emptied, text).strip()


def _emptied(found: re.Match[str]) -> str:
    if found["name"]:
        return found[0]
    return "''" if found["uuid"] or found[0][0] in "'$" else " "


def definition(text: str) -> Definition | None:
    """Return what a statement changes about the schema; None when it does not."""
    bare = plain(text)
    found = _DDL.match(bare)
    if found is None:
        return None
    what = " ".join(found["what"].upper().split())
    space, name = found["space"], found["name"]
    table = None
    if what in ("INDEX", "TRIGGER") and (on := _ON.search(bare, found.end("what"))):
        space, table = on["space"], on["name"]
    return Definition(
        found["verb"].upper(),
        _SAME.get(what, what),
        (found["guard"] or found["replace"]) is not None,
        _folded(space),
        _folded(name),
        _folded(table),
    )


def _folded(name: str | None) -> str | None:
    """Return a name as the server keeps it."""
    if name is None:
        return None
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()


def repeats(text: str) -> bool:
    """Say whether a statement may run twice without harm."""
    if (about := definition(text)) is not None:
        return about.guarded
    bare = plain(text)
    if _NOT_TWICE.search(bare) or _DELETES_BY_PLACE.search(bare):
        return False
    return _AGAIN.match(bare) is not None


def trace_of(ask: Ask, text: str, keyspace: str) -> str | None:
    """Return nothing of what may run again, or what it changes as it stands; None: not known."""
    if repeats(text):
        return ""
    about = definition(text)
    if about is None:
        return None
    space = about.keyspace or keyspace
    if about.what == "KEYSPACE":
        space = about.name or keyspace
    seen = [
        sorted(map(repr, _rows(ask, table, column, space, about.name)))
        for table, column in _LOOKS[about.what]
    ]
    there = sha256(repr(seen).encode()).hexdigest()[:16] if any(seen) else _ABSENT[1:]
    return f"{about.what.lower()}:{there}"


def is_done(text: str, before: str, now: str | None) -> bool:
    """Say whether what a statement makes has come since, or what it drops has gone."""
    about = definition(text)
    if about is None or about.name is None or now is None:
        return False
    was, is_ = before.endswith(_ABSENT), now.endswith(_ABSENT)
    return {"CREATE": was and not is_, "DROP": is_ and not was}.get(about.verb, False)


def _rows(
    ask: Ask, table: str, column: str, keyspace: str, name: str | None
) -> Sequence[Sequence[Any]]:
    where, values = "keyspace_name = %s", [keyspace]
    if column and name is not None:
        where, values = f"{where} AND {column} = %s", [keyspace, name]
    rows = ask(f"SELECT * FROM system_schema.{table} WHERE {where}", values)
    # The name of an index follows that of its table.
    return (
        rows
        if column or name is None or table == "keyspaces"
        else [row for row in rows if row[2] == name]
    )
