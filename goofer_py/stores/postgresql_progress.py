"""How far sessions of PostgreSQL are, by its pg_stat_progress views."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from goofer_py.events import Blocker
from goofer_py.stores.progress import Look, Part
from goofer_py.stores.vitals import shown

if TYPE_CHECKING:
    from goofer_py.stores.store import Row, Session

# Behind a pooler the number may be that of anybody's process, or of none.
_ACTIVITY = (
    "SELECT coalesce(a.wait_event_type = 'Lock', false), current_setting('block_size')::bigint,"
    " current_setting('server_version_num')::int, left(a.query, 300)"
    " FROM pg_catalog.pg_stat_activity a WHERE a.pid = ? AND a.state = 'active'"
    " AND a.datname = current_database() AND a.usename = session_user"
)
# Each gives: what, on, phase, and done and total of transactions, blocks, rows and bytes.
_INDEX = (
    "SELECT command, coalesce(c.relname || ' on ', '') || p.relid::regclass, phase,"
    " lockers_done, lockers_total, blocks_done, blocks_total, tuples_done, tuples_total,"
    " 0::bigint, 0::bigint FROM pg_catalog.pg_stat_progress_create_index p"
    " LEFT JOIN pg_catalog.pg_class c ON c.oid = p.index_relid WHERE p.pid = ?"
)
_CLUSTER = (
    "SELECT command, relid::regclass::text, phase, 0, 0, heap_blks_scanned, heap_blks_total,"
    " CASE phase WHEN 'writing new heap' THEN heap_tuples_written ELSE heap_tuples_scanned END,"
    " CASE phase WHEN 'writing new heap' THEN heap_tuples_scanned ELSE 0 END, 0, 0"
    " FROM pg_catalog.pg_stat_progress_cluster WHERE pid = ?"
)
_VACUUM = (
    "SELECT 'VACUUM', relid::regclass::text, phase, 0, 0,"
    " CASE phase WHEN 'vacuuming heap' THEN heap_blks_vacuumed ELSE heap_blks_scanned END,"
    " heap_blks_total, 0, 0, 0, 0 FROM pg_catalog.pg_stat_progress_vacuum WHERE pid = ?"
)
_ANALYZE = (
    "SELECT 'ANALYZE', relid::regclass::text, phase, 0, 0, sample_blks_scanned,"
    " sample_blks_total, 0, 0, 0, 0 FROM pg_catalog.pg_stat_progress_analyze WHERE pid = ?"
)
_COPY = (
    "SELECT command, CASE WHEN relid = 0 THEN '' ELSE relid::regclass::text END, '', 0, 0, 0, 0,"
    " tuples_processed, 0, bytes_processed, bytes_total"
    " FROM pg_catalog.pg_stat_progress_copy WHERE pid = ?"
)
_COPY_SINCE = 140000
_LOCK = (
    "SELECT coalesce(l.relation::regclass::text, l.locktype) || ' (' || l.mode || ')'"
    " FROM pg_catalog.pg_locks l WHERE l.pid = ? AND NOT l.granted LIMIT 1"
)
# A transaction that is prepared and waits for its end has the number 0. Of sessions of roles that
# this one may not look at there is no state, and no statement.
_BLOCKERS = (
    "SELECT DISTINCT p, b.usename, CASE WHEN b.state IS NOT NULL THEN left(b.query, 300) END,"
    " b.state LIKE 'idle%', b.xact_start"
    " FROM unnest(pg_blocking_pids(?)) p"
    " LEFT JOIN pg_catalog.pg_stat_activity b ON b.pid = p ORDER BY p"
)
_UNCOUNTED = (
    "vacuuming indexes",
    "cleaning up indexes",
    "truncating heap",
    "performing final cleanup",
    "swapping relation files",
    "rebuilding index",
    "initializing",
)
"""The phases in which the counters are those of another one."""
_OF_ROWS = ("tuples", "writing new heap", "index scanning heap")


class PostgreSQLProgress:
    """What the server shows of the sessions of the same role."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def process(self) -> int | None:
        """Return the process that the server named when it was connected to."""
        with suppress(Exception):  # A connection that is gone has none.
            return int(self._session.connection.info.backend_pid)
        return None

    def look(self, process: int) -> Look | None:
        """Return what a process does, and whom it waits for."""
        found = self._session.query(_ACTIVITY, [process])
        if not found:
            return None
        ((waits, block, version, query),) = found
        part = self._part(process, block, version) or self._statement(query)
        return self._blocked(process, part) if waits else Look(part)

    def running(self) -> str:
        """Return nothing: the server is asked."""
        return ""

    def _part(self, process: int, block: int, version: int) -> Part | None:
        views = [_INDEX, _CLUSTER, _VACUUM, _ANALYZE, *([_COPY] if version >= _COPY_SINCE else [])]
        rows = self._session.query(" UNION ALL ".join(views), [process] * len(views))
        return part_of(rows[0], block) if rows else None

    def _statement(self, query: str) -> Part | None:
        """Return a statement that is alone; of several, nobody knows which one runs."""
        statement = self._session.hide(shown(query)).rstrip("; ")
        return None if ";" in statement else Part(statement)

    def _blocked(self, process: int, part: Part | None) -> Look:
        locks = self._session.query(_LOCK, [process])
        rows = self._session.query(_BLOCKERS, [process])
        lock = str(locks[0][0]) if locks else "a lock"
        hide = self._session.hide
        return Look(part, lock, tuple(_blocker(row, hide(shown(row[2]))) for row in rows))


def part_of(row: Row, block: int) -> Part:
    """Return what a row of one of the views says, where a block has so many bytes."""
    what, on, phase, *counted = row
    # Nobody else can see yet what this transaction made: it has a number alone.
    on = "" if on.isdigit() else on
    numbers = [int(one or 0) for one in counted]
    transactions, blocks, rows, size = (
        _counted(*numbers[place : place + 2]) for place in range(0, 8, 2)
    )
    in_bytes = size if any(size) else (blocks[0] * block, blocks[1] * block)
    if phase in _UNCOUNTED:
        return Part(what, on, phase)
    if phase.startswith("waiting for"):
        return Part(what, on, phase, *transactions, "transactions")
    if any(word in phase for word in _OF_ROWS) or not any(in_bytes):
        return Part(what, on, phase, *rows, "rows")
    return Part(what, on, phase, *in_bytes, "bytes")


def _counted(done: int, total: int) -> tuple[int, int]:
    """Return how much is done, of how much: what was guessed before may have been too little."""
    return done, max(done, total) if total else 0


def _blocker(row: Any, query: str) -> Blocker:
    process, user, _, idle, since = row
    name = user or ("a prepared transaction" if process == 0 else "the server")
    return Blocker(process, name, query, bool(idle), since)
