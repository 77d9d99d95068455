"""BC: programs that run meanwhile break, because names or rows are not as they were."""

from __future__ import annotations

import re

from goofer_py.hazards.action import (
    AddColumn,
    CreateObject,
    DropColumn,
    DropObject,
    DropTable,
    RenameColumn,
    RenameConstraint,
    RenameEnumValue,
    RenameIndex,
    RenameObject,
    RenameTable,
)
from goofer_py.hazards.catalogue.costs import COLUMN_RENAMED, RENAMED
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import (
    ERROR,
    INFO,
    MYSQL_FAMILY,
    POSTGRESQL,
    SQLITE,
    WARNING,
    Duration,
    Rule,
)
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Name

CONTRACT = "contract"
_NOT_UPDATABLE = re.compile(
    r"\b(?:DISTINCT|GROUP\s+BY|HAVING|UNION|INTERSECT|EXCEPT|LIMIT|OVER|JOIN)\b", re.IGNORECASE
)


def _has_view(seen: Timeline, name: Name, facts: Facts) -> bool:
    """Say whether the file makes a view of that name through which programs can write."""
    every = [(step, one) for step in seen.unit.steps for one in step.actions]
    made = [(step, one) for step, one in every if isinstance(one, CreateObject)]
    views = [step for step, one in made if one.kind == "view" and one.name == name]
    if not views or _NOT_UPDATABLE.search(views[0].text):
        return False
    if not any(on.database == facts.database for on in SQLITE):
        return True
    # A view of SQLite takes no rows but by a trigger.
    return any(one.kind == "trigger" and one.table == name for _, one in made)


def _frees(action: object, name: Name) -> bool:
    """Say whether a view goes from under the name, or what has it takes another one."""
    if isinstance(action, DropObject):
        return action.kind == "view" and action.name == name
    return isinstance(action, RenameTable) and action.table == name


