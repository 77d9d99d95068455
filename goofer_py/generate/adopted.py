"""Objects that the database has and the project says nothing about stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from goofer_py.errors import UnsafeChange
from goofer_py.schema import Name, Schema, SchemaObject, Use
from goofer_py.schema.access import ACCESS, SCHEMA
from goofer_py.schema.object import PLACES


def with_adopted(
    desired: Schema,
    current: Schema,
    managed: Collection[str],
    left_alone: Collection[Use] = frozenset(),
) -> Schema:
    """Return `desired` with the objects of `current` whose kinds are not `managed`.

    Owners that nobody declares are kept too, and grants on what is adopted or `left_alone`.
    What belongs to a table that goes, such as a trigger, goes with it. Raises UnsafeChange when
    one uses something that goes: neither can it stay, nor did anybody say that it should go.
    """
    if all(one.kind in managed and one.kind not in ACCESS for one in current.objects):
        return desired
    own = desired
    there = _things(desired)
    gone = _things(current) - there
    adopted = [one for one in _unmanaged(current, managed) if not _goes_along(one, gone)]
    adopted = [one for one in adopted if not _is_of_no_schema(one, desired)]
    kept = {one.key for one in desired.objects}
    adopted = [one for one in adopted if one.key not in kept]
    for one in adopted:
        for use in one.uses:
            if not use.textual and (use.whole in gone or use in gone):
                raise _in_the_way(one, use)
    desired = replace(desired, objects=(*desired.objects, *adopted))
    access = _access_as_it_is(current, desired, _named(own) - frozenset(left_alone))
    return replace(desired, objects=(*desired.objects, *access))


def _access_as_it_is(
    current: Schema, desired: Schema, managed: Collection[Use]
) -> Iterator[SchemaObject]:
    """Yield the owners that nobody declares, and the grants on what is not `managed`."""
    there, kept = _named(desired), {one.key for one in desired.objects}
    for one in current.objects:
        if one.kind not in ACCESS or one.key in kept:
            continue
        things = {use.whole for use in one.uses}
        if one.kind == "grant" and not things.isdisjoint(managed):
            continue
        if not things.isdisjoint(there):
            yield one


def _named(schema: Schema) -> set[Use]:
    """Return everything that somebody can own, by name."""
    found = {use for use in _things(schema) if use.column is None}
    found |= {one.as_use for one in schema.objects}
    return found | {Use(SCHEMA, Name(SCHEMA, name)) for name in (None, *schema.namespaces)}


def check_unmanaged(
    current: Schema, respelled: Iterable[SchemaObject], managed: Collection[str]
) -> None:
    """Raise UnsafeChange when a rename breaks an object that nobody declares."""
    known = {one.key for one in respelled}
    for one in _unmanaged(current, managed):
        if one.key not in known:
            raise UnsafeChange(
                f"The {one} stands on a view whose columns would have other names after the "
                "renames, and nobody declared how it goes on. Nothing was written.",
                hint="declare the object as it should be, or drop it first (goofer create NAME)",
            )


def _unmanaged(current: Schema, managed: Collection[str]) -> Iterator[SchemaObject]:
    return (o for o in current.objects if o.kind not in managed and o.kind not in ACCESS)


def _goes_along(one: SchemaObject, gone: Collection[Use]) -> bool:
    return one.table is not None and any(Use(kind, one.table) in gone for kind in PLACES)


def _is_of_no_schema(one: SchemaObject, desired: Schema) -> bool:
    """Whether it says something of a schema that goes."""
    return one.kind == "schema comment" and one.name.schema not in (None, *desired.namespaces)


def _things(schema: Schema) -> set[Use]:
    """Return every table, column, enum, sequence and object of the schema."""
    found = {Use("table", table.name) for table in schema.tables}
    found |= {Use("table", t.name, column) for t in schema.tables for column in t.column_names}
    found |= {Use("enum", enum.name) for enum in schema.enums}
    found |= {Use("sequence", sequence.name) for sequence in schema.sequences}
    return found


def _in_the_way(one: SchemaObject, use: Use) -> UnsafeChange:
    what = f"{use.kind} {use.name}" if use.column is None else f"column {use.name}.{use.column}"
    return UnsafeChange(
        f"The {one} uses the {what}, which the entities have no more, and nobody declared what "
        "should become of it. Nothing was written.",
        hint="declare the object as it should be, or drop it first; "
        f'`manage = ["{one.kind}"]` lets goofer drop what is not declared',
    )
