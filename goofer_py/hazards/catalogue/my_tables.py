"""MY: whole tables of MySQL and MariaDB."""

from __future__ import annotations

import re

from goofer_py.dialects.mysql.columns import is_text
from goofer_py.hazards.action import (
    Action,
    CreateTable,
    DropTable,
    Maintain,
    SetOption,
    Truncate,
    WholeFile,
    WriteRows,
)
from goofer_py.hazards.catalogue.my_altered import setting
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, MYSQL_FAMILY, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline

_REBUILDS = ("force", "engine", "row_format", "key_block_size")
_OLD_ENGINE = re.compile(r"\bengine\s*=?\s*'?(myisam|aria|isam|merge)\b", re.IGNORECASE)
_OLD_CHARSET = re.compile(r"\b(?:charset|character\s+set)\s*=?\s*'?(utf8|utf8mb3)\b", re.IGNORECASE)
_COPYING = re.compile(r"\bselect\b", re.IGNORECASE)
_ORDERED = re.compile(r"\border\s+by\b", re.IGNORECASE)


@hazard(
    Rule(
        id="MY136",
        title="A table is converted to another charset",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="CONVERT TO copies the table with all its texts.",
        instead="Convert it through a copy with triggers; DEFAULT CHARACTER SET alone, for columns"
        " that come later, copies nothing.",
    ),
    SetOption,
)
def converted(action: SetOption, seen: Timeline, facts: Facts) -> Hit | None:
    """Find CONVERT TO CHARACTER SET; an operation says it by the table's collation."""
    operation = not seen.step.text and action.what in ("collation", "charset")
    if action.what != "convert charset" and not (operation and _has_texts(action, seen)):
        return None
    return Hit(f"{action.table} is copied to keep its texts in {action.value}, and writes wait")


def _has_texts(action: SetOption, seen: Timeline) -> bool:
    table = seen.table(action.table)
    return table is None or any(is_text(column.type.text) for column in table.columns)


@hazard(
    Rule(
        id="MY138",
        title="A table is rebuilt",
        severity=INFO,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table, where its engine changes",
        why="FORCE, ROW_FORMAT and ENGINE=InnoDB write all rows anew while programs go on; another"
        " engine copies the table.",
        instead="Do it in a quiet hour, with LOCK=NONE stated; for another engine go through a copy"
        " with triggers.",
    ),
    SetOption,
    Maintain,
)
def rebuilt(action: SetOption | Maintain, seen: Timeline, facts: Facts) -> Hit | None:
    """Find what writes a table anew without changing it."""
    if isinstance(action, Maintain):
        optimizes = action.verb == "OPTIMIZE" and action.table is not None
        return Hit(f"All rows of {action.table} are written anew") if optimizes else None
    if action.what not in _REBUILDS:
        return None
    if action.what == "engine" and action.value.strip("'\"").lower() not in ("innodb", ""):
        message = f"{action.table} is copied into {action.value}, and writes wait"
        return Hit(message, severity=WARNING)
    return Hit(f"All rows of {action.table} are written anew")


@hazard(
    Rule(
        id="MY139",
        title="A table is split into partitions, or joined again",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="Every row goes to another file. Adding and dropping partitions is light.",
        instead="Make a new table with the partitions, and fill it through triggers.",
    ),
    SetOption,
)
def partitioned(action: SetOption, seen: Timeline, facts: Facts) -> Hit | None:
    """Find PARTITION BY and REMOVE PARTITIONING."""
    if action.what not in ("partitions", "partition"):
        return None
    said = action.value.upper()
    if not said.startswith(("PARTITION BY", "REMOVE")) and not (said == "" and not seen.step.text):
        return None
    return Hit(f"{action.table} is copied from file to file, and writes wait")


@hazard(
    Rule(
        id="MY161",
        title="A migration commits several times",
        severity=INFO,
        databases=MYSQL_FAMILY,
        why="Each change of a table commits by itself: when one fails, those before it stay.",
        instead="Write one such statement in a file, or let the run go on at the one that failed.",
        scales=False,
        new_tables=True,
    ),
    WholeFile,
)
def commits_often(action: WholeFile, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a file with more than one statement that commits by itself."""
    changing = [one for one in seen.unit.steps if any(map(_commits, one.actions))]
    if len(changing) < 2 or not seen.unit.text:
        return None
    return Hit(f"{len(changing)} statements commit by themselves, one after the other")


def _commits(action: Action) -> bool:
    name = type(action).__name__
    starts = ("Create", "Drop", "Add", "Alter", "Modify", "Rename", "Truncate", "Reindex")
    return name.startswith(starts) or isinstance(action, SetOption)


@hazard(
    Rule(
        id="MY166",
        title="A table is thrown away at once",
        severity=INFO,
        databases=MYSQL_FAMILY,
        why="Before MySQL 8.0.23 the server looks through all its memory for a large table, and"
        " stands still; removing its file may do so later, too.",
        instead="Rename it, and drop it later in a quiet hour.",
    ),
    DropTable,
    Truncate,
)
def thrown_away(action: DropTable | Truncate, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a table that is not known to be small."""
    table = action.tables[0]
    size = facts.size(table)
    if size is not None and facts.is_small(size):
        return None
    return Hit(f"{table} goes with all its pages, and others may wait for it")


@hazard(
    Rule(
        id="MY167",
        title="A table is made with an engine or charset that is out of date",
        severity=INFO,
        databases=MYSQL_FAMILY,
        why="MyISAM and Aria have no transactions and lock whole tables, utf8mb3 cannot hold every"
        " character.",
        instead="Take InnoDB and utf8mb4.",
        scales=False,
        new_tables=True,
    ),
    CreateTable,
    SetOption,
)
def outdated(action: CreateTable | SetOption, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an old engine or charset."""
    if isinstance(action, SetOption):
        name, text = action.table, f"{action.what.removeprefix('convert ')}={action.value}"
    else:
        name, text = action.made.name, action.made.option("text") or ""
    if found := _OLD_ENGINE.search(text):
        return Hit(f"{name} is kept by {found[1]}, without transactions")
    if found := _OLD_CHARSET.search(text):
        return Hit(f"{name} is in {found[1]}, which holds only characters of three bytes")
    return None


@hazard(
    Rule(
        id="MY169",
        title="Rows are copied in no order under a log of statements",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        why="With binlog_format=STATEMENT each replica copies them in its own order, and numbers"
        " them otherwise.",
        instead="Write ORDER BY over a key, or set binlog_format=ROW.",
        scales=False,
        new_tables=True,
    ),
    WriteRows,
)
def unordered(action: WriteRows, seen: Timeline, facts: Facts) -> Hit | None:
    """Find INSERT ... SELECT without ORDER BY where statements are logged."""
    logged = (setting("binlog_format", seen, facts) or "").upper()
    if action.verb != "INSERT" or logged != "STATEMENT":
        return None
    if not _COPYING.search(seen.step.text) or _ORDERED.search(seen.step.text):
        return None
    return Hit(f"Replicas may number the rows of {action.table} otherwise")
