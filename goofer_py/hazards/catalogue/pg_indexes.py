"""PG1: indexes and keys of PostgreSQL."""

from __future__ import annotations

from goofer_py.hazards.action import (
    AddConstraint,
    CreateIndex,
    DetachPartition,
    DropIndex,
    Reindex,
    RenameIndex,
)
from goofer_py.hazards.catalogue.safe_forms import by_index, concurrently
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, INFO, POSTGRESQL, WARNING, Duration, On, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Name, Unique

_MOST_COLUMNS = 3
_ON_PARTS = (
    "There is no other way for the index of a partitioned table: set a lock_timeout of some seconds"
    " at most, and try again when it is over."
)
_UNIQUE_ON_PARTS = (
    "Give each partition the constraint by USING INDEX first; ADD UNIQUE on the whole then takes"
    " what is there."
)


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
    if action.concurrently or action.only or seen.known.is_partitioned(action.table):
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
    if action.table is not None and seen.known.is_partitioned(action.table):
        return Hit(message, instead=_ON_PARTS)
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
    if seen.known.is_partitioned(action.table):
        return Hit(message, instead=_UNIQUE_ON_PARTS)
    return Hit(message, fix=by_index(action.constraint, seen))


@hazard(
    Rule(
        id="PG106",
        title="IF NOT EXISTS takes a broken index for a good one",
        severity=WARNING,
        databases=POSTGRESQL,
        why="A CREATE INDEX CONCURRENTLY that fails leaves an INVALID index: no query uses it,"
        " every write pays for it, and IF NOT EXISTS then passes as if all were well.",
        instead="DROP INDEX CONCURRENTLY IF EXISTS first, then CREATE INDEX CONCURRENTLY without IF"
        " NOT EXISTS.",
        aliases=("remove_invalid_indexes",),
        scales=False,
    ),
    CreateIndex,
)
def hidden_invalid_index(action: CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find IF NOT EXISTS beside CONCURRENTLY, unless the index is dropped before."""
    if not (action.concurrently and action.if_not_exists) or _dropped(action, seen):
        return None
    return Hit(f"{action.index.name} may be there, INVALID, and would stay so")


def _dropped(action: CreateIndex, seen: Timeline) -> bool:
    name = Name(action.index.name, action.table.schema)
    return any(isinstance(one, DropIndex) and one.name == name for _, one in seen.done)


@hazard(
    Rule(
        id="PG107",
        title="REINDEX blocks writes, and every query that is planned",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="SHARE",
        elsewhere="ACCESS EXCLUSIVE",
        duration=Duration.BUILD,
        blocks="writes to the table; and reads, as the planner looks at each index",
        why="The table is held by SHARE and the index by ACCESS EXCLUSIVE until it is built: even"
        " a query that would not use the index waits to be planned.",
        instead="REINDEX ... CONCURRENTLY (from PostgreSQL 12) outside of a transaction.",
        aliases=("require-concurrent-reindex",),
    ),
    Reindex,
)
def reindex_blocks(action: Reindex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find REINDEX without CONCURRENTLY."""
    table = _reindexed(action, seen)
    if action.concurrently or (table is not None and seen.is_new(table)):
        return None
    fix = None if facts.before(12) else concurrently(seen)
    message = f"All queries wait while the {action.what} {action.name} is indexed anew"
    return Hit(message, table=table, fix=fix)


def _reindexed(action: Reindex, seen: Timeline) -> Name | None:
    if action.what == "table":
        return action.name
    found = seen.known.index(action.name) if action.what == "index" else None
    return None if found is None else found[0].name


@hazard(
    Rule(
        id="PG108",
        title="An index on a partitioned table blocks writes to all partitions",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="SHARE",
        elsewhere="SHARE",
        duration=Duration.BUILD,
        blocks="writes to the table and all its partitions",
        why="The indexes of all partitions are built one by one under SHARE locks that stay to the"
        " end, and CONCURRENTLY is refused on the whole.",
        instead="CREATE INDEX ON ONLY the whole, CREATE INDEX CONCURRENTLY on each partition, then"
        " ALTER INDEX ... ATTACH PARTITION.",
    ),
    CreateIndex,
)
def partitioned_index(action: CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index on all partitions at once."""
    if action.only or not seen.known.is_partitioned(action.table):
        return None
    if action.concurrently:
        message = f"CONCURRENTLY is refused: {action.table} is partitioned"
        return Hit(message, severity=ERROR)
    return Hit(f"Writes to {action.table} wait until all its partitions are indexed")


@hazard(
    Rule(
        id="PG111",
        title="An index is dropped before its successor is built",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.BUILD,
        blocks="reads and writes of the table",
        why="In one transaction, the lock of DROP INDEX is held while the new index is built;"
        " outside of one, queries do without any index until then.",
        instead="Rename the old index, build the new one CONCURRENTLY, then drop the old one"
        " CONCURRENTLY.",
    ),
    CreateIndex,
)
def dropped_before_built(action: CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index whose name was free because another one was dropped."""
    if not _dropped(action, seen) or (action.concurrently and action.if_not_exists):
        return None
    name = action.index.name
    return Hit(f"Queries on {action.table} have no index {name} until it is built anew")


@hazard(
    Rule(
        id="PG112",
        title="CONCURRENTLY corrupts indexes on this version",
        severity=ERROR,
        databases=(On("postgresql", since=(14,), until=(14, 4)),),
        why="PostgreSQL 14.0 to 14.3 can leave rows out of an index that is built CONCURRENTLY.",
        instead="Upgrade to 14.4 or later, and look at the indexes that are there with amcheck.",
        aliases=("add_index_corruption",),
        scales=False,
    ),
    CreateIndex,
    Reindex,
)
def corrupting(action: CreateIndex | Reindex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find CONCURRENTLY on PostgreSQL 14.0 to 14.3."""
    if not action.concurrently:
        return None
    return Hit("The index may miss rows that are written while it is built")


@hazard(
    Rule(
        id="PG113",
        title="A hash index does not survive a crash on this version",
        severity=WARNING,
        databases=(On("postgresql", until=(10,)),),
        why="Before PostgreSQL 10, hash indexes are not in the write-ahead log: after a crash, and"
        " on replicas, they give wrong answers.",
        instead="Use a btree index, or PostgreSQL 10 or later.",
        aliases=("add_hash_index",),
        scales=False,
        new_tables=True,
    ),
    CreateIndex,
)
def hash_index(action: CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a hash index before PostgreSQL 10."""
    if action.index.method != "hash":
        return None
    return Hit(f"{action.index.name} is wrong after a crash")


@hazard(
    Rule(
        id="PG114",
        title="An index on many columns is seldom worth its price",
        severity=INFO,
        databases=POSTGRESQL,
        why="Only queries on its first columns use it, and every write has to keep all of it.",
        instead="Index the columns that find few rows, and name the others in INCLUDE where a query"
        " only reads them.",
        aliases=("add_index_columns",),
        scales=False,
        new_tables=True,
    ),
    CreateIndex,
)
def wide_index(action: CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index on more than three columns that does not make them unique."""
    index = action.index
    if index.unique or len(index.parts) <= _MOST_COLUMNS:
        return None
    return Hit(f"{index.name} has {len(index.parts)} columns")


@hazard(
    Rule(
        id="PG115",
        title="An index is renamed under an exclusive lock",
        severity=WARNING,
        databases=(On("postgresql", until=(12,)),),
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="queries on the table, as the planner looks at each index",
        why="Before PostgreSQL 12 the lock is short, but it waits for every query that uses the"
        " index, and all later ones wait behind it.",
        instead="Set a lock_timeout of some seconds at most, and try again when it is over.",
        scales=False,
    ),
    RenameIndex,
)
def rename_index(action: RenameIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index that gets another name before PostgreSQL 12."""
    return Hit(f"Queries wait while the index {action.before} is renamed", table=action.before)
