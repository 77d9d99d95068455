"""A domain, composite or range type replaced by another of the same name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Column, Name, Schema, SchemaObject


@dataclass(frozen=True, slots=True)
class RebuildType:
    """Make the type anew and convert every column that has it; rows are rewritten.

    `columns` has, for each table, its columns of the type, each with the expression that turns a
    value into one of what the type is made of, or None where a cast does.
    """

    before: SchemaObject
    after: SchemaObject
    columns: tuple[tuple[Name, tuple[tuple[Column, str | None], ...]], ...] = ()

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new type in place of the old."""
        found = (self.after if one.key == self.before.key else one for one in schema.objects)
        return replace(schema, objects=tuple(found))

    def inverse(self) -> RebuildType:
        """Make the old type again; values are cast back."""
        columns = tuple(
            (table, tuple((column, None) for column, _ in pairs)) for table, pairs in self.columns
        )
        return RebuildType(self.after, self.before, columns)

    def describe(self) -> str:
        """Say what happens."""
        return f"make {self.before} anew"
