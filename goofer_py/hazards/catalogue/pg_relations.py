"""PG4: relations between tables of PostgreSQL, and their partitions."""

from __future__ import annotations

from goofer_py.hazards.action import (
    AddConstraint,
    AttachPartition,
    CreateTable,
    DetachPartition,
    DropConstraint,
    DropTable,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, INFO, POSTGRESQL, WARNING, Duration, On, Rule, Severity
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import ForeignKey, Name


def _short(seen: Timeline) -> Severity | None:
    """Return how bad a short lock is: where a lock_timeout ends the wait it is a remark."""
    return None if seen.timeout("lock") is None else INFO


@hazard(
    Rule(
        id="PG401",
        title="A table is dropped, and those that it points at are locked",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        elsewhere="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the table, and of every table that it points at",
        why="Its foreign keys go with it, which takes an exclusive lock on the other side of each.",
        instead="Drop each foreign key first, in a transaction of its own.",
        aliases=("remove_table_with_multiple_foreign_keys",),
    ),
    DropTable,
)
def drop_referencing(action: DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DROP TABLE of a table that is known to have foreign keys."""
    table = seen.table(action.table)
    keys = () if table is None else table.foreign_keys
    others = sorted({str(key.target) for key in keys if key.target != action.table})
    if not others:
        return None
    message = f"All queries on {', '.join(others)} wait while {action.table} is dropped"
    return Hit(message, severity=_short(seen))


@hazard(
    Rule(
        id="PG402",
        title="A foreign key is dropped under exclusive locks on both tables",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        elsewhere="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of both tables",
        why="The locks are short, but they wait for every query on either table, and all later ones"
        " wait behind them.",
        instead="Set a lock_timeout of some seconds at most, and try again when it is over.",
    ),
    DropConstraint,
)
def drop_foreign_key(action: DropConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DROP CONSTRAINT of what is known to be a foreign key."""
    key = seen.known.constraint(action.table, action.name or "")
    known = isinstance(key, ForeignKey)
    if not known and action.kind != "foreign key":
        return None
    other = f" and {key.target}" if isinstance(key, ForeignKey) else " and on its target"
    message = f"All queries on {action.table}{other} wait while {action.name} is dropped"
    return Hit(message, severity=_short(seen))


def _targets(action: AddConstraint | CreateTable) -> set[Name]:
    """Return the other tables that the foreign keys of an action point at."""
    if isinstance(action, CreateTable):
        return {key.target for key in action.made.foreign_keys} - {action.made.name}
    key = action.constraint
    return {key.target} - {action.table} if isinstance(key, ForeignKey) else set()


@hazard(
    Rule(
        id="PG403",
        title="Foreign keys to several tables share a transaction",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="SHARE ROW EXCLUSIVE",
        elsewhere="SHARE ROW EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="writes to all the tables",
        why="Each key locks both of its tables until the transaction ends: writes to the first ones"
        " wait for the last, and two such transactions can wait for each other.",
        instead="Add one foreign key in each migration.",
        aliases=("add_multiple_foreign_keys",),
    ),
    AddConstraint,
)
def several_keys(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a foreign key behind one to another table."""
    before: set[Name] = set()
    for one in seen.before(AddConstraint, CreateTable):
        if isinstance(one, AddConstraint | CreateTable):
            before |= _targets(one)
    now = _targets(action)
    if not now or not before - now:
        return None
    names = ", ".join(sorted(str(one) for one in before | now))
    return Hit(f"Writes to {names} wait until all of the keys are there")


@hazard(
    Rule(
        id="PG404",
        title="A new table locks those that it points at",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="SHARE ROW EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="writes to the tables that it points at",
        why="The lock is short, but it waits for every transaction that writes there, and all later"
        " ones wait behind it.",
        instead="Set a lock_timeout of some seconds at most, and try again when it is over; or add"
        " the foreign keys afterwards, one by one.",
    ),
    CreateTable,
)
def create_referencing(action: CreateTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find CREATE TABLE with foreign keys to tables that are there."""
    targets = sorted((one for one in _targets(action) if not seen.is_new(one)), key=str)
    if not targets:
        return None
    names = ", ".join(map(str, targets))
    message = f"Writes to {names} wait while {action.made.name} is made"
    return Hit(message, table=targets[0], severity=_short(seen))


@hazard(
    Rule(
        id="PG405",
        title="NOT VALID is refused for a foreign key of a partitioned table",
        severity=ERROR,
        databases=(On("postgresql", until=(18,)),),
        why="Up to PostgreSQL 17 the server refuses the statement.",
        instead="Add the key NOT VALID to each partition and validate it there, then add it to the"
        " whole.",
        scales=False,
    ),
    AddConstraint,
)
def not_valid_on_parts(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find FOREIGN KEY ... NOT VALID on a table that is known to be partitioned."""
    key = action.constraint
    if not isinstance(key, ForeignKey) or key.validated:
        return None
    if not seen.known.is_partitioned(action.table):
        return None
    return Hit(f"It is refused: {action.table} is partitioned")


@hazard(
    Rule(
        id="PG406",
        title="A partition is attached while all its rows are looked at",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        elsewhere="SHARE UPDATE EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="reads and writes of the table that is attached, and of the DEFAULT partition",
        why="Every row is held to the bounds; and those of a DEFAULT partition, whether they belong"
        " into the new one. Before PostgreSQL 12 the whole is locked as well.",
        instead="Before, add a CHECK that says the bounds to the table, NOT VALID, and validate it:"
        " then no row is looked at. To the DEFAULT partition, one that excludes them.",
    ),
    AttachPartition,
)
def attach_scans(action: AttachPartition, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a partition with rows, and no check that may say its bounds."""
    table = seen.table(action.partition)
    if seen.is_new(action.partition) and not seen.known.partitions(action.table):
        return None
    checked = table is not None and any(one.validated and one.enforced for one in table.checks)
    if checked or seen.is_new(action.partition):
        return None
    message = f"All queries on {action.partition} wait while its rows are held to the bounds"
    return Hit(message, table=action.partition)


@hazard(
    Rule(
        id="PG407",
        title="A partition is made under an exclusive lock on the whole",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the whole, with all its partitions",
        why="The lock is short, but it waits for every query on the partitioned table, and all"
        " later ones wait behind it.",
        instead="CREATE TABLE ... (LIKE ...), add a CHECK that says the bounds, then ALTER TABLE"
        " ... ATTACH PARTITION, which lets others read and write.",
    ),
    CreateTable,
)
def partition_of(action: CreateTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find CREATE TABLE ... PARTITION OF a table that is there."""
    whole = action.made.partition_of
    if whole is None or seen.is_new(whole):
        return None
    message = f"All queries on {whole} wait while {action.made.name} is made"
    return Hit(message, table=whole, severity=_short(seen))


@hazard(
    Rule(
        id="PG408",
        title="A partition is detached under an exclusive lock on the whole",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        elsewhere="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the whole, with all its partitions",
        why="The lock is short, but it waits for every query on the partitioned table, and all"
        " later ones wait behind it.",
        instead="DETACH PARTITION ... CONCURRENTLY (from PostgreSQL 14, and without a DEFAULT"
        " partition) outside of a transaction; it leaves a CHECK that says the bounds, which can be"
        " dropped later.",
        aliases=("require-concurrent-partition-detach",),
    ),
    DetachPartition,
)
def detach_locks(action: DetachPartition, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DETACH PARTITION without CONCURRENTLY."""
    if action.concurrently:
        return None
    message = f"All queries on {action.table} wait while {action.partition} is detached"
    return Hit(message, severity=_short(seen))


@hazard(
    Rule(
        id="PG409",
        title="A partition is dropped under an exclusive lock on the whole",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        elsewhere="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the whole, with all its partitions",
        why="The lock is short, but it waits for every query on the partitioned table, and all"
        " later ones wait behind it.",
        instead="DETACH PARTITION ... CONCURRENTLY first, then drop the table that it is then.",
    ),
    DropTable,
)
def drop_partition(action: DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DROP TABLE of what is known to be a partition."""
    table = seen.table(action.table)
    whole = None if table is None else table.partition_of
    if whole is None or seen.is_new(whole):
        return None
    message = f"All queries on {whole} wait while {action.table} is dropped"
    return Hit(message, table=whole, severity=_short(seen))
