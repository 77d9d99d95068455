"""NM: names that do not match the patterns of the settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from goofer_py.hazards.action import (
    AddColumn,
    AddConstraint,
    CreateIndex,
    CreateObject,
    CreateTable,
    ModifyColumn,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameObject,
    RenameTable,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, MYSQL_FAMILY, POSTGRESQL, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check, Constraint, ForeignKey

_WHY = "Names that follow one pattern can be guessed, and the settings of this project have one."


def _unlike(facts: Facts, kind: str, names: Iterable[str | None]) -> Hit | None:
    patterns = facts.names.get(kind)
    if not patterns:
        return None
    for name in filter(None, names):
        if not any(re.fullmatch(one, name) for one in patterns):
            return Hit(f"{name} does not match {' or '.join(patterns)}")
    return None


@hazard(
    Rule(
        id="NM101",
        title="The name of a schema is not as names are here",
        severity=INFO,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why=_WHY,
        instead="A name that matches the pattern, or another pattern in `lint.names`.",
        scales=False,
        new_tables=True,
    ),
    CreateObject,
    RenameObject,
)
def schema(
    action: CreateObject | RenameObject,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find a schema or database by another name."""
    return _unlike(facts, "schemas", _schemas(action))


def _schemas(action: CreateObject | RenameObject) -> Iterator[str]:
    if action.kind in ("schema", "database"):
        yield (action.name if isinstance(action, CreateObject) else action.after).name


@hazard(
    Rule(
        id="NM102",
        title="The name of a table is not as names are here",
        severity=INFO,
        why=_WHY,
        instead="A name that matches the pattern, or another pattern in `lint.names`.",
        scales=False,
        new_tables=True,
    ),
    CreateTable,
    RenameTable,
)
def table(
    action: CreateTable | RenameTable,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find a table by another name, unless it gets a better one."""
    return _unlike(facts, "tables", _tables(action, seen))


def _tables(action: CreateTable | RenameTable, seen: Timeline) -> Iterator[str]:
    name = action.after if isinstance(action, RenameTable) else action.made.name
    back = isinstance(action, RenameTable) and seen.was_swapped_out(name)
    passing = back or any(one.tables[:1] == (name,) for one in seen.after(RenameTable))
    if not passing and not getattr(action, "temporary", False):
        yield name.name


@hazard(
    Rule(
        id="NM103",
        title="The name of a column is not as names are here",
        severity=INFO,
        why=_WHY,
        instead="A name that matches the pattern, or another pattern in `lint.names`.",
        scales=False,
        new_tables=True,
    ),
    CreateTable,
    AddColumn,
    RenameColumn,
    ModifyColumn,
)
def column(
    action: CreateTable | AddColumn | RenameColumn | ModifyColumn,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find a column by another name."""
    return _unlike(facts, "columns", _columns(action))


def _columns(action: CreateTable | AddColumn | RenameColumn | ModifyColumn) -> Iterator[str]:
    match action:
        case CreateTable():
            yield from () if action.temporary else action.made.column_names
        case AddColumn():
            yield action.column.name
        case RenameColumn():
            yield action.after
        case ModifyColumn() if action.before != action.column.name:
            yield action.column.name


@hazard(
    Rule(
        id="NM104",
        title="The name of an index is not as names are here",
        severity=INFO,
        why=_WHY,
        instead="A name that matches the pattern, or another pattern in `lint.names`.",
        scales=False,
        new_tables=True,
    ),
    CreateTable,
    CreateIndex,
    RenameIndex,
)
def index(
    action: CreateTable | CreateIndex | RenameIndex,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find an index by another name."""
    return _unlike(facts, "indexes", _indexes(action))


def _indexes(action: CreateTable | CreateIndex | RenameIndex) -> Iterator[str]:
    match action:
        case CreateTable():
            yield from (one.name for one in action.made.indexes)
        case CreateIndex():
            yield action.index.name
        case RenameIndex():
            yield action.after


@hazard(
    Rule(
        id="NM105",
        title="The name of a foreign key is not as names are here",
        severity=INFO,
        why=_WHY,
        instead="A name that matches the pattern, or another pattern in `lint.names`.",
        scales=False,
        new_tables=True,
    ),
    CreateTable,
    AddColumn,
    AddConstraint,
    RenameConstraint,
)
def foreign_key(
    action: CreateTable | AddColumn | AddConstraint | RenameConstraint,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find a foreign key by another name."""
    return _unlike(facts, "foreign_keys", _constraints(action, seen, ForeignKey))


@hazard(
    Rule(
        id="NM106",
        title="The name of a check is not as names are here",
        severity=INFO,
        why=_WHY,
        instead="A name that matches the pattern, or another pattern in `lint.names`.",
        scales=False,
        new_tables=True,
    ),
    CreateTable,
    AddColumn,
    AddConstraint,
    RenameConstraint,
)
def check(
    action: CreateTable | AddColumn | AddConstraint | RenameConstraint,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find a check by another name."""
    return _unlike(facts, "checks", _constraints(action, seen, Check))


def _constraints(
    action: CreateTable | AddColumn | AddConstraint | RenameConstraint,
    seen: Timeline,
    kind: type[Constraint],
) -> Iterator[str | None]:
    """Yield the new names of constraints of a kind: None for one that the server names."""
    made: Iterable[Constraint] = ()
    match action:
        case CreateTable():
            made = action.made.constraints
        case AddColumn():
            made = action.constraints
        case AddConstraint():
            made = (action.constraint,) if action.not_null is None else ()
        case RenameConstraint():
            renamed = seen.known.constraint(action.table, action.before)
            if isinstance(renamed, kind):
                yield action.after
            return
    yield from (one.name for one in made if isinstance(one, kind))
