"""OP: who else is at work while a migration runs."""

from __future__ import annotations

from goofer_py.hazards.action import Action, CreateIndex, DropIndex, Reindex
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.locks import exclusive
from goofer_py.hazards.rule import POSTGRESQL, WARNING, Rule
from goofer_py.hazards.timeline import Timeline

_OLD = 10
"""How many seconds a transaction is open before it is told of: a lock is not waited for longer."""


@hazard(
    Rule(
        id="OP104",
        title="An old transaction is in the way",
        severity=WARNING,
        databases=POSTGRESQL,
        why="A strong lock waits until the transactions that use the table have ended, and behind"
        " it waits everybody else; CONCURRENTLY waits for those that write, and for snapshots.",
        instead="Find out in pg_stat_activity what the transaction is for, and let it end first.",
        scales=False,
    ),
    Action,
)
def old_transaction(action: Action, seen: Timeline, facts: Facts) -> Hit | None:
    """Find, once in a file, what waits for transactions that the live database has open."""
    for _, one in seen.done:
        if _waited(one, seen, facts):
            return None
    seconds = _waited(action, seen, facts)
    if not seconds:
        return None
    return Hit(f"This waits for a transaction that has been open for {seconds:,.0f} s")


def _waited(action: Action, seen: Timeline, facts: Facts) -> float:
    """Return the age in s of the oldest transaction that the action waits for, 0 without one."""
    used, written, snapshot = facts.open.used, facts.open.written, facts.open.snapshot
    match action:
        case CreateIndex(concurrently=True):
            found = [snapshot, written.get(action.table, 0)]
        case Reindex(concurrently=True):
            found = [snapshot, used.get(action.name, 0)]
        case DropIndex(concurrently=True):
            found = [used.get(table, 0) for table in action.tables]
        case _:
            found = [used.get(one, 0) for one in exclusive(action) if not seen.is_new(one)]
    return max((one for one in found if one >= _OLD), default=0)
