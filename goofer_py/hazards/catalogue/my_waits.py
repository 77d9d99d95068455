"""MY: who is at work on a table of MySQL or MariaDB, and what its rows have been through."""

from __future__ import annotations

from goofer_py.hazards.action import (
    Action,
    AddColumn,
    AddConstraint,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    ModifyColumn,
    RenameColumn,
    RenameTable,
    SetOption,
    Truncate,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, MYSQL_FAMILY, WARNING, Duration, On, Rule
from goofer_py.hazards.timeline import Timeline

_OLD = 10
"""How many seconds a transaction is open before it is told of."""
_MOST, _MOST_LATER = 64, 255
_CHANGES = (AddColumn, DropColumn, ModifyColumn, RenameColumn, RenameTable, SetOption, Truncate)
_WAITING = (*_CHANGES, AddConstraint, DropConstraint, CreateIndex, DropIndex, DropTable)


@hazard(
    Rule(
        id="MY162",
        title="A transaction that is open keeps the change waiting, and everybody behind it",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="EXCLUSIVE",
        blocks="reads and writes of the table, as long as the change waits",
        why="Every change of a table waits until the transactions that have used it are over, and"
        " each query that comes later waits behind it: up to a year on MySQL and a day on MariaDB,"
        " unless lock_wait_timeout says less.",
        instead="Let the transaction end first; with lock_timeout in the settings goofer gives way"
        " and tries again.",
        aliases=("check_open_transactions",),
        scales=False,
    ),
    Action,
)
def waits_for_transaction(action: Action, seen: Timeline, facts: Facts) -> Hit | None:
    """Find, once in a file, what waits for a transaction that the live database has open."""
    if any(_waited(one, seen, facts) for _, one in seen.done):
        return None
    seconds = _waited(action, seen, facts)
    if not seconds:
        return None
    table, known = action.tables[0], facts.open.used.get(action.tables[0], 0) >= _OLD
    used = "" if known else "; which tables it has used is not shown"
    return Hit(
        f"All queries on {table} wait for a transaction that is open for {seconds:,.0f} s{used}",
        severity=ERROR if known and not seen.timeout("lock") else None,
    )


def _waited(action: Action, seen: Timeline, facts: Facts) -> float:
    """Return the age in s of the oldest transaction that the action waits for, 0 without one."""
    if not isinstance(action, _WAITING) or not action.tables or seen.is_new(action.tables[0]):
        return 0
    seconds = max(facts.open.used.get(action.tables[0], 0), facts.open.anywhere)
    return seconds if seconds >= _OLD else 0


@hazard(
    Rule(
        id="MY156",
        title="The versions that a table's rows may have are used up",
        severity=WARNING,
        databases=(On("mysql", since=(8, 0, 29)),),
        lock="NONE",
        duration=Duration.REWRITE,
        why="Each column that is added or dropped at once gives the rows another version, of which"
        " there are 64 (255 from 9.1): the next one writes all rows anew, or is refused where"
        " ALGORITHM=INSTANT is stated.",
        instead="OPTIMIZE TABLE in a quiet hour begins anew with the first version; or add and drop"
        " several columns in one statement, which takes one.",
        aliases=("total_row_versions",),
    ),
    AddColumn,
    DropColumn,
)
def versions_used_up(action: AddColumn | DropColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find the column that no version is left for."""
    if next(one for one in seen.step.actions if isinstance(one, AddColumn | DropColumn)) != action:
        return None
    most = _MOST_LATER if facts.at_least(9, 1) else _MOST
    table = action.table
    steps = {id(step) for step, one in seen.done if _gives_version(one) and one.tables[0] == table}
    if facts.row_versions.get(table, 0) + len(steps) < most:
        return None
    if seen.step.reading.algorithm == "INSTANT":
        return Hit(f"{most} versions of the rows of {table} are used: refused", severity=ERROR)
    return Hit(f"{most} versions of the rows of {table} are used: all are written anew")


def _gives_version(action: Action) -> bool:
    return isinstance(action, AddColumn | DropColumn)
