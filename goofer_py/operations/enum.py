"""Enum types."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Column, Enum, Index, Name, Schema, Table
from goofer_py.schema.expression import rename_values


@dataclass(frozen=True, slots=True)
class CreateEnum:
    """Create the type; where `kept` names a type put aside, take that one back instead."""

    enum: Enum
    kept: Name | None = None

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the type."""
        return replace(schema, enums=(*schema.enums, self.enum))

    def inverse(self) -> DropEnum:
        """Drop it again."""
        return DropEnum(self.enum, self.kept)

    def describe(self) -> str:
        """Say what happens."""
        return f"create enum {self.enum.name} ({', '.join(self.enum.values)})"


@dataclass(frozen=True, slots=True)
class DropEnum:
    """Drop the type; where `kept` is given, put it aside under that name instead."""

    enum: Enum
    kept: Name | None = None

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` without the type."""
        return replace(schema, enums=tuple(e for e in schema.enums if e.name != self.enum.name))

    def inverse(self) -> CreateEnum:
        """Create it again."""
        return CreateEnum(self.enum, self.kept)

    def describe(self) -> str:
        """Say what happens."""
        return f"drop enum {self.enum.name}"


@dataclass(frozen=True, slots=True)
class AlterEnum:
    """Change the values (or the comment) of a type.

    `renamed` pairs old with new values; `replaced` gives the value that rows with a removed
    value take.
    """

    before: Enum
    after: Enum
    renamed: tuple[tuple[str, str], ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new type in place of the old, renamed values in every text."""
        enums = (self.after if e.name == self.before.name else e for e in schema.enums)
        schema = replace(schema, enums=tuple(enums))
        return schema if not self.renamed else schema.map_tables(self._with_new_values)

    def inverse(self) -> AlterEnum:
        """Change it back."""
        swapped = tuple((new, old) for old, new in self.renamed)
        return AlterEnum(self.after, self.before, swapped, self.replaced)

    def describe(self) -> str:
        """Say what happens."""
        return f"change enum {self.before.name}: {', '.join(self._changes())}"

    def _changes(self) -> list[str]:
        old, new = set(self.before.values), set(self.after.values)
        renamed_from = {pair[0] for pair in self.renamed}
        renamed_to = {pair[1] for pair in self.renamed}
        changes = [f"rename {a!r} to {b!r}" for a, b in self.renamed]
        changes += [f"add {v!r}" for v in self.after.values if v not in old | renamed_to]
        changes += [f"remove {v!r}" for v in self.before.values if v not in new | renamed_from]
        return changes or [
            "reorder" if old == new and self.before.values != self.after.values else "comment"
        ]

    def _with_new_values(self, table: Table) -> Table:
        return replace(
            table,
            columns=tuple(map(self._column, table.columns)),
            checks=tuple(
                replace(c, expression=self._text(c.expression) or "") for c in table.checks
            ),
            indexes=tuple(map(self._index, table.indexes)),
        )

    def _column(self, column: Column) -> Column:
        default, computed = column.default, column.computed
        if default is not None and column.type.enum == self.before.name:
            default = rename_values(default, dict(self.renamed))
        if computed is not None:
            computed = replace(computed, expression=self._text(computed.expression) or "")
        return replace(column, default=default, computed=computed)

    def _index(self, index: Index) -> Index:
        parts = (replace(part, expression=self._text(part.expression)) for part in index.parts)
        return replace(index, parts=tuple(parts), where=self._text(index.where))

    def _text(self, text: str | None) -> str | None:
        if text is None:
            return None
        return rename_values(text, dict(self.renamed), self.before.name.name)
