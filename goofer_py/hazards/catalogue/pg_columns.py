"""PG3: columns and constraints of PostgreSQL."""

from __future__ import annotations

import re

from goofer_py.hazards.action import AddColumn, AddConstraint, SetNotNull
from goofer_py.hazards.catalogue.safe_forms import checked_first, validated_later
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import POSTGRESQL, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.hazards.volatility import Volatility, volatility
from goofer_py.schema import Check, ForeignKey

_KEY_ON_PARTS = (
    "Up to PostgreSQL 17 a partitioned table takes no key that is NOT VALID: give one to each"
    " partition, validate it there, and add the key to the whole, which takes what is there."
)


@hazard(
    Rule(
        id="PG302",
        title="A column with a volatile default rewrites the table",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.REWRITE,
        blocks="reads and writes of the table",
        why="Each row gets a value of its own, so all rows and indexes are written anew.",
        instead="Add the column without a default, set the default, fill the rows in batches, then"
        " set NOT NULL.",
        aliases=("adding-field-with-default", "add_column_default"),
    ),
    AddColumn,
)
def volatile_default(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a default that is computed for each row."""
    how_often = volatility(action.column.default)
    if how_often not in (Volatility.VOLATILE, Volatility.UNKNOWN):
        return None
    return Hit(
        f"{action.table} is rewritten: the default {action.column.default} of"
        f" {action.column.name} is computed {how_often.value}"
    )


@hazard(
    Rule(
        id="PG303",
        title="SET NOT NULL reads the whole table under an exclusive lock",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="reads and writes of the table",
        why="The server looks at every row, and nobody can use the table meanwhile.",
        instead="ADD CHECK (c IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT in a transaction of"
        " its own, then SET NOT NULL (which needs no scan from then on) and drop the check; on"
        " PostgreSQL 18: ADD CONSTRAINT ... NOT NULL c NOT VALID, then VALIDATE CONSTRAINT.",
        aliases=("adding-not-nullable-field", "change_column_null"),
    ),
    SetNotNull,
)
def set_not_null(action: SetNotNull, seen: Timeline, facts: Facts) -> Hit | None:
    """Find SET NOT NULL that no validated check makes quick."""
    column = seen.column(action.table, action.column)
    if column is not None and not column.nullable:
        return None
    if not facts.before(12) and _is_checked(action, seen):
        return None
    message = f"All queries on {action.table} wait while every row of it is looked at"
    return Hit(message, fix=checked_first(action, seen))


def _is_checked(action: SetNotNull, seen: Timeline) -> bool:
    table = seen.table(action.table)
    said = re.compile(rf'\W*"?{re.escape(action.column)}"?\s+IS\s+NOT\s+NULL\W*', re.IGNORECASE)
    checks = () if table is None else table.checks
    return any(one.validated and said.fullmatch(one.expression) for one in checks)


@hazard(
    Rule(
        id="PG305",
        title="A check is tried on all rows under an exclusive lock",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="reads and writes of the table",
        why="The server looks at every row, and nobody can use the table meanwhile.",
        instead="ADD CONSTRAINT ... CHECK (...) NOT VALID, then VALIDATE CONSTRAINT in another"
        " transaction.",
        aliases=("constraint-missing-not-valid", "add_check_constraint"),
    ),
    AddConstraint,
)
def check_scans(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a check that rows which are there are held to at once."""
    constraint = action.constraint
    if not isinstance(constraint, Check) or not (constraint.validated and constraint.enforced):
        return None
    message = f"All queries on {action.table} wait while the check is tried on every row"
    return Hit(message, fix=validated_later(seen))


@hazard(
    Rule(
        id="PG306",
        title="A foreign key is tried on all rows while writes to both tables wait",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="SHARE ROW EXCLUSIVE",
        elsewhere="SHARE ROW EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="writes to both tables",
        why="The server looks for the target of every row, and nobody can write meanwhile.",
        instead="ADD FOREIGN KEY ... NOT VALID, then VALIDATE CONSTRAINT in another transaction.",
        aliases=("adding-foreign-key-constraint", "add_foreign_key"),
    ),
    AddConstraint,
)
def foreign_key_scans(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a foreign key that rows which are there are held to at once."""
    key = action.constraint
    if not isinstance(key, ForeignKey) or not (key.validated and key.enforced):
        return None
    message = f"Writes to {action.table} and {key.target} wait while every row is looked at"
    if seen.known.is_partitioned(action.table) and not facts.at_least(18):
        return Hit(message, instead=_KEY_ON_PARTS)
    return Hit(message, fix=validated_later(seen))
