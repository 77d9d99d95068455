"""Where a scratch keeps the schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goofer_py.introspect.introspector import Scratch
from goofer_py.operations import Operation
from goofer_py.operations.rename_namespace import RenameNamespace


class Places(dict[str, str]):
    """The scratch's name of each schema, by its real name.

    `default` is the real name of the default schema, which only texts say: a Name there is
    without a schema.
    """

    def __init__(self, names: dict[str, str], default: str | None = None) -> None:
        super().__init__(names)
        self.default = default


def places_in(scratch: Scratch, namespaces: Iterable[str]) -> Places:
    """Return where the scratch keeps `namespaces` and the default schema."""
    default = scratch.default_schema
    names = [*namespaces] if default is None else [*namespaces, default]
    return Places({name: scratch.namespace(name) for name in names}, default)


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
