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
from goofer_py.hazards.rule import EVERY, INFO, MYSQL_FAMILY, POSTGRESQL, On, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check, Constraint, ForeignKey


def _of(rule: str, what: str, databases: tuple[On, ...] = EVERY) -> Rule:
    """Return the rule for the names of one kind of thing."""
    return Rule(
        id=rule,
        title=f"The name of {what} is not as names are here",
        severity=INFO,
        databases=databases,
        why="Names that follow one pattern can be guessed, and the settings of this project have"
        " one.",
        instead="A name that matches the pattern, or another pattern in `lint.names`.",
        scales=False,
        new_tables=True,
    )


def _unlike(facts: Facts, kind: str, names: Iterable[str | None]) -> Hit | None:
    patterns = facts.names.get(kind)
    if not patterns:
        return None
    for name in filter(None, names):
        if not any(re.fullmatch(one, name) for one in patterns):
            return Hit(f"{name} does not match {' or '.join(patterns)}")
    return None


@hazard(
    _of("NM101", "a schema", (*POSTGRESQL, *MYSQL_FAMILY)),
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
    _of("NM102", "a table"),
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
    _of("NM103", "a column"),
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
    _of("NM104", "an index"),
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
    _of("NM105", "a foreign key"),
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
    _of("NM106", "a check"),
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
