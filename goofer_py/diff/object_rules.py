"""What a server lets happen to a thing while objects stand on it."""

from __future__ import annotations

from typing import Protocol

from goofer_py.operations import (
    AlterColumn,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropObject,
    DropSequence,
    DropTable,
    Operation,
)
from goofer_py.schema import SchemaObject, Use


class ObjectRules(Protocol):
    """One server's rules about views, functions, triggers and the like."""

    def replaceable(self, before: SchemaObject, after: SchemaObject) -> bool:
        """Whether `before` becomes `after`, and the other way round, without being dropped."""

    def renameable(self, kind: str) -> bool:
        """Whether objects of the kind can be renamed."""

    def binds_late(self, kind: str) -> bool:
        """Whether the server keeps only the text of such objects, which no rename changes.

        They are made when everything is there that they name, and dropped before it goes.
        """

    def blocks(self, user: SchemaObject, use: Use, operation: Operation) -> bool:
        """Whether `user` must be gone while `operation` changes the thing it has this `use` of.

        Asked only for operations that touch that thing.
        """


class StrictRules:
    """Rules that hold where nothing is known: whatever is used must not change under its users."""

    def replaceable(self, before: SchemaObject, after: SchemaObject) -> bool:
        """Whether both look the same to those who use them."""
        return before.shape == after.shape

    def renameable(self, kind: str) -> bool:  # noqa: ARG002 - the same for every kind
        """Objects can be renamed."""
        return True

    def binds_late(self, kind: str) -> bool:  # noqa: ARG002 - the same for every kind
        """Objects follow what they stand on."""
        return False

    def blocks(self, user: SchemaObject, use: Use, operation: Operation) -> bool:  # noqa: ARG002
        """Whether the operation drops what is used, or makes it another type."""
        if use.textual:
            return False
        match operation:
            case DropTable() | DropObject() | DropConstraint() | DropEnum() | DropSequence():
                return True
            case DropColumn(column=column):
                return use.column == column.name
            case AlterColumn(before=before, after=after):
                kinds = [(c.type, c.collation, c.computed) for c in (before, after)]
                return use.column == before.name and kinds[0] != kinds[1]
            case _:
                return False
