"""OP: what a migration leaves to be done, and how much it does at once."""

from __future__ import annotations

import re

from goofer_py.hazards.action import (
    AlterType,
    CreateIndex,
    Maintain,
    WriteRows,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import EVERY, INFO, POSTGRESQL, WARNING, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Name

_ANALYZE = re.compile(r"\bANALYZE\b", re.IGNORECASE)


@hazard(
    Rule(
        id="OP106",
        title="The planner knows nothing of a column until ANALYZE",
        severity=INFO,
        databases=POSTGRESQL,
        why="ALTER TYPE throws the statistics of the column away, even where no row is rewritten,"
        " and an index on an expression has none at first: queries are planned badly until"
        " autovacuum comes by, which counts changed rows alone.",
        instead="ANALYZE of the table, in a migration behind it.",
        aliases=("auto_analyze",),
    ),
    CreateIndex,
    AlterType,
)
def unanalyzed(action: CreateIndex | AlterType, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index on an expression, and another type, without ANALYZE behind them."""
    if isinstance(action, CreateIndex):
        what = action.index.name
        if all(part.expression is None for part in action.index.parts):
            return None
    else:
        what = f"{action.table}.{action.column}"
    if _analyzed(action.table, seen):
        return None
    return Hit(f"There are no statistics of {what}", instead=f"ANALYZE {action.table}.")


def _analyzed(table: Name, seen: Timeline) -> bool:
    steps = seen.unit.steps
    for step in steps[steps.index(seen.step) + 1 :]:
        maintained = [one for one in step.actions if isinstance(one, Maintain)]
        for one in maintained:
            analyzes = one.verb == "ANALYZE" or _ANALYZE.search(step.text)
            if analyzes and one.table in (None, table):
                return True
    return False


@hazard(
    Rule(
        id="OP107",
        title="One statement changes very many rows",
        severity=WARNING,
        databases=EVERY,
        why="It is one long transaction: its locks last to the end, replicas lag behind, and what"
        " the rows were before is kept until then.",
        instead="A migration in code that works in batches, or a statement for each part of it.",
        aliases=("affected-row-limit",),
        scales=False,
    ),
    WriteRows,
)
def many_rows(action: WriteRows, seen: Timeline, facts: Facts) -> Hit | None:
    """Find UPDATE and DELETE of all rows of a table that is known to be large."""
    size = facts.size(action.table)
    if action.verb not in ("UPDATE", "DELETE") or action.where or action.limited:
        return None
    if size is None or size.rows < facts.small_rows:
        return None
    return Hit(f"{action.verb} writes all of {action.table}, about {size.rows:,} rows, at once")
