"""What belongs to the whole database moved, with all that names its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from goofer_py.operations.object import ReplaceObject
from goofer_py.schema import Schema, SchemaObject, Table

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class MoveWhole:
    """Do `operations`, after which the server spells tables and objects in another way.

    `tables` and `objects` pair how each of them reads before with how it does after.
    """

    operations: tuple[ReplaceObject, ...]
    tables: tuple[tuple[Table, Table], ...] = ()
    objects: tuple[tuple[SchemaObject, SchemaObject], ...] = ()

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as the server tells it afterwards."""
        for operation in self.operations:
            schema = operation.apply(schema)
        tables = {before.name: after for before, after in self.tables}
        objects = {before.key: after for before, after in self.objects}
        return replace(
            schema,
            tables=tuple(tables.get(one.name, one) for one in schema.tables),
            objects=tuple(objects.get(one.key, one) for one in schema.objects),
        )

    def inverse(self) -> MoveWhole:
        """Move it back."""
        back = tuple(operation.inverse() for operation in reversed(self.operations))
        return MoveWhole(back, _swapped(self.tables), _swapped(self.objects))

    def describe(self) -> str:
        """Say what happens."""
        return ", ".join(operation.describe() for operation in self.operations)


def _swapped(pairs: tuple[tuple[_T, _T], ...]) -> tuple[tuple[_T, _T], ...]:
    return tuple((after, before) for before, after in pairs)
