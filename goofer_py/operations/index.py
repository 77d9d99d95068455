"""Indexes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Index, Name, Schema


@dataclass(frozen=True, slots=True)
class CreateIndex:
    """Create an index on a table, `concurrently` while others write to it."""

    table: Name
    index: Index
    concurrently: bool = False

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the index."""
        return schema.map_table(self.table, lambda t: t.with_index(self.index))

    def inverse(self) -> DropIndex:
        """Drop it again."""
        return DropIndex(self.table, self.index, self.concurrently)

    def describe(self) -> str:
        """Say what happens."""
        kind = "unique index" if self.index.unique else "index"
        return f"create {kind} {self.index.name} on table {self.table}"


@dataclass(frozen=True, slots=True)
class DropIndex:
    """Drop an index of a table, `concurrently` while others use it."""

    table: Name
    index: Index
    concurrently: bool = False

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` without the index."""
        return schema.map_table(self.table, lambda t: t.without_index(self.index.name))

    def inverse(self) -> CreateIndex:
        """Create it again."""
        return CreateIndex(self.table, self.index, self.concurrently)

    def describe(self) -> str:
        """Say what happens."""
        return f"drop index {self.index.name} of table {self.table}"


@dataclass(frozen=True, slots=True)
class RenameIndex:
    """Give an index another name."""

    table: Name
    before: str
    after: str

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new name."""

        def renamed(index: Index) -> Index:
            return replace(index, name=self.after) if index.name == self.before else index

        return schema.map_table(
            self.table, lambda t: replace(t, indexes=tuple(map(renamed, t.indexes)))
        )

    def inverse(self) -> RenameIndex:
        """Rename it back."""
        return RenameIndex(self.table, self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        return f"rename index {self.before} of table {self.table} to {self.after}"


@dataclass(frozen=True, slots=True)
class AlterIndex:
    """Change what can change without building an index again: its comment and options."""

    table: Name
    before: Index
    after: Index

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the index changed."""
        return schema.map_table(
            self.table, lambda t: t.without_index(self.before.name).with_index(self.after)
        )

    def inverse(self) -> AlterIndex:
        """Change it back."""
        return AlterIndex(self.table, self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        return f"change index {self.before.name} of table {self.table}"
