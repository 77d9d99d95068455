"""LT: views and triggers of SQLite that name a table which goes, or is made anew."""

from __future__ import annotations

from collections.abc import Iterator

from goofer_py.hazards.action import (
    Action,
    CreateObject,
    DropColumn,
    DropObject,
    DropTable,
    RenameColumn,
    RenameTable,
    SetSetting,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, SQLITE, WARNING, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Name
from goofer_py.schema.expression import identifiers

_LENIENT = "pragma legacy_alter_table"
_ON = ("1", "on", "yes", "true")


def _naming(table: Name, seen: Timeline) -> Iterator[CreateObject]:
    """Yield the known views that read a table, and the triggers of others that name it."""
    for one in seen.known.objects:
        body = one.detail("body") if one.kind in ("view", "trigger") else None
        if body and one.table != table and table.name.lower() in identifiers(body.lower()):
            yield one


def _lenient(seen: Timeline) -> bool:
    """Whether ALTER TABLE looks at no view here."""
    said = [one for _, one in seen.done if isinstance(one, SetSetting) and one.name == _LENIENT]
    return bool(said) and said[-1].value in _ON


def _called(one: CreateObject) -> str:
    return f"the {one.kind} {one.name}"


@hazard(
    Rule(
        id="LT108",
        title="A view or trigger names the table that is made anew",
        severity=ERROR,
        databases=SQLITE,
        why="When the new table takes the name, SQLite reads every view and trigger, finds one"
        " whose table is not there, and refuses the rename.",
        instead="Drop the view or trigger first, and make it again behind the rename.",
        scales=False,
        new_tables=True,
    ),
    RenameTable,
)
def named_by_view(action: RenameTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a view of the table whose name a new one takes."""
    if not seen.was_swapped_out(action.after) or _lenient(seen):
        return None
    found = next(_naming(action.after, seen), None)
    if found is None:
        return None
    return Hit(
        f"The rename to {action.after} is refused: {_called(found)} names it", table=action.after
    )


@hazard(
    Rule(
        id="LT109",
        title="A view or trigger that is broken lets no ALTER TABLE pass",
        severity=ERROR,
        databases=SQLITE,
        why="SQLite reads all views and triggers for a rename or a column that goes, whatever table"
        " they are about, and refuses it when one of them cannot be read.",
        instead="Drop or mend what is broken first.",
        scales=False,
        new_tables=True,
    ),
    RenameTable,
    RenameColumn,
    DropColumn,
)
def broken_view(
    action: RenameTable | RenameColumn | DropColumn, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find a view of a table that is gone, and those that the live database cannot read."""
    if _lenient(seen):
        return None
    taken = action.after if isinstance(action, RenameTable) else None
    for gone in sorted(seen.known.gone - {taken}, key=str):
        for found in _naming(gone, seen):
            return Hit(f"This is refused: {_called(found)} names {gone}, which is gone")
    for name, why in facts.broken.items():
        if not _mended(name, seen):
            return Hit(f"This is refused: {name} cannot be read any more: {why}")
    return None


def _mended(name: str, seen: Timeline) -> bool:
    """Say whether the script dropped the broken view or trigger before."""
    dropped = (one for _, one in seen.done if isinstance(one, DropObject))
    return any(name == f"the {one.kind} {one.name.name}" for one in dropped)


@hazard(
    Rule(
        id="LT117",
        title="A table goes that a view or trigger names",
        severity=WARNING,
        databases=SQLITE,
        why="SQLite says nothing: whoever reads the view fails from then on, every write that fires"
        " the trigger fails, and so does every later rename.",
        instead="Drop the view or trigger before the table, or make it anew without the table.",
        scales=False,
        new_tables=True,
    ),
    DropTable,
)
def left_view(action: DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a view of a table that goes, and that nothing drops in the same script."""
    if seen.is_swapped_out(action.table):
        return None
    later = _behind(seen)
    for found in _naming(action.table, seen):
        if not any(_replaces(one, found) for one in later):
            return Hit(f"{action.table} goes, and {_called(found)} still names it")
    return None


def _behind(seen: Timeline) -> list[Action]:
    steps = seen.unit.steps
    return [one for step in steps[steps.index(seen.step) + 1 :] for one in step.actions]


def _replaces(action: Action, found: CreateObject) -> bool:
    """Say whether an action takes the view away; a table under the old name mends it, too."""
    return isinstance(action, DropObject) and (action.kind, action.name) == (found.kind, found.name)
