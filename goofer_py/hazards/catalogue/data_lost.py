"""DS: rows and values are destroyed."""

from __future__ import annotations

from goofer_py.hazards.action import DropColumn, DropTable, RebuildTable
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, INFO, Duration, Rule
from goofer_py.hazards.timeline import Timeline


@hazard(
    Rule(
        id="DS102",
        title="A table is dropped with its rows",
        severity=ERROR,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the table, and of every table that it points at",
        elsewhere="ACCESS EXCLUSIVE",
        why="The rows are gone, and programs that still read the table fail.",
        instead="Rename it to a name such as _trash_t, and drop that in a later migration; or let"
        " `makemigrations --keep-data` put the rows aside.",
        aliases=("ban-drop-table", "DELETES_DATA"),
        only_empty=True,
    ),
    DropTable,
)
def drop_table(action: DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a table that goes, and is not made anew."""
    if seen.is_swapped_out(action.table):
        return None
    if action.kept:
        message = f"The table {action.table} goes; its rows are kept aside"
        return Hit(message, severity=INFO)
    return Hit(f"The table {action.table} is dropped, and its rows are lost")


@hazard(
    Rule(
        id="DS103",
        title="A column is dropped with its values",
        severity=ERROR,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the table",
        why="The values are gone.",
        instead="Stop writing the column first (drop its NOT NULL and default), and drop it in a"
        " later migration; or let `makemigrations --keep-data` put the values aside.",
        aliases=("ban-drop-column", "remove_column"),
        only_empty=True,
    ),
    DropColumn,
    RebuildTable,
)
def drop_column(action: DropColumn | RebuildTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column that goes with values which nothing computes again."""
    if isinstance(action, RebuildTable):
        return _left_out(action)
    column = seen.column(action.table, action.column)
    if column is not None and column.computed is not None:
        return None
    if action.kept:
        message = f"The column {action.table}.{action.column} goes; its values are kept aside"
        return Hit(message, severity=INFO)
    return Hit(f"The column {action.table}.{action.column} is dropped, and its values are lost")


def _left_out(action: RebuildTable) -> Hit | None:
    if not action.lost:
        return None
    names = ", ".join(f"{action.table}.{name}" for name in action.lost)
    return Hit(f"{names}: nothing of it is in the table that is made anew, and its values are lost")
