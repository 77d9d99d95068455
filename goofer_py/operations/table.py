"""Tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Column, ForeignKey, Name, Schema, Table, Use


@dataclass(frozen=True, slots=True)
class CreateTable:
    """Create the table with its columns, constraints and indexes.

    Where `kept` names a table put aside, its rows come back with it. `moved` names the tables that
    hand over its values afterwards, `merged` are columns that it has of its own as well as from
    its parents.
    """

    table: Table
    kept: Name | None = None
    moved: tuple[Name, ...] = ()
    merged: tuple[Column, ...] = ()

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the table."""
        return schema.with_table(self.table)

    def inverse(self) -> DropTable:
        """Drop it again."""
        return DropTable(self.table, self.kept, self.moved)

    def describe(self) -> str:
        """Say what happens."""
        back = "" if self.kept is None else f", with the rows kept in {self.kept}"
        return f"create table {self.table.name}{back}"


@dataclass(frozen=True, slots=True)
class DropTable:
    """Drop the table; where `kept` is given, put its rows aside under that name.

    `moved` names the tables that have all its values by now.
    """

    table: Table
    kept: Name | None = None
    moved: tuple[Name, ...] = ()

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` without the table."""
        return schema.without_table(self.table.name)

    def inverse(self) -> CreateTable:
        """Create it again."""
        return CreateTable(self.table, self.kept, self.moved)

    def describe(self) -> str:
        """Say what happens."""
        fate = "its rows are lost" if self.kept is None else f"its rows are kept in {self.kept}"
        if self.moved:
            fate = f"its values are in {', '.join(map(str, self.moved))}"
        return f"drop table {self.table.name} ({fate})"


@dataclass(frozen=True, slots=True)
class RenameTable:
    """Rename a table; foreign keys that point at it follow."""

    before: Name
    after: Name

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new name in every place."""
        renamed = schema.map_tables(self._renamed)
        return renamed.with_use_renamed(Use("table", self.before), Use("table", self.after))

    def inverse(self) -> RenameTable:
        """Rename it back."""
        return RenameTable(self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        return f"rename table {self.before} to {self.after}"

    def _renamed(self, table: Table) -> Table:
        keys = tuple(self._retargeted(key) for key in table.foreign_keys)
        name = self.after if table.name == self.before else table.name
        whole, inherits = table.partition_of, tuple(map(self._moved, table.inherits))
        return replace(
            table,
            name=name,
            foreign_keys=keys,
            partition_of=whole and self._moved(whole),
            inherits=inherits,
        )

    def _moved(self, name: Name) -> Name:
        return self.after if name == self.before else name

    def _retargeted(self, key: ForeignKey) -> ForeignKey:
        return replace(key, target=self.after) if key.target == self.before else key


@dataclass(frozen=True, slots=True)
class AlterTable:
    """Change a table's comment and options; columns and the rest have operations of their own."""

    table: Name
    comment: tuple[str | None, str | None]
    options: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new comment and options."""
        return schema.map_table(
            self.table, lambda t: replace(t, comment=self.comment[1], options=self.options[1])
        )

    def inverse(self) -> AlterTable:
        """Change them back."""
        return AlterTable(self.table, self.comment[::-1], self.options[::-1])

    def describe(self) -> str:
        """Say what happens."""
        what = [] if self.comment[0] == self.comment[1] else ["comment"]
        what += [] if self.options[0] == self.options[1] else ["options"]
        return f"change {' and '.join(what) or 'nothing'} of table {self.table}"
