"""PG3: short locks of PostgreSQL, which matter by what they wait for."""

from __future__ import annotations

from goofer_py.hazards.action import (
    Action,
    AlterObject,
    CreateObject,
    DropColumn,
    DropConstraint,
    DropNotNull,
    DropObject,
    Maintain,
    RenameColumn,
    RenameConstraint,
    RenameObject,
    RenameTable,
    SetDefault,
    SetOption,
    ValidateConstraint,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, POSTGRESQL, Duration, Rule
from goofer_py.hazards.timeline import Timeline

_SHORT = ("row security", "storage", "compression", "owner", "rule", "inherit")
_ON_TABLES = ("policy", "rule", "trigger")


@hazard(
    Rule(
        id="PG328",
        title="A short exclusive lock waits without a limit",
        severity=INFO,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the table",
        why="The statement itself takes a moment; but it waits for every query on the table, and"
        " all later ones wait behind it.",
        instead="Set a lock_timeout of some seconds at most, and try again when it is over.",
        aliases=("require-lock-timeout",),
    ),
    DropNotNull,
    SetDefault,
    RenameColumn,
    RenameTable,
    DropColumn,
    DropConstraint,
    RenameConstraint,
    SetOption,
    CreateObject,
    AlterObject,
    DropObject,
    RenameObject,
)
def short_lock(
    action: DropNotNull
    | SetDefault
    | RenameColumn
    | RenameTable
    | DropColumn
    | DropConstraint
    | RenameConstraint
    | SetOption
    | CreateObject
    | AlterObject
    | DropObject
    | RenameObject,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find what locks a table for a moment where no lock_timeout is set."""
    if seen.timeout("lock") is not None or not _is_short(action):
        return None
    return Hit(f"It waits for every query on {action.tables[0]}, as long as that takes")


def _is_short(action: Action) -> bool:
    match action:
        case SetOption():
            return action.what in _SHORT
        case CreateObject() if action.kind == "trigger":
            return False
        case CreateObject() | AlterObject() | DropObject() | RenameObject():
            return action.kind in _ON_TABLES and action.table is not None
    return True


_LIGHT = ("statistics", "column options", "storage parameters", "cluster")


@hazard(
    Rule(
        id="PG329",
        title="A lock that stops neither reads nor writes is taken",
        severity=INFO,
        databases=POSTGRESQL,
        lock="SHARE UPDATE EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="only VACUUM, ANALYZE, CREATE INDEX and changes of the table",
        why="Others read and write meanwhile; but it waits for a VACUUM that runs, and an"
        " autovacuum that runs gives way to it.",
        instead="Nothing has to be done.",
    ),
    SetOption,
    Maintain,
    CreateObject,
    ValidateConstraint,
)
def light_lock(
    action: SetOption | Maintain | CreateObject | ValidateConstraint,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find what other changes of the table wait for."""
    if not action.table or not _is_light(action):
        return None
    return Hit(f"Other changes of {action.table} wait, and neither reads nor writes")


def _is_light(action: SetOption | Maintain | CreateObject | ValidateConstraint) -> bool:
    match action:
        case SetOption():
            return action.what in _LIGHT
        case Maintain():
            return action.verb == "ANALYZE"
        case CreateObject():
            return action.kind == "statistics"
    return True


@hazard(
    Rule(
        id="PG330",
        title="A sequence is changed while those who number rows wait",
        severity=INFO,
        databases=POSTGRESQL,
        lock="SHARE ROW EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="nextval of the sequence, and so INSERT into the tables that it numbers",
        why="The lock is short, but in a transaction it is held to the end.",
        instead="Put it into a migration of its own.",
        scales=False,
    ),
    AlterObject,
)
def sequence_locked(action: AlterObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find ALTER SEQUENCE."""
    if action.kind != "sequence" or action.what == "owner":
        return None
    return Hit(f"Nobody takes a number of {action.name} meanwhile", table=action.name)
