"""What the servers let happen to a thing while objects stand on it."""

from __future__ import annotations

from goofer_py.operations import DropObject, DropTable, Operation
from goofer_py.schema import SchemaObject, Use

_REPLACEABLE = frozenset(("view", "event"))
_STANDING_ON = frozenset((("trigger", "trigger"), ("view", "function")))


class MySQLObjectRules:
    """Views and bodies bind names late: only what goes with a table has to step aside by name."""

    def replaceable(self, before: SchemaObject, after: SchemaObject) -> bool:
        """Whether it is a view or an event, and uses the same views and functions as before.

        One that uses others could not be put back while those are gone. An event keeps its end on
        MariaDB, whatever ALTER says.
        """
        used, uses = _objects_used(before), _objects_used(after)
        same = used == uses and _ends(before) == _ends(after)
        return before.kind == after.kind and before.kind in _REPLACEABLE and same

    def renameable(self, kind: str) -> bool:
        """Whether it is an event: views that name a renamed one would be broken."""
        return kind == "event"

    def binds_late(self, kind: str) -> bool:  # noqa: ARG002 - the same for every kind
        """No rename changes the text of a view or a body."""
        return True

    def blocks(self, user: SchemaObject, use: Use, operation: Operation) -> bool:
        """Whether it is a trigger whose table or predecessor goes, or a view whose function does.

        A view is refused that does not call a function as it is by then.
        """
        if isinstance(operation, DropObject):
            return (user.kind, use.kind) in _STANDING_ON
        return user.table == use.name and isinstance(operation, DropTable)


def _objects_used(one: SchemaObject) -> set[Use]:
    return {use.whole for use in one.uses if use.kind != "table"}


def _ends(one: SchemaObject) -> bool:
    """Whether it is an event that ends some day."""
    return " ENDS " in dict(one.details).get("schedule", "")
