"""A thing under another name until it goes, because something else takes its name."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.operations.operation import Operation
from goofer_py.schema import Name, Schema


@dataclass(frozen=True, slots=True)
class StepAside:
    """Call what is in the way something else for as long as it is still there.

    `kind` is what the server calls it: TYPE, DOMAIN or SEQUENCE.
    """

    kind: str
    name: Name
    aside: Name

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is: what steps aside goes before anybody looks."""
        return schema

    def inverse(self) -> StepAside:
        """Give it its name again."""
        return StepAside(self.kind, self.aside, self.name)

    def describe(self) -> str:
        """Say what happens."""
        return f"call {self.kind.lower()} {self.name} {self.aside.name} until it goes"


@dataclass(frozen=True, slots=True)
class DropAside:
    """Do `operation`, which drops something, as `aside`: it goes by the name it has by then."""

    operation: Operation
    aside: Operation

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` without what goes."""
        return self.operation.apply(schema)

    def inverse(self) -> Operation:
        """Make it again."""
        return self.operation.inverse()

    def describe(self) -> str:
        """Say what happens."""
        return self.operation.describe()
