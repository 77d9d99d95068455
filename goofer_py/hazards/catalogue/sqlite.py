"""LT: SQLite."""

from __future__ import annotations

from goofer_py.hazards.action import AddColumn, RebuildTable, RenameTable
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, INFO, SQLITE, Duration, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import PrimaryKey, Unique


@hazard(
    Rule(
        id="LT102",
        title="A table is copied while the whole database is locked for writes",
        severity=INFO,
        databases=SQLITE,
        lock="RESERVED",
        duration=Duration.REWRITE,
        blocks="all writes to the database",
        why="SQLite has one writer: nobody writes until all rows are copied, and the table takes"
        " its space twice.",
        instead="Run it when little is written, and give programs a busy_timeout.",
        new_tables=True,
    ),
    RebuildTable,
    RenameTable,
)
def rebuild(
    action: RebuildTable | RenameTable,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find a table that is made anew: another one takes the name of one that was dropped."""
    table = action.table
    if isinstance(action, RenameTable):
        table = action.after
        if not seen.was_swapped_out(table):
            return None
    message = f"All rows of {table} are copied, and no other writer gets in meanwhile"
    return Hit(message, table=table)


@hazard(
    Rule(
        id="LT110",
        title="SQLite cannot add such a column",
        severity=ERROR,
        databases=SQLITE,
        why="ALTER TABLE ADD COLUMN takes no UNIQUE, no PRIMARY KEY and no stored computed column.",
        instead="Make the table anew: new table, copy, drop, rename.",
        scales=False,
        new_tables=True,
    ),
    AddColumn,
)
def refused_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find what ADD COLUMN refuses."""
    column = action.column
    keys = [one for one in action.constraints if isinstance(one, PrimaryKey | Unique)]
    stored = column.computed is not None and column.computed.stored
    if not keys and not stored:
        return None
    what = "a stored computed column" if stored else "a column with a key"
    return Hit(f"{action.table}.{column.name} cannot be added: it is {what}")
