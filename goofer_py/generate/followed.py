"""What else reads differently once something that belongs to the whole database changed."""

from __future__ import annotations

from goofer_py.errors import StatementFailed
from goofer_py.generate.canonical import build
from goofer_py.generate.places import PLACE, places_in
from goofer_py.generate.relocate import relocated
from goofer_py.generate.render import Renderer
from goofer_py.introspect.introspector import Introspector
from goofer_py.operations import CreateNamespace, Operation, ReplaceObject
from goofer_py.operations.move_whole import MoveWhole
from goofer_py.schema import Schema, SchemaObject
from goofer_py.stores.store import Session


def moved_wholes(
    current: Schema,
    desired: Schema,
    renamed: object,
    session: Session,
    introspector: Introspector,
    renderer: Renderer,
) -> tuple[tuple[Operation, ...], Schema]:
    """Return what comes before all else where an extension moves that is used, and what is then.

    It is tried in a scratch, where the server tells how types, defaults and views read then.
    Nothing where it refuses, where nobody names its parts, or where things are `renamed` as well.
    """
    kinds = session.dialect.capabilities.database_wide
    wanted = desired.objects_by_key
    changes = [
        ReplaceObject(one, wanted[one.key])
        for one in current.objects
        if one.kind in kinds and one.key in wanted and _is_elsewhere(one, wanted[one.key])
    ]
    if not changes or renamed is not None:
        return (), current
    new = tuple(name for name in desired.namespaces if name not in current.namespaces)
    spaces = (*current.namespaces, *new)
    with introspector.scratch(session, spaces) as scratch:
        build(scratch, current, renderer)
        places = places_in(scratch, spaces)
        try:
            scratch.session.run(renderer.statements(relocated(tuple(changes), places)))
        except StatementFailed:
            return (), current
        read = session.dialect.canonical(scratch.read())
    moves = _with_what_follows(changes, current, read)
    steps: tuple[Operation, ...] = (*map(CreateNamespace, new), *moves) if moves else ()
    for step in steps:
        current = step.apply(current)
    return steps, current


def _is_elsewhere(one: SchemaObject, other: SchemaObject) -> bool:
    """Whether it is in another schema: a new version changes no name."""
    return one.detail(PLACE) != other.detail(PLACE)


def _with_what_follows(
    changes: list[ReplaceObject], current: Schema, read: Schema
) -> list[Operation]:
    tables, objects = read.by_name, read.objects_by_key
    changed = {change.before.key for change in changes}
    move = MoveWhole(
        tuple(changes),
        tuple((t, tables[t.name]) for t in current.tables if tables.get(t.name, t) != t),
        tuple(
            (one, objects[one.key])
            for one in current.objects
            if one.key not in changed and objects.get(one.key, one) != one
        ),
    )
    if not move.tables and not move.objects:
        return []
    return [move]
