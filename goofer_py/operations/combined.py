"""A column and the constraints that are about it alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from goofer_py.operations.column import AddColumn, DropColumn
from goofer_py.operations.constraint import AddConstraint, DropConstraint
from goofer_py.schema import Name, Schema

Part = AddColumn | AddConstraint | DropColumn | DropConstraint


@dataclass(frozen=True, slots=True)
class Combined:
    """Do `operations`, which are about one column, in one statement."""

    operations: tuple[Part, ...]

    @property
    def table(self) -> Name:
        """The table that they change."""
        return self.operations[0].table

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` after all of them."""
        return reduce(lambda before, operation: operation.apply(before), self.operations, schema)

    def inverse(self) -> Combined:
        """Undo them."""
        return Combined(tuple(operation.inverse() for operation in reversed(self.operations)))

    def describe(self) -> str:
        """Say what happens."""
        return ", ".join(operation.describe() for operation in self.operations)
