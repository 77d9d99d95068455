"""MY: keys and indexes of MySQL and MariaDB."""

from __future__ import annotations

from goofer_py.hazards.action import (
    AddColumn,
    AddConstraint,
    AlterConstraint,
    CreateIndex,
    DropConstraint,
)
from goofer_py.hazards.catalogue.my_altered import has_fulltext, is_mariadb, setting
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, MYSQL, MYSQL_FAMILY, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import ForeignKey, Name, PrimaryKey

_OFF = ("0", "off", "false")


@hazard(
    Rule(
        id="MY131",
        title="A foreign key copies the table",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="All rows are copied and held to it. With foreign_key_checks=0 it comes at once, but"
        " rows that are there are never checked.",
        instead="Look for orphans with a query, then add it with foreign_key_checks=0 and"
        " ALGORITHM=INPLACE, LOCK=NONE.",
        aliases=("add_foreign_key",),
    ),
    AddConstraint,
    AddColumn,
)
def foreign_key(action: AddConstraint | AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a foreign key on a table that is there."""
    if isinstance(action, AddColumn):
        comes = action.inline_reference and is_mariadb(facts)
    else:
        comes = isinstance(action.constraint, ForeignKey)
    if not comes:
        return None
    if (setting("foreign_key_checks", seen, facts) or "").lower() in _OFF:
        return Hit(f"Rows of {action.table} that break the foreign key stay, and nothing tells")
    return Hit(f"{action.table} is copied for its foreign key, and writes wait")


@hazard(
    Rule(
        id="MY132",
        title="A primary key is added",
        severity=INFO,
        databases=MYSQL_FAMILY,
        lock="NONE",
        duration=Duration.REWRITE,
        why="All rows are written anew in the order of the key, and every index with them.",
        instead="Give tables their key when they are made; else do it in a quiet hour.",
    ),
    AddConstraint,
)
def new_key(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a primary key that takes no other's place."""
    if not isinstance(action.constraint, PrimaryKey) or _drops_key(action.table, seen):
        return None
    return Hit(f"All rows of {action.table} are written anew in the order of the key")


@hazard(
    Rule(
        id="MY133",
        title="A primary key goes, and none comes for it",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="The table is copied, and replicas search all rows for each one that changes later.",
        instead="Drop the old key and add the new one in one statement, which blocks nobody.",
    ),
    DropConstraint,
)
def lost_key(action: DropConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a primary key that is dropped alone."""
    if action.kind != "primary key" or _adds_key(action.table, seen):
        return None
    return Hit(f"{action.table} is copied and has no primary key any more")


@hazard(
    Rule(
        id="MY137",
        title="A primary key takes another one's place",
        severity=INFO,
        databases=MYSQL_FAMILY,
        lock="NONE",
        duration=Duration.REWRITE,
        why="All rows and every secondary index are written anew.",
        instead="Do it in a quiet hour, with ALGORITHM=INPLACE, LOCK=NONE stated.",
    ),
    DropConstraint,
)
def other_key(action: DropConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a primary key that another one follows in the same statement."""
    if action.kind != "primary key" or not _adds_key(action.table, seen):
        return None
    return Hit(f"All rows and indexes of {action.table} are written anew for the new key")


def _drops_key(table: Name, seen: Timeline) -> bool:
    drops = (one for one in seen.step.actions if isinstance(one, DropConstraint))
    return any(one.kind == "primary key" and one.table == table for one in drops)


def _adds_key(table: Name, seen: Timeline) -> bool:
    adds = (one for one in seen.step.actions if isinstance(one, AddConstraint))
    return any(isinstance(one.constraint, PrimaryKey) and one.table == table for one in adds)


@hazard(
    Rule(
        id="MY134",
        title="A FULLTEXT index is built while writes wait",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="The first one of a table rebuilds it too, for a hidden column.",
        instead="Make it with the table, or search the texts elsewhere; else take a quiet hour.",
    ),
    CreateIndex,
)
def fulltext(action: CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a FULLTEXT index."""
    if _kind(action) != "fulltext":
        return None
    first = "" if has_fulltext(action.table, seen) else ", and its rows are written anew"
    return Hit(f"Writes to {action.table} wait until {action.index.name} is built{first}")


@hazard(
    Rule(
        id="MY135",
        title="A SPATIAL index is built while writes wait",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.BUILD,
        blocks="writes to the table",
        why="No server builds it online.",
        instead="Make it with the table, or in a quiet hour.",
    ),
    CreateIndex,
)
def spatial(action: CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a SPATIAL index."""
    if _kind(action) != "spatial":
        return None
    return Hit(f"Writes to {action.table} wait until {action.index.name} is built")


def _kind(action: CreateIndex) -> str:
    return action.kind or action.index.method or ""


@hazard(
    Rule(
        id="MY145",
        title="A check is enforced from now on",
        severity=WARNING,
        databases=MYSQL,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="The table is copied, and every row is held to the check.",
        instead="Correct the rows first, and take a quiet hour.",
    ),
    AlterConstraint,
)
def enforced(action: AlterConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a check that becomes ENFORCED."""
    if not action.enforced:
        return None
    return Hit(f"{action.table} is copied to hold its rows to {action.name}")


@hazard(
    Rule(
        id="MY158",
        title="An index over an expression is built while writes wait",
        severity=WARNING,
        databases=MYSQL,
        lock="SHARED",
        duration=Duration.BUILD,
        blocks="writes to the table",
        why="It stands on a hidden column that comes with it; a unique one copies the table.",
        instead="Add a VIRTUAL column with the expression, which is instant, and index that one.",
    ),
    CreateIndex,
)
def functional(action: CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index with an expression among its keys."""
    if not any(part.expression for part in action.index.parts):
        return None
    copies = f"{action.table} is copied, and writes wait until {action.index.name} is there"
    waits = f"Writes to {action.table} wait until {action.index.name} is built"
    return Hit(copies if action.index.unique else waits)
