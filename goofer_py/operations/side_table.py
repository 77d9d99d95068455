"""Values put aside in a table of their own, and that table dropped when they are back."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema import Name, Schema, Table


@dataclass(frozen=True, slots=True)
class PutAside:
    """Create the side table and fill it; `copies` pairs its columns with expressions over `table`.

    Side tables are goofer's own and no part of any schema.
    """

    table: Name
    side: Table
    copies: tuple[tuple[str, str], ...]

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is."""
        return schema

    def inverse(self) -> ClearAside:
        """Drop the side table."""
        return ClearAside(self.table, self.side, self.copies)

    def describe(self) -> str:
        """Say what happens."""
        return f"keep values of table {self.table} in {self.side.name}"


@dataclass(frozen=True, slots=True)
class ClearAside:
    """Drop the side table; what it held is where it belongs again."""

    table: Name
    side: Table
    copies: tuple[tuple[str, str], ...]

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is."""
        return schema

    def inverse(self) -> PutAside:
        """Fill it again."""
        return PutAside(self.table, self.side, self.copies)

    def describe(self) -> str:
        """Say what happens."""
        return f"drop {self.side.name}, its values are back in table {self.table}"
