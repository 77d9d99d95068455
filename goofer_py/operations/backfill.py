"""Rows that get their values in batches, while programs go on."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema import Name, Schema


@dataclass(frozen=True, slots=True)
class Backfill:
    """Give a column its value in the rows that `where` means, in batches by the key.

    `value` and `where` are SQL. Its inverse leaves the rows as they are.
    """

    table: Name
    column: str
    value: str
    where: str
    key: tuple[str, ...]
    undone: bool = False

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is: rows are no part of it."""
        return schema

    def inverse(self) -> Backfill:
        """Leave the rows as they are, or fill them again."""
        return Backfill(self.table, self.column, self.value, self.where, self.key, not self.undone)

    def describe(self) -> str:
        """Say what happens."""
        if self.value.strip('"`') == self.column and not self.undone:
            return f"write rows of {self.table} anew, for its triggers to see them"
        what = f"{self.table}.{self.column}"
        return f"leave {what} as it is" if self.undone else f"fill {what} with {self.value}"
