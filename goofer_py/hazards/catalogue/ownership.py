"""SEC: whose tables they are."""

from __future__ import annotations

from fnmatch import fnmatchcase

from goofer_py.hazards.action import Action
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import WARNING, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Name


@hazard(
    Rule(
        id="SEC105",
        title="A table is changed that is not this project's",
        severity=WARNING,
        why="Others own it: they do not know of the change, and theirs may undo it.",
        instead="Ask those whose table it is, or add it to `lint.owned`.",
        scales=False,
    ),
    Action,
)
def foreign(action: Action, seen: Timeline, facts: Facts) -> Hit | None:
    """Find, once in a file for each, tables that none of the patterns names."""
    if not facts.owned:
        return None
    told = {table for _, one in seen.done for table in _about(one)}
    for table in _about(action):
        if table not in told and not _is_owned(table, facts):
            return Hit(f"{table} is not this project's")
    return None


def _about(action: Action) -> tuple[Name, ...]:
    every = getattr(action, "truncated", None) or getattr(action, "locked", None)
    return every or action.tables[:1]


def _is_owned(table: Name, facts: Facts) -> bool:
    names = (table.name, str(table))
    return any(fnmatchcase(name, pattern) for pattern in facts.owned for name in names)
