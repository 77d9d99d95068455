"""How the server spells views, functions and the like once what they use has another name."""

from __future__ import annotations

from collections.abc import Sequence

from goofer_py.generate.canonical import build
from goofer_py.generate.near import near
from goofer_py.generate.places import places_in, swapped
from goofer_py.generate.relocate import relocated
from goofer_py.generate.render import Renderer
from goofer_py.introspect.introspector import Introspector
from goofer_py.operations import Operation
from goofer_py.schema import Schema, SchemaObject
from goofer_py.stores.store import Session


def respelled(
    current: Schema,
    renames: Sequence[Operation],
    session: Session,
    introspector: Introspector,
    renderer: Renderer,
) -> tuple[SchemaObject, ...] | None:
    """Return the objects of `current` after the `renames`, which are tried in a scratch.

    None where nothing is renamed that an object could use.
    """
    if not renames or not current.objects:
        return None
    after = current
    for operation in renames:
        after = operation.apply(after)
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
