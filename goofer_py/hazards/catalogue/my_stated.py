"""The mildest form that MySQL and MariaDB surely take of a statement, as it is written."""

from __future__ import annotations

from functools import cache

from goofer_py.dialects.mysql.stating import Place
from goofer_py.hazards.action import (
    Action,
    AddColumn,
    CreateIndex,
    DropColumn,
    DropIndex,
    RenameColumn,
    RenameIndex,
)
from goofer_py.hazards.catalogue import (
    my_columns,
    my_indexes,
    my_lists,
    my_places,
    my_tables,
    my_waits,
)
from goofer_py.hazards.catalogue.my_altered import table_says
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Fix
from goofer_py.hazards.hazard import Hazard
from goofer_py.hazards.rule import Duration
from goofer_py.hazards.timeline import Timeline

_FAMILY = (my_columns, my_indexes, my_lists, my_places, my_tables, my_waits)
_INSTANT = ("ALGORITHM=INSTANT",)
_INPLACE = ("ALGORITHM=INPLACE", "LOCK=NONE")
_LEARNED = (8, 0, 29)
"""From there on MySQL adds a column anywhere at once, and drops it."""
_LONGEST = 48
"""MySQL leaves a dropped column in its place under a longer name, which has to fit."""
_OURS = ("", "innodb")


@cache
def _dear() -> tuple[Hazard, ...]:
    """Return the rules about what takes more than an instant, or more than an index."""
    every = (value for module in _FAMILY for value in vars(module).values())
    return tuple(
        one
        for one in every
        if isinstance(one, Hazard)
        and (one.rule.lock == "SHARED" or one.rule.duration is Duration.REWRITE)
    )


def stated_form(seen: Timeline, facts: Facts) -> Fix | None:
    """Return the statement as ALGORITHM=INSTANT, or INPLACE with LOCK=NONE; None where in doubt."""
    actions, step = seen.step.actions, seen.step
    place = Place.of(step)
    if place is None or step.reading.algorithm or step.reading.lock:
        return None
    for fits, clauses in ((_is_instant, _INSTANT), (_is_of_index, _INPLACE)):
        if all(fits(one, seen, facts) for one in actions):
            return Fix((place.stated(list(clauses)),))
    return None


def _is_light(action: Action, seen: Timeline, facts: Facts) -> bool:
    """Whether the table is known, and no rule says that the action costs more."""
    table = next(iter(action.tables), None)
    if table is None or seen.table(table) is None or facts.before(*_LEARNED):
        return False
    if table_says(table, "engine", seen) not in _OURS or table_says(table, "partition", seen):
        return False
    return not any(
        isinstance(action, one.on)
        and one.rule.holds(facts.database, facts.version)
        and one.find(action, seen, facts) is not None
        for one in _dear()
    )


def _is_instant(action: Action, seen: Timeline, facts: Facts) -> bool:
    match action:
        case AddColumn(column=column):
            plain = column.computed is None and column.identity is None
            fits = plain and not action.constraints and not action.inline_reference
        case DropColumn():
            gone = seen.column(action.table, action.column)
            plain = gone is not None and gone.computed is None
            fits = plain and len(action.column) <= _LONGEST
        case RenameColumn():
            fits = True
        case _:
            return False
    return fits and _is_light(action, seen, facts)


def _is_of_index(action: Action, seen: Timeline, facts: Facts) -> bool:
    match action:
        case CreateIndex() | RenameIndex():
            return _is_light(action, seen, facts)
        case DropIndex():
            # The primary key is where the rows are.
            return action.name.name.upper() != "PRIMARY" and _is_light(action, seen, facts)
    return False
