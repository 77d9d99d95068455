"""Where a scratch keeps the schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goofer_py.introspect.introspector import Scratch
from goofer_py.operations import Operation
from goofer_py.operations.rename_namespace import RenameNamespace
from goofer_py.schema import SchemaObject

PLACE = "schema"
"""The detail of an object that is nothing but the schema it is in."""


class Places(dict[str, str]):
    """The scratch's name of each schema, by its real name.

    `default` is the real name of the default schema, which only texts say: a Name there is
    without a schema. `standing` are the schemas in which there is something of the whole
    database, such as an extension: of what is in these, only what is known moves.
    """

    def __init__(
        self,
        names: dict[str, str],
        default: str | None = None,
        standing: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(names)
        self.default = default
        self.standing = standing


def places_in(scratch: Scratch, namespaces: Iterable[str]) -> Places:
    """Return where the scratch keeps `namespaces` and the default schema."""
    namespaces = tuple(namespaces)
    default = scratch.default_schema
    names = [*namespaces] if default is None else [*namespaces, default]
    places = {name: scratch.namespace(name) for name in names}
    return Places(places, default, _standing(scratch) if namespaces else frozenset())


def places_of_new(objects: Iterable[SchemaObject], places: Mapping[str, str]) -> frozenset[str]:
    """Return the schemas that an object says it is in, such as an extension, and none is yet.

    Whatever is named there and not known is a part of it.
    """
    standing: frozenset[str] = getattr(places, "standing", frozenset())
    found = {place for one in objects if (place := one.detail(PLACE)) is not None}
    return frozenset(found & places.keys()) - standing


def _standing(scratch: Scratch) -> frozenset[str]:
    if not scratch.session.dialect.capabilities.database_wide:
        return frozenset()
    found = (one.detail(PLACE) for one in scratch.read().objects)
    return frozenset(place for place in found if place is not None)


def swapped(operations: Iterable[Operation], places: Mapping[str, str]) -> list[Operation]:
    """Return the operations with schemas that swap their names where one is renamed.

    A scratch has both schemas from the beginning: the one that is not there yet is empty.
    """
    done: list[Operation] = []
    for operation in operations:
        if isinstance(operation, RenameNamespace):
            old, new = places[operation.before], places[operation.after]
            aside = f"{new}_aside"
            pairs = ((new, aside), (old, new), (aside, old))
            done += [RenameNamespace(before, after) for before, after in pairs]
        else:
            done.append(operation)
    return done
