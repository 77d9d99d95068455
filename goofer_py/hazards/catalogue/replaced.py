"""BC: what CREATE OR REPLACE of PostgreSQL refuses, or makes beside the old one."""

from __future__ import annotations

from collections.abc import Iterator

from goofer_py.hazards.action import Action, CreateObject, DropObject
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, POSTGRESQL, WARNING, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Name

_ROUTINES = ("function", "procedure")
ViewColumn = tuple[str, str]
"""Its name, and its type; empty where that is not known."""


@hazard(
    Rule(
        id="BC117",
        title="A view is replaced by one with other columns",
        severity=ERROR,
        databases=POSTGRESQL,
        why="CREATE OR REPLACE VIEW may add columns at the end, and nothing else: the server"
        " refuses it when one goes, moves, or has another name or type.",
        instead="DROP VIEW with what depends on it, and make all of it again in the same"
        " transaction; or a view of another name, to which programs move.",
        scales=False,
        new_tables=True,
    ),
    CreateObject,
)
def other_columns(action: CreateObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column of the known view that the new one has not in its place."""
    known = seen.known.object("view", action.name)
    if action.kind != "view" or not action.replace or known is None:
        return None
    before, after = _columns(known, seen), _columns(action, seen)
    if not before or not after:
        return None
    for place, (name, type_) in enumerate(before):
        now, new_type = after[place] if place < len(after) else ("", "")
        if now != name:
            return Hit(f"The column {name} of {action.name} goes or moves, which is refused")
        if type_ and new_type and type_ != new_type:
            return Hit(
                f"The column {name} of {action.name} becomes {new_type} from {type_}, which is"
                " refused"
            )
    return None


def _columns(view: CreateObject, seen: Timeline) -> list[ViewColumn]:
    """Return the columns of a view; none where they are not all known."""
    found: list[ViewColumn] = []
    for line in (view.detail("columns") or "").splitlines():
        if line.startswith("*="):
            table = seen.table(_named(line.removeprefix("*=")))
            if table is None:
                return []
            found += [(one.name, str(one.type)) for one in table.columns]
        else:
            found.append(_column(line, seen))
    return found


def _column(line: str, seen: Timeline) -> ViewColumn:
    name, _, type_ = line.partition(" ")
    if line.startswith('"'):
        quoted, _, type_ = line[1:].partition('"')
        name, type_ = quoted, type_.strip()
    if type_.startswith("="):
        table, _, column = type_.removeprefix("=").rpartition(".")
        known = seen.column(_named(table), column)
        type_ = "" if known is None else str(known.type)
    return name, type_


def _named(text: str) -> Name:
    schema, _, name = text.rpartition(".")
    return Name(name, schema or None)


@hazard(
    Rule(
        id="BC120",
        title="A function gets a namesake beside it, and stays",
        severity=WARNING,
        databases=POSTGRESQL,
        why="With other argument types it is another function: the old one is still there and still"
        " called by whom it fits, and a call that fits both is refused as not unique.",
        instead="Drop the old one when no program calls it any more, as in a contract.",
        scales=False,
    ),
    CreateObject,
)
def namesake(action: CreateObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a function of a known name with other arguments, where the old one stays."""
    if action.kind not in _ROUTINES:
        return None
    types = action.detail("signature")
    known = {one.detail("signature") for one in seen.known.overloads(action.kind, action.name)}
    if types is None or types in known:
        return None
    dropped = {one.signature for one in _drops(seen) if one.name == action.name}
    staying = sorted(one for one in known - dropped if one is not None)
    if not staying or None in dropped:
        return None
    name = action.name
    return Hit(f"{name}({types}) stands beside {name}({staying[0]}), which stays")


def _drops(seen: Timeline) -> Iterator[DropObject]:
    """Yield what the rest of the script drops."""
    steps = seen.unit.steps
    behind: Iterator[Action] = (
        one for step in steps[steps.index(seen.step) + 1 :] for one in step.actions
    )
    return (one for one in behind if isinstance(one, DropObject) and one.kind in _ROUTINES)
