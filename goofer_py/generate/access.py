"""Owners and grants that the project declares, among all that are there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from goofer_py.introspect.ignore import Ignore
from goofer_py.schema import Declared, Name, Schema, SchemaObject, Unmanaged, Use
from goofer_py.schema.access import ACCESS


def without_unmanaged(desired: Schema, managed: Collection[str]) -> Schema:
    """Return `desired` without declared owners and grants whose kind is not `managed`.

    Each is reported as not managed, in its own words.
    """
    left = [one for one in desired.declared if one.kind in ACCESS and one.kind not in managed]
    if not left:
        return desired
    said = (Unmanaged(one.kind or "", Name(" ".join(one.statement.split()))) for one in left)
    rest = tuple(one for one in desired.declared if one not in left)
    return replace(desired, declared=rest, unmanaged=(*desired.unmanaged, *said))


def declared_access(
    objects: Iterable[SchemaObject], declared: Iterable[Declared]
) -> tuple[SchemaObject, ...]:
    """Return the `objects` read in a scratch without the owners that nobody declares.

    There everything belongs to the role that made it, whoever that is this time.
    """
    owned = {one.name for one in declared if one.kind == "owner"}
    return tuple(one for one in objects if one.kind != "owner" or one.table in owned)


def left_alone(desired: Schema, ignore: Ignore) -> frozenset[Use]:
    """Return the tables and sequences that the project names, and says it does not manage."""
    names = {one.name for one in desired.unmanaged}
    names |= {table.name for table in desired.tables if ignore.covers("tables", table.name)}
    names |= {one.name for one in desired.sequences if ignore.covers("sequences", one.name)}
    return frozenset(Use(kind, name) for name in names for kind in ("table", "sequence"))


def with_owners_told(found: Schema, wanted: Schema) -> Schema:
    """Return `found` without the owners of which `wanted` says nothing."""
    told = {one.key for one in wanted.objects}
    rest = (one for one in found.objects if one.kind != "owner" or one.key in told)
    return replace(found, objects=tuple(rest))
