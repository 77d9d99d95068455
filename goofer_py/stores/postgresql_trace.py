"""What PostgreSQL's statements that no transaction holds leave behind when they are ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Protocol

from goofer_py.stores.store import Row

_PART = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_NAME = rf"{_PART}(?:\s*\.\s*{_PART})?"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace(" ", r"\s+"), re.IGNORECASE | re.DOTALL)


_CREATE_INDEX = _pattern(
    r"CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?"
    rf"(?:(?!ON\b){_PART} )?ON (?:ONLY )?(?P<name>{_NAME})"
)
_DROP_INDEX = _pattern(rf"DROP INDEX CONCURRENTLY (?:IF EXISTS )?(?P<name>{_NAME})")
_REINDEX = _pattern(
    r"REINDEX (?:\([^)]*\) )?(?P<kind>TABLE|INDEX|SCHEMA|DATABASE|SYSTEM)(?: CONCURRENTLY)?"
    rf"(?: (?P<name>{_NAME}))?"
)
_DETACH = _pattern(
    rf"(?P<table>ALTER TABLE (?:IF EXISTS )?(?:ONLY )?{_NAME} DETACH PARTITION (?P<name>{_NAME}))"
    r" CONCURRENTLY\s*$"
)
_GLOBAL = _pattern(
    r"(?:CREATE|DROP) (?P<kind>DATABASE|TABLESPACE|SUBSCRIPTION) (?:IF EXISTS )?"
    rf"(?P<name>{_PART})"
)
_PREPARED = _pattern(r"(?:COMMIT|ROLLBACK) PREPARED '(?P<name>(?:[^']|'')*)'")
_AGAIN = _pattern(
    r"(?:VACUUM|ANALYZE|CLUSTER|DISCARD|SET|RESET|SHOW|BEGIN|START|COMMIT|END|ROLLBACK|ABORT"
    r"|SAVEPOINT|RELEASE|LOCK|DECLARE"
    r"|ALTER (?:SYSTEM|DATABASE|SUBSCRIPTION))\b"
)
_CATALOGS = {
    "DATABASE": ("pg_database", "datname"),
    "TABLESPACE": ("pg_tablespace", "spcname"),
    "SUBSCRIPTION": ("pg_subscription", "subname"),
}
_INDEXES = "SELECT indexrelid FROM pg_catalog.pg_index WHERE indrelid = to_regclass(?) ORDER BY 1"
_INVALID = (
    "SELECT i.indexrelid, quote_ident(n.nspname) || '.' || quote_ident(c.relname)"
    " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE NOT i.indisvalid AND c.relkind = 'i' AND NOT EXISTS (SELECT 1 FROM"
    " pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)"
)
# What is built beside an index, and for the values too long for a row, belongs to its table.
_OF_TABLE = (
    " AND i.indrelid IN (SELECT unnest(ARRAY[t.oid, t.reltoastrelid]) FROM pg_catalog.pg_class t"
    " WHERE t.oid = {table})"
)
_SCOPES = {
    "INDEX": _OF_TABLE.format(
        table="(SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid = to_regclass(?))"
    ),
    "TABLE": _OF_TABLE.format(table="to_regclass(?)"),
    "SCHEMA": " AND n.oid = to_regnamespace(?)",
}
_BESIDE = " AND c.relname ~ '_cc(new|old)[0-9]*$'"
_INHERITS = "SELECT {} FROM pg_catalog.pg_inherits WHERE inhrelid = to_regclass(?)"
# Only from version 14 on there is a way to detach that can be left in the middle.
_PENDING = _INHERITS.format("inhdetachpending")


class Runs(Protocol):
    """A session, as far as it matters here."""

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return its rows."""

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement."""


def traced(session: Runs, statement: str) -> str | None:
    """Return what is there that `statement` would change; None when that cannot be seen.

    Empty for what is the same when it runs again.
    """
    if _AGAIN.match(statement) and not _PREPARED.match(statement):
        return ""
    for pattern, look in _LOOKS:
        if found := pattern.match(statement):
            return f"{_short(statement)}:{look(session, found)}"
    return None


def mended(session: Runs, statement: str, trace: str) -> bool:
    """Bring to an end, or undo, what was left of `statement`; says whether all of it is done now.

    `trace` is how things stood before it. Indexes that are not valid and were not there before
    are dropped; a partition that was about to be detached is.
    """
    seal, _, before = trace.partition(":")
    if seal != _short(statement):
        return False
    if found := _DETACH.match(statement):
        if _attached(session, found) != "pending":
            return False
        session.execute(f"{found['table']} FINALIZE")
        return True
    for name in _leftovers(session, statement, before.split(",")):
        session.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    return False


def _leftovers(session: Runs, statement: str, before: Sequence[str]) -> list[str]:
    if found := _CREATE_INDEX.match(statement):
        rows = session.query(f"{_INVALID} AND i.indrelid = to_regclass(?)", [found["name"]])
    elif found := _REINDEX.match(statement):
        rows = _beside(session, found)
    else:
        rows = []
    return [name for oid, name in rows if str(oid) not in before]


def _beside(session: Runs, found: re.Match[str]) -> list[Row]:
    """Return the indexes that a REINDEX of that extent had begun to make, or to replace."""
    scope = _SCOPES.get(found["kind"].upper(), "")
    parameters = [found["name"]] if scope else []
    return session.query(f"{_INVALID}{_BESIDE}{scope}", parameters)


def _indexes(session: Runs, found: re.Match[str]) -> str:
    return ",".join(str(oid) for (oid,) in session.query(_INDEXES, [found["name"]]))


def _oid(session: Runs, found: re.Match[str]) -> str:
    return str(session.query("SELECT to_regclass(?)::oid", [found["name"]])[0][0])


def _attached(session: Runs, found: re.Match[str]) -> str:
    rows = session.query(_PENDING, [found["name"]])
    return "absent" if not rows else "pending" if rows[0][0] else "attached"


def _global(session: Runs, found: re.Match[str]) -> str:
    catalog, column = _CATALOGS[found["kind"].upper()]
    name = found["name"]
    plain = name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()
    rows = session.query(f"SELECT oid FROM pg_catalog.{catalog} WHERE {column} = ?", [plain])
    return str(rows[0][0]) if rows else "absent"


def _prepared(session: Runs, found: re.Match[str]) -> str:
    name = found["name"].replace("''", "'")
    rows = session.query("SELECT 1 FROM pg_catalog.pg_prepared_xacts WHERE gid = ?", [name])
    return "there" if rows else "absent"


def _rebuilt(session: Runs, found: re.Match[str]) -> str:
    # It is run again in any case: what is looked at is nothing that it leaves changed.
    return ",".join(str(oid) for oid, _ in _beside(session, found))


_LOOKS: tuple[tuple[re.Pattern[str], Callable[[Runs, re.Match[str]], str]], ...] = (
    (_CREATE_INDEX, _indexes),
    (_DROP_INDEX, _oid),
    (_REINDEX, _rebuilt),
    (_DETACH, _attached),
    (_GLOBAL, _global),
    (_PREPARED, _prepared),
)


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:20]
