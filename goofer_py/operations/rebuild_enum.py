"""An enum type replaced by another of the same name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Column, Enum, Name, Schema


@dataclass(frozen=True, slots=True)
class RebuildEnum:
    """Make the type anew and convert every column that has it; rows are rewritten.

    What AlterEnum becomes where the server cannot change a type in place. `columns` has, for each
    table, its columns of the type before and after: their defaults may differ. `values` pairs
    each value that goes with the one that rows get instead; a value that goes without one must
    not be there.
    """

    before: Enum
    after: Enum
    columns: tuple[tuple[Name, tuple[tuple[Column, Column], ...]], ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new type in place of the old."""
        enums = (self.after if e.name == self.before.name else e for e in schema.enums)
        return replace(schema, enums=tuple(enums))

    def inverse(self) -> RebuildEnum:
        """Make the old type again."""
        values = tuple((new, old) for old, new in self.values)
        columns = tuple(
            (table, tuple((after, before) for before, after in pairs))
            for table, pairs in self.columns
        )
        return RebuildEnum(self.after, self.before, columns, values)

    def describe(self) -> str:
        """Say what happens."""
        return f"make enum {self.before.name} anew ({', '.join(self.after.values)})"
