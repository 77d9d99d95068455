"""A table under two names: a view has the name that the table takes later."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.operations.object import CreateObject, DropObject
from goofer_py.operations.operation import Operation
from goofer_py.operations.table import RenameTable
from goofer_py.schema import Name, Schema, SchemaObject


@dataclass(frozen=True, slots=True)
class SecondName:
    """Create `view` of all columns of `table`, with the owner and the grants of the table."""

    table: Name
    view: SchemaObject
    gone: bool = False

    @property
    def operations(self) -> tuple[Operation, ...]:
        """What it comes to, as nobody sees it who knows of no second name."""
        return (DropObject(self.view) if self.gone else CreateObject(self.view),)

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the view, or without it."""
        return self.operations[0].apply(schema)

    def inverse(self) -> SecondName:
        """Drop it again."""
        return replace(self, gone=not self.gone)

    def describe(self) -> str:
        """Say what happens."""
        return self.operations[0].describe()


_MOST = 57
"""So many characters of a name leave room for what follows."""


def _aside(name: Name) -> Name:
    return name.renamed(f"{name.name[:_MOST]}_goofer")


@dataclass(frozen=True, slots=True)
class NameTaken:
    """Give `table` the name of its `view` at once; with `back`, the view takes it again."""

    table: Name
    view: SchemaObject
    back: bool = False

    @property
    def aside(self) -> SchemaObject:
        """The view under the name that it has for a moment."""
        return replace(self.view, name=_aside(self.view.name))

    @property
    def stand_in(self) -> Name:
        """What has the name of the table for a moment is called so before it goes."""
        return _aside(self.table)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """What it comes to, one after the other."""
        steps = (DropObject(self.view), RenameTable(self.table, self.view.name))
        return tuple(one.inverse() for one in reversed(steps)) if self.back else steps

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the table under the other name."""
        for operation in self.operations:
            schema = operation.apply(schema)
        return schema

    def inverse(self) -> NameTaken:
        """Take the name back, or take it again."""
        return replace(self, back=not self.back)

    def describe(self) -> str:
        """Say what happens."""
        return ", ".join(operation.describe() for operation in self.operations)
