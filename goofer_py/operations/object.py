"""Views, functions, triggers and all else that a statement of its own makes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Column, Schema, SchemaObject, Table
from goofer_py.schema.expression import rename_identifiers

_ATTRIBUTE = "attribute "
"""How the details begin that are what a composite type is made of."""


@dataclass(frozen=True, slots=True)
class CreateObject:
    """Create the object."""

    object: SchemaObject

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the object."""
        return replace(schema, objects=(*schema.objects, self.object))

    def inverse(self) -> DropObject:
        """Drop it again."""
        return DropObject(self.object)

    def describe(self) -> str:
        """Say what happens."""
        return f"create {self.object}"


@dataclass(frozen=True, slots=True)
class DropObject:
    """Drop the object, which nothing may use any more."""

    object: SchemaObject

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` without the object."""
        rest = (one for one in schema.objects if one.key != self.object.key)
        return replace(schema, objects=tuple(rest))

    def inverse(self) -> CreateObject:
        """Create it again."""
        return CreateObject(self.object)

    def describe(self) -> str:
        """Say what happens."""
        return f"drop {self.object}"


@dataclass(frozen=True, slots=True)
class ReplaceObject:
    """Give the object another definition, details or comment where it stands."""

    before: SchemaObject
    after: SchemaObject

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new definition."""
        found = (self.after if one.key == self.before.key else one for one in schema.objects)
        return replace(schema, objects=tuple(found))

    def inverse(self) -> ReplaceObject:
        """Give it back the old one."""
        return ReplaceObject(self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        gone = ", ".join(attributes_lost(self))
        return f"replace {self.after}" + (f", without {gone}" if gone else "")


def attributes_lost(operation: ReplaceObject) -> tuple[str, ...]:
    """Return the names of the attributes that a composite type has no more, as they are written."""
    before, after = operation.before, operation.after
    names = (name for name, _ in before.details if name.startswith(_ATTRIBUTE))
    gone = (name for name in names if after.detail(name) is None)
    return tuple(name.removeprefix(_ATTRIBUTE) for name in gone)


@dataclass(frozen=True, slots=True)
class RenameObject:
    """Rename the object; what it is stays."""

    before: SchemaObject
    after: SchemaObject

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new name."""
        found = (self.after if one.key == self.before.key else one for one in schema.objects)
        renamed = replace(schema, objects=tuple(found)).map_tables(self._followed)
        return renamed.with_use_renamed(self.before.as_use, self.after.as_use)

    def _followed(self, table: Table) -> Table:
        """Return the table with the new name in its types and expressions, if it uses it."""
        before, after = self.before.as_use, self.after.as_use
        if all(use.whole != before for use in table.uses):
            return table
        names = {before.name.name: after.name.name}
        if before.name.name not in table.column_names:
            table = table.with_columns_renamed(names)
        return replace(
            table,
            columns=tuple(_respelled(column, names) for column in table.columns),
            uses=tuple(after if use == before else use for use in table.uses),
        )

    def inverse(self) -> RenameObject:
        """Rename it back."""
        return RenameObject(self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        return f"rename {self.before} to {self.after.name}"


def _respelled(column: Column, names: dict[str, str]) -> Column:
    default = None if column.default is None else rename_identifiers(column.default, names)
    text = rename_identifiers(column.type.text, names)
    return replace(column, type=replace(column.type, text=text), default=default)
