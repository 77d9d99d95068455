"""DD: what may fail on the rows that are there."""

from __future__ import annotations

from goofer_py.hazards.action import AddColumn
from goofer_py.hazards.catalogue.costs import NOT_EMPTY
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, EVERY, MYSQL_FAMILY, Duration, Rule
from goofer_py.hazards.timeline import Timeline


@hazard(
    Rule(
        id="DD103",
        title="A column that needs a value is added without a default",
        severity=ERROR,
        databases=tuple(on for on in EVERY if on not in MYSQL_FAMILY),
        lock="ACCESS EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="reads and writes of the table",
        why="The rows that are there have no value for it: the statement fails unless the table is"
        " empty.",
        instead="Add the column without NOT NULL, fill it, and set NOT NULL afterwards; or give it"
        " a constant default.",
        aliases=("adding-required-field", "MF103", "AddedRequiredField"),
        costs=NOT_EMPTY,
        only_empty=True,
    ),
    AddColumn,
)
def required_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a NOT NULL column that nothing fills."""
    if action.column.fills_itself:
        return None
    return Hit(f"{action.table}.{action.column.name} is NOT NULL, and rows have no value for it")
