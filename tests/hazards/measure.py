"""What a statement really locks and writes on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from goofer_py.hazards.rule import Duration

LOCKS = (
    "ACCESS SHARE",
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
)
"""From the weakest to the strongest."""

_TABLES = """
SELECT oid, relname, relfilenode, relkind, pg_stat_get_xact_numscans(oid) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm', 'v', 'i', 'I', 'S')
"""
_HELD = """
SELECT relation, mode FROM pg_locks
WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or index at one moment; `scans` counts those of this transaction."""

    name: str
    file: int
    kind: str
    scans: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What one statement did: the strongest lock and the cost by the table's name."""

    locks: dict[str, str] = field(default_factory=dict)
    rewritten: frozenset[str] = frozenset()
    scanned: frozenset[str] = frozenset()
    built: frozenset[str] = frozenset()

    def duration(self, table: str) -> Duration:
        """Return what was done to a table while its lock was held."""
        if table in self.rewritten:
            return Duration.REWRITE
        if self.built:
            return Duration.BUILD
        return Duration.SCAN if table in self.scanned else Duration.INSTANT


@contextmanager
def emptied(url: str) -> Iterator[psycopg.Connection]:
    """Give a connection in autocommit to a database without anything in it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        yield connection


def measure(connection: psycopg.Connection, before: list[str], statement: str) -> Measured:
    """Run `before` and the statement in one transaction, which is rolled back."""
    with connection.transaction(force_rollback=True):
        for one in before:
            connection.execute(one)
        old = _relations(connection)
        connection.execute(statement)
        held = connection.execute(_HELD).fetchall()
        new = _relations(connection)
    return _compared(old, new, held)


def _relations(connection: psycopg.Connection) -> dict[int, Relation]:
    rows = connection.execute(_TABLES).fetchall()
    return {oid: Relation(name, file, kind, scans) for oid, name, file, kind, scans in rows}


def _compared(
    old: dict[int, Relation], new: dict[int, Relation], held: list[tuple[int, str]]
) -> Measured:
    locks: dict[str, str] = {}
    for oid, mode in held:
        if (relation := old.get(oid)) is not None:
            lock = _spelled(mode)
            known = locks.get(relation.name)
            stronger = known is None or LOCKS.index(lock) > LOCKS.index(known)
            locks[relation.name] = lock if stronger else known or lock
    both = [(old[oid], new[oid]) for oid in old.keys() & new.keys()]
    tables = [pair for pair in both if pair[0].kind in "rpm"]
    indexes = [one for oid, one in new.items() if one.kind == "i" and _is_built(old.get(oid), one)]
    return Measured(
        locks,
        frozenset(a.name for a, b in tables if a.file != b.file),
        frozenset(a.name for a, b in tables if a.scans != b.scans),
        frozenset(one.name for one in indexes),
    )


def _is_built(before: Relation | None, now: Relation) -> bool:
    return before is None or before.file != now.file


def _spelled(mode: str) -> str:
    words = mode.removesuffix("Lock")
    return "".join(f" {c}" if c.isupper() else c for c in words).strip().upper()
