"""How the server spells views, functions and the like once what they use has another name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from goofer_py.diff.objects import uses_of
from goofer_py.diff.touched import touched
from goofer_py.generate.canonical import build
from goofer_py.generate.near import near
from goofer_py.generate.places import places_in, swapped
from goofer_py.generate.relocate import relocated
from goofer_py.generate.render import Renderer
from goofer_py.introspect.introspector import Introspector
from goofer_py.operations import Operation, RenameColumn, RenameTable
from goofer_py.schema import Schema, SchemaObject
from goofer_py.schema.expression import rename_identifiers
from goofer_py.stores.store import Session


def respelled(
    current: Schema,
    renames: Sequence[Operation],
    session: Session,
    introspector: Introspector,
    renderer: Renderer,
) -> tuple[SchemaObject, ...] | None:
    """Return the objects of `current` after the `renames`, which are tried in a scratch.

    Where no rename changes their texts, they are what would have to be said then. None where
    nothing is renamed that an object could use.
    """
    if not renames or not current.objects:
        return None
    after = current
    for operation in renames:
        after = operation.apply(after)
    if all(renderer.dialect.binds_late(one.kind) for one in after.objects):
        return tuple(_said_anew(one, renames) for one in current.objects)
    part, _ = near(current, after, renames)
    names = tuple(dict.fromkeys((*part.namespaces, *after.namespaces)))
    with introspector.scratch(session, names) as scratch:
        build(scratch, part, renderer)
        places = places_in(scratch, names)
        moved = relocated(tuple(swapped(renames, places)), places, part, after)
        lowered = renderer.dialect.lower(moved, relocated(part, places))
        scratch.session.run(renderer.statements(lowered))
        read = session.dialect.canonical(scratch.read()).objects_by_key
    return tuple(read.get(one.key, one) for one in after.objects)


def _said_anew(one: SchemaObject, renames: Sequence[Operation]) -> SchemaObject:
    """Return the object with new names in its texts, as far as they can be told from others."""
    for operation in renames:
        what = touched(operation)
        if what is not None and what.whole in {use.whole for use in uses_of(one)}:
            names = _new_names(operation)
            details = tuple((key, rename_identifiers(text, names)) for key, text in one.details)
            definition = rename_identifiers(one.definition, names)
            one = replace(one, definition=definition, details=details)
        one = _followed(one, operation)
    return one


def _new_names(operation: Operation) -> dict[str, str]:
    match operation:
        case RenameTable(before=before, after=after):
            return {before.name: after.name}
        case RenameColumn(before=old, after=new):
            return {old: new}
        case _:
            return {}


def _followed(one: SchemaObject, operation: Operation) -> SchemaObject:
    return operation.apply(Schema(objects=(one,))).objects[0]
