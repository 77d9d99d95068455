"""Values of rows that are there."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema import Name, Schema


@dataclass(frozen=True, slots=True)
class UpdateRows:
    """Give columns of rows the values of expressions; `back` does the same for the inverse.

    `where` narrows it to some rows. With a `source`, a table that has the columns `key` too, only
    rows that are known there are given values, and the expressions may read it as `kept`.
    """

    table: Name
    values: tuple[tuple[str, str], ...]
    back: tuple[tuple[str, str], ...] = ()
    where: str | None = None
    source: Name | None = None
    key: tuple[str, ...] = ()

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is: only rows change."""
        return schema

    def inverse(self) -> UpdateRows:
        """Give the old values again, where they are known."""
        return UpdateRows(self.table, self.back, self.values, self.where, self.source, self.key)

    def describe(self) -> str:
        """Say what happens."""
        columns = ", ".join(name for name, value in self.values if name != value)
        return f"give rows of {self.table} their values in {columns}"
