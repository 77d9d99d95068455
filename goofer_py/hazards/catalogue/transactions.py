"""TX: transactions."""

from __future__ import annotations

from goofer_py.hazards.action import (
    Action,
    AddColumn,
    AddConstraint,
    AlterType,
    CreateIndex,
    CreateObject,
    CreateTable,
    DetachPartition,
    DropColumn,
    DropIndex,
    DropTable,
    ModifyColumn,
    Reindex,
    RenameColumn,
    RenameTable,
    SetNotNull,
    Transaction,
    WholeFile,
    WriteRows,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.locks import exclusive
from goofer_py.hazards.rule import (
    ERROR,
    INFO,
    MYSQL_FAMILY,
    POSTGRESQL,
    SQLITE,
    WARNING,
    Duration,
    Rule,
)
from goofer_py.hazards.timeline import Timeline

_CHANGES = (AddColumn, DropColumn, RenameColumn, AlterType, ModifyColumn, SetNotNull, AddConstraint)
_SCHEMA = (*_CHANGES, CreateTable, DropTable, RenameTable, CreateIndex, DropIndex)


@hazard(
    Rule(
        id="TX101",
        title="A statement that no transaction holds stands beside others",
        severity=ERROR,
        databases=POSTGRESQL,
        why="For its sake the whole file runs without a transaction: when a later statement fails,"
        " those before it stay done.",
        instead="Put it into a migration of its own.",
        aliases=("non-transactional",),
        scales=False,
        new_tables=True,
    ),
    WholeFile,
)
def mixed(action: WholeFile, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a file that is no transaction, though nobody said so."""
    unit = seen.unit
    changes = [one for _, one in seen.done if isinstance(one, _SCHEMA)]
    concurrent = [one for _, one in seen.done if _is_concurrent(one)]
    if unit.transactional or unit.alone or not concurrent or len(changes) == len(concurrent):
        return None
    return Hit("For CONCURRENTLY the other statements of this file have no transaction, too")


def _is_concurrent(action: Action) -> bool:
    kinds = (CreateIndex, DropIndex, Reindex, DetachPartition)
    return isinstance(action, kinds) and action.concurrently


@hazard(
    Rule(
        id="TX102",
        title="A transaction of the script's own is not closed",
        severity=ERROR,
        databases=(*POSTGRESQL, *SQLITE, *MYSQL_FAMILY),
        why="What is not committed is undone at the end, or holds its locks.",
        instead="Remove BEGIN and COMMIT: goofer opens and commits a transaction by itself.",
        aliases=("transaction-nesting", "ban-uncommitted-transaction"),
        scales=False,
        new_tables=True,
    ),
    WholeFile,
)
def unfinished(action: WholeFile, seen: Timeline, facts: Facts) -> Hit | None:
    """Find BEGIN without COMMIT."""
    verbs = [one.verb for _, one in seen.done if isinstance(one, Transaction)]
    begun = verbs.count("begin")
    if begun <= sum(verb in ("commit", "rollback") for verb in verbs):
        return None
    return Hit("BEGIN has no COMMIT behind it")


@hazard(
    Rule(
        id="TX103",
        title="Several statements of a file without a transaction cannot be repeated",
        severity=WARNING,
        databases=(*POSTGRESQL, *SQLITE),
        why="When one of them fails, those before it are done and stay: the schema is between two"
        " versions until somebody mends the rest of the file.",
        instead="Remove `-- goofer: no-transaction`, or write BEGIN and COMMIT around them.",
        aliases=("prefer-robust-stmts",),
        scales=False,
        new_tables=True,
    ),
    WholeFile,
)
def in_pieces(action: WholeFile, seen: Timeline, facts: Facts) -> Hit | None:
    """Find changes that a file keeps out of a transaction, and that need none of their own."""
    if not seen.unit.alone:
        return None
    pieces, begun = [], False
    for step, one in seen.done:
        if isinstance(one, Transaction):
            begun = one.verb == "begin" or (begun and one.verb not in ("commit", "rollback"))
        elif not begun and _is_once(one) and step not in pieces:
            pieces.append(step)
    if len(pieces) < 2:
        return None
    return Hit(f"{len(pieces)} changes have no transaction, and fail when they run again")


def _is_once(action: Action) -> bool:
    """Say whether the second run of an action fails, or does it twice."""
    if getattr(action, "if_not_exists", False) or getattr(action, "if_exists", False):
        return False
    match action:
        case CreateIndex() | DropIndex():
            return not action.concurrently
        case AddConstraint():
            return getattr(action.constraint, "validated", True) and action.using_index is None
        case CreateObject():
            return not action.replace
        case WriteRows():
            return action.verb == "INSERT"
    kinds = (CreateTable, DropTable, RenameTable, AddColumn, DropColumn, RenameColumn)
    return isinstance(action, kinds)


@hazard(
    Rule(
        id="TX104",
        title="Rows are changed while the schema change before it holds its lock",
        severity=WARNING,
        databases=POSTGRESQL,
        why="The lock of ALTER TABLE lasts to the end of the transaction: nobody uses the table"
        " until all rows are changed.",
        instead="Change the rows in a migration of its own, in batches.",
        aliases=("backfilling",),
    ),
    WriteRows,
)
def backfill(action: WriteRows, seen: Timeline, facts: Facts) -> Hit | None:
    """Find UPDATE and DELETE behind a change of the same table."""
    if action.verb not in ("UPDATE", "DELETE", "MERGE"):
        return None
    if not any(action.table in exclusive(one) for _, one in seen.earlier):
        return None
    return Hit(f"Nobody can use {action.table} until its rows are changed")


@hazard(
    Rule(
        id="TX105",
        title="A schema change cannot be rolled back here",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        why="Each statement that changes the schema commits by itself, and everything before it.",
        instead="Leave BEGIN and COMMIT out, and put one change into a file.",
        scales=False,
        new_tables=True,
    ),
    *_SCHEMA,
)
def relies_on_rollback(
    action: AddColumn
    | DropColumn
    | RenameColumn
    | AlterType
    | ModifyColumn
    | SetNotNull
    | AddConstraint
    | CreateTable
    | DropTable
    | RenameTable
    | CreateIndex
    | DropIndex,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find a schema change inside of a transaction that the script opens."""
    if not seen.begun:
        return None
    return Hit("This commits the transaction that was begun, and no ROLLBACK takes it back")


@hazard(
    Rule(
        id="TX106",
        title="Several tables are locked in one transaction",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.NONE,
        blocks="reads and writes of all of them, to the end of the transaction",
        why="A program that uses the tables in another order and the migration wait for each other:"
        " a deadlock ends one of them.",
        instead="A migration for each table, or at least in the order of their names, in which no"
        " two migrations wait for each other.",
    ),
    Action,
)
def several_tables(action: Action, seen: Timeline, facts: Facts) -> Hit | None:
    """Find the second table that nobody can read until the transaction ends.

    In the order of the names it is a remark: only a program that goes against it can be met.
    """
    if not seen.in_transaction:
        return None
    locked = [table for table in exclusive(action)[:1] if not seen.is_new(table)]
    before = [t for _, one in seen.earlier for t in exclusive(one)[:1] if not seen.is_new(t)]
    if not locked or not before or locked[0] in before:
        return None
    in_order = all(one.sort_key < locked[0].sort_key for one in before)
    return Hit(
        f"{locked[0]} is locked while {before[0]} is, and stays so to the end",
        severity=INFO if in_order else None,
    )
