"""The health of a PostgreSQL server, as its own views tell it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goofer_py.dialects.touching import Hold, Touch
from goofer_py.errors import StatementFailed
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
    from goofer_py.stores.store import Row, Session

OLDEST = (13,)
NEWEST = (18,)
_STANDING = (
    "SELECT current_setting('server_version'), current_setting('server_version_num')::int,"
    " pg_is_in_recovery(), current_setting('transaction_read_only')"
)
_SEATS = (
    "SELECT (SELECT count(*) FROM pg_catalog.pg_stat_activity"
    " WHERE backend_type = 'client backend' OR (backend_type IS NULL AND usesysid IS NOT NULL)),"
    " current_setting('max_connections')::int"
    " - CASE WHEN r.rolsuper THEN 0 ELSE current_setting('superuser_reserved_connections')::int"
    " + coalesce(current_setting('reserved_connections', true), '0')::int END,"
    " (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = d.datname), d.datconnlimit,"
    " (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE usename = r.rolname), r.rolconnlimit,"
    " r.rolsuper"
    " FROM pg_catalog.pg_database d, pg_catalog.pg_roles r"
    " WHERE d.datname = current_database() AND r.rolname = current_user"
)
# Locks of transactions that are prepared and wait for their end have no process.
_OPEN = (
    "SELECT a.pid, a.usename, a.application_name, a.backend_type,"
    " extract(epoch FROM clock_timestamp() - a.xact_start)::float8,"
    " CASE WHEN a.state LIKE 'idle in%'"
    " THEN extract(epoch FROM clock_timestamp() - a.state_change)::float8 END, left(a.query, 80),"
    " ARRAY(SELECT l.relation::regclass || ' ' || l.mode FROM pg_catalog.pg_locks l"
    " WHERE l.pid = a.pid AND l.granted AND l.relation = ANY(?::oid[]) AND l.database = a.datid)"
    " FROM pg_catalog.pg_stat_activity a"
    " WHERE a.xact_start IS NOT NULL AND a.pid <> pg_backend_pid()"
    " AND a.datname = current_database()"
    " UNION ALL SELECT 0, p.owner, p.gid, 'prepared',"
    " extract(epoch FROM clock_timestamp() - p.prepared)::float8,"
    " extract(epoch FROM clock_timestamp() - p.prepared)::float8, p.gid,"
    " ARRAY(SELECT l.relation::regclass || ' ' || l.mode FROM pg_catalog.pg_locks l"
    " JOIN pg_catalog.pg_locks x ON x.virtualtransaction = l.virtualtransaction AND x.pid IS NULL"
    " WHERE x.locktype = 'transactionid' AND x.transactionid = p.transaction"
    " AND l.pid IS NULL AND l.granted AND l.relation = ANY(?::oid[]))"
    " FROM pg_catalog.pg_prepared_xacts p WHERE p.database = current_database() ORDER BY 5 DESC"
)
_HIDDEN = (
    "SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.datname = current_database()"
    " AND a.pid <> pg_backend_pid() AND a.backend_type IS NULL"
)
_REPLICAS = (
    "SELECT coalesce(nullif(application_name, ''), 'replica') ||"
    " coalesce(' at ' || host(client_addr), ''), state,"
    " extract(epoch FROM replay_lag)::float8,"
    " pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint"
    " FROM pg_catalog.pg_stat_replication ORDER BY 1"
)
# Nothing may have happened for long: then a replica is behind by nothing, whatever its clock says.
_BUSY = (
    "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE state = 'active'"
    " AND pid <> pg_catalog.pg_backend_pid() AND backend_type = 'client backend'"
)
_BEHIND = (
    "SELECT CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
    " ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8 END,"
    " pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::bigint,"
    " (SELECT count(*) FROM pg_catalog.pg_stat_wal_receiver)"
    " WHERE pg_is_in_recovery()"
)
_BYTES = (
    "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_catalog.pg_class c"
    " WHERE c.oid = ANY(?::oid[])"
)
_PLACE = "SELECT current_setting('data_directory'), coalesce(host(inet_server_addr()), '')"
_OWN_PLACE = (
    "SELECT pg_tablespace_location(dattablespace) FROM pg_catalog.pg_database"
    " WHERE datname = current_database()"
)
# What the sessions of others wait for is not shown to every role; which locks they lack is.
_WAITING = (
    "SELECT DISTINCT a.pid, a.usename, a.application_name, left(a.query, 80)"
    " FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
    " WHERE NOT l.granted AND ? = ANY(pg_blocking_pids(l.pid))"
)
_MODES = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
"""From the mildest to the strongest."""
_WAITS_FROM = {
    Hold.NOTHING: len(_MODES),
    Hold.READING: _MODES.index("AccessExclusiveLock"),
    Hold.WRITING: _MODES.index("ShareLock"),
    Hold.NO_WRITES: _MODES.index("RowExclusiveLock"),
    Hold.ALL: 0,
}
"""From which mode on somebody else's lock keeps a statement waiting, by what the statement holds.
"""
_LOCAL = ("", "127.0.0.1", "::1")


class PostgreSQLVitals:
    """What the statistics views show to this role."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def standing(self) -> Standing:
        """Return the version, and why nothing can be written on a standby."""
        ((version, number, recovering, readonly),) = self._session.query(_STANDING)
        closed = "it is a standby, which takes no changes" if recovering else ""
        if not closed and readonly == "on":
            closed = "its transactions are read-only (default_transaction_read_only)"
        numbers = (number // 10000, number % 10000)
        return Standing(f"PostgreSQL {version}", numbers, OLDEST, closed, NEWEST)

    def seats(self) -> Seats:
        """Return what the server, the database and the role leave, whichever is least."""
        ((taken, limit, here, own, mine, allowed, superuser),) = self._session.query(_SEATS)
        found = [Seats(taken, limit)]
        if not superuser:
            found += [Seats(here, own)] if own >= 0 else []
            found += [Seats(mine, allowed)] if allowed >= 0 else []
        return min(found, key=lambda seats: seats.left)

    def transactions(self, touched: Sequence[Touch] = ()) -> Sequence[OpenTransaction]:
        """Return the open transactions in this database, prepared ones too."""
        if hidden := self._session.query(_HIDDEN)[0][0]:
            raise Unseen(
                f"{hidden} sessions of other roles do not show what they do",
                "GRANT pg_read_all_stats TO this role",
            )
        tables = self._tables(touched)
        oids = list(tables)
        return [
            _transaction(row, {regclass: hold for hold, regclass in tables.values()})
            for row in self._session.query(_OPEN, [oids, oids])
        ]

    def replicas(self) -> Sequence[Replica]:
        """Return the replicas that follow this server now."""
        if self.standing().closed:
            return ()
        rows = self._session.query(_REPLICAS)
        if any(state is None for _, state, _, _ in rows):
            raise Unseen(
                f"{len(rows)} replicas, and this role is not told how far they are",
                "GRANT pg_read_all_stats TO this role",
            )
        return [Replica(name, seconds, behind) for name, _, seconds, behind in rows]

    def behind(self) -> Replica | None:
        """Return how far a standby is behind what it has received."""
        for seconds, behind, receivers in self._session.query(_BEHIND):
            stopped = "" if receivers else "it receives nothing from its primary"
            return Replica(self._session.database, seconds, behind, stopped)
        return None

    def lacking(self, touched: Sequence[Touch]) -> Sequence[Lacking]:
        """Ask the server for each right."""
        from goofer_py.stores.postgresql_rights import lacking

        return lacking(self._session, touched)

    def bytes_of(self, touched: Sequence[Touch]) -> int:
        """Return the size of the tables with their indexes."""
        return int(self._session.query(_BYTES, [list(self._tables(touched))])[0][0])

    def room(self) -> Room:
        """Return what is free where the data is, if it is on this machine."""
        try:
            ((folder, host),) = self._session.query(_PLACE)
            own = self._session.query(_OWN_PLACE)[0][0]
        except StatementFailed as error:
            return Room(None, why=f"the server does not say where its data is: {error.server}")
        if host not in _LOCAL:
            return Room(None, why=f"the data is on {host}, and SQL cannot ask for its disk")
        return free_bytes(Path(own or folder), f"{own or folder} cannot be seen from here")

    def busy(self) -> int:
        """Return how many sessions run a statement, without this one."""
        return int(self._session.query(_BUSY)[0][0])

    def address(self) -> str:
        """Return the process of the session."""
        return str(self._session.query("SELECT pg_backend_pid()")[0][0])

    def waiting(self, address: str) -> Sequence[str]:
        """Return who waits for a process, or is behind it in the same queue."""
        rows = self._session.query(_WAITING, [int(address)])
        return [_about(pid, user, program, query) for pid, user, program, query in rows]

    def _tables(self, touched: Iterable[Touch]) -> dict[int, tuple[Hold, str]]:
        """Return the strongest hold of each table that is there, by its number."""
        strongest: dict[str, Hold] = {}
        for one in touched:
            if one.hold and one.kind in ("table", "view", "index"):
                name = quoted(one.name)
                strongest[name] = max(strongest.get(name, Hold.NOTHING), one.hold)
        found: dict[int, tuple[Hold, str]] = {}
        for name, hold in strongest.items():
            for oid, regclass in self._session.query(_RELATION, [name]):
                found[oid] = max(found.get(oid, (Hold.NOTHING, "")), (hold, regclass))
        return found


_RELATION = (
    "SELECT coalesce(i.indrelid, c.oid)::bigint, coalesce(i.indrelid, c.oid)::regclass::text"
    " FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid"
    " WHERE c.oid = pg_catalog.to_regclass(?)"
)


def quoted(name: Sequence[str]) -> str:
    """Return a name as the server reads it, whatever letters it has."""
    return ".".join('"{}"'.format(part.replace('"', '""')) for part in name)


def _transaction(row: Row, holds: dict[str, Hold]) -> OpenTransaction:
    pid, user, program, kind, seconds, idle, query, locks = row
    about = f"prepared transaction {program!r} of {user}"
    if kind != "prepared":
        about = _about(pid, user, program, query)
    return OpenTransaction(about, seconds, idle, _held(locks, holds), kind == "autovacuum worker")


def _held(locks: Any, holds: dict[str, Hold]) -> tuple[str, ...]:
    """Return the tables of which somebody's lock keeps a pending statement waiting."""
    found = set()
    for lock in locks or ():
        table, _, mode = lock.rpartition(" ")
        known = mode in _MODES and table in holds
        if known and _MODES.index(mode) >= _WAITS_FROM[holds[table]]:
            found.add(table)
    return tuple(sorted(found))


def _about(pid: int, user: str | None, program: str | None, query: str | None) -> str:
    who = f"process {pid} of {user or 'the server'}"
    what = shown(query)
    return f"{who} ({', '.join(part for part in (program, what) if part)})" if what else who
