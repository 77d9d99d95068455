"""Schemas in the server's sense: namespaces for tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Schema


@dataclass(frozen=True, slots=True)
class CreateNamespace:
    """Create the schema `name`."""

    name: str

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the namespace."""
        return replace(schema, namespaces=(*schema.namespaces, self.name))

    def inverse(self) -> DropNamespace:
        """Drop it again."""
        return DropNamespace(self.name)

    def describe(self) -> str:
        """Say what happens."""
        return f"create schema {self.name}"


@dataclass(frozen=True, slots=True)
class DropNamespace:
    """Drop the schema `name`, which must be empty."""

    name: str

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` without the namespace."""
        return replace(schema, namespaces=tuple(n for n in schema.namespaces if n != self.name))

    def inverse(self) -> CreateNamespace:
        """Create it again."""
        return CreateNamespace(self.name)

    def describe(self) -> str:
        """Say what happens."""
        return f"drop schema {self.name}"
