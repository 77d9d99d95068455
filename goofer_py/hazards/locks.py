"""Which tables PostgreSQL locks so that nobody can read them."""

from __future__ import annotations

from goofer_py.hazards.action import (
    Action,
    AddColumn,
    AddConstraint,
    AlterType,
    DetachPartition,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropNotNull,
    DropTable,
    LockTable,
    Maintain,
    Refresh,
    RenameColumn,
    RenameConstraint,
    RenameTable,
    SetComputed,
    SetDefault,
    SetIdentity,
    SetNotNull,
    SetOption,
    Truncate,
)
from goofer_py.schema import ForeignKey, Name

_ALWAYS = (
    DropTable,
    RenameTable,
    AddColumn,
    DropColumn,
    RenameColumn,
    AlterType,
    SetNotNull,
    DropNotNull,
    SetDefault,
    SetComputed,
    SetIdentity,
    DropConstraint,
    RenameConstraint,
    Truncate,
)
_MILD_OPTIONS = frozenset(
    {"statistics", "column options", "storage parameters", "cluster", "comment", "order", "index"}
)


def exclusive(action: Action) -> tuple[Name, ...]:
    """Return the tables that nobody can read from this action on, as far as it says them."""
    if isinstance(action, Truncate | LockTable):
        return action.tables if _is_exclusive(action) else ()
    return action.tables[:1] if _is_exclusive(action) else ()


def _is_exclusive(action: Action) -> bool:
    match action:
        case AddConstraint():
            return not isinstance(action.constraint, ForeignKey)
        case SetOption():
            return action.what not in _MILD_OPTIONS
        case DropIndex() | DetachPartition() | Refresh():
            return not action.concurrently
        case Maintain():
            return action.verb in ("VACUUM FULL", "CLUSTER")
        case LockTable():
            return action.mode == "ACCESS EXCLUSIVE"
    return isinstance(action, _ALWAYS)
