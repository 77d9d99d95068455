"""The lease of one database, in a table of its own: who may change the database now."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from goofer_py.errors import StatementFailed
from goofer_py.migrate.progress import SUFFIX as PROGRESS
from goofer_py.stores.names import parts_of

if TYPE_CHECKING:
    from goofer_py.stores.store import Session
    from goofer_py.stores.table_types import TableTypes

SUFFIX = "_lease"
"""What follows the name of the history in the name of its lease's table."""
SEEDS = "_seeds"
"""What follows it in the name of the seeds' own history."""
PARTS = "_parts"
"""What follows it in the name of that of what other databases' migrations did here."""

# The token is the key, and nothing but a takeover changes it: renewing takes a lock that goes
# together with the one by which a transaction of the holder's keeps the token as it is. So it is
# another column that never lets two runs make a row each.
_COLUMNS = (
    "id SMALLINT NOT NULL UNIQUE",
    "token VARCHAR(64) NOT NULL PRIMARY KEY",
    "holder TEXT NOT NULL",
    "session TEXT NOT NULL",
    "since_ms BIGINT NOT NULL",
    "expires_ms BIGINT NOT NULL",
)
_MS = 1000


def own_tables(history: str) -> tuple[str, ...]:
    """Return the names of goofer's own tables in a database, by that of its history."""
    more = (f"{history}{SEEDS}", f"{history}{PARTS}")
    steps = tuple(f"{name}{PROGRESS}" for name in (history, *more))
    return history, f"{history}{SUFFIX}", *more, *steps


@dataclass(frozen=True, slots=True)
class Held:
    """What a look at the lease found.

    `holder` is empty once it was given back. `session` tells the holder's session from all others
    on the server. `left` is how long it lasts unless it is renewed, in seconds, below zero when
    it has ended.
    """

    token: str
    holder: str
    session: str
    since: datetime
    left: float

    @property
    def free(self) -> bool:
        """Whether it can be taken."""
        return self.left <= 0

    @property
    def abandoned(self) -> bool:
        """Whether it ended by itself: its holder never gave it back."""
        return self.free and bool(self.holder)


class LeaseTable:
    """The lease of one history, in one session; each call is one statement on its one row.

    All times are the server's. Nothing waits: whoever wants the lease asks again.
    """

    def __init__(self, session: Session, history: str) -> None:
        self._session = session
        self._name = f"{history}{SUFFIX}"
        self._table = session.quoted(self._name)
        self._now = session.table_types.now_ms

    @property
    def table(self) -> str:
        """The table's name, quoted, with its schema once it was made or looked for."""
        return self._table

    def exists(self) -> bool:
        """Say whether there is a table, and take note of where."""
        located = self._session.locate(self._name)
        self._table = located or self._table
        return located is not None

    def made(self) -> None:
        """Take note of where the table is that was made a moment ago."""
        # A schema in its name says that, whatever the search path will be.
        if len(parts_of(self._name)) == 1:
            self.exists()

    @property
    def creation(self) -> tuple[str, ...]:
        """The statements that make the table with a lease that nobody holds."""
        return creation(self._table, self._session.table_types), unheld(self._table)

    def create(self) -> None:
        """Make the table with a lease that nobody holds, if it is not there."""
        if not self.exists():
            # Another run may make it at this moment.
            with suppress(StatementFailed):
                self._session.execute(creation(self._table, self._session.table_types))
            if not self.exists():
                self._session.execute(f"SELECT token FROM {self._table}")
        if not self._session.query(f"SELECT token FROM {self._table}"):
            with suppress(StatementFailed):
                self._session.execute(unheld(self._table))

    def look(self) -> Held:
        """Return what the lease says now; the table is there."""
        rows = self._session.query(
            f"SELECT token, holder, session, since_ms, expires_ms - {self._now} FROM {self._table}"
        )
        # Where DDL commits, the table is there a moment before its row is.
        for token, holder, session, since, left in rows:
            return Held(token, holder, session, _moment(since), left / _MS)
        return fresh()

    def take(self, seen: Held, token: str, holder: str, session: str, ttl: float) -> bool:
        """Take the lease if it is as it was `seen`, and free; says whether it was.

        A run that is about to commit keeps others from taking it: then StatementFailed is raised,
        which is busy.
        """
        now, types = self._now, self._session.table_types
        locked = f"SELECT token FROM {self._table}{types.nowait}"
        update = (
            f"UPDATE {self._table} SET token = ?, holder = ?, session = ?, since_ms = {now},"
            f" expires_ms = {now} + ? WHERE token = ? AND expires_ms <= {now}"
        )
        parameters = [token, holder, session, round(ttl * _MS), seen.token]
        if types.locks_within:
            return self._touched(f"{update} AND token = ({locked})", parameters)
        self._session.begin()
        try:
            self._session.query(locked)
            taken = self._touched(update, parameters)
            self._session.commit()
        except BaseException:
            self._session.rollback()
            raise
        return taken

    def renew(self, token: str, ttl: float) -> bool:
        """Make the lease last from now on; says whether `token` still holds it."""
        return self._touched(*self.renewal(token, ttl))

    def renewal(self, token: str, ttl: float) -> tuple[str, list[object]]:
        """Return the statement that renews the lease, unless it was given back."""
        # One more than before in any case: some servers tell only of rows that changed.
        sql = (
            f"UPDATE {self._table} SET expires_ms = CASE WHEN {self._now} + ? > expires_ms"
            f" THEN {self._now} + ? ELSE expires_ms + 1 END WHERE token = ? AND expires_ms > 0"
        )
        return sql, [round(ttl * _MS), round(ttl * _MS), token]

    def release(self, token: str, *, holder: str = "", session: str = "") -> None:
        """Give the lease back, if `token` still holds it.

        With a `holder` it counts as abandoned by that one.
        """
        self._touched(
            f"UPDATE {self._table} SET holder = ?, session = ?, expires_ms = 0 WHERE token = ?",
            [holder, session, token],
        )

    def move(self, token: str, session: str) -> None:
        """Name another session as the one that `token` holds the lease with."""
        self._touched(
            f"UPDATE {self._table} SET session = ? WHERE token = ?",
            [session, token],
        )

    def end(self, seen: Held) -> bool:
        """Take the lease away from whom it was `seen` with; says whether they had it still.

        It counts as abandoned: whoever takes it next looks for what its holder left at work.
        """
        return self._touched(
            f"UPDATE {self._table} SET token = ?, expires_ms = 0 WHERE token = ?",
            [f"{seen.token[:56]}-broken", seen.token],
        )

    def close(self) -> None:
        """Close the session."""
        self._session.close()

    def holds(self, token: str) -> bool:
        """Say whether `token` is that of the last who took the lease."""
        return bool(self._session.query(f"SELECT 1 FROM {self._table} WHERE token = ?", [token]))

    def _touched(self, sql: str, parameters: list[object]) -> bool:
        return self._session.execute(sql, parameters) > 0


def fresh() -> Held:
    """Return what a look finds in a table that was made a moment ago."""
    return Held("", "", "", _moment(0), 0)


def creation(table: str, types: TableTypes) -> str:
    """Return the statement that makes the table of a lease, whose quoted name is `table`."""
    columns = ",\n  ".join(_COLUMNS)
    return f"CREATE TABLE {table} (\n  {columns}\n){types.options}"


def unheld(table: str) -> str:
    """Return the statement that adds the lease that nobody holds."""
    return f"INSERT INTO {table} VALUES (1, '', '', '', 0, 0)"


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / _MS, UTC)
