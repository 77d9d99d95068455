"""A function made before what its body names."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.operations.operation import Operation
from goofer_py.schema import Schema


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Do `operation` without a look into the bodies of functions: what they name comes later."""

    operation: Operation

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` after the operation."""
        return self.operation.apply(schema)

    def inverse(self) -> Unchecked:
        """Undo the operation, as unchecked."""
        return Unchecked(self.operation.inverse())

    def describe(self) -> str:
        """Say what happens."""
        return self.operation.describe()
