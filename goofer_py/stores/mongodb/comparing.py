"""Compares the collections that a program declares with those of a database, and proves the way.

Both sides are what the server tells: what is declared is made in an empty database beside the real
one first, so that nothing differs that the server takes for the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from goofer_py.errors import EntityError
from goofer_py.stores.mongodb.catalog import Catalog
from goofer_py.stores.mongodb.changes import Change, changes, unmanaged
from goofer_py.stores.mongodb.entities import declared_in
from goofer_py.stores.mongodb.looks import obstacles
from goofer_py.stores.mongodb.scratch import Scratch, scratch
from goofer_py.stores.mongodb.snapshot import MONGODB_SCHEMA, creation, scripted
from goofer_py.stores.mongodb.snapshot import declared as commands_of
from goofer_py.stores.native_schema import Differing, go, unlike

if TYPE_CHECKING:
    from goofer_py.stores.mongodb.session import MongoSession

_NOT_LOOKED = (
    "whether the documents fit what they have to be like was not looked at: migrations are pending,"
    " and may change them"
)


def compare(
    session: MongoSession,
    modules: Sequence[ModuleType],
    own: Sequence[str],
    *,
    drop: bool,
    prove: bool,
    coming: Catalog | None = None,
) -> Differing:
    """Return what leads from the database to what `modules` declare; `own` are goofer's books.

    `coming` is what it will have, where migrations are pending. Raises EntityError for what cannot
    be changed, ProofFailed when the way does not lead there and back, and ScratchRefused where no
    database can be made to try it in.
    """
    declared = declared_in(modules)
    if not declared:
        names = ", ".join(one.__name__ for one in modules)
        raise EntityError(
            f"No collections are declared in {names}. Nothing was written.",
            hint="@collection(...) of goofer_py.stores.mongodb.entities declares one",
        )
    current = MONGODB_SCHEMA.read(session, own) if coming is None else coming
    renamed = {one.name: one.renamed_from for one in declared if one.renamed_from}
    with scratch(session) as empty:
        desired = empty.made(commands_of(declared))
        found = changes(current, desired, renamed, drop=drop)
        if prove and found:
            touched = {*desired, *renamed.values()}
            start = {name: one for name, one in current.items() if drop or name in touched}
            try_out(empty, start, desired, found)
    notes: tuple[str, ...] = (_NOT_LOOKED,)
    if coming is None:
        notes = session.guarded(lambda: tuple(obstacles(session.data, current, desired, renamed)))
    rest = () if drop else unmanaged(current, desired, renamed)
    up = tuple(command for one in found for command in one.up)
    down = tuple(command for one in reversed(found) for command in one.down)
    return Differing(
        operations=tuple(one.describe() for one in found),
        up=scripted(up),
        down=scripted(down),
        loses=tuple(one.loses for one in found if one.loses),
        unmanaged=tuple(f"collection {name}" for name in rest),
        proved=prove,
        notes=notes,
    )


def try_out(empty: Scratch, start: Catalog, desired: Catalog, found: Sequence[Change]) -> None:
    """Go up, down, and up again from `start`; raises ProofFailed where it leads elsewhere."""
    empty.made(creation(start))
    up = [command for one in found for command in one.up]
    down = [command for one in reversed(found) for command in one.down]
    ways = (("up", up, desired), ("down", down, start), ("up", up, desired))
    go(ways, empty.run, lambda goal: unlike(empty.read(), goal))
