"""The other sessions on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from goofer_py.errors import StatementFailed
from goofer_py.stores.others import AtWork

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement
    from goofer_py.stores.store import Session

_IDENTITY = (
    "SELECT pid || '@' || extract(epoch FROM backend_start)"
    " FROM pg_catalog.pg_stat_get_activity(pg_backend_pid())"
)
_THERE = (
    "SELECT 1 FROM pg_catalog.pg_stat_activity"
    " WHERE pid || '@' || extract(epoch FROM backend_start) = ?"
)
# Not by the recorded identity: behind a pooler, that backend may work for anybody by now. Whoever
# has written to the history and not committed is a run, whichever connection it came over.
_AT_WORK = (
    "SELECT DISTINCT l.pid, a.state, left(a.query, 80)"
    " FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'relation' AND l.relation = to_regclass(?) AND l.granted"
    " AND l.mode = 'RowExclusiveLock' AND l.pid <> pg_backend_pid()"
    " AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"
)
# The server keeps the beginning of a long statement only.
_RUNNING = (
    "SELECT pid FROM pg_catalog.pg_stat_activity WHERE pid <> pg_backend_pid()"
    " AND datname = current_database() AND state = 'active' AND query <> ''"
    " AND left(?, length(query)) = query"
)


class PostgreSQLOthers:
    """Sessions by the process that the server has for each."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def identity(self) -> str:
        """Return the process, and when it started: numbers of processes come again."""
        return str(self._session.query(_IDENTITY)[0][0])

    def there(self, identity: str) -> bool:
        """Say whether there is that process; behind a pooler it may be anybody's by now."""
        return bool(self._session.query(_THERE, [identity]))

    def left_at_work(
        self,
        identity: str,  # noqa: ARG002 - behind a pooler it may be anybody's by now
        history: str,
        *,
        blocking: bool = False,  # noqa: ARG002 - what blocks is found by its locks
    ) -> Sequence[AtWork]:
        """Return the sessions that have written to the history in an open transaction."""
        found = self._session.query(_AT_WORK, [self._session.quoted(history)])
        return [AtWork(pid, f"process {pid} ({state}: {query})") for pid, state, query in found]

    def running(self, statement: Statement) -> Sequence[AtWork]:
        """Return the other sessions that are running `statement` now."""
        found = self._session.query(_RUNNING, [statement.text])
        return [AtWork(pid, f"process {pid}") for (pid,) in found]

    def end(self, id_: int) -> None:
        """Terminate a process of this role's."""
        with suppress(StatementFailed):
            self._session.query("SELECT pg_terminate_backend(?)", [id_])
