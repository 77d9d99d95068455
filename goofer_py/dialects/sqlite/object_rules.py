"""What SQLite lets happen to a thing while objects stand on it."""

from __future__ import annotations

from goofer_py.operations import DropObject, DropTable, Operation
from goofer_py.schema import SchemaObject, Use


class SQLiteObjectRules:
    """SQLite binds names late: only what a drop takes along, or leaves without sense."""

    def replaceable(self, before: SchemaObject, after: SchemaObject) -> bool:  # noqa: ARG002
        """Nothing can be replaced where it stands."""
        return False

    def renameable(self, kind: str) -> bool:  # noqa: ARG002 - the same for every kind
        """Neither views nor triggers can be renamed."""
        return False

    def binds_late(self, kind: str) -> bool:  # noqa: ARG002 - the same for every kind
        """A rename changes the texts of views and triggers."""
        return False

    def blocks(self, user: SchemaObject, use: Use, operation: Operation) -> bool:
        """Whether it names a view that is dropped, or is a trigger on a table that is.

        SQLite renames nothing and drops no column while a view or trigger names what is not there.
        """
        if isinstance(operation, DropObject):
            return True
        return user.table == use.name and isinstance(operation, DropTable)
