"""What is in a database, for whoever wants an empty one."""

from __future__ import annotations

from collections.abc import Iterator

from goofer_py.errors import NotEmpty
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Schema
from goofer_py.stores.store import Session

_NAMED = 10


def contents(session: Session) -> list[str]:
    """Return what is in the database, by kind and name, in the order of the names.

    Extensions and the like, which a new database may come with, do not count, nor do schemas in
    which there is nothing.
    """
    introspector = introspector_for(session.dialect)
    names = introspector.schemas(session)
    found = introspector.read(session, Scope(namespaces=names, exclude=()))
    wide = session.dialect.capabilities.database_wide
    return sorted(_named(found, wide))


def _named(schema: Schema, wide: frozenset[str]) -> Iterator[str]:
    yield from (f"table {one.name}" for one in schema.tables)
    yield from (f"enum {one.name}" for one in schema.enums)
    yield from (f"sequence {one.name}" for one in schema.sequences)
    yield from (str(one.key) for one in schema.objects if one.kind not in wide)
    yield from (f"{one.kind} {one.name}" for one in schema.unmanaged)


def refuse_contents(session: Session, what: str, hint: str) -> None:
    """Raise NotEmpty, which names what is there, unless the database is empty."""
    there = contents(session)
    if not there:
        return
    more = len(there) - _NAMED
    listed = ", ".join(there[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    raise NotEmpty(
        f"{session.database} is not empty, and {what} works on an empty database alone. There is:"
        f" {listed}. Nothing was changed.",
        database=session.database,
        there=there,
        hint=hint,
    )
