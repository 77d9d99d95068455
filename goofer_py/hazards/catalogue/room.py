"""OP: the room that a change needs, and the replicas that have to follow it."""

from __future__ import annotations

from functools import cache

from goofer_py.hazards.action import Action
from goofer_py.hazards.catalogue import (
    my_columns,
    my_indexes,
    my_lists,
    my_places,
    my_tables,
    pg_added,
    pg_columns,
    pg_indexes,
    pg_keys,
    pg_tables,
    pg_types,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import Hazard, hazard
from goofer_py.hazards.rule import ERROR, INFO, MYSQL_FAMILY, POSTGRESQL, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline

_FAMILIES = (
    *(my_columns, my_indexes, my_lists, my_places, my_tables),
    *(pg_added, pg_columns, pg_indexes, pg_keys, pg_tables, pg_types),
)
_TIMES = {Duration.REWRITE: 2, Duration.BUILD: 1}
"""How often a table is written: once anew, and once into the log."""
_LATE = 30
"""How many seconds a replica is behind before it is told of."""
_MUCH = 1 << 30
_UNITS = ((1 << 40, "TB"), (1 << 30, "GB"), (1 << 20, "MB"))


@cache
def _writing() -> tuple[Hazard, ...]:
    """Return the rules about what is written anew, or built."""
    every = (value for module in _FAMILIES for value in vars(module).values())
    return tuple(one for one in every if isinstance(one, Hazard) and one.rule.duration in _TIMES)


def _written(action: Action, seen: Timeline, facts: Facts) -> int:
    """Return how often the table is written for an action, by what other rules say."""
    found = (
        _TIMES[one.rule.duration]
        for one in _writing()
        if isinstance(action, one.on)
        and one.rule.holds(facts.database, facts.version)
        and one.find(action, seen, facts) is not None
    )
    return max(found, default=0)


@hazard(
    Rule(
        id="OP105",
        title="A large table is written anew, with little room or with replicas behind",
        severity=WARNING,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="Until it is done, the old table and the new one take room, and each page goes into the"
        " log as well, which replicas have to repeat: a full disk stops the server for everybody.",
        instead="Make room first, let the replicas catch up, or change the table in small batches"
        " with a column or table beside it.",
        aliases=("affected-bytes",),
        scales=False,
    ),
    Action,
)
def little_room(action: Action, seen: Timeline, facts: Facts) -> Hit | None:
    """Find what writes a large table while the disk is nearly full, or replicas are behind."""
    size = facts.size(action.tables[0]) if action.tables else None
    if size is None or size.bytes is None or facts.is_small(size):
        return None
    need = size.bytes * _written(action, seen, facts)
    if not need:
        return None
    table = action.tables[0]
    if facts.free is not None and need > facts.free:
        left = _amount(facts.free)
        return Hit(f"{table} takes up to {_amount(need)} more, and {left} are free", severity=ERROR)
    late = max(facts.behind, default=0)
    if late >= _LATE:
        return Hit(f"Up to {_amount(need)} are written, and a replica is {late:,.0f} s behind")
    if need < _MUCH:
        return None
    return Hit(f"Up to {_amount(need)} are written for {table}, and into the log", severity=INFO)


def _amount(number: int) -> str:
    for limit, unit in _UNITS:
        if number >= limit:
            return f"{number / limit:.1f} {unit}"
    return f"{number / 1024:.0f} kB"
