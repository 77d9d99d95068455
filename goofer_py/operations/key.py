"""Another primary key in the place of the one that a table has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

from goofer_py.schema import ForeignKey, Index, Name, PrimaryKey, Schema, Table, Unique

Reference = tuple[Name, ForeignKey]
"""A foreign key, with the table that it is on."""


@dataclass(frozen=True, slots=True)
class ChangeKey:
    """Make `index`, which is unique, the primary key `after` of a table instead of `before`.

    The constraints `without` go with it. `held` are the foreign keys that stay and have to let go
    of an index for that; `pointing` those that hold to `index`. With `undone` it is the way back,
    which makes `again` an index for the old key.
    """

    table: Name
    before: PrimaryKey
    after: PrimaryKey
    index: Index
    again: Index
    held: tuple[Reference, ...] = ()
    pointing: tuple[Reference, ...] = ()
    without: tuple[Unique, ...] = ()
    undone: bool = False

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the other key."""
        return schema.map_table(self.table, self._changed)

    def inverse(self) -> ChangeKey:
        """Take the old key again."""
        return replace(self, undone=not self.undone)

    def describe(self) -> str:
        """Say what happens."""
        old, new = (", ".join(key.columns) for key in self.keys)
        return f"change the primary key of table {self.table}: ({old}) to ({new})"

    @property
    def keys(self) -> tuple[PrimaryKey, PrimaryKey]:
        """The key that goes and the one that comes."""
        return (self.after, self.before) if self.undone else (self.before, self.after)

    def _changed(self, table: Table) -> Table:
        table = table.with_constraint(self.keys[1])
        if self.undone:
            return reduce(Table.with_constraint, self.without, table.with_index(self.index))
        return reduce(Table.without_constraint, self.without, table.without_index(self.index.name))
