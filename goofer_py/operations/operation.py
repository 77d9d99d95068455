"""What every operation promises."""

from __future__ import annotations

from typing import Protocol

from goofer_py.schema import Schema


class Operation(Protocol):
    """One reversible change of a schema: a value that holds the whole object before and after.

    `inverse().inverse()` is the operation itself. `apply` and `inverse().apply` undo each other.
    """

    def apply(self, schema: Schema) -> Schema:
        """Return what `schema` is after the change."""

    def inverse(self) -> Operation:
        """Return the operation that undoes this one."""

    def describe(self) -> str:
        """Say what happens in a short sentence without a full stop, for a person."""
