"""What statements do to rows, and around other statements."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.hazards.action_base import Action
from goofer_py.schema import Name


@dataclass(frozen=True, slots=True)
class WriteRows(Action):
    """INSERT, UPDATE, DELETE, MERGE or COPY; `where` says that a condition narrows it."""

    verb: str
    table: Name
    where: bool = False
    columns: tuple[str, ...] = ()
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Truncate(Action):
    """All rows of tables go."""

    truncated: tuple[Name, ...]
    cascade: bool = False

    @property
    def tables(self) -> tuple[Name, ...]:
        """The tables."""
        return self.truncated


@dataclass(frozen=True, slots=True)
class SetTimeout(Action):
    """How long locks (`what` "lock") or statements ("statement") may take, in milliseconds.

    0 is for ever; `local` ends with the transaction.
    """

    what: str
    milliseconds: int
    local: bool = False


@dataclass(frozen=True, slots=True)
class SetSetting(Action):
    """Another setting of the session."""

    name: str
    value: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class Transaction(Action):
    """BEGIN, COMMIT, ROLLBACK or a savepoint, by `verb` in lower case."""

    verb: str


@dataclass(frozen=True, slots=True)
class LockTable(Action):
    """LOCK TABLE; `mode` in upper case."""

    locked: tuple[Name, ...]
    mode: str

    @property
    def tables(self) -> tuple[Name, ...]:
        """The tables."""
        return self.locked


@dataclass(frozen=True, slots=True)
class Maintain(Action):
    """VACUUM, VACUUM FULL, CLUSTER, ANALYZE, OPTIMIZE, ...: `verb` in upper case."""

    verb: str
    table: Name | None = None
