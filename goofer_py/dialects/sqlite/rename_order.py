"""Renames put before or behind the rebuilds, so that what is made again is spelled right.

SQLite itself rewrites views and triggers when something they name is renamed. A rebuild makes
them again from a text, which has to be of the same time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from goofer_py.dialects.sqlite.commute import InTheWay, moved_first, moved_last
from goofer_py.dialects.sqlite.dependents import Dependents, dependents_of, described
from goofer_py.dialects.sqlite.native import Native
from goofer_py.dialects.sqlite.plan import Plan, is_structural, planned
from goofer_py.errors import UnsafeChange
from goofer_py.operations import CreateObject, DropObject, Operation, RenameColumn, RenameTable
from goofer_py.schema import Name, Schema, SchemaObject

_WAY_OUT = "make two migrations of it: the renames first, then the rest"


def reordered(plan: Plan, schema: Schema, native: Native) -> Plan:
    """Return a plan with every rename where no rebuild gets in its way.

    Raises UnsafeChange when a view or trigger is spelled for no such order.
    """
    first, last = _directions(plan, schema, native)
    if not first and not last:
        return plan
    operations: list[Operation] = list(plan.operations)
    # What is dropped first is in the way of renames, and what is created last is spelled for them.
    begin, end = _drops_before(operations), _creations_from(operations)
    try:
        for start, place in enumerate(first, begin):
            operations = moved_first(operations, place, start)
        for done, place in enumerate(reversed(last)):
            moved = place + sum(other > place for other in first)
            operations = moved_last(operations, moved, end - done)
    except InTheWay as error:
        raise UnsafeChange(
            f"This cannot be done in one migration: {error}. Nothing was written.", hint=_WAY_OUT
        ) from error
    return planned(operations, schema, native)


def _drops_before(operations: list[Operation]) -> int:
    """Return how many drops of objects come before everything else."""
    return sum(1 for _ in takewhile(lambda op: isinstance(op, DropObject), operations))


def _creations_from(operations: list[Operation]) -> int:
    """Return the place from which on objects are created, and nothing else happens."""
    created = takewhile(lambda op: isinstance(op, CreateObject), reversed(operations))
    return len(operations) - sum(1 for _ in created)


def _directions(plan: Plan, schema: Schema, native: Native) -> tuple[list[int], list[int]]:
    """Return the places of the renames that have to go first, and of those that go last."""
    first: list[int] = []
    last: list[int] = []
    rebuilt = [name for rebuild in plan.rebuilds for name in _names(rebuild.place, plan)]
    dependents = dependents_of(_without_dropped(schema, plan), rebuilt)
    for place, operation in enumerate(plan.operations):
        if isinstance(operation, RenameTable | RenameColumn) and not is_structural(
            operation, native
        ):
            direction = _direction(place, operation, plan, dependents)
            if direction is not None:
                (first if direction == "first" else last).append(place)
    return first, last


def _without_dropped(schema: Schema, plan: Plan) -> Schema:
    """Return the schema without the views and triggers that are out of the way meanwhile."""
    dropped = {op.object.key for op in plan.operations if isinstance(op, DropObject)}
    return replace(schema, objects=tuple(o for o in schema.objects if o.key not in dropped))


def _direction(
    place: int, rename: RenameTable | RenameColumn, plan: Plan, dependents: Dependents
) -> str | None:
    names = _names(place, plan)
    old = list(_spelled(rename.before, names, dependents))
    new = list(_spelled(rename.after, names, dependents))
    if old and new and not differs_in_case(rename.before, rename.after):
        raise UnsafeChange(
            f"{described(old[0]).capitalize()} names what it takes to {rename.describe()} by both "
            "names, and has to be made again for the rest of the change, so goofer cannot tell "
            "how it would be spelled then. Nothing was written.",
            hint=_WAY_OUT,
        )
    if old:
        return "last"
    return "first" if new or _is_amid_rebuild(place, plan) else None


def differs_in_case(before: Name | str, after: Name | str) -> bool:
    """Whether both names are one to SQLite, spelled in two ways."""
    return before != after and str(before).lower() == str(after).lower()


def _spelled(
    name: Name | str,
    tables: frozenset[Name],
    dependents: Dependents,
) -> Iterator[SchemaObject]:
    """Yield what names the table or column by this one of its two names."""
    if isinstance(name, Name):
        yield from dependents.naming(name)
    else:
        yield from replace(dependents, tables=tables).using(name)


def _names(place: int, plan: Plan) -> frozenset[Name]:
    subject = plan.subjects[place]
    return frozenset() if subject is None else plan.names_of(subject)


def _is_amid_rebuild(place: int, plan: Plan) -> bool:
    """Whether the rename is of a table that is rebuilt, between parts of that rebuild."""
    return any(
        plan.subjects[rebuild.place] == plan.subjects[place]
        and rebuild.places[0] < place < rebuild.places[-1]
        for rebuild in plan.rebuilds
    )
