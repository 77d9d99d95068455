"""Two schemas compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

from goofer_py.diff.constraints import key_is_lasting
from goofer_py.diff.graph import parents_first
from goofer_py.diff.hints import Hints
from goofer_py.diff.moves import Moves, moves_of
from goofer_py.diff.names import adopt_names
from goofer_py.diff.object_rules import ObjectRules, StrictRules
from goofer_py.diff.objects import aside_while_renamed, broken_by, object_steps
from goofer_py.diff.order import order_steps
from goofer_py.diff.parents import reparenting
from goofer_py.diff.part_renames import in_free_order
from goofer_py.diff.phase import Phase, Step, in_order
from goofer_py.diff.renames import renames
from goofer_py.diff.tables import table_steps
from goofer_py.operations import (
    AddConstraint,
    AlterEnum,
    AlterSequence,
    CreateEnum,
    CreateNamespace,
    CreateSequence,
    CreateTable,
    DropConstraint,
    DropEnum,
    DropNamespace,
    DropSequence,
    DropTable,
    Operation,
)
from goofer_py.schema import ForeignKey, Name, Schema, SchemaObject, Table


def diff(
    current: Schema,
    desired: Schema,
    hints: Hints | None = None,
    rules: ObjectRules | None = None,
    respelled: tuple[SchemaObject, ...] | None = None,
    *,
    column_order: bool = False,
) -> tuple[Operation, ...]:
    """Return the operations that lead from `current` to `desired`, in a safe order.

    Both must be canonical. Empty when they are equal; applied to `current` they give `desired`
    (with the names of auto-named constraints as they are there). Renames come from `hints`
    alone: nothing is guessed. `rules` say how the server treats views, functions and the like,
    and `respelled` how it spells those of `current` after the renames. The order of columns is
    compared where `column_order` asks for it.
    """
    hints = hints or Hints()
    rules = rules or StrictRules()
    renamed = tuple(renames(current, hints))
    first = (*aside_while_renamed(current, renamed, rules), *renamed)
    if respelled is not None:
        first = (*broken_by(renamed, current, respelled), *first)
    for operation in first:
        current = operation.apply(current)
    if respelled is not None:
        there = current.objects_by_key
        current = replace(current, objects=tuple(o for o in respelled if o.key in there))
    desired = adopt_names(desired, current)
    joined = desired
    reparented = reparenting(current, desired)
    first = (*first, *reparented.first)
    current, desired = reparented.current, reparented.desired
    moves = moves_of(current, desired, hints)
    steps = [
        *_namespaces(current, desired),
        *_enums(current, desired),
        *_sequences(current, desired),
        *_dropped_tables(current, desired, moves),
        *_created_tables(current, desired),
        *table_steps(current, desired, hints, moves),
        *moves.steps(),
        *reparented.last,
    ]
    steps = in_free_order(steps)
    if column_order:
        steps += order_steps(current, desired, steps)
    steps += object_steps(current, joined, steps, rules)
    return (*first, *in_order(steps))


def _namespaces(current: Schema, desired: Schema) -> Iterator[Step]:
    for name in desired.namespaces:
        if name not in current.namespaces:
            yield Phase.CREATE_NAMESPACE, CreateNamespace(name)
    for name in current.namespaces:
        if name not in desired.namespaces:
            yield Phase.DROP_NAMESPACE, DropNamespace(name)


def _enums(current: Schema, desired: Schema) -> Iterator[Step]:
    old = {enum.name: enum for enum in current.enums}
    new = {enum.name: enum for enum in desired.enums}
    for name, enum in new.items():
        if name not in old:
            yield Phase.CREATE_TYPE, CreateEnum(enum)
        elif old[name] != enum:
            yield Phase.CREATE_TYPE, AlterEnum(old[name], enum)
    for name in (name for name in old if name not in new):
        yield Phase.DROP_TYPE, DropEnum(old[name])


def _sequences(current: Schema, desired: Schema) -> Iterator[Step]:
    """Yield what happens to sequences; none is owned by what goes, or is not there yet."""
    old = {sequence.name: sequence for sequence in current.sequences}
    new = {sequence.name: sequence for sequence in desired.sequences}
    for name, sequence in old.items():
        owner = new[name].owned_by if name in new else None
        if sequence.owned_by not in (None, owner):
            old[name] = replace(sequence, owned_by=None)
            yield Phase.CREATE_SEQUENCE, AlterSequence(sequence, old[name])
    for name, sequence in new.items():
        before = old.get(name)
        made = replace(sequence, owned_by=None if before is None else before.owned_by)
        if before is None:
            yield Phase.CREATE_SEQUENCE, CreateSequence(made)
        elif before != made:
            yield Phase.CREATE_SEQUENCE, AlterSequence(before, made)
        if made != sequence:
            yield Phase.OWN_SEQUENCE, AlterSequence(made, sequence)
    for name in (name for name in old if name not in new):
        yield Phase.DROP_SEQUENCE, DropSequence(old[name])


def _created_tables(current: Schema, desired: Schema) -> Iterator[Step]:
    there = current.by_name
    created = [table for table in desired.tables if table.name not in there]
    order, cut = _standing_alone(created, current, desired)
    for table in order:
        yield Phase.CREATE_TABLE, CreateTable(table)
    for name, key in cut:
        yield Phase.ADD_FOREIGN_KEY, AddConstraint(name, key)


def _dropped_tables(current: Schema, desired: Schema, moves: Moves) -> Iterator[Step]:
    wanted = desired.by_name
    dropped = [table for table in current.tables if table.name not in wanted]
    order, cut = _standing_alone(dropped, current, desired)
    for name, key in cut:
        yield Phase.DROP_FOREIGN_KEY, DropConstraint(name, key)
    for table in reversed(order):
        yield moves.drop_table(table) or (Phase.DROP_TABLE, DropTable(table))


def _standing_alone(
    tables: list[Table], current: Schema, desired: Schema
) -> tuple[list[Table], list[tuple[Name, ForeignKey]]]:
    """Order `tables`, and cut the foreign keys that cannot be part of their CREATE TABLE."""
    among = {table.name for table in tables}
    cut: list[tuple[Name, ForeignKey]] = []
    kept: list[Table] = []
    for table in tables:
        loose = [
            key
            for key in table.foreign_keys
            if key.target not in among and not key_is_lasting(key, current, desired)
        ]
        cut += [(table.name, key) for key in loose]
        kept.append(reduce(Table.without_constraint, loose, table))
    order, cycles = parents_first(kept)
    return order, [*cut, *cycles]
