"""The order of a table's columns."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema import Name, Schema


@dataclass(frozen=True, slots=True)
class OrderColumns:
    """Put the columns of a table in another order; `before` and `after` name all of them."""

    table: Name
    before: tuple[str, ...]
    after: tuple[str, ...]

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the columns in their new order."""
        return schema.map_table(self.table, lambda t: t.with_order(self.after))

    def inverse(self) -> OrderColumns:
        """Put them back."""
        return OrderColumns(self.table, self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        return f"put the columns of {self.table} in the order {', '.join(self.after)}"
