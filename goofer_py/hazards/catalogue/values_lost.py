"""DS: values are destroyed by changes that read like others."""

from __future__ import annotations

import re

from goofer_py.hazards.action import (
    AddColumn,
    AddConstraint,
    AlterObject,
    AlterType,
    CreateObject,
    CreateTable,
    DropColumn,
    ModifyColumn,
    SetNotNull,
    Truncate,
    WriteRows,
)
from goofer_py.hazards.changes import changed, kind, narrowed
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import (
    ERROR,
    MYSQL_FAMILY,
    POSTGRESQL,
    WARNING,
    Rule,
)
from goofer_py.hazards.timeline import Timeline

_LABEL = re.compile(r"'((?:[^']|'')*)'")


def _dropped(action: AddColumn, seen: Timeline) -> list[DropColumn]:
    found = (a for _, a in seen.done if isinstance(a, DropColumn))
    return [one for one in found if one.table == action.table and not one.kept]


@hazard(
    Rule(
        id="DS104",
        title="A column is dropped and made again",
        severity=ERROR,
        why="It reads like a change of the column, and its values are gone.",
        instead="Change its type with an expression that converts; or add a column of another"
        " name, copy, drop the old one and rename.",
        aliases=("DropAndRecreateColumn",),
        only_empty=True,
    ),
    AddColumn,
)
def made_again(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find ADD COLUMN behind DROP COLUMN of the same name; computed columns fill themselves."""
    same = [one for one in _dropped(action, seen) if one.column == action.column.name]
    if not same or action.column.computed is not None:
        return None
    return Hit(f"{action.table}.{action.column.name} is dropped and made again without its values")


@hazard(
    Rule(
        id="DS105",
        title="Values may not fit the new type",
        severity=WARNING,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="Values that do not fit are cut, rounded or moved to another moment, or the statement"
        " fails at the first of them.",
        instead="Count those that do not fit first; or add a column of the new type and fill it by"
        " an expression that says what becomes of them.",
        aliases=("RiskyCast",),
        only_empty=True,
    ),
    AlterType,
    ModifyColumn,
)
def narrower(action: AlterType | ModifyColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a type that holds less than the one before, where that is known."""
    for table, old, new in changed(action, seen):
        if old is None:
            continue
        which = narrowed(old.type, new.type) or _charset(
            *(one.option("charset") for one in (old, new))
        )
        if which:
            return Hit(f"{table}.{new.name} becomes {new.type}, which does not hold {which}")
    return None


_ALL_TEXTS = ("utf8mb4", "utf16", "utf32")


def _charset(old: str | None, after: str | None) -> str:
    if old in _ALL_TEXTS and after is not None and after not in _ALL_TEXTS:
        return f"letters that {after} has not"
    return ""


@hazard(
    Rule(
        id="DS106",
        title="A value of an enum is taken away",
        severity=WARNING,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="Rows that hold it make the statement fail, or get an empty value where MySQL is not"
        " strict.",
        instead="Give those rows another value first, and take it away in a later migration.",
        aliases=("EnumValueRemoval",),
        scales=False,
    ),
    ModifyColumn,
    CreateObject,
    AlterObject,
)
def value_gone(
    action: ModifyColumn | CreateObject | AlterObject, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find values of an enum or set that the new one has not."""
    if isinstance(action, ModifyColumn):
        column = seen.column(action.table, action.before)
        if column is None or kind(column.type).name not in ("enum", "set"):
            return None
        what, gone = f"{action.table}.{action.before}", _gone(column.type.text, action.column.type)
    elif isinstance(action, AlterObject):
        what, gone = str(action.name), _labels(action.detail("removed") or "")
    else:
        before = seen.known.object(action.kind, action.name) if action.kind == "enum" else None
        if before is None:
            return None
        what = str(action.name)
        gone = _gone(before.detail("values") or "", action.detail("values") or "")
    if not gone:
        return None
    return Hit(f"{what} does not hold {', '.join(gone)} any more")


def _labels(text: str) -> list[str]:
    return [f"'{one}'" for one in _LABEL.findall(text)]


def _gone(before: str, after: object) -> list[str]:
    stays = set(_labels(str(after)))
    return [one for one in _labels(before) if one not in stays]


@hazard(
    Rule(
        id="DS116",
        title="A column goes while one like it comes",
        severity=WARNING,
        why="That is how a renamed column looks to a tool that does not know of the new name: the"
        " values are gone.",
        instead="Rename the column.",
        scales=False,
    ),
    DropColumn,
)
def likely_renamed(action: DropColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DROP COLUMN in a file that adds one of the same type."""
    old = seen.column(action.table, action.column)
    if old is None or old.computed is not None or action.kept:
        return None
    for one in (a for step in seen.unit.steps for a in step.actions):
        if not isinstance(one, AddColumn) or one.table != action.table:
            continue
        new = one.column
        if new.type == old.type and new.computed is None and new.name != old.name:
            told = f"{action.table}.{old.name} is dropped, and {new.name} of its type is added"
            return Hit(told)
    return None


@hazard(
    Rule(
        id="DS117",
        title="Rows are thrown away so that a constraint holds",
        severity=ERROR,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="The constraint would fail on the rows, and to delete all of them is no way to mend"
        " those few.",
        instead="Correct the rows that break the constraint, or ask who owns them.",
        only_empty=True,
    ),
    AddConstraint,
    SetNotNull,
    AddColumn,
)
def emptied_for(
    action: AddConstraint | SetNotNull | AddColumn, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find a constraint behind TRUNCATE or a DELETE of all rows."""
    if isinstance(action, AddColumn) and action.column.fills_itself:
        return None
    for _, one in seen.done:
        emptied = isinstance(one, Truncate) and action.table in one.truncated
        if isinstance(one, WriteRows):
            emptied = one.verb == "DELETE" and not one.where and one.table == action.table
        if emptied:
            return Hit(f"All rows of {action.table} are deleted before what they might break")
    return None


@hazard(
    Rule(
        id="DS118",
        title="What is changed cannot be changed back",
        severity=WARNING,
        why="There is a down script, which looks as if it took everything back; the values from"
        " before are in no place that it could take them from.",
        instead="Keep the values in a table of their own, or mark the script as irreversible:"
        " -- goofer: irreversible, and why.",
        only_empty=True,
    ),
    WriteRows,
)
def no_way_back(action: WriteRows, seen: Timeline, facts: Facts) -> Hit | None:
    """Find UPDATE and DELETE in a script that has a down and says nothing of it."""
    unit = seen.unit
    silent = unit.irreversible or unit.reverts or not unit.has_down or not seen.step.text
    if silent or action.verb not in ("UPDATE", "DELETE", "MERGE"):
        return None
    if any(isinstance(a, AddColumn) and a.table == action.table for _, a in seen.done):
        return None
    if any(isinstance(a, CreateTable) and a.query for _, a in seen.done):
        return None
    return Hit(f"No down script brings the former rows of {action.table} back")
