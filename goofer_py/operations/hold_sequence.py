"""Two ways to look at one thing: a serial column, and one that counts by a sequence it owns."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Column, Name, Schema, Sequence


@dataclass(frozen=True, slots=True)
class HoldSequence:
    """Take a serial column for one that counts by `sequence`, or the other way; nothing changes.

    So the sequence can be let go of, with where it counts.
    """

    table: Name
    before: Column
    after: Column
    sequence: Sequence

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the other way to say it."""
        table = schema.table(self.table).with_column_replaced(self.before.name, self.after)
        rest = tuple(one for one in schema.sequences if one.name != self.sequence.name)
        sequences = rest if self.after.identity is not None else (*rest, self.sequence)
        others = {one.name: one for one in schema.tables} | {table.name: table}
        return replace(schema, tables=tuple(others.values()), sequences=sequences)

    def inverse(self) -> HoldSequence:
        """Say it as before."""
        return HoldSequence(self.table, self.after, self.before, self.sequence)

    def describe(self) -> str:
        """Say what happens."""
        return f"keep sequence {self.sequence.name} of column {self.table}.{self.before.name}"
