"""PG4: other sessions and connections of PostgreSQL."""

from __future__ import annotations

from goofer_py.hazards.action import (
    CreateIndex,
    DetachPartition,
    DropIndex,
    Reindex,
    SetSetting,
    SetTimeout,
    Transaction,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, INFO, POSTGRESQL, Rule
from goofer_py.hazards.timeline import Timeline


@hazard(
    Rule(
        id="PG419",
        title="CONCURRENTLY waits for a transaction that stays open",
        severity=ERROR,
        databases=POSTGRESQL,
        why="It waits for every transaction that may still see the table as it was: for one that is"
        " prepared and not committed, for ever. goofer itself holds none open meanwhile.",
        instead="COMMIT PREPARED before it, and leave no transaction open on another connection.",
        scales=False,
        new_tables=True,
    ),
    CreateIndex,
    DropIndex,
    Reindex,
    DetachPartition,
)
def waits_for_ever(
    action: CreateIndex | DropIndex | Reindex | DetachPartition, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find CONCURRENTLY behind PREPARE TRANSACTION."""
    done = [one.verb for _, one in seen.done if isinstance(one, Transaction)]
    ended = sum(verb in ("commit prepared", "rollback prepared") for verb in done)
    if not action.concurrently or done.count("prepare") <= ended:
        return None
    return Hit("It waits for the transaction that was prepared before it, and is open still")


@hazard(
    Rule(
        id="PG420",
        title="A setting of the session is lost behind a transaction pooler",
        severity=INFO,
        databases=POSTGRESQL,
        why="Behind a pooler that lends a connection for one transaction, the next statement may"
        " run on another one, without the setting; and another program gets this one, with it.",
        instead="Connect to the server directly for migrations; or write SET LOCAL inside of a"
        " transaction.",
        scales=False,
    ),
    SetSetting,
    SetTimeout,
)
def lost_setting(action: SetSetting | SetTimeout, seen: Timeline, facts: Facts) -> Hit | None:
    """Find SET without LOCAL where each statement is a transaction of its own."""
    if action.local or seen.in_transaction:
        return None
    name = f"{action.what}_timeout" if isinstance(action, SetTimeout) else action.name
    return Hit(f"{name} may not be set for the next statement")
