"""The other sessions on a MySQL or MariaDB server."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from goofer_py.errors import StatementFailed
from goofer_py.stores.others import AtWork

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement
    from goofer_py.stores.store import Session

_RUNNING = "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND info = ?"
_THERE = (
    "SELECT id, command = 'Sleep', left(info, 80) FROM information_schema.processlist WHERE id = ?"
)
_TRANSACTION = "SELECT 1 FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = ?"
_TOLERANCE = 2
"""By how many seconds two looks at when the server started may differ."""


class MySQLOthers:
    """Sessions by their numbers, which are counted from the start of the server."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def identity(self) -> str:
        """Return the connection's number, and when the server that counts them started."""
        return f"{self._session.query('SELECT CONNECTION_ID()')[0][0]}@{self._start()}"

    def there(self, identity: str) -> bool:
        """Say whether there is a session of that number, and the server did not start again."""
        return any(self._session.query(_THERE, [number]) for number in self._numbers(identity))

    def left_at_work(
        self,
        identity: str,
        history: str,  # noqa: ARG002 - it does not show whose rows it holds
        *,
        blocking: bool = False,
    ) -> Sequence[AtWork]:
        """Return the sessions of those numbers, unless they wait and have changed nothing."""
        return [
            AtWork(id_, f"session {id_} ({told or 'idle in its transaction'})")
            for number in self._numbers(identity)
            for id_, asleep, told in self._session.query(_THERE, [number])
            if blocking or not asleep or self._in_transaction(id_)
        ]

    def running(self, statement: Statement) -> Sequence[AtWork]:
        """Return the other sessions of this user that are running `statement` now."""
        found = self._session.query(_RUNNING, [statement.text])
        return [AtWork(id_, f"session {id_}") for (id_,) in found]

    def end(self, id_: int) -> None:
        """Kill a session of this user's."""
        with suppress(StatementFailed):
            self._session.execute(f"KILL {id_}")

    def _numbers(self, identity: str) -> Sequence[int]:
        started = self._start()
        pairs = (one.partition("@")[::2] for one in identity.split())
        return [int(n) for n, start in pairs if abs(int(start) - started) <= _TOLERANCE]

    def _start(self) -> int:
        """Return when the server started, in seconds since 1970 by its own clock."""
        ((_, uptime),) = self._session.query("SHOW GLOBAL STATUS LIKE 'Uptime'")
        return int(self._session.query("SELECT UNIX_TIMESTAMP()")[0][0]) - int(uptime)

    def _in_transaction(self, id_: int) -> bool:
        # Only who has the privilege PROCESS is told.
        with suppress(StatementFailed):
            return bool(self._session.query(_TRANSACTION, [id_]))
        return False
