"""DD: defaults that their own column refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from goofer_py.dialects.mysql.types import parse
from goofer_py.hazards.action import (
    AddColumn,
    AddConstraint,
    CreateTable,
    ModifyColumn,
    SetDefault,
)
from goofer_py.hazards.constants import Undecided, Value, constant, violates
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.knowledge import Knowledge
from goofer_py.hazards.rule import ERROR, MYSQL_FAMILY, POSTGRESQL, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check, Column, Name, Table


@hazard(
    Rule(
        id="DD109",
        title="A default that its own column refuses",
        severity=ERROR,
        why="Every row that is written without the column fails, and so does ADD COLUMN where there"
        " are rows.",
        instead="A default that the check or the enum takes.",
        scales=False,
        new_tables=True,
    ),
    CreateTable,
    AddColumn,
    ModifyColumn,
    SetDefault,
    AddConstraint,
)
def refused_default(
    action: CreateTable | AddColumn | ModifyColumn | SetDefault | AddConstraint,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find a constant default that a check or the values of an enum leave out."""
    table = _after(action, seen)
    named = action.column.name if isinstance(action, AddColumn | ModifyColumn) else None
    if isinstance(action, SetDefault):
        named = action.column
    exact = all(on.database != facts.database for on in MYSQL_FAMILY)
    for column in () if table is None else table.columns:
        if named is not None and column.name != named:
            continue
        for refusal in _refusals(column, _checks(action, table), seen, facts, exact=exact):
            return Hit(
                f"{action.tables[0]}.{column.name} has the default {column.default}: {refusal}"
            )
    return None


def _checks(action: object, table: Table | None) -> tuple[Check, ...]:
    """Return the checks that count: a new one alone where that is what is added."""
    if isinstance(action, AddConstraint):
        return (action.constraint,) if isinstance(action.constraint, Check) else ()
    return () if table is None else table.checks


def _after(
    action: CreateTable | AddColumn | ModifyColumn | SetDefault | AddConstraint, seen: Timeline
) -> Table | None:
    if isinstance(action, CreateTable):
        return action.made
    before = seen.table(action.tables[0])
    if before is None:
        if not isinstance(action, AddColumn):
            return None
        before = Table(action.table, (replace(action.column, name=""),))
    known = Knowledge({before.name: before})
    known.take(action)
    return known.table(before.name)


def _refusals(
    column: Column, checks: tuple[Check, ...], seen: Timeline, facts: Facts, *, exact: bool
) -> Iterator[str]:
    try:
        value = constant(column.default or "")
    except Undecided:
        return
    for check in checks:
        if check.enforced and violates(check.expression, column.name, value, exact=exact):
            yield f"the check ({check.expression}) refuses it"
    values = _values(column, seen, facts)
    if values and isinstance(value, str) and not _is_among(value, values, exact=exact):
        yield f"it is none of {', '.join(values)}"


def _is_among(value: Value, values: tuple[str, ...], *, exact: bool) -> bool:
    if exact:
        return value in values
    return str(value).casefold() in {one.casefold() for one in values}


def _values(column: Column, seen: Timeline, facts: Facts) -> tuple[str, ...]:
    """Return the values of a column that is of an enum; none for all else."""
    if any(on.database == facts.database for on in MYSQL_FAMILY):
        type_ = parse(column.type.text)
        return type_.values if type_.name == "enum" else ()
    if all(on.database != facts.database for on in POSTGRESQL):
        return ()
    called = column.type.enum
    if called is None:
        schema, _, name = column.type.text.rpartition(".")
        called = Name(name.strip('"'), schema.strip('"') or None)
    enum = None if column.type.text.endswith("[]") else seen.known.object("enum", called)
    listed = "" if enum is None else enum.detail("values") or ""
    return tuple(one.strip().strip("'") for one in listed.split(",")) if listed else ()
