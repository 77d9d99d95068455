"""BC: programs that run meanwhile break."""

from __future__ import annotations

from goofer_py.hazards.action import RenameColumn
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline


@hazard(
    Rule(
        id="BC102",
        title="A column is renamed under running programs",
        severity=WARNING,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the table",
        why="Programs of the version before still use the old name, and fail from this moment on.",
        instead="Add the new column, keep both the same by triggers, move the programs over, and"
        " drop the old column in a later migration.",
        aliases=("renaming-column", "rename_column"),
        scales=False,
    ),
    RenameColumn,
)
def rename_column(action: RenameColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column that gets another name."""
    return Hit(f"The column {action.table}.{action.before} is called {action.after} from now on")
