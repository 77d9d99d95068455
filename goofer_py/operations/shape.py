"""Schemas of views: the tables as the programs of one version know them."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema import Name, Schema


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column that programs call `name`, and that is `source` in the table.

    With a `default` that is what a row gets that leaves the column out, not what the table says.
    """

    name: str
    source: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class SeenTable:
    """What programs that call it `name` see of a table."""

    name: str
    table: Name
    columns: tuple[SeenColumn, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """The tables of the schema `of`, as views in `schema`."""

    schema: str
    of: str
    tables: tuple[SeenTable, ...]

    @property
    def told(self) -> str:
        """How many views there are, in words."""
        count = len(self.tables)
        return "1 view" if count == 1 else f"{count} views"


@dataclass(frozen=True, slots=True)
class CreateShape:
    """Make the views of a version; whoever may use the tables may use them in the same way."""

    shape: Shape

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is: these views are goofer's own, and no part of it."""
        return schema

    def inverse(self) -> DropShape:
        """Drop them again."""
        return DropShape(self.shape)

    def describe(self) -> str:
        """Say what happens."""
        return f"create schema {self.shape.schema} with {self.shape.told} for its programs"


@dataclass(frozen=True, slots=True)
class DropShape:
    """Drop the views of a version, which no program may use any more."""

    shape: Shape

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is."""
        return schema

    def inverse(self) -> CreateShape:
        """Make them again."""
        return CreateShape(self.shape)

    def describe(self) -> str:
        """Say what happens."""
        return f"drop schema {self.shape.schema} with {self.shape.told}"
