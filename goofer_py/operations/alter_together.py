"""Several changes of one table in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from goofer_py.operations.operation import Operation
from goofer_py.schema import Name, Schema, Table


@dataclass(frozen=True, slots=True)
class AlterTogether:
    """Do `operations`, which change the table `before` and no other, by one ALTER TABLE.

    `called` pairs names of constraints with what the server calls them by now. `unchecked` says
    that foreign keys which stay as they are would be in its way, and are not looked at meanwhile.
    `held` names indexes that a foreign key among the operations would else replace by its own.
    """

    before: Table
    operations: tuple[Operation, ...]
    called: tuple[tuple[str, str], ...] = ()
    unchecked: bool = False
    held: tuple[str, ...] = ()

    @property
    def table(self) -> Name:
        """The table that they change."""
        return self.before.name

    @property
    def after(self) -> Table:
        """The table once they are done."""
        return self.apply(Schema((self.before,))).table(self.table)

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` after all of them."""
        return reduce(lambda before, operation: operation.apply(before), self.operations, schema)

    def inverse(self) -> AlterTogether:
        """Undo them."""
        undone = tuple(operation.inverse() for operation in reversed(self.operations))
        return AlterTogether(self.after, undone, self.called, self.unchecked)

    def describe(self) -> str:
        """Say what happens."""
        changes = (op.describe() for op in self.operations if op != op.inverse())
        return "; ".join(changes)
