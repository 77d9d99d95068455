"""SEC: who may do what."""

from __future__ import annotations

from goofer_py.hazards.action import ChangeAccess, CreateObject, SetOption
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import POSTGRESQL, WARNING, Rule
from goofer_py.hazards.timeline import Timeline


@hazard(
    Rule(
        id="SEC102",
        title="A function with its owner's rights looks names up where its caller says",
        severity=WARNING,
        databases=POSTGRESQL,
        why="A caller who sets search_path to a schema of his own has the function run his code"
        " with the rights of its owner.",
        instead="SET search_path = pg_catalog, ... on the function.",
        aliases=("PG312P",),
        scales=False,
        new_tables=True,
    ),
    CreateObject,
)
def definer(action: CreateObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find SECURITY DEFINER without a search_path of its own."""
    if action.detail("security") != "true" or action.detail("set search_path") is not None:
        return None
    return Hit(f"The {action.kind} {action.name} is SECURITY DEFINER without a search_path")


@hazard(
    Rule(
        id="SEC103",
        title="Rows or rights are opened to everybody",
        severity=WARNING,
        databases=POSTGRESQL,
        why="Row security that is off shows all rows, and PUBLIC is every role, those to come too.",
        instead="Name the roles, and keep row security on.",
        scales=False,
    ),
    SetOption,
    ChangeAccess,
)
def opened(action: SetOption | ChangeAccess, seen: Timeline, facts: Facts) -> Hit | None:
    """Find row security that goes, and rights for PUBLIC."""
    if isinstance(action, ChangeAccess):
        if not action.grants or "public" not in action.to:
            return None
        return Hit(f"Everybody gets rights on {action.table or 'it'}")
    if (action.what, action.value) != ("row security", "disable"):
        return None
    return Hit(f"Everybody who may read {action.table} sees all of its rows")
