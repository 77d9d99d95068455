"""The health of a MySQL or MariaDB server, as its own tables tell it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from goofer_py.dialects.touching import Hold, Touch
from goofer_py.errors import StatementFailed
from goofer_py.stores.store import Session
from goofer_py.stores.vitals import (
    Lacking,
    OpenTransaction,
    Replica,
    Room,
    Seats,
    Standing,
    Unseen,
    free_bytes,
    shown,
)

if TYPE_CHECKING:
    from goofer_py.stores.mysql_version import ServerVersion
    from goofer_py.stores.store import Row

OLDEST = {False: (8, 0), True: (10, 6)}
_SEATS = "SELECT @@max_connections, @@max_user_connections"
_OPEN = (
    "SELECT t.trx_mysql_thread_id, p.user, p.command = 'Sleep', p.time,"
    " TIMESTAMPDIFF(SECOND, t.trx_started, NOW()), left(coalesce(p.info, ''), 80)"
    " FROM information_schema.innodb_trx t"
    " LEFT JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
    " WHERE t.trx_mysql_thread_id <> CONNECTION_ID()"
    " AND (p.db IS NULL OR p.db = DATABASE()) ORDER BY 5 DESC"
)
_HOLDERS = (
    "SELECT t.processlist_id, t.processlist_user, t.processlist_command = 'Sleep',"
    " t.processlist_time, m.lock_type, m.object_schema, m.object_name"
    " FROM performance_schema.metadata_locks m"
    " JOIN performance_schema.threads t ON t.thread_id = m.owner_thread_id"
    " WHERE m.object_type = 'TABLE' AND m.lock_status = 'GRANTED'"
    " AND t.processlist_id <> CONNECTION_ID()"
)
_METADATA_SEEN = (
    "SELECT 1 FROM performance_schema.setup_instruments"
    " WHERE name = 'wait/lock/metadata/sql/mdl' AND enabled = 'YES'"
)
_DUMPS = "SELECT count(*) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'"
_BYTES = (
    "SELECT coalesce(sum(data_length + index_length), 0) FROM information_schema.tables"
    " WHERE table_schema = coalesce(?, DATABASE()) AND table_name = ?"
)
_WAITING_FOR_TABLES = (
    "SELECT w.processlist_id, w.processlist_user, left(w.processlist_info, 80)"
    " FROM performance_schema.metadata_locks p JOIN performance_schema.metadata_locks g"
    " ON g.object_type = p.object_type AND g.object_schema = p.object_schema"
    " AND g.object_name = p.object_name AND g.owner_thread_id <> p.owner_thread_id"
    " JOIN performance_schema.threads w ON w.thread_id = p.owner_thread_id"
    " JOIN performance_schema.threads o ON o.thread_id = g.owner_thread_id"
    " WHERE p.lock_status = 'PENDING' AND o.processlist_id = ?"
    " AND (g.lock_status = 'GRANTED' OR g.lock_type = 'EXCLUSIVE')"
)
_WAITING_FOR_ROWS = (
    "SELECT w.processlist_id, w.processlist_user, left(w.processlist_info, 80)"
    " FROM performance_schema.data_lock_waits l"
    " JOIN performance_schema.threads w ON w.thread_id = l.requesting_thread_id"
    " JOIN performance_schema.threads o ON o.thread_id = l.blocking_thread_id"
    " WHERE o.processlist_id = ?"
)
_WAITING_IN_MARIADB = (
    "SELECT p.id, p.user, left(p.info, 80) FROM information_schema.innodb_lock_waits l"
    " JOIN information_schema.innodb_trx w ON w.trx_id = l.requesting_trx_id"
    " JOIN information_schema.innodb_trx b ON b.trx_id = l.blocking_trx_id"
    " JOIN information_schema.processlist p ON p.id = w.trx_mysql_thread_id"
    " WHERE b.trx_mysql_thread_id = ?"
)
# Whom they wait for is not told; it may be somebody else than the session that is asked for.
_WAITING_ANYHOW = (
    "SELECT id, user, left(info, 80) FROM information_schema.processlist"
    " WHERE state LIKE 'Waiting for%lock%' AND id <> ? AND id <> CONNECTION_ID()"
    " AND db = DATABASE()"
)
_ROWS_WAITED_FOR_ANYHOW = (
    "SELECT p.id, p.user, left(p.info, 80) FROM information_schema.innodb_trx w"
    " JOIN information_schema.processlist p ON p.id = w.trx_mysql_thread_id"
    " WHERE w.trx_state = 'LOCK WAIT' AND p.id <> ? AND p.db = DATABASE()"
)
_MILD = ("SHARED", "SHARED_READ", "SHARED_WRITE", "SHARED_HIGH_PRIO", "INTENTION_EXCLUSIVE")
_TRIES, _BETWEEN = 3, 0.1
"""How often a table that is locked is looked at, and the seconds between."""


class Asked(Session, Protocol):
    """A session that knows which of the two servers it is on."""

    @property
    def server(self) -> ServerVersion:
        """Which of the two servers this is, and its version."""


class MySQLVitals:
    """What the server's tables show to this user."""

    def __init__(self, session: Asked) -> None:
        self._session = session

    @property
    def _mariadb(self) -> bool:
        return self._session.server.mariadb

    def standing(self) -> Standing:
        """Return the version, and why nothing can be written on a replica."""
        server = self._session.server
        name = f"{'MariaDB' if server.mariadb else 'MySQL'} {'.'.join(map(str, server.version))}"
        return Standing(name, server.version, OLDEST[server.mariadb], self._closed())

    def _closed(self) -> str:
        from goofer_py.stores.mysql_rights import writes_anyway

        if not self._session.query("SELECT @@global.read_only")[0][0]:
            return ""
        absolutely = not self._mariadb and self._session.query("SELECT @@super_read_only")[0][0]
        if absolutely or not writes_anyway(self._session):
            return "it is read-only (read_only is ON), as replicas are"
        return ""

    def seats(self) -> Seats:
        """Return what the server and the user leave, whichever is less."""
        ((limit, own),) = self._session.query(_SEATS)
        ((_, taken),) = self._session.query("SHOW GLOBAL STATUS LIKE 'Threads_connected'")
        seats = Seats(int(taken), int(limit))
        if own:
            mine = "SELECT count(*) FROM information_schema.processlist WHERE user = ?"
            user = str(self._session.query("SELECT CURRENT_USER()")[0][0]).rpartition("@")[0]
            least = Seats(int(self._session.query(mine, [user])[0][0]), int(own))
            seats = min(seats, least, key=lambda one: one.left)
        return seats

    def transactions(self, touched: Sequence[Touch] = ()) -> Sequence[OpenTransaction]:
        """Return the open transactions, and who holds one of the tables."""
        holds = self._holds(touched)
        holders = self._holders(holds) if holds else {}
        rows = {row[0]: row for row in self._open(bool(holders))}
        found = []
        for number, user, asleep, idle, seconds, query in rows.values():
            tables = holders.pop(number, ((), 0.0, user))[0]
            resting = float(idle or 0) if asleep else None
            about = _about(number, user, query)
            found.append(OpenTransaction(about, float(seconds), resting, tuple(tables)))
        for number, (tables, seconds, user) in holders.items():
            about = _about(number, user, "") if number else "a session that is not named"
            found.append(OpenTransaction(about, seconds, None, tuple(tables)))
        return found

    def _open(self, known: bool) -> list[Row]:
        try:
            return self._session.query(_OPEN)
        except StatementFailed as error:
            if known:
                return []
            raise Unseen(error.server, "GRANT PROCESS ON *.* TO this user") from error

    def _holders(self, holds: Mapping[tuple[str, str], Hold]) -> dict[int, _Holder]:
        """Return who holds the tables, by session; number 0 where it is not told who."""
        with suppress(StatementFailed):
            if self._session.query(_METADATA_SEEN):
                return self._told(holds)
        if self._mariadb:
            return dict(self._tried(holds))
        if not self._session.query("SELECT @@performance_schema")[0][0]:
            raise Unseen("locks on tables are not shown", "performance_schema = ON in my.cnf")
        raise Unseen(
            "the locks on tables are not shown to this user",
            "GRANT SELECT ON performance_schema.* TO this user",
        )

    def _told(self, holds: Mapping[tuple[str, str], Hold]) -> dict[int, _Holder]:
        found: dict[int, _Holder] = {}
        for number, user, _, seconds, lock, schema, table in self._session.query(_HOLDERS):
            hold = holds.get((schema, table), Hold.NOTHING)
            if hold is Hold.ALL or (hold >= Hold.WRITING and lock not in _MILD):
                tables = found.get(number, ((), 0.0, user))[0]
                named = tuple(dict.fromkeys((*tables, f"{schema}.{table}")))
                found[number] = (named, float(seconds or 0), user)
        return found

    def _tried(self, holds: Mapping[tuple[str, str], Hold]) -> Iterator[tuple[int, _Holder]]:
        """Lock each table for a moment, if nobody has to be waited for: else somebody has it."""
        locked = []
        for (schema, table), hold in holds.items():
            if hold is Hold.ALL and not self._free(f"`{schema}`.`{table}`"):
                locked.append(f"{schema}.{table}")
        if locked:
            yield 0, (tuple(locked), _TRIES * _BETWEEN, "")

    def _free(self, table: str) -> bool:
        for number in range(_TRIES):
            if number:
                time.sleep(_BETWEEN)
            try:
                self._session.execute(f"LOCK TABLES {table} WRITE NOWAIT")
            except StatementFailed as error:
                if not self._session.table_types.is_busy(error):
                    return True
                continue
            self._session.execute("UNLOCK TABLES")
            return True
        return False

    def replicas(self) -> Sequence[Replica]:
        """Return nothing without replicas; raises Unseen with some, as they alone know."""
        dumps = int(self._session.query(_DUMPS)[0][0])
        if dumps:
            raise Unseen(
                f"{dumps} replica{'s' * (dumps > 1)} connected, and how far is not told",
                'replicas = ["URL", ...] in [precheck]',
            )
        return ()

    def behind(self) -> Replica | None:
        """Return how far this replica is behind its source."""
        for status in self._replica_status():
            seconds = status.get("seconds_behind_source", status.get("seconds_behind_master"))
            stopped = _stopped(status)
            behind = None if seconds is None else float(str(seconds))
            return Replica(self._session.database, behind, None, stopped)
        return None

    def _replica_status(self) -> list[dict[str, object]]:
        old = not self._mariadb and self._session.server.version < (8, 0, 22)
        statement = "SHOW SLAVE STATUS" if old or self._mariadb else "SHOW REPLICA STATUS"
        with suppress(StatementFailed):
            # The names of its columns are needed, of which versions have their own.
            self._session.query(statement)
            cursor = self._session.connection.cursor()
            try:
                cursor.execute(statement)
                names = [str(column[0]).lower() for column in cursor.description]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            finally:
                cursor.close()
        return []

    def lacking(self, touched: Sequence[Touch]) -> Sequence[Lacking]:
        """Compare what is needed with the user's grants."""
        from goofer_py.stores.mysql_rights import lacking

        return lacking(self._session, touched)

    def bytes_of(self, touched: Sequence[Touch]) -> int:
        """Return the size of the tables with their indexes."""
        names = dict.fromkeys(one.name[-2:] for one in touched if one.kind == "table")
        pairs = ((name[0] if len(name) > 1 else None, name[-1]) for name in names)
        return sum(int(self._session.query(_BYTES, pair)[0][0]) for pair in pairs)

    def room(self) -> Room:
        """Return what is free where the data is, if it is on this machine."""
        ((folder, host),) = self._session.query("SELECT @@datadir, @@hostname")
        if host != socket.gethostname():
            return Room(None, why=f"the data is on {host}, and SQL cannot ask for its disk")
        return free_bytes(Path(folder), f"{folder} cannot be seen from here")

    def busy(self) -> int:
        """Return how many sessions run a statement, without this one."""
        ((_, running),) = self._session.query("SHOW GLOBAL STATUS LIKE 'Threads_running'")
        return max(int(running) - 1, 0)

    def address(self) -> str:
        """Return the number of the session."""
        return str(self._session.query("SELECT CONNECTION_ID()")[0][0])

    def waiting(self, address: str) -> Sequence[str]:
        """Return who waits for a session; where that is not shown, who waits for a table at all."""
        found: dict[int, str] = {}
        for query in self._waits:
            found |= self._waiters(query, address)
        return list(found.values())

    @cached_property
    def _waits(self) -> tuple[str, ...]:
        """What tells who waits for a session, or where that is not shown, who waits at all."""
        if self._mariadb:
            return _WAITING_IN_MARIADB, _WAITING_ANYHOW
        if self._session.query("SELECT @@performance_schema")[0][0]:
            return _WAITING_FOR_TABLES, _WAITING_FOR_ROWS
        return _WAITING_ANYHOW, _ROWS_WAITED_FOR_ANYHOW

    def _waiters(self, query: str, address: str) -> dict[int, str]:
        try:
            rows = self._session.query(query, [int(address)])
        except StatementFailed:
            rows = self._session.query(_WAITING_ANYHOW, [int(address)])
        return {number: _about(number, user, told) for number, user, told in rows}

    def _holds(self, touched: Sequence[Touch]) -> dict[tuple[str, str], Hold]:
        """Return the strongest hold of each table that is there."""
        found: dict[tuple[str, str], Hold] = {}
        for one in touched:
            if one.kind != "table" or one.hold is Hold.NOTHING:
                continue
            located = self._session.locate(".".join(f'"{part}"' for part in one.name[-2:]))
            if located is not None:
                schema, table = located[1:-1].split("`.`")
                found[schema, table] = max(found.get((schema, table), Hold.NOTHING), one.hold)
        return found


_Holder = tuple[tuple[str, ...], float, str]
"""What is held, for how long in seconds, and by which user."""


def _stopped(status: Mapping[str, object]) -> str:
    """Return why a replica follows no more, empty while it does."""
    running = [
        status.get(f"{kind}_{thread}_running", "Yes")
        for kind in ("replica", "slave")
        for thread in ("io", "sql")
    ]
    if all(one == "Yes" for one in running):
        return ""
    errors = (str(status.get(f"last_{thread}_error") or "") for thread in ("sql", "io"))
    return next(filter(None, errors), "its replication is stopped")


def _about(number: int, user: str | None, query: str | None) -> str:
    what = shown(query)
    who = f"session {number} of {user or 'the server'}"
    return f"{who} ({what})" if what else who
