"""Objects that cannot become what they should be where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from goofer_py.dialects.postgresql.aside import with_users_aside
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
    if before.kind in _TYPES and (columns := columns_of(schema, before.name)):
        return _type_rebuilt(operation, columns, schema, later)
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
    dependents = dependents_on(schema, names, types=frozenset((before.name,)))
    conversions = tuple(
        (table, tuple((column, _conversion(column, before, after)) for column in found))
        for table, found in columns.items()
    )
    steps: list[Operation] = [
        *dependents.drops(),
        RebuildType(before, after, conversions),
        *dependents.creations(),
    ]
    things = {before.as_use, *_touched(steps)}
    things |= {Use("table", table, name) for table, found in names.items() for name in found}
    return with_users_aside(steps, things, schema, later)


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
