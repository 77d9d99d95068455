"""How the server spells views, functions and the like once what they use has another name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from goofer_py.diff.objects import users_last, uses_of
from goofer_py.diff.touched import touched
from goofer_py.errors import StatementFailed
from goofer_py.generate.canonical import build
from goofer_py.generate.near import near
from goofer_py.generate.places import places_in, swapped
from goofer_py.generate.relocate import relocated
from goofer_py.generate.render import Renderer
from goofer_py.introspect.introspector import Introspector
from goofer_py.operations import DropObject, Operation, RenameColumn, RenameTable
from goofer_py.schema import ObjectKey, Schema, SchemaObject
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

    Where no rename changes their texts, they are what would have to be said then. Left out is
    what stands on a view, when no server could tell how it would go on. None where nothing is
    renamed that an object could use.
    """
    if not renames or not current.objects:
        return None
    after = current
    for operation in renames:
        after = operation.apply(after)
    if all(renderer.dialect.binds_late(one.kind) for one in after.objects):
        return tuple(_said_anew(one, renames) for one in current.objects)
    part, _ = near(current, after, renames)
    trial = _Trial(part, after, tuple(renames), session, introspector, renderer)
    broken: list[SchemaObject] = []
    try:
        read = trial.run()
    except StatementFailed:
        broken = _on_views(part, renames)
        if not broken:
            raise
        read = trial.run(broken)
    lost = {one.key for one in broken}
    return tuple(read.get(one.key, one) for one in after.objects if one.key not in lost)


@dataclass(frozen=True, slots=True)
class _Trial:
    """The renames, to be tried on `part` of a schema in a scratch."""

    part: Schema
    after: Schema
    renames: tuple[Operation, ...]
    session: Session
    introspector: Introspector
    renderer: Renderer

    def run(self, aside: Iterable[SchemaObject] = ()) -> Mapping[ObjectKey, SchemaObject]:
        """Return the objects after the renames, those left out that were put `aside` before."""
        part, dialect = self.part, self.renderer.dialect
        names = tuple(dict.fromkeys((*part.namespaces, *self.after.namespaces)))
        with self.introspector.scratch(self.session, names) as scratch:
            build(scratch, part, self.renderer)
            places = places_in(scratch, names)
            changes = (*(DropObject(one) for one in aside), *self.renames)
            moved = relocated(tuple(swapped(changes, places)), places, part, self.after)
            lowered = dialect.lower(moved, relocated(part, places))
            scratch.session.run(self.renderer.statements(lowered))
            return self.session.dialect.canonical(scratch.read()).objects_by_key


def _on_views(schema: Schema, renames: Sequence[Operation]) -> list[SchemaObject]:
    """Return what uses a view of something that is renamed, users first."""
    changed = {what.whole for operation in renames if (what := touched(operation)) is not None}
    objects = schema.objects_by_key
    found: list[SchemaObject] = []
    for key in users_last(objects):
        one = objects[key]
        uses = {use.whole for use in uses_of(one)}
        if any(use in changed and use.kind != "table" for use in uses):
            found.append(one)
        if uses & changed:
            changed.add(one.as_use)
    return found[::-1]


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
