"""MY: triggers on tables that are copied to be changed."""

from __future__ import annotations

from functools import cache

from goofer_py.hazards.action import AddColumn, AddConstraint, CreateIndex, ModifyColumn, SetOption
from goofer_py.hazards.catalogue import (
    my_columns,
    my_indexes,
    my_lists,
    my_places,
    my_tables,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import Hazard, hazard
from goofer_py.hazards.rule import INFO, MYSQL_FAMILY, Duration, Rule
from goofer_py.hazards.timeline import Timeline

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
        instead="`makemigrations --online`, whose triggers stand beside those that are there; and"
        " look whether those of the table have to be made again for the copy.",
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
    if not names or not _is_copied(action, seen, facts):
        return None
    return Hit(f"{action.table} is copied for this, and has triggers: {', '.join(names)}")


def _is_copied(
    action: ModifyColumn | AddColumn | AddConstraint | CreateIndex | SetOption,
    seen: Timeline,
    facts: Facts,
) -> bool:
    return any(
        isinstance(action, one.on)
        and one.rule.holds(facts.database, facts.version)
        and one.find(action, seen, facts) is not None
        for one in _copying()
    )
