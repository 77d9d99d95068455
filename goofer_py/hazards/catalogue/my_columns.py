"""MY: columns of MySQL and MariaDB."""

from __future__ import annotations

import re

from goofer_py.dialects.mysql.columns import is_text
from goofer_py.hazards.action import AddColumn, AddConstraint, ModifyColumn
from goofer_py.hazards.catalogue.my_altered import (
    change,
    charset_in,
    indexed,
    is_mariadb,
    is_virtual,
    setting,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, MYSQL, MYSQL_FAMILY, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check

VOLATILE = re.compile(
    r"\b(?:uuid|uuid_short|rand|sys_guid|random_bytes|nextval|sleep)\b", re.IGNORECASE
)


@hazard(
    Rule(
        id="MY101",
        title="A column that needs a value is added without a default",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="NONE",
        duration=Duration.INSTANT,
        why="The statement succeeds, and the rows that are there get 0, '' or a zero date.",
        instead="Write the default that rows should get, or add the column without NOT NULL and"
        " fill it.",
        aliases=("DD114",),
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


@hazard(
    Rule(
        id="MY130",
        title="A column gets another type, and the table is copied for it",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="Every row is written anew under ALGORITHM=COPY. Only a varchar that grows and stays on"
        " the same side of 255 bytes does without.",
        instead="Add a column of the new type, fill it in batches, and rename; or change the table"
        " through a copy with triggers.",
        aliases=("change_column_type", "column.change-type"),
    ),
    ModifyColumn,
)
def retyped(action: ModifyColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a type that changes, or may change."""
    known = change(action, seen)
    name = f"{action.table}.{action.before}"
    if known is None:
        return Hit(f"{action.table} is copied unless {name} is {action.column.type} already")
    if not known.retyped:
        return None
    types = f"from {known.before.type} to {known.after.type}"
    return Hit(f"{action.table} is copied to change {name} {types}, and writes wait")


@hazard(
    Rule(
        id="MY140",
        title="A stored computed column copies the table",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="Its value is computed and written for every row that is there.",
        instead="Make it VIRTUAL, which is instant, and index it if it is searched by.",
        aliases=("add_column_generated_stored",),
    ),
    AddColumn,
)
def stored_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a computed column that is stored."""
    if action.column.computed is None or not action.column.computed.stored:
        return None
    return Hit(f"{action.table} is copied to store {action.column.name}, and writes wait")


@hazard(
    Rule(
        id="MY141",
        title="A column that numbers the rows is added",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="Every row gets its number while nobody may write, and replicas may number otherwise.",
        instead="Make a new table with the column, and copy the rows in a stated order.",
        aliases=("add_column_auto_increment",),
    ),
    AddColumn,
)
def numbering_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a new AUTO_INCREMENT column."""
    if action.column.identity is None:
        return None
    return Hit(f"Writes to {action.table} wait until all rows have their {action.column.name}")


@hazard(
    Rule(
        id="MY142",
        title="A column is added in the midst of the table",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="FIRST and AFTER are instant on MySQL from 8.0.29 and on MariaDB; before that the table"
        " is rebuilt, and MariaDB copies it when it has a virtual column.",
        instead="Add the column at the end: programs should name the columns that they read.",
        aliases=("column.disallow-changing-order",),
    ),
    AddColumn,
)
def placed_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a place that the server cannot give at once."""
    if action.place is None:
        return None
    table = seen.table(action.table)
    virtual = table is not None and any(map(is_virtual, table.columns))
    if is_mariadb(facts) and virtual:
        return Hit(f"{action.table} is copied, as it has a virtual column, and writes wait")
    if is_mariadb(facts) or not facts.before(8, 0, 29):
        return None
    return Hit(f"{action.table} is rebuilt for the place of {action.column.name}", severity=INFO)


@hazard(
    Rule(
        id="MY143",
        title="What a column is computed from changes",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="The table is copied; only MariaDB changes a virtual column at once.",
        instead="Add a VIRTUAL column with the new expression, and drop the old one.",
    ),
    ModifyColumn,
)
def recomputed(action: ModifyColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find another expression."""
    known = change(action, seen)
    if known is None or known.before.computed is None or known.after.computed is None:
        return None
    if known.before.computed == known.after.computed:
        return None
    if is_mariadb(facts) and is_virtual(known.after):
        return None
    return Hit(f"{action.table} is copied to compute {action.column.name} anew")


@hazard(
    Rule(
        id="MY147",
        title="NULL is allowed or forbidden, and the table is rebuilt for it",
        severity=INFO,
        databases=MYSQL_FAMILY,
        lock="NONE",
        duration=Duration.REWRITE,
        why="All rows are written anew while others read and write; without a strict sql_mode the"
        " table is copied, and writes wait.",
        instead="Do it in a quiet hour, under a strict sql_mode, and with LOCK=NONE stated.",
        aliases=("change_column_null_mysql",),
    ),
    ModifyColumn,
)
def nullability(action: ModifyColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column that changes in nothing but that it may be NULL."""
    known = change(action, seen)
    if known is None or not known.only_nullable:
        return None
    mode = setting("sql_mode", seen, facts)
    if mode is not None and "STRICT" not in mode.upper() and not is_mariadb(facts):
        message = f"{action.table} is copied, as sql_mode is not strict, and writes wait"
        return Hit(message, severity=WARNING)
    return Hit(f"All rows of {action.table} are written anew for {action.column.name}")


@hazard(
    Rule(
        id="MY148",
        title="A column gets another charset or collation",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="Another charset copies the table. Another collation of the same charset does so on"
        " MySQL when the column is indexed; MariaDB builds the index anew.",
        instead="Drop the index, change the collation, and make the index again; for a charset"
        " add a column and fill it.",
    ),
    ModifyColumn,
)
def recollated(action: ModifyColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find text that is compared or kept otherwise from now on."""
    known = change(action, seen)
    if known is None or known.retyped or not is_text(action.column.type.text):
        return None
    before, after = (charset_in(one, known.table) for one in (known.before, known.after))
    name = f"{action.table}.{action.column.name}"
    if before != after and None not in (before, after):
        return Hit(f"{action.table} is copied to keep {name} in {after}")
    if known.before.collation == known.after.collation:
        return None
    if not indexed(known.table, action.before):
        return None
    if is_mariadb(facts):
        return Hit(f"The indexes over {name} are built anew", severity=INFO)
    return Hit(f"{action.table} is copied, as {name} is indexed")


@hazard(
    Rule(
        id="MY150",
        title="A column is added with an expression as its default",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="MySQL computes it for every row and copies the table for it; MariaDB does so where"
        " each row gets another value.",
        instead="Add the column without the default, set the default, which is instant, and fill"
        " the rows in batches.",
        aliases=("add_column_default_callable",),
    ),
    AddColumn,
)
def computed_default(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a default that is no constant."""
    default = action.column.default or ""
    volatile = VOLATILE.search(default) is not None
    if not (volatile if is_mariadb(facts) else default.startswith("(")):
        return None
    return Hit(f"{action.table} is copied to compute {action.column.name} for every row")


@hazard(
    Rule(
        id="MY151",
        title="A column is added together with a check",
        severity=WARNING,
        databases=MYSQL,
        lock="SHARED",
        duration=Duration.REWRITE,
        blocks="writes to the table",
        why="MySQL copies the table, although no row can break the check.",
        instead="Add the column alone, which is instant, and the check as NOT ENFORCED.",
    ),
    AddColumn,
)
def checked_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a check beside a new column."""
    if not any(isinstance(one, Check) and one.enforced for one in action.constraints):
        return None
    return Hit(f"{action.table} is copied for the check of {action.column.name}")
