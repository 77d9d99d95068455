"""PG3: settings of tables, short locks, and constraints that are tried late."""

from __future__ import annotations

import re

from goofer_py.hazards.action import (
    AddConstraint,
    AlterConstraint,
    CreateObject,
    SetComputed,
    SetNotNull,
    SetOption,
    ValidateConstraint,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import POSTGRESQL, WARNING, Duration, On, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check, ForeignKey

_FROM_18 = (On("postgresql", since=(18,)),)


@hazard(
    Rule(
        id="PG307",
        title="LOGGED and UNLOGGED rewrite the table",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.REWRITE,
        blocks="reads and writes of the table",
        why="All rows and indexes are written anew; and an UNLOGGED table is empty after a crash.",
        instead="Make a new table, fill it in batches, and swap the names.",
    ),
    SetOption,
)
def set_logged(action: SetOption, seen: Timeline, facts: Facts) -> Hit | None:
    """Find SET LOGGED and SET UNLOGGED."""
    if action.what != "logged":
        return None
    return Hit(f"{action.table} is rewritten")


@hazard(
    Rule(
        id="PG308",
        title="A trigger is made or switched while writes wait",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="SHARE ROW EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="writes to the table",
        why="The lock is short, but it waits for every transaction that writes, and all later ones"
        " wait behind it.",
        instead="Set a lock_timeout of some seconds at most, and try again when it is over.",
    ),
    CreateObject,
    SetOption,
)
def trigger_blocks(action: CreateObject | SetOption, seen: Timeline, facts: Facts) -> Hit | None:
    """Find CREATE TRIGGER, and triggers that are enabled or disabled."""
    what = action.kind if isinstance(action, CreateObject) else action.what
    if what != "trigger" or action.table is None or seen.timeout("lock") is not None:
        return None
    return Hit(f"Writes to {action.table} wait for this, and this for those that are open")


@hazard(
    Rule(
        id="PG311",
        title="A table or column is stored in another way, and all of it written anew",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.REWRITE,
        blocks="reads and writes of the table",
        why="SET ACCESS METHOD and SET EXPRESSION write every row anew, SET TABLESPACE copies every"
        " file of the table.",
        instead="Make a new table (or column), fill it in batches, and swap the names; or let"
        " pg_repack move the table.",
    ),
    SetOption,
    SetComputed,
)
def stored_otherwise(action: SetOption | SetComputed, seen: Timeline, facts: Facts) -> Hit | None:
    """Find another access method, tablespace or expression."""
    if isinstance(action, SetOption):
        moved = action.what in ("tablespace", "access method")
        return Hit(f"{action.table} is written anew") if moved else None
    column = seen.column(action.table, action.column)
    virtual = column is not None and column.computed is not None and not column.computed.stored
    if action.expression is None or virtual:
        return None
    return Hit(f"{action.table} is written anew to compute {action.column}")


@hazard(
    Rule(
        id="PG314",
        title="What replicas tell rows by changes",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the table",
        why="FULL sends the whole old row for every UPDATE and DELETE; with NOTHING, a published"
        " table refuses both. The lock is short, but waits for every open query.",
        instead="Use the primary key, or a unique index on columns that are NOT NULL; and set a"
        " lock_timeout.",
    ),
    SetOption,
)
def replica_identity(action: SetOption, seen: Timeline, facts: Facts) -> Hit | None:
    """Find REPLICA IDENTITY."""
    if action.what != "replica identity":
        return None
    return Hit(f"Replicas tell the rows of {action.table} by {action.value} from now on")


_OFF = re.compile(r"\bautovacuum_enabled\s*=\s*'?(off|false|no|0)\b", re.IGNORECASE)


@hazard(
    Rule(
        id="PG320",
        title="Autovacuum is switched off",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="SHARE UPDATE EXCLUSIVE",
        duration=Duration.INSTANT,
        why="Dead rows stay, the table grows and gets slower, and the planner knows nothing of new"
        " rows: until one day the server has to stop all writes of the table.",
        instead="Leave it on, and set autovacuum_vacuum_scale_factor and"
        " autovacuum_vacuum_cost_delay for this table.",
        scales=False,
        new_tables=True,
    ),
    SetOption,
)
def autovacuum_off(action: SetOption, seen: Timeline, facts: Facts) -> Hit | None:
    """Find autovacuum_enabled = off."""
    if action.what != "storage parameters" or not _OFF.search(action.value):
        return None
    return Hit(f"Nothing clears dead rows of {action.table} away from now on")


@hazard(
    Rule(
        id="PG321",
        title="NOT VALID and VALIDATE share a transaction",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="reads and writes of the table",
        why="The lock of ADD CONSTRAINT is held to the end of the transaction, so that all rows are"
        " looked at under it: as if NOT VALID were not there.",
        instead="Put VALIDATE CONSTRAINT into a migration of its own, or add `-- goofer:"
        " no-transaction`.",
    ),
    ValidateConstraint,
)
def validated_at_once(action: ValidateConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a constraint that is validated in the transaction which added it."""
    added = (one for one in seen.before(AddConstraint) if isinstance(one, AddConstraint))
    same = [one for one in added if (one.table, one.constraint.name) == (action.table, action.name)]
    if not same:
        return None
    waits = "Writes to" if isinstance(same[0].constraint, ForeignKey) else "All queries on"
    return Hit(f"{waits} {action.table} wait while {action.name} is tried on every row")


@hazard(
    Rule(
        id="PG322",
        title="A foreign key is enforced again, and tried on all rows under an exclusive lock",
        severity=WARNING,
        databases=_FROM_18,
        lock="ACCESS EXCLUSIVE",
        elsewhere="SHARE ROW EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="reads and writes of the table, and writes to the one it points at",
        why="The target of every row is looked for at once; there is no NOT VALID here.",
        instead="Drop the key, add it again NOT VALID, and VALIDATE CONSTRAINT in another"
        " transaction.",
    ),
    AlterConstraint,
)
def enforced_again(action: AlterConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find ALTER CONSTRAINT ... ENFORCED."""
    if not action.enforced:
        return None
    return Hit(f"All queries on {action.table} wait while {action.name} is tried on every row")


@hazard(
    Rule(
        id="PG323",
        title="SET NOT NULL reads the table although a constraint only has to be validated",
        severity=WARNING,
        databases=_FROM_18,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="reads and writes of the table",
        why="A NOT NULL that is NOT VALID yet is validated by SET NOT NULL, too, but under an"
        " exclusive lock.",
        instead="VALIDATE CONSTRAINT, which lets others read and write meanwhile.",
    ),
    SetNotNull,
)
def validated_by_force(action: SetNotNull, seen: Timeline, facts: Facts) -> Hit | None:
    """Find SET NOT NULL where a NOT NULL constraint is there, and not validated."""
    table = seen.table(action.table)
    checks = () if table is None else table.checks
    waiting = [one for one in checks if _says_not_null(one, action.column) and not one.validated]
    if not waiting:
        return None
    return Hit(
        f"All queries on {action.table} wait while every row is looked at",
        instead=f"ALTER TABLE {action.table} VALIDATE CONSTRAINT {waiting[0].name}.",
    )


def _says_not_null(check: Check, column: str) -> bool:
    said = re.compile(rf'\W*"?{re.escape(column)}"?\s+IS\s+NOT\s+NULL\W*', re.IGNORECASE)
    return said.fullmatch(check.expression) is not None
