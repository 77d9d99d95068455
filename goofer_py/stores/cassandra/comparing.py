"""Compares the tables that a program declares with those of a keyspace, and proves the way.

Both sides are what the server tells: what is declared is made in an empty keyspace beside the real
one first, so that nothing differs that the server takes for the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from goofer_py.errors import EntityError
from goofer_py.stores.cassandra import statements as cql
from goofer_py.stores.cassandra.catalog import (
    Catalog,
    Options,
    Replicated,
    keyspaces,
)
from goofer_py.stores.cassandra.changes import (
    Change,
    Renamed,
    changes,
    fields_that_stay,
    keyspace_changes,
)
from goofer_py.stores.cassandra.declared import Declared, declared_in
from goofer_py.stores.cassandra.goal import goal_of, touched, unmanaged
from goofer_py.stores.cassandra.scratch import Scratch, scratch
from goofer_py.stores.cassandra.snapshot import present
from goofer_py.stores.cassandra.wanted import replicated, wanted
from goofer_py.stores.native_schema import Differing, go

if TYPE_CHECKING:
    from goofer_py.stores.cassandra.session import CassandraSession


def compare(
    session: CassandraSession,
    modules: Sequence[ModuleType],
    own: Sequence[str],
    *,
    drop: bool,
    prove: bool,
    coming: Catalog | None = None,
) -> Differing:
    """Return what leads from the keyspace to what `modules` declare; `own` are goofer's books.

    `coming` is what it will have, where migrations are pending. Raises EntityError for what cannot
    be changed, ProofFailed when the way does not lead there and back, and ScratchRefused where no
    keyspace can be made to try it in.
    """
    declared = _declared(session, modules)
    current = present(session, own) if coming is None else coming
    renamed = {name: one.renamed for name, one in declared.types.items()}
    renamed |= {name: one.renamed for name, one in declared.tables.items()}
    known = keyspaces(session.describe)
    with scratch(session, known[session.keyspace]) as empty:
        desired, defaults = empty.made_of(wanted(declared))
        spaces = keyspace_changes(known, _replicated(empty, declared))
        goal = goal_of(current, desired, declared, drop=drop)
        found = changes(current, goal, renamed, defaults)
        if prove and found:
            start, end = touched(current, goal)
            try_out(empty, start, end, found, renamed, defaults)
    rest = () if drop else tuple(unmanaged(current, desired, declared))
    return _told((*spaces, *found), rest, spaces, prove=prove)


def _told(
    found: Sequence[Change], rest: Sequence[str], spaces: Sequence[Change], *, prove: bool
) -> Differing:
    repaired = [one.about for one in spaces if one.about.startswith("replicate")]
    return Differing(
        operations=tuple(one.about for one in found),
        up=cql.script(statement for one in found for statement in one.up),
        down=cql.script(statement for one in reversed(found) for statement in one.down),
        loses=tuple(one.loses for one in found if one.loses),
        unmanaged=tuple(rest),
        proved=prove,
        notes=tuple(f"{about}: then run nodetool repair on all servers" for about in repaired),
    )


def _declared(session: CassandraSession, modules: Sequence[ModuleType]) -> Declared:
    declared = declared_in(modules)
    if not declared:
        names = ", ".join(one.__name__ for one in modules)
        raise EntityError(
            f"No tables are declared in {names}. Nothing was written.",
            hint="@table(...) of goofer_py.stores.cassandra.entities declares one, and so do the"
            " models of cassandra.cqlengine",
        )
    for one in declared.tables.values():
        if one.keyspace not in (None, session.keyspace):
            raise EntityError(
                f"The table {one.name} is declared in the keyspace {one.keyspace}, and the URL"
                f" names {session.keyspace}. Nothing was written.",
                hint="each keyspace has a URL and models of its own: [databases.NAME]",
            )
    return declared


def _replicated(empty: Scratch, declared: Declared) -> Mapping[str, Replicated]:
    return {name: empty.replicated(replicated(one)) for name, one in declared.keyspaces.items()}


def try_out(
    empty: Scratch,
    start: Catalog,
    goal: Catalog,
    found: Sequence[Change],
    renamed: Renamed,
    defaults: Options,
) -> None:
    """Go up, down, and up again from `start`; raises ProofFailed where it leads elsewhere."""
    empty.open()
    empty.make(start, defaults)
    back = fields_that_stay(start, goal, renamed)
    up = [statement for one in found for statement in one.up]
    down = [statement for one in reversed(found) for statement in one.down]
    ways = (("up", up, goal), ("down", down, back), ("up", up, goal))
    go(ways, empty.run, lambda end: empty.read().differing(end))
