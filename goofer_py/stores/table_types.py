"""How goofer's own tables are spelled on one kind of database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from goofer_py.errors import StatementFailed


@dataclass(frozen=True, slots=True)
class TableTypes:
    """The types and options that CREATE TABLE takes; text that is searched for is always TEXT."""

    moment: str = "TIMESTAMP WITH TIME ZONE"
    long_text: str = "TEXT"
    options: str = ""
    zoned: bool = True
    """A moment keeps its time zone, or is at least read with one; else it is kept in UTC."""
    now: str = "CURRENT_TIMESTAMP"
    """The moment that a statement runs at, as a moment is kept."""
    now_ms: str = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"
    """The server's clock, in milliseconds since 1970; goes on within a transaction."""
    held: str = "(SELECT 1 FROM {lease} WHERE token = ? FOR KEY SHARE)"
    """1 for as long as a token holds the lease, until the end of the transaction; else it makes
    the statement fail, or is NULL."""
    row_lock: str = " FOR UPDATE"
    """Ends a SELECT whose rows nobody else may change before the transaction ends."""
    nowait: str = " FOR UPDATE NOWAIT"
    """Ends a SELECT that locks its rows, or fails at once when somebody else has locked them."""
    locks_within: bool = True
    """Such a SELECT may stand within an UPDATE of the same rows, and comes first there."""
    busy: tuple[str, ...] = ("55P03", "40001", "40P01")
    """States, or parts of messages, of what may go well when it is tried again a little later."""
    absent: tuple[str, ...] = ("42P01", "42703", "3F000")
    """States, or parts of messages, of what names a table or column that is not there."""
    one_writer: bool = False
    """Nobody else can write while a transaction is open, not even who would renew a lease."""

    def is_busy(self, error: StatementFailed) -> bool:
        """Say whether only others kept a statement of goofer's from running."""
        return any(word in error.state or word in error.server for word in self.busy)

    def is_absent(self, error: StatementFailed) -> bool:
        """Say whether a statement names a table or a column that is not there."""
        return any(word == error.state or word in error.server for word in self.absent)

    def is_locked(self, error: StatementFailed) -> bool:
        """Say whether a statement failed for a lock of somebody else's, or a deadlock."""
        number = f"({getattr(error, 'number', None)})"
        return number in self.busy or error.state.startswith(self.busy)

    def written(self, moment: datetime) -> str:
        """Return a moment as it is bound."""
        moment = moment.astimezone(UTC)
        return moment.isoformat() if self.zoned else moment.replace(tzinfo=None).isoformat(" ")


STANDARD = TableTypes()
MYSQL = TableTypes(
    moment="DATETIME(6)",
    long_text="LONGTEXT",
    options=" ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    zoned=False,
    now="UTC_TIMESTAMP(6)",
    now_ms="TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) DIV 1000",
    locks_within=False,
    # NULL is no more than a warning in some modes; what is out of range fails in all of them.
    busy=("(1205)", "(1213)", "(3572)"),
    absent=("42S02", "42S22", "(1146)", "(1054)"),
    held="EXP(1000 * (SELECT count(*) = 0 FROM {lease} WHERE token = ? FOR UPDATE))",
)
SQLITE = TableTypes(
    now="strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
    now_ms="CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
    held="(SELECT 1 FROM {lease} WHERE token = ?)",
    row_lock="",
    nowait="",
    locks_within=False,
    busy=("SQLITE_BUSY", "SQLITE_LOCKED"),
    absent=("no such table", "no such column"),
    one_writer=True,
)
