"""DS: views, functions, sequences and what depends on things are lost."""

from __future__ import annotations

from collections.abc import Iterator

from goofer_py.hazards.action import (
    Action,
    CreateObject,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropObject,
    DropTable,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, MARIADB, POSTGRESQL, WARNING, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Name

_BEHAVIOUR = frozenset(
    {
        *("view", "materialized view", "function", "procedure", "routine", "aggregate"),
        *("trigger", "rule", "event", "type", "enum", "domain", "extension", "policy", "role"),
        *("user", "package", "operator", "cast"),
    }
)
_SAME = {"enum": "type", "domain": "type"}


def _made(seen: Timeline) -> Iterator[CreateObject]:
    """Yield what the whole file makes."""
    every = (action for step in seen.unit.steps for action in step.actions)
    return (one for one in every if isinstance(one, CreateObject))


def _key(action: CreateObject | DropObject) -> tuple[str, Name, Name | None]:
    table = action.table if action.kind == "policy" else None
    return _SAME.get(action.kind, action.kind), action.name, table


@hazard(
    Rule(
        id="DS109",
        title="Things are dropped that the statement does not name",
        severity=ERROR,
        databases=POSTGRESQL,
        why="CASCADE drops views, foreign keys, columns and functions that depend on it, and says"
        " so only in a notice.",
        instead="Drop each of them by name, and leave CASCADE out.",
        aliases=("rm-tbl-cascade",),
        scales=False,
    ),
    DropTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropObject,
)
def drop_cascade(
    action: DropTable | DropColumn | DropConstraint | DropIndex | DropObject,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find DROP ... CASCADE, and say which foreign keys are known to go with it."""
    if not action.cascade:
        return None
    return Hit(f"CASCADE drops whatever depends on {_what(action)}{_known(action, seen)}")


def _what(action: Action) -> str:
    match action:
        case DropColumn():
            return f"{action.table}.{action.column}"
        case DropConstraint():
            return f"the constraint {action.name} of {action.table}"
        case DropIndex() | DropObject():
            return str(action.name)
        case DropTable():
            return str(action.table)
    return "it"


def _known(action: Action, seen: Timeline) -> str:
    if not isinstance(action, DropTable):
        return ""
    keys = seen.known.referencing(action.table)
    names = sorted({str(table.name) for table, _ in keys if table.name != action.table})
    return f": foreign keys of {', '.join(names)} at least" if names else ""


@hazard(
    Rule(
        id="DS111",
        title="A sequence is dropped with its count",
        severity=WARNING,
        databases=(*POSTGRESQL, *MARIADB),
        why="One that is made anew begins at the start again, and functions that use it by its name"
        " are not known to the server.",
        instead="Keep it, or note last_value first and start the new one there.",
        scales=False,
    ),
    DropObject,
)
def drop_sequence(action: DropObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DROP SEQUENCE, unless the file makes the sequence itself."""
    if action.kind != "sequence":
        return None
    made = (a for _, a in seen.done if isinstance(a, CreateObject))
    if any(_key(one) == _key(action) for one in made):
        return None
    return Hit(f"The sequence {action.name} is dropped, and where it had counted to is lost")


@hazard(
    Rule(
        id="DS113",
        title="A view, function, trigger or the like is dropped",
        severity=WARNING,
        why="Programs that use it fail, and what it saw to does not happen any more; only a down"
        " script that holds its whole definition brings it back.",
        instead="Drop it when no program uses it, in a contract migration, and write its whole"
        " definition into the down script.",
        scales=False,
    ),
    DropObject,
)
def drop_object(action: DropObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find what goes and is not made anew in the same file; contracts are there for it."""
    if action.kind not in _BEHAVIOUR or seen.unit.phase == "contract":
        return None
    if any(_key(one) == _key(action) for one in _made(seen)):
        return None
    return Hit(f"The {action.kind} {action.name} is dropped")
