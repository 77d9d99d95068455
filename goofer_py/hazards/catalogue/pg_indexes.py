"""PG1: indexes and keys of PostgreSQL."""

from __future__ import annotations

from goofer_py.hazards.action import AddConstraint, CreateIndex, DetachPartition, DropIndex, Reindex
from goofer_py.hazards.catalogue.safe_forms import by_index, concurrently
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, POSTGRESQL, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Unique


@hazard(
    Rule(
        id="PG101",
        title="An index is built while all writes wait",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="SHARE",
        duration=Duration.BUILD,
        blocks="writes to the table",
        why="CREATE INDEX holds a SHARE lock until the index is built.",
        instead="CREATE INDEX CONCURRENTLY outside of a transaction, then look at indisvalid.",
        aliases=("require-concurrent-index-creation", "add_index", "ACQUIRES_SHARE_LOCK"),
    ),
    CreateIndex,
)
def index_blocks_writes(action: CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index that is not built CONCURRENTLY."""
    if action.concurrently or action.only:
        return None
    message = f"Writes to {action.table} wait until the index {action.index.name} is built"
    return Hit(message, fix=concurrently(seen))


@hazard(
    Rule(
        id="PG102",
        title="An index is dropped under an exclusive lock on its table",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the table",
        why="The lock is short, but it waits for every query on the table, and all later ones wait"
        " behind it.",
        instead="DROP INDEX CONCURRENTLY outside of a transaction.",
        aliases=("require-concurrent-index-deletion", "remove_index"),
    ),
    DropIndex,
)
def drop_index_locks(action: DropIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index that is not dropped CONCURRENTLY."""
    if action.concurrently or (action.table is not None and seen.is_new(action.table)):
        return None
    place = f" of {action.table}" if action.table else ""
    message = f"All queries on the table{place} wait while the index {action.name} is dropped"
    return Hit(message, fix=None if action.cascade else concurrently(seen))


@hazard(
    Rule(
        id="PG103",
        title="CONCURRENTLY stands inside of a transaction",
        severity=ERROR,
        databases=POSTGRESQL,
        why="The server refuses it there.",
        instead="Put it into a migration of its own with `-- goofer: no-transaction`.",
        aliases=("ban-concurrent-index-creation-in-transaction",),
        scales=False,
        new_tables=True,
    ),
    CreateIndex,
    DropIndex,
    Reindex,
    DetachPartition,
)
def concurrently_in_transaction(
    action: CreateIndex | DropIndex | Reindex | DetachPartition,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find CONCURRENTLY where a transaction is open."""
    if not action.concurrently or not seen.in_transaction:
        return None
    return Hit("CONCURRENTLY is refused inside of a transaction")


@hazard(
    Rule(
        id="PG105",
        title="A unique constraint builds its index under an exclusive lock",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.BUILD,
        blocks="reads and writes of the table",
        why="Nobody can read the table until the index is built.",
        instead="CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... UNIQUE USING INDEX.",
        aliases=("disallowed-unique-constraint", "add_unique_constraint"),
    ),
    AddConstraint,
)
def unique_builds_index(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a unique constraint that is not made of an index which is there."""
    if not isinstance(action.constraint, Unique) or action.using_index is not None:
        return None
    columns = ", ".join(action.constraint.columns)
    message = f"All queries on {action.table} wait while the index on ({columns}) is built"
    return Hit(message, fix=by_index(action.constraint, seen))
