"""A change of a table that is made in a copy of it."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.operations.alter_together import AlterTogether
from goofer_py.schema import Name, Schema


@dataclass(frozen=True, slots=True)
class CopyTable:
    """Do `alter` in a copy of the table, which takes its place once it holds all rows."""

    alter: AlterTogether

    @property
    def table(self) -> Name:
        """The table that is changed."""
        return self.alter.table

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` after the change."""
        return self.alter.apply(schema)

    def inverse(self) -> CopyTable:
        """Undo it in a copy as well."""
        return CopyTable(self.alter.inverse())

    def describe(self) -> str:
        """Say what happens."""
        return f"in a copy of {self.table}: {self.alter.describe()}"


@dataclass(frozen=True, slots=True)
class Clauses:
    """What follows the name of the table in an ALTER TABLE."""

    alter: AlterTogether
