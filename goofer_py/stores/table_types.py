"""How goofer's own tables are spelled on one kind of database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class TableTypes:
    """The types and options that CREATE TABLE takes; text that is searched for is always TEXT."""

    moment: str = "TIMESTAMP WITH TIME ZONE"
    long_text: str = "TEXT"
    options: str = ""
    traces: bool = False
    """Whether a statement ran that was not recorded can be seen by its traces, which are kept."""
    zoned: bool = True
    """A moment keeps its time zone, or is at least read with one; else it is kept in UTC."""

    def written(self, moment: datetime) -> str:
        """Return a moment as it is bound."""
        moment = moment.astimezone(UTC)
        return moment.isoformat() if self.zoned else moment.replace(tzinfo=None).isoformat(" ")


STANDARD = TableTypes()
MYSQL = TableTypes(
    moment="DATETIME(6)",
    long_text="LONGTEXT",
    options=" ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    traces=True,
    zoned=False,
)