@hazard(
    Rule(
        id="BC101",
        title="A table is renamed under running programs",
        severity=WARNING,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the table",
        why="Programs of the version before still use the old name, and fail from this moment on.",
        instead="Make a view of the old name in the same transaction: programs read and write"
        " through it (SQLite needs triggers for that). Drop it in a later migration.",
        aliases=("renaming-table", "rename_table"),
        costs=RENAMED,
        scales=False,
    ),
    RenameTable,
)
def rename_table(action: RenameTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a table that gets another name, unless a view or another table takes the old one.

    In a contract, it may take the name of a view that programs have gone over to.
    """
    if seen.unit.phase == CONTRACT and any(_frees(one, action.after) for _, one in seen.done):
        return None
    moved = action.table.name == action.after.name
    swapped = seen.is_swapped_out(action.table) or seen.was_swapped_out(action.after)
    if moved or swapped or _has_view(seen, action.table, facts):
        return None
    return Hit(f"The table {action.table} is called {action.after} from now on")


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
        costs=COLUMN_RENAMED,
        scales=False,
    ),
    RenameColumn,
)
def rename_column(action: RenameColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column that gets another name, unless a contract gives it that of the one it drops."""
    gone = (one for _, one in seen.done if isinstance(one, DropColumn))
    freed = any((one.table, one.column) == (action.table, action.after) for one in gone)
    if freed and seen.unit.phase == CONTRACT:
        return None
    return Hit(f"The column {action.table}.{action.before} is called {action.after} from now on")


@hazard(
    Rule(
        id="BC103",
        title="A table is dropped that programs may still read",
        severity=WARNING,
        why="No row is lost, but programs of the version before fail all the same.",
        instead="Drop it in a contract migration, when no program of before runs any more.",
        scales=False,
    ),
    DropTable,
)
def drop_read_table(action: DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DROP TABLE where DS102 is mild: of an empty table, and of rows put aside."""
    size = facts.size(action.table)
    empty = size is not None and size.rows == 0
    if seen.unit.phase == CONTRACT or seen.is_swapped_out(action.table):
        return None
    if not empty and not action.kept:
        return None
    return Hit(f"Programs that still use {action.table} fail")


@hazard(
    Rule(
        id="BC104",
        title="A column is dropped that programs may still read",
        severity=WARNING,
        why="No value is lost, but programs of the version before that name the column fail, and"
        " ORMs name them all.",
        instead="Drop it in a contract migration, when no program of before runs any more.",
        scales=False,
    ),
    DropColumn,
)
def drop_read_column(action: DropColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DROP COLUMN where DS103 is silent or mild: of computed values, and those put aside."""
    column = seen.column(action.table, action.column)
    computed = column is not None and column.computed is not None
    if seen.unit.phase == CONTRACT or not (computed or action.kept):
        return None
    return Hit(f"Programs that still read {action.table}.{action.column} fail")


@hazard(
    Rule(
        id="BC105",
        title="Programs do not know of a column that needs a value",
        severity=ERROR,
        why="INSERT of the version before names no value for it, and fails from this moment on.",
        instead="Give it a default of the server, or add it without NOT NULL; require it in a"
        " later migration, when all programs write it.",
        aliases=("adding_required_column",),
    ),
    AddColumn,
)
def needed_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a NOT NULL column that nothing fills."""
    if action.column.fills_itself or seen.unit.phase == CONTRACT:
        return None
    return Hit(f"INSERT without {action.table}.{action.column.name} fails from now on")


@hazard(
    Rule(
        id="BC108",
        title="A value of an enum is renamed under running programs",
        severity=WARNING,
        databases=POSTGRESQL,
        why="Programs of the version before write the old value, which there is not, and read one"
        " that they do not know.",
        instead="Add the new value, have programs understand both, change the rows, and let the"
        " old one be.",
        aliases=("rename_enum_value",),
        scales=False,
    ),
    RenameEnumValue,
)
def rename_value(action: RenameEnumValue, seen: Timeline, facts: Facts) -> Hit | None:
    """Find ALTER TYPE ... RENAME VALUE."""
    return Hit(f"'{action.before}' of {action.enum} is called '{action.after}' from now on")


@hazard(
    Rule(
        id="BC109",
        title="A schema is renamed, or something moves to another",
        severity=WARNING,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="Programs of the version before, and every search_path, name the old schema.",
        instead="Leave a view of the old name behind, and drop it in a later migration.",
        aliases=("rename_schema",),
        scales=False,
    ),
    RenameTable,
    RenameObject,
)
def moved(action: RenameTable | RenameObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find SET SCHEMA, RENAME TABLE to another database, and ALTER SCHEMA ... RENAME."""
    if isinstance(action, RenameTable):
        if action.table.schema == action.after.schema or _has_view(seen, action.table, facts):
            return None
        return Hit(f"The table {action.table} is found as {action.after} from now on")
    if action.kind != "schema" and action.name.schema == action.after.schema:
        return None
    return Hit(f"The {action.kind} {action.name} is found as {action.after} from now on")


@hazard(
    Rule(
        id="BC110",
        title="A constraint or an index is renamed",
        severity=INFO,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="ON CONFLICT ON CONSTRAINT, index hints and programs that look at the name in an error"
        " know the old one.",
        instead="See that no program names it.",
        scales=False,
    ),
    RenameConstraint,
    RenameIndex,
)
def rename_key(action: RenameConstraint | RenameIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find constraints and indexes that get another name."""
    what = "constraint" if isinstance(action, RenameConstraint) else "index"
    return Hit(f"The {what} {action.before} is called {action.after} from now on")


@hazard(
    Rule(
        id="BC123",
        title="Only the case of a name changes",
        severity=WARNING,
        why="A server that folds names, or a program that quotes them, finds the one and not the"
        " other; MySQL does it otherwise on each system (lower_case_table_names).",
        instead="Names in lower case, everywhere.",
        scales=False,
    ),
    RenameTable,
    RenameColumn,
)
def case_only(action: RenameTable | RenameColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find names that differ in upper and lower case alone."""
    if isinstance(action, RenameTable):
        before, after = action.table.name, action.after.name
    else:
        before, after = action.before, action.after
    if before == after or before.lower() != after.lower():
        return None
    return Hit(f"{before} and {after} differ in upper and lower case alone")
