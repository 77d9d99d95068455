"""Objects that cannot become what they should be where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from goofer_py.dialects.postgresql.aside import users_among, with_users_aside
from goofer_py.dialects.postgresql.conversion import conversion
from goofer_py.dialects.postgresql.dependents import dependents_on
from goofer_py.dialects.postgresql.object_rules import in_place
from goofer_py.dialects.postgresql.quoting import qualified, quote
from goofer_py.operations import (
    AlterColumn,
    CreateObject,
    DropColumn,
    DropObject,
    Operation,
    ReplaceObject,
)
from goofer_py.operations.rebuild_type import RebuildType
from goofer_py.schema import Column, Name, Schema, SchemaObject, Type, Use

_TYPES = frozenset(("domain", "composite type", "range type"))
_ATTRIBUTE = "attribute "


def changes_in_place(operation: ReplaceObject, schema: Schema) -> bool:
    """Whether one ALTER or CREATE OR REPLACE does it."""
    before, after = operation.before, operation.after
    if before.kind == "composite type" and _retyped(before, after):
        return in_place(before, after) and not columns_of(schema, before.name)
    return in_place(before, after)


def replaced(operation: ReplaceObject, schema: Schema, later: list[Operation]) -> list[Operation]:
    """Return what makes the object anew, with all that stands on it out of the way meanwhile."""
    before, after = operation.before, operation.after
    if before.kind in _TYPES and _is_held(before, schema):
        return _type_rebuilt(operation, columns_of(schema, before.name), schema, later)
    is_used = any(before.as_use == use.whole for table in schema.tables for use in table.uses)
    words = frozenset((before.name.name,)) if is_used else frozenset[str]()
    dependents = dependents_on(schema, {}, words=words)
    defaults = list(_defaults(before.name, schema)) if is_used else []
    steps: list[Operation] = [
        *defaults,
        *dependents.drops(),
        DropObject(before),
        CreateObject(after),
        *dependents.creations(),
        *(default.inverse() for default in defaults),
    ]
    return with_users_aside(steps, {before.as_use, *_touched(steps)}, schema, later)


def columns_of(schema: Schema, name: Name) -> dict[Name, list[Column]]:
    """Return the columns that have the type, or are arrays of it, by table; none computed."""
    found: dict[Name, list[Column]] = {}
    for table in schema.tables:
        columns = [c for c in table.columns if c.computed is None and _is_of(c.type.text, name)]
        if columns:
            found[table.name] = columns
    return found


def _is_of(text: str, name: Name) -> bool:
    bare = text.removesuffix("[]").replace('"', "")
    return bare == str(name)


def _type_rebuilt(
    operation: ReplaceObject,
    columns: dict[Name, list[Column]],
    schema: Schema,
    later: list[Operation],
) -> list[Operation]:
    before, after = operation.before, operation.after
    names = {table: {column.name for column in found} for table, found in columns.items()}
    users = users_among({before.as_use}, schema)
    plain = list(_plain_meanwhile(users, schema))
    for step in plain:
        names.setdefault(step.table, set()).add(step.before.name)
    called = _used_by_tables(users, schema)
    defaults = [step for one in called for step in _defaults(one.name, schema)]
    dependents = dependents_on(
        schema,
        names,
        types=frozenset((before.name, *(one.name for one in users if one.kind in _TYPES))),
        words=frozenset(one.name.name for one in called),
    )
    conversions = tuple(
        (table, tuple((column, _conversion(column, before, after)) for column in found))
        for table, found in columns.items()
    )
    inner = _held_by_tables(users, called)
    steps: list[Operation] = [
        *defaults,
        *dependents.drops(),
        *plain,
        *(DropObject(one) for one in reversed(inner)),
        RebuildType(before, after, conversions),
        *(CreateObject(_as_it_will_be(one, later)) for one in inner),
        *(step.inverse() for step in reversed(plain)),
        *dependents.creations(),
        *(step.inverse() for step in defaults),
    ]
    things = {before.as_use, *_touched(steps)}
    things |= {Use("table", table, name) for table, found in names.items() for name in found}
    apart = frozenset(one.key for one in inner)
    return with_users_aside(steps, things, schema, later, apart)


def _plain_meanwhile(users: Iterable[SchemaObject], schema: Schema) -> Iterator[AlterColumn]:
    """Yield what makes text of the columns whose types are made of the type, for a while."""
    for user in users:
        if user.kind not in _TYPES:
            continue
        for table, found in columns_of(schema, user.name).items():
            for column in found:
                suffix = "[]" if column.type.text.endswith("[]") else ""
                text = replace(column, type=Type(f"text{suffix}"), default=None)
                yield AlterColumn(
                    table, column, text, back=f"{quote(column.name)}::{column.type.text}"
                )


def _used_by_tables(users: Iterable[SchemaObject], schema: Schema) -> list[SchemaObject]:
    """Return the functions among `users` that defaults, checks and indexes of tables call."""
    used = {use.whole for table in schema.tables for use in table.uses}
    return [one for one in users if one.kind not in _TYPES and one.as_use in used]


def _is_held(one: SchemaObject, schema: Schema) -> bool:
    """Whether a column has the type, or one that is made of it."""
    types = [user for user in users_among({one.as_use}, schema) if user.kind in _TYPES]
    return any(columns_of(schema, type_.name) for type_ in (one, *types))


def _held_by_tables(
    users: Sequence[SchemaObject], called: Sequence[SchemaObject]
) -> list[SchemaObject]:
    """Return those of `users` that tables need, and what these use: tables let go of them first."""
    found = {one.as_use for one in users if one.kind in _TYPES} | {one.as_use for one in called}
    while more := {use.whole for one in users if one.as_use in found for use in one.uses} - found:
        found |= more
    return [one for one in users if one.as_use in found]


def _as_it_will_be(one: SchemaObject, later: list[Operation]) -> SchemaObject:
    """Return the object as `later` would replace it, which then is not done any more."""
    for place, operation in enumerate(later):
        if isinstance(operation, ReplaceObject) and operation.before.key == one.key:
            del later[place]
            return operation.after
    return one


def _conversion(column: Column, before: SchemaObject, after: SchemaObject) -> str | None:
    """Return the value of the column as one of the new base type, None where a cast is enough."""
    if column.type.text.endswith("[]"):
        return None
    if before.kind == "composite type":
        return _row(column, dict(before.details), after)
    if before.kind != "domain":
        return None
    old, new = (replace(column, type=Type(one.definition)) for one in (before, after))
    return conversion(old, new)


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


def _touched(steps: list[Operation]) -> Iterator[Use]:
    for step in steps:
        if isinstance(step, DropColumn):
            yield Use("table", step.table, step.column.name)


def _defaults(name: Name, schema: Schema) -> Iterator[AlterColumn]:
    """Yield what takes away the defaults that call the function."""
    for table in schema.tables:
        for column in table.columns:
            if column.default is not None and name.name in column.default:
                yield AlterColumn(table.name, column, replace(column, default=None))


def _retyped(before: SchemaObject, after: SchemaObject) -> bool:
    """Whether an attribute that stays has another type."""
    new = dict(after.details)
    return any(
        name in new and new[name] != text
        for name, text in before.details
        if name.startswith(_ATTRIBUTE)
    )
