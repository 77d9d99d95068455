"""MY: columns that come, go and move on MySQL and MariaDB, by what their table is like."""

from __future__ import annotations

from goofer_py.hazards.action import (
    AddColumn,
    AddConstraint,
    CreateIndex,
    DropColumn,
    ModifyColumn,
    RenameColumn,
    SetDefault,
)
from goofer_py.hazards.catalogue.my_altered import (
    change,
    has_fulltext,
    indexed,
    is_virtual,
    table_says,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, MYSQL, MYSQL_FAMILY, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import PrimaryKey, Unique


@hazard(
    Rule(
        id="MY152",
        title="A column comes or goes on a table with a FULLTEXT index",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="What is instant on other tables copies this one, or rebuilds it while writes wait.",
        instead="Drop the FULLTEXT index first and make it again at the end, or put the column into"
        " a table of its own.",
    ),
    AddColumn,
    DropColumn,
)
def beside_fulltext(action: AddColumn | DropColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column of a table that texts are searched in."""
    if not has_fulltext(action.table, seen):
        return None
    return Hit(f"{action.table} is written anew, as it has a FULLTEXT index, and writes wait")


@hazard(
    Rule(
        id="MY153",
        title="A column comes or goes on a compressed table",
        severity=INFO,
        databases=MYSQL_FAMILY,
        lock="NONE",
        duration=Duration.REWRITE,
        why="Under ROW_FORMAT=COMPRESSED nothing is instant: all rows are written anew.",
        instead="Put several changes into one statement, and run it in a quiet hour.",
    ),
    AddColumn,
    DropColumn,
)
def compressed(action: AddColumn | DropColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column of a compressed table."""
    if table_says(action.table, "row_format", seen) != "compressed":
        return None
    if isinstance(action, AddColumn) and action.column.computed is not None:
        return None
    return Hit(f"{action.table} is compressed: all its rows are written anew")


@hazard(
    Rule(
        id="MY154",
        title="An instant change stands in one statement with one that is not",
        severity=INFO,
        databases=MYSQL_FAMILY,
        lock="NONE",
        duration=Duration.REWRITE,
        why="The whole table is then rebuilt, although one part needs nothing and the other only"
        " builds an index.",
        instead="Write two statements: the columns with ALGORITHM=INSTANT, the indexes with"
        " ALGORITHM=INPLACE and LOCK=NONE.",
    ),
    AddColumn,
    DropColumn,
    SetDefault,
    RenameColumn,
)
def merged(
    action: AddColumn | DropColumn | SetDefault | RenameColumn, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find columns that change together with indexes; it is told of the first one."""
    every = seen.step.actions
    light = [one for one in every if isinstance(one, AddColumn | DropColumn)]
    if not light or light[0] is not action:
        return None
    heavy = [one for one in every if isinstance(one, CreateIndex) or _is_key(one)]
    if not heavy or not seen.step.text:
        return None
    return Hit(
        f"All rows of {action.table} are written anew, as columns and indexes change at once"
    )


def _is_key(action: object) -> bool:
    return isinstance(action, AddConstraint) and isinstance(action.constraint, Unique)


@hazard(
    Rule(
        id="MY155",
        title="A column takes another place",
        severity=INFO,
        databases=MYSQL,
        lock="NONE",
        duration=Duration.REWRITE,
        why="All rows are written anew, and nothing is gained by it.",
        instead="Leave the order, and name the columns where they are read.",
        aliases=("column.disallow-position-change",),
    ),
    ModifyColumn,
)
def moved(action: ModifyColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column that is only moved."""
    known = change(action, seen)
    if action.place is None or (known is not None and known.retyped):
        return None
    return Hit(f"All rows of {action.table} are written anew to move {action.column.name}")


@hazard(
    Rule(
        id="MY157",
        title="A column begins to number the rows",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="Giving a column AUTO_INCREMENT copies the table.",
        instead="Change the table through a copy with triggers, or number the rows in programs.",
    ),
    ModifyColumn,
)
def begins_to_number(action: ModifyColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column that gets AUTO_INCREMENT."""
    known = change(action, seen)
    if action.column.identity is None:
        return None
    if known is not None and known.before.identity is not None:
        return None
    return Hit(f"{action.table} is copied so that {action.column.name} numbers its rows")


@hazard(
    Rule(
        id="MY159",
        title="A column goes together with its index",
        severity=INFO,
        databases=MYSQL,
        lock="NONE",
        duration=Duration.REWRITE,
        why="All rows are written anew, while a column without an index goes at once.",
        instead="Drop the index first, in a statement of its own, and then the column.",
    ),
    DropColumn,
)
def indexed_column(action: DropColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column that an index holds."""
    table = seen.table(action.table)
    if table is None or not indexed(table, action.column):
        return None
    column = seen.column(action.table, action.column)
    if column is not None and is_virtual(column):
        return None
    return Hit(f"All rows of {action.table} are written anew, as an index holds {action.column}")


@hazard(
    Rule(
        id="MY160",
        title="A column is added together with its key",
        severity=INFO,
        databases=MYSQL_FAMILY,
        lock="NONE",
        duration=Duration.REWRITE,
        why="All rows are written anew, while a column alone comes at once.",
        instead="Add the column first, then the unique index in a statement of its own.",
    ),
    AddColumn,
)
def unique_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find UNIQUE or PRIMARY KEY beside a new column."""
    if action.column.identity is not None:
        return None
    if not any(isinstance(one, Unique | PrimaryKey) for one in action.constraints):
        return None
    return Hit(f"All rows of {action.table} are written anew for the key over {action.column.name}")
