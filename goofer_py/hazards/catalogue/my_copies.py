"""MY: how tables are changed that have to be copied, and what is on them."""

from __future__ import annotations

import re
from functools import cache

from goofer_py.hazards.action import (
    Action,
    AddColumn,
    AddConstraint,
    CreateIndex,
    Harmless,
    ModifyColumn,
    RenameTable,
    SetOption,
)
from goofer_py.hazards.catalogue import (
    my_columns,
    my_indexes,
    my_lists,
    my_places,
    my_tables,
)
from goofer_py.hazards.catalogue.my_stated import stated_form
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import Hazard, hazard
from goofer_py.hazards.rule import ERROR, INFO, MYSQL_FAMILY, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline

_ALTERS = re.compile(
    r"\s*(?:ALTER\s+TABLE|CREATE\s+(?:\w+\s+)?INDEX|DROP\s+INDEX)\b", re.IGNORECASE
)
_HEAVY_LOCKS = ("SHARED", "EXCLUSIVE")
_FAMILY = (my_columns, my_indexes, my_lists, my_places, my_tables)


@cache
def _copying() -> tuple[Hazard, ...]:
    """Return the rules about what the server can do by a copy alone."""
    every = (value for module in _FAMILY for value in vars(module).values())
    return tuple(
        one
        for one in every
        if isinstance(one, Hazard)
        and (one.rule.lock, one.rule.duration) == ("SHARED", Duration.REWRITE)
    )


@hazard(
    Rule(
        id="MY168",
        title="A table with triggers has to be copied to be changed",
        severity=INFO,
        databases=MYSQL_FAMILY,
        why="A copy that is kept the same by triggers puts its own behind those that are there, so"
        " that it gets what they make of a row. gh-ost refuses such a table, and"
        " pt-online-schema-change takes --preserve-triggers.",
        instead="`makemigrations --online`, or `context.alter_by_copy`: triggers of the table come"
        " along, and run once for each write.",
        scales=False,
    ),
    ModifyColumn,
    AddColumn,
    AddConstraint,
    CreateIndex,
    SetOption,
)
def copied_with_triggers(
    action: ModifyColumn | AddColumn | AddConstraint | CreateIndex | SetOption,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find a trigger of a table that another rule says to be copied."""
    found = [one for one in seen.known.objects if one.kind == "trigger"]
    names = sorted(str(one.name) for one in found if one.table == action.table)
    if not names or not is_copied(action, seen, facts):
        return None
    return Hit(f"{action.table} is copied for this, and has triggers: {', '.join(names)}")


def is_copied(action: Action, seen: Timeline, facts: Facts) -> bool:
    """Say whether another rule knows that the server copies the table for an action."""
    return any(
        isinstance(action, one.on)
        and one.rule.holds(facts.database, facts.version)
        and one.find(action, seen, facts) is not None
        for one in _copying()
    )


@hazard(
    Rule(
        id="MY163",
        title="How a table is altered is not stated, or as what blocks",
        severity=WARNING,
        databases=MYSQL_FAMILY,
        why="Without ALGORITHM and LOCK the server copies the table, unsaid, where it cannot do"
        " better; with ALGORITHM=COPY or LOCK=SHARED writes wait for certain.",
        instead="State ALGORITHM=INSTANT, or ALGORITHM=INPLACE and LOCK=NONE: the server then"
        " refuses what it cannot do.",
        aliases=("copy_algorithm", "lock_option"),
    ),
    Action,
)
def unstated(action: Action, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an ALTER TABLE without its algorithm, or with one that blocks."""
    step = seen.step
    if not step.actions or step.actions[0] is not action or not _ALTERS.match(step.text):
        return None
    if isinstance(action, RenameTable | Harmless):
        return None
    stated, lock = step.reading.algorithm, step.reading.lock
    table = next(iter(action.tables), None)
    if stated == "COPY" or lock in _HEAVY_LOCKS:
        said = f"ALGORITHM={stated}" if stated == "COPY" else f"LOCK={lock}"
        return Hit(f"{said} makes writes to {table} wait", severity=ERROR)
    if stated or lock or any(is_copied(one, seen, facts) for one in step.actions):
        return None  # Another rule says that it is copied: nothing milder can be stated.
    return Hit(f"Nothing is stated of how {table} is changed", fix=stated_form(seen, facts))
