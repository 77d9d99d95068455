"""Bodies of functions that name what is renamed: the server keeps them as texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from goofer_py.dialects.dialect import Dialect
from goofer_py.operations import (
    DropObject,
    Operation,
    RenameColumn,
    RenameObject,
    RenameTable,
    ReplaceObject,
)
from goofer_py.schema import ObjectKey, Schema, SchemaObject, Use
from goofer_py.schema.expression import identifiers


def unfollowed(operations: Iterable[Operation], schema: Schema, dialect: Dialect) -> list[str]:
    """Return a sentence for each body that keeps an old name; the operations start at `schema`.

    What is said anew, or goes, in the same migration needs none.
    """
    if dialect.capabilities.renames_in_bodies:
        return []
    operations = list(operations)
    settled = {key for operation in operations for key in _settled(operation)}
    found: dict[str, None] = {}
    for operation in operations:
        renamed = _renamed(operation)
        if renamed is not None:
            found |= dict.fromkeys(_told(*renamed, schema, settled, dialect))
        schema = operation.apply(schema)
    return list(found)


def _settled(operation: Operation) -> Iterator[ObjectKey]:
    match operation:
        case ReplaceObject(before=before, after=after) if before.definition != after.definition:
            yield before.key
        case DropObject(object=gone):
            yield gone.key
        case _:
            pass


def _renamed(operation: Operation) -> tuple[Use, str, str] | None:
    """Return what is renamed, or what has the part that is, with the old and the new name."""
    match operation:
        case RenameTable(before=old, after=new):
            return Use("table", old), old.name, str(new)
        case RenameColumn(table=table, before=before, after=after):
            return Use("table", table), before, after
        case RenameObject(before=former, after=latter):
            return former.as_use, former.name.name, str(latter.name)
        case _:
            return None


def _told(
    thing: Use, old: str, new: str, schema: Schema, settled: set[ObjectKey], dialect: Dialect
) -> Iterator[str]:
    for one in schema.objects:
        if one.key in settled or dialect.binds_late(one.kind):
            continue
        if _names(one, thing, old):
            yield f"the body of {one} names {old}, and stays so: here it becomes {new}"


def _names(one: SchemaObject, thing: Use, old: str) -> bool:
    named = any(use.textual and use.whole == thing for use in one.uses)
    return named and old in identifiers(one.definition)
