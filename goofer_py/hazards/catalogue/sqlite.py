"""LT: SQLite."""

from __future__ import annotations

import re

from goofer_py.hazards.action import (
    Action,
    AddColumn,
    CreateTable,
    DropColumn,
    DropNotNull,
    RebuildTable,
    RenameColumn,
    RenameTable,
    SetNotNull,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, INFO, SQLITE, Duration, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check, ForeignKey, PrimaryKey, Table, Unique
from goofer_py.schema.expression import identifiers

_LITERAL = r"[-+]?\s*[\d.]+|x?'[^']*'|\w+|cast\s*\(\s*[-\w.']+\s+as\s+\w+\s*\)"
_CHANGING = re.compile(rf"\A(?:CURRENT_|\((?!\s*(?:{_LITERAL})\s*\)\Z))", re.IGNORECASE | re.DOTALL)
"""Defaults that SQLite computes for each row: all in parentheses that is no literal."""


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
        why="ALTER TABLE ADD COLUMN takes no UNIQUE, no PRIMARY KEY and no stored computed column;"
        " where there are rows no default that is computed, and none beside REFERENCES.",
        instead="Make the table anew: new table, copy, drop, rename.",
        scales=False,
        new_tables=True,
    ),
    AddColumn,
)
def refused_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find what ADD COLUMN refuses."""
    column = action.column
    name = f"{action.table}.{column.name}"
    if any(isinstance(one, PrimaryKey | Unique) for one in action.constraints):
        return Hit(f"{name} cannot be added: it is a column with a key")
    if column.computed is not None and column.computed.stored:
        return Hit(f"{name} cannot be added: it is a stored computed column")
    size = facts.size(action.table)
    if size is not None and size.rows == 0:
        return None
    if _CHANGING.search(column.default or ""):
        return Hit(f"{name} cannot be added to rows: its default is no constant")
    points = any(isinstance(one, ForeignKey) for one in action.constraints)
    if points and (column.default or "NULL").upper() != "NULL":
        return Hit(f"{name} cannot be added to rows: it points at a table and has a default")
    return None


@hazard(
    Rule(
        id="LT111",
        title="SQLite cannot drop such a column",
        severity=ERROR,
        databases=SQLITE,
        why="ALTER TABLE DROP COLUMN refuses a column that a key, an index, a check of the table or"
        " a foreign key holds.",
        instead="Drop the index first; for the rest make the table anew.",
        scales=False,
        new_tables=True,
    ),
    DropColumn,
)
def held_column(action: DropColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find what DROP COLUMN refuses."""
    table = seen.table(action.table)
    if table is None:
        return None
    holder = _holder(table, action.column)
    if not holder:
        return None
    return Hit(f"{action.table}.{action.column} cannot be dropped: {holder} holds it")


def _holder(table: Table, column: str) -> str:
    for constraint in table.constraints:
        if (
            isinstance(constraint, PrimaryKey | Unique | ForeignKey)
            and column in constraint.columns
        ):
            return f"a {_kind(constraint)}"
        if isinstance(constraint, Check) and column in identifiers(constraint.expression):
            return "a check"
    for index in table.indexes:
        if column in index.reads or column in identifiers(index.where or ""):
            return index.name
    return ""


def _kind(constraint: PrimaryKey | Unique | ForeignKey) -> str:
    match constraint:
        case PrimaryKey():
            return "primary key"
        case Unique():
            return "unique constraint"
    return "foreign key"


@hazard(
    Rule(
        id="LT116",
        title="This SQLite is too old for it",
        severity=ERROR,
        databases=SQLITE,
        why="The library of the server decides: RENAME COLUMN takes 3.25, computed columns 3.31,"
        " DROP COLUMN 3.35, STRICT 3.37, SET NOT NULL 3.53.",
        instead="Take a newer library, or make the table anew.",
        aliases=("CAP001",),
        scales=False,
        new_tables=True,
    ),
    RenameColumn,
    DropColumn,
    AddColumn,
    CreateTable,
    SetNotNull,
    DropNotNull,
)
def too_old(
    action: RenameColumn | DropColumn | AddColumn | CreateTable | SetNotNull | DropNotNull,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find what the known version does not have."""
    what, since = _needs(action)
    if not what or not facts.before(*since):
        return None
    return Hit(f"{what} takes SQLite {'.'.join(map(str, since))} or later")


def _needs(action: Action) -> tuple[str, tuple[int, ...]]:
    match action:
        case RenameColumn():
            return "RENAME COLUMN", (3, 25)
        case DropColumn():
            return "DROP COLUMN", (3, 35)
        case SetNotNull() | DropNotNull():
            return "SET and DROP NOT NULL", (3, 53)
        case AddColumn() if action.column.computed is not None:
            return "A computed column", (3, 31)
        case CreateTable():
            return _table_needs(action)
    return "", ()


def _table_needs(action: CreateTable) -> tuple[str, tuple[int, ...]]:
    if re.search(r"\bstrict\b", action.made.option("text") or "", re.IGNORECASE):
        return "STRICT", (3, 37)
    if any(one.computed is not None for one in action.made.columns):
        return "A computed column", (3, 31)
    return "", ()
