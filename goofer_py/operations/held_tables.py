"""Operations during which nobody else gets at some tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from goofer_py.operations.operation import Operation
from goofer_py.schema import Name, Schema


@dataclass(frozen=True, slots=True)
class HeldTables:
    """Do `operations` while `tables` are locked for everybody else, or for who writes to them."""

    tables: tuple[Name, ...]
    operations: tuple[Operation, ...]
    readable: bool = False

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` after all of them."""
        return reduce(lambda before, operation: operation.apply(before), self.operations, schema)

    def inverse(self) -> HeldTables:
        """Undo them from the last to the first, under the same locks."""
        inverses = tuple(one.inverse() for one in reversed(self.operations))
        return HeldTables(self.tables, inverses, self.readable)

    def describe(self) -> str:
        """Say what happens."""
        done = "; ".join(operation.describe() for operation in self.operations)
        return done or f"lock {', '.join(map(str, self.tables))}"
