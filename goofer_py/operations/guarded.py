"""Changes that would delete rows of other tables if foreign keys were enforced meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from goofer_py.operations.operation import Operation
from goofer_py.schema import Name, Schema


@dataclass(frozen=True, slots=True)
class Guarded:
    """Do `operations` in one transaction with foreign keys switched off, and check what they did.

    `children` are the tables whose foreign keys could be broken, as (before, after); None where
    there is no such table. Each foreign key may be broken in as many rows as before, and no more.
    `renames` are the tables that change their name, by which foreign keys are told apart.
    """

    operations: tuple[Operation, ...]
    children: tuple[tuple[Name | None, Name | None], ...] = ()
    renames: tuple[tuple[Name, Name], ...] = ()

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` after all of them."""
        return reduce(lambda before, operation: operation.apply(before), self.operations, schema)

    def inverse(self) -> Guarded:
        """Undo them from the last to the first, under the same guard."""
        return Guarded(
            tuple(operation.inverse() for operation in reversed(self.operations)),
            tuple((after, before) for before, after in self.children),
            tuple((after, before) for before, after in self.renames),
        )

    def describe(self) -> str:
        """Say what happens."""
        return "; ".join(operation.describe() for operation in self.operations)
