"""Columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from goofer_py.schema import Column, ForeignKey, Name, Schema, Table, Use
from goofer_py.schema.heritage import heirs


@dataclass(frozen=True, slots=True)
class AddColumn:
    """Add a column, last unless `place` says behind which one ("" is the first place).

    `fill` is the SQL expression that rows which are there get; where `kept` names a side table
    (the key columns `key` and the column), its values come back by key first, and `fill` is for
    the rows it does not know. `moved` names the columns that hold its values meanwhile.
    """

    table: Name
    column: Column
    fill: str | None = None
    kept: Name | None = None
    key: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    place: str | None = None

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the column."""
        return schema.map_table(self.table, self._added)

    def inverse(self) -> DropColumn:
        """Drop it again."""
        return DropColumn(self.table, self.column, self.fill, self.kept, self.key, self.moved)

    def describe(self) -> str:
        """Say what happens."""
        back = "" if self.kept is None else f", with the values kept in {self.kept}"
        return f"add column {self.table}.{self.column.name}{back}"

    def _added(self, table: Table) -> Table:
        return _placed(table.with_column(self.column), self.column.name, self.place)


@dataclass(frozen=True, slots=True)
class DropColumn:
    """Drop a column; where `kept` is given, put its values aside there, by `key`.

    `fill` is what its inverse gives to rows whose value is not known. `moved` names the columns
    ("table.column") that have its values by now, from which its inverse gets them again.
    """

    table: Name
    column: Column
    fill: str | None = None
    kept: Name | None = None
    key: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` without the column."""
        return schema.map_table(self.table, lambda t: t.without_column(self.column.name))

    def inverse(self) -> AddColumn:
        """Add it again."""
        return AddColumn(self.table, self.column, self.fill, self.kept, self.key, self.moved)

    def describe(self) -> str:
        """Say what happens."""
        fate = "its values are lost" if self.kept is None else f"its values are kept in {self.kept}"
        if self.moved:
            fate = f"its values are in {', '.join(self.moved)}"
        if self.column.computed is not None:
            fate = "computed, nothing is lost"
        return f"drop column {self.table}.{self.column.name} ({fate})"


@dataclass(frozen=True, slots=True)
class AlterColumn:
    """Change a column in place; a new name is RenameColumn's work.

    `using` is the SQL expression that converts rows forward, `back` the one for the inverse;
    None leaves the conversion to the server. `fill` replaces NULLs when the column becomes NOT
    NULL. The column stays in its place unless `place` says behind which one it comes ("" is the
    first place).
    """

    table: Name
    before: Column
    after: Column
    using: str | None = None
    back: str | None = None
    fill: str | None = None
    place: str | None = None

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the column changed."""
        return schema.map_table(self.table, self._altered)

    def inverse(self) -> AlterColumn:
        """Change it back."""
        return AlterColumn(self.table, self.after, self.before, self.back, self.using, self.fill)

    def describe(self) -> str:
        """Say what happens."""
        return f"change column {self.table}.{self.before.name}: {', '.join(self._changes())}"

    def _altered(self, table: Table) -> Table:
        changed = table.with_column_replaced(self.before.name, self.after)
        return _placed(changed, self.after.name, self.place)

    def _changes(self) -> list[str]:
        old, new = self.before, self.after
        changes = []
        if old.type != new.type:
            changes.append(f"type {old.type} to {new.type}")
        if old.nullable != new.nullable:
            changes.append("allow NULL" if new.nullable else "NOT NULL")
        if old.default != new.default:
            changes.append(f"default {old.default or 'none'} to {new.default or 'none'}")
        if self.place is not None:
            changes.append(f"behind {self.place}" if self.place else "first")
        facets = ("identity", "computed", "collation", "comment", "options")
        return changes + [f for f in facets if getattr(old, f) != getattr(new, f)]


@dataclass(frozen=True, slots=True)
class RenameColumn:
    """Rename a column; keys, indexes, checks and foreign keys that name it follow."""

    table: Name
    before: str
    after: str

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new name in every place."""
        before = Use("table", self.table, self.before)
        after = Use("table", self.table, self.after)
        renamed = partial(self._renamed, heirs(schema.tables, self.table))
        return schema.map_tables(renamed).with_use_renamed(before, after)

    def inverse(self) -> RenameColumn:
        """Rename it back."""
        return RenameColumn(self.table, self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        return f"rename column {self.table}.{self.before} to {self.after}"

    def _renamed(self, heirs: frozenset[Name], table: Table) -> Table:
        if table.name == self.table or table.name in heirs:
            table = table.with_columns_renamed({self.before: self.after})
        keys = tuple(self._retargeted(key) for key in table.foreign_keys)
        return replace(table, foreign_keys=keys)

    def _retargeted(self, key: ForeignKey) -> ForeignKey:
        if key.target != self.table:
            return key
        columns = (self.after if c == self.before else c for c in key.target_columns)
        return replace(key, target_columns=tuple(columns))


def _placed(table: Table, name: str, place: str | None) -> Table:
    return table if place is None else table.with_column_after(name, place)
