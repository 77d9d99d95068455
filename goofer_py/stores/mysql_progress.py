"""How far sessions of MySQL and MariaDB are, by the stages of their statements."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from goofer_py.errors import StatementFailed
from goofer_py.events import Blocker
from goofer_py.stores.progress import Look, Part
from goofer_py.stores.vitals import shown

if TYPE_CHECKING:
    from goofer_py.stores.mysql_vitals import Asked
    from goofer_py.stores.store import Row

_OWN = "id = ? AND user = SUBSTRING_INDEX(USER(), '@', 1) AND command <> 'Sleep'"
_STATEMENT = f"SELECT state, left(info, 300) FROM information_schema.processlist WHERE {_OWN}"
# Where it has nothing to say, the highest stage is 0.
_STATEMENT_IN_MARIADB = (
    "SELECT state, left(info, 300), stage, max_stage, progress"
    f" FROM information_schema.processlist WHERE {_OWN}"
)
_STAGE = (
    "SELECT s.event_name, s.work_completed, s.work_estimated"
    " FROM performance_schema.events_stages_current s"
    " JOIN performance_schema.threads t ON t.thread_id = s.thread_id"
    " WHERE t.processlist_id = ? AND s.work_estimated > 0"
)
_STAGED = ("ALTER ", "CREATE INDEX ", "CREATE UNIQUE INDEX ", "OPTIMIZE ")
"""What has stages with a measure of work."""
# Where the performance schema is off, its tables have no rows. The consumer of stages is not asked.
_OFF = (
    "SELECT (SELECT count(*) FROM performance_schema.setup_consumers),"
    " (SELECT count(*) FROM performance_schema.setup_consumers WHERE enabled = 'NO'"
    "  AND name IN ('global_instrumentation', 'thread_instrumentation')),"
    " (SELECT count(*) FROM performance_schema.setup_instruments WHERE enabled = 'NO'"
    "  AND name LIKE 'stage/innodb/alter%')"
)
_SWITCH_ON = "performance_schema = ON in my.cnf"
_CONSUME = (
    "UPDATE performance_schema.setup_consumers SET enabled = 'YES'"
    " WHERE name IN ('global_instrumentation', 'thread_instrumentation')"
)
_ENABLE = (
    "UPDATE performance_schema.setup_instruments SET enabled = 'YES'"
    " WHERE name LIKE 'stage/innodb/alter%'"
)
_SECONDS = "TIMESTAMPDIFF(SECOND, t.trx_started, NOW())"
_BLOCKER = (
    "SELECT o.processlist_id, o.processlist_user,"
    " left(coalesce(o.processlist_info, e.sql_text), 300),"
    f" o.processlist_command = 'Sleep', {_SECONDS}"
)
_ABOUT_BLOCKER = (
    " LEFT JOIN performance_schema.events_statements_current e ON e.thread_id = o.thread_id"
    " LEFT JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = o.processlist_id"
)
_HAVE_TABLES = (
    f"{_BLOCKER} FROM performance_schema.metadata_locks p JOIN performance_schema.metadata_locks g"
    " ON g.object_type = p.object_type AND g.object_schema <=> p.object_schema"
    " AND g.object_name <=> p.object_name AND g.owner_thread_id <> p.owner_thread_id"
    " JOIN performance_schema.threads w ON w.thread_id = p.owner_thread_id"
    f" JOIN performance_schema.threads o ON o.thread_id = g.owner_thread_id{_ABOUT_BLOCKER}"
    " WHERE p.lock_status = 'PENDING' AND g.lock_status = 'GRANTED' AND w.processlist_id = ?"
)
_HAVE_ROWS = (
    f"{_BLOCKER} FROM performance_schema.data_lock_waits l"
    " JOIN performance_schema.threads w ON w.thread_id = l.requesting_thread_id"
    f" JOIN performance_schema.threads o ON o.thread_id = l.blocking_thread_id{_ABOUT_BLOCKER}"
    " WHERE w.processlist_id = ?"
)
_BLOCKER_IN_MARIADB = f"SELECT o.id, o.user, left(o.info, 300), o.command = 'Sleep', {_SECONDS}"
# Whoever waits for a table to itself has a share of it already.
_HAVE_TABLES_IN_MARIADB = (
    f"{_BLOCKER_IN_MARIADB} FROM information_schema.metadata_lock_info w"
    " JOIN information_schema.metadata_lock_info g ON g.table_schema = w.table_schema"
    " AND g.table_name = w.table_name AND g.lock_type = w.lock_type AND g.thread_id <> w.thread_id"
    " JOIN information_schema.processlist o ON o.id = g.thread_id"
    " LEFT JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = o.id"
    " WHERE w.thread_id = ? AND w.lock_type = 'Table metadata lock'"
)
_HAVE_ROWS_IN_MARIADB = (
    f"{_BLOCKER_IN_MARIADB} FROM information_schema.innodb_lock_waits l"
    " JOIN information_schema.innodb_trx w ON w.trx_id = l.requesting_trx_id"
    " JOIN information_schema.innodb_trx t ON t.trx_id = l.blocking_trx_id"
    " JOIN information_schema.processlist o ON o.id = t.trx_mysql_thread_id"
    " WHERE w.trx_mysql_thread_id = ?"
)
_ROWS_WAIT = (
    "SELECT 1 FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = ?"
    " AND trx_state = 'LOCK WAIT'"
)
_QUOTES = "'\""
"""What texts stand between."""


class MySQLProgress:
    """What the server shows of the sessions of the same user."""

    def __init__(self, session: Asked, number: Callable[[], int]) -> None:
        self._session = session
        self._number = number

    @property
    def _mariadb(self) -> bool:
        return self._session.server.mariadb

    def process(self) -> int | None:
        """Return the number of the session."""
        with suppress(Exception):  # A connection that is gone has none.
            return self._number()
        return None

    def look(self, process: int) -> Look | None:
        """Return what a session does, and whom it waits for."""
        query = _STATEMENT_IN_MARIADB if self._mariadb else _STATEMENT
        found = self._session.query(query, [process])
        if not found or not found[0][1]:
            return None
        state, statement, *staged = found[0]
        what = self._session.hide(shown(statement, _QUOTES))
        if lock := self._lock(process, state):
            blockers, hint = self._blockers(process)
            return Look(Part(what), lock, blockers, hint)
        if self._mariadb:
            return Look(part_in_mariadb(what, state, *staged))
        stage, hint = self._stage(process, what)
        return Look(part_of(what, *stage) if stage else Part(what, phase=state or ""), hint=hint)

    def running(self) -> str:
        """Return nothing: the server is asked."""
        return ""

    def _stage(self, process: int, what: str) -> tuple[Row | None, str]:
        """Return the stage with its work, and what would let the server tell it."""
        try:
            rows = self._session.query(_STAGE, [process])
            if not rows and what.upper().startswith(_STAGED):
                return None, self._needed()
        except StatementFailed:
            return None, "GRANT SELECT ON performance_schema.* TO this user"
        return (rows[0] if rows else None), ""

    def _needed(self) -> str:
        """Return what is to be done before the server tells of stages, empty for nothing."""
        ((consumers, closed, disabled),) = self._session.query(_OFF)
        if not consumers:
            return _SWITCH_ON
        return _CONSUME if closed else _ENABLE if disabled else ""

    def _lock(self, process: int, state: str | None) -> str:
        """Return what a session waits for, empty while it does not."""
        if state and state.startswith("Waiting for") and "lock" in state:
            return state.removeprefix("Waiting for ")
        with suppress(StatementFailed):
            if self._session.query(_ROWS_WAIT, [process]):
                return "rows"
        return ""

    def _blockers(self, process: int) -> tuple[tuple[Blocker, ...], str]:
        """Return whom a session waits for, and what would let the server tell it."""
        if self._mariadb:
            queries = (_HAVE_TABLES_IN_MARIADB, _HAVE_ROWS_IN_MARIADB)
            hint = "INSTALL SONAME 'metadata_lock_info'"
        else:
            queries, hint = (_HAVE_TABLES, _HAVE_ROWS), ""
        found: dict[int, Blocker] = {}
        for query in queries:
            with suppress(StatementFailed):
                for row in self._session.query(query, [process]):
                    found.setdefault(row[0], self._blocker(row))
        if not found and not self._mariadb:
            with suppress(StatementFailed):
                hint = _SWITCH_ON if self._needed() == _SWITCH_ON else ""
        return tuple(found.values()), "" if found else hint

    def _blocker(self, row: Any) -> Blocker:
        number, user, statement, idle, seconds = row
        query = self._session.hide(shown(statement, _QUOTES))
        since = None if seconds is None else datetime.now(UTC) - timedelta(seconds=int(seconds))
        return Blocker(int(number), user or "the server", query, bool(idle), since)


def part_of(what: str, stage: str, done: int, total: int) -> Part:
    """Return what a stage says, whose name is such as "stage/innodb/alter table (flush)"."""
    phase = stage.rpartition("/")[2]
    _, _, within = phase.partition("(")
    return Part(what, "", within.removesuffix(")") or phase, int(done), max(int(total), int(done)))


def part_in_mariadb(what: str, state: str | None, stage: int, stages: int, progress: float) -> Part:
    """Return what MariaDB says of a statement, in per cent of each of its stages."""
    if not stages:
        return Part(what, phase=state or "")
    phase = f"{state} ({stage} of {stages})" if state else f"{stage} of {stages}"
    return Part(what, "", phase, round(float(progress) * 100), 10_000)
