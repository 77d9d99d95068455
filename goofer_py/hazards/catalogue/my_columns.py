"""MY: columns of MySQL and MariaDB."""

from __future__ import annotations

from goofer_py.hazards.action import AddColumn, AddConstraint
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import MYSQL, MYSQL_FAMILY, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check


@hazard(
    Rule(
        id="MY101",
        title="A column that needs a value is added without a default",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="INSTANT",
        duration=Duration.INSTANT,
        why="The statement succeeds, and the rows that are there get 0, '' or a zero date.",
        instead="Write the default that rows should get, or add the column without NOT NULL and"
        " fill it.",
    ),
    AddColumn,
)
def zero_filled(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a NOT NULL column that the server fills by itself."""
    if action.column.fills_itself:
        return None
    column = action.column
    return Hit(f"Rows of {action.table} get an empty {column.type} in {column.name}, unsaid")


@hazard(
    Rule(
        id="MY102",
        title="REFERENCES beside a column is ignored",
        severity=WARNING,
        databases=MYSQL,
        why="MySQL reads it and makes no foreign key.",
        instead="Write FOREIGN KEY (c) REFERENCES ... as a constraint of the table.",
        scales=False,
        new_tables=True,
    ),
    AddColumn,
)
def ignored_reference(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a foreign key that is none."""
    if not action.inline_reference:
        return None
    return Hit(f"{action.table}.{action.column.name} gets no foreign key: it is read and ignored")


@hazard(
    Rule(
        id="MY144",
        title="A check copies the table",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="ADD CHECK copies the table, and writes wait until it is done.",
        instead="Add it as NOT ENFORCED (MySQL), or through a copy of the table with triggers.",
        aliases=("add_check_constraint",),
    ),
    AddConstraint,
)
def check_copies(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an enforced check on a table that is there."""
    if not isinstance(action.constraint, Check) or not action.constraint.enforced:
        return None
    return Hit(f"{action.table} is copied, and writes to it wait meanwhile")
