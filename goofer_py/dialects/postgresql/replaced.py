"""Objects that cannot become what they should be where they stand."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from goofer_py.dialects.postgresql.aside import users_among, with_users_aside
from goofer_py.dialects.postgresql.conversion import conversion, whole
from goofer_py.dialects.postgresql.held import (
    TYPES,
    Remaking,
    columns_of,
    holding,
    is_held,
)
from goofer_py.dialects.postgresql.object_rules import attributes, in_place
from goofer_py.dialects.postgresql.overloads import is_another
from goofer_py.dialects.postgresql.quoting import qualified, quote
from goofer_py.errors import UnsafeChange
from goofer_py.operations import (
    AddConstraint,
    AlterColumn,
    AlterInherited,
    CreateIndex,
    CreateObject,
    DropObject,
    Operation,
    ReplaceObject,
)
from goofer_py.operations.rebuild_type import RebuildType
from goofer_py.schema import Column, Name, Schema, SchemaObject, Type

_ATTRIBUTE = "attribute "


def changes_in_place(operation: ReplaceObject, schema: Schema) -> bool:
    """Whether one ALTER or CREATE OR REPLACE does it."""
    before, after = operation.before, operation.after
    if is_another(operation):
        return False
    if before.kind == "composite type" and _retyped(before, after):
        return in_place(before, after) and not is_held(before, schema)
    return in_place(before, after) and not (
        before.kind == "domain" and _asks_more(before, after) and _is_inside(before, schema)
    )


def _asks_more(before: SchemaObject, after: SchemaObject) -> bool:
    """Whether the server has to look whether values meet what a domain asks from now on."""
    had = set(before.details)
    return any(
        name == "not null" or name.startswith("check ") for name, _ in {*after.details} - had
    )


def _is_inside(type_: SchemaObject, schema: Schema) -> bool:
    """Whether columns hold values of the type in arrays or composite values.

    There the server looks for none of a domain, and so takes no ALTER DOMAIN that asks more.
    """
    users = [user for user in users_among({type_.as_use}, schema) if user.kind in TYPES]
    if any(user.kind != "domain" and columns_of(schema, user.name) for user in users):
        return True
    columns = (found for one in (type_, *users) for found in columns_of(schema, one.name).values())
    return any(column.type.text.endswith("[]") for found in columns for column in found)


def replaced(operation: ReplaceObject, schema: Schema, later: list[Operation]) -> list[Operation]:
    """Return what makes the object anew, with all that stands on it out of the way meanwhile."""
    before, after = operation.before, operation.after
    if before.kind in TYPES - {"range type"} and is_held(before, schema):
        return _type_rebuilt(operation, columns_of(schema, before.name), schema, later)
    held = holding(Remaking(before.as_use, {}), schema, later)
    steps: list[Operation] = [
        *held.before,
        DropObject(before),
        CreateObject(after),
        *held.types,
        *_at_once(held.dependents, later),
        *(step for step in held.defaults if not _is_set_later(step, later)),
        *(step for step in held.own_defaults if not _is_set_later(step, later)),
    ]
    return with_users_aside(steps, held.things, schema, later, held.apart)


def _at_once(creations: list[Operation], later: list[Operation]) -> list[Operation]:
    """Return what can be made again at once; the rest is put behind the changes of its columns.

    What takes the old type of a column need not take the new one, nor the other way round.
    """
    at_once: list[Operation] = []
    for made in reversed(creations):
        place = max((i for i, op in enumerate(later, 1) if _retypes(op, made)), default=0)
        if place:
            later.insert(place, made)
        else:
            at_once.insert(0, made)
    return at_once


def _retypes(operation: Operation, made: Operation) -> bool:
    """Whether a check or an index is made on a table of which a column gets another type."""
    return (
        isinstance(operation, AlterColumn)
        and operation.before.type != operation.after.type
        and isinstance(made, AddConstraint | CreateIndex)
        and operation.table == made.table
    )


def _is_set_later(default: AlterColumn | AlterInherited, later: list[Operation]) -> bool:
    """Whether the column gets its default anyway, perhaps with another type, or gets none."""
    if isinstance(default, AlterInherited):
        gone = {*default.after} - {*default.before}
        return any(
            isinstance(op, AlterInherited) and op.table == default.table and gone - {*op.after}
            for op in later
        )
    return any(
        isinstance(op, AlterColumn)
        and (op.table, op.before.name) == (default.table, default.before.name)
        and (op.before.type, op.before.default) != (op.after.type, op.after.default)
        for op in later
    )


def _type_rebuilt(
    operation: ReplaceObject,
    columns: dict[Name, list[Column]],
    schema: Schema,
    later: list[Operation],
) -> list[Operation]:
    before, after = operation.before, operation.after
    spelled = partial(_spelled, before=before, after=after)
    held = holding(Remaking(before.as_use, columns, spelled=spelled), schema, later)
    first, before = _with_attributes(before, after, schema)
    conversions = tuple(
        (
            table,
            tuple(
                (column, _conversion(column, before, after))
                for column in (held.meanwhile(table, one) for one in found)
            ),
        )
        for table, found in columns.items()
    )
    start = next((i for i, op in enumerate(held.before) if _lets_go(op)), len(held.before))
    steps: list[Operation] = [
        *held.before[:start],
        *first,
        *held.before[start:],
        RebuildType(before, after, conversions),
        *held.after,
    ]
    return with_users_aside(steps, held.things, schema, later, held.apart)


def _lets_go(operation: Operation) -> bool:
    """Whether it takes values of the type away from where they are, or what is made of the type."""
    if isinstance(operation, AlterColumn):
        return operation.before.type != operation.after.type
    return isinstance(operation, DropObject)


def _with_attributes(
    before: SchemaObject, after: SchemaObject, schema: Schema
) -> tuple[list[Operation], SchemaObject]:
    """Return what first gives a composite type the attributes of `after`, and what it is then.

    In arrays and in other types its values go over as texts, which tell no names: they have to
    have the right ones by then, in their order, so that only types change.
    """
    old, new = dict(before.details), dict(after.details)
    if before.kind != after.kind or before.kind != "composite type":
        return [], before
    if attributes(before) == attributes(after) or not _is_inside(before, schema):
        return [], before
    if not in_place(before, after):
        raise UnsafeChange(
            f"The attributes of {before} would be in another order, and columns hold it in arrays"
            " or in other types: the server can only do that to a new type. Nothing was written.",
            hint="keep the order and put new attributes last, or declare a type of another name",
        )
    kept = {name: old.get(name, text) for name, text in new.items() if name.startswith(_ATTRIBUTE)}
    between = replace(after, details=tuple((new | kept).items()))
    return [ReplaceObject(before, between)], between


def _conversion(column: Column, before: SchemaObject, after: SchemaObject) -> str | None:
    """Return the value of the column as one of the new base type, None where a cast is enough."""
    if column.type.text.endswith("[]") or before.kind != after.kind:
        return None
    if before.kind == "composite type":
        return _row(column, dict(before.details), after)
    if before.kind != "domain":
        return None
    old, new = (replace(column, type=Type(one.definition)) for one in (before, after))
    return whole(quote(column.name), old.type, new.type) or conversion(old, new)


def _spelled(value: str, before: SchemaObject, after: SchemaObject) -> str:
    """Return a text that held a value of the domain as one that the other base type reads."""
    if before.kind != "domain" or after.kind != "domain":
        return value
    as_whole = whole(value, Type(before.definition), Type(after.definition))
    return value if as_whole is None else f"({as_whole})"


def _row(column: Column, before: dict[str, str], after: SchemaObject) -> str:
    """Return the composite value put together anew; what was NULL as a whole stays so."""
    name = quote(column.name)
    items = []
    for key, text in after.details:
        if not key.startswith(_ATTRIBUTE):
            continue
        item = f"({name}).{key.removeprefix(_ATTRIBUTE)}"
        if key not in before:
            item = "NULL"
        elif before[key] != text:
            item += f"::text::{text.partition(' COLLATE ')[0]}"
        items.append(item)
    row = f"ROW({', '.join(items)})::{qualified(after.name)}"
    return f"CASE WHEN {name}::text IS NULL THEN NULL ELSE {row} END"


def _retyped(before: SchemaObject, after: SchemaObject) -> bool:
    """Whether an attribute that stays has another type."""
    new = dict(after.details)
    return any(
        name in new and new[name] != text
        for name, text in before.details
        if name.startswith(_ATTRIBUTE)
    )
