"""Constraints that existing rows were not held to, until they are."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema import Check, ForeignKey, Name, Schema


@dataclass(frozen=True, slots=True)
class ValidateConstraint:
    """Hold the rows that are there to a NOT VALID constraint; fails when one breaks it."""

    table: Name
    before: Check | ForeignKey
    after: Check | ForeignKey

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the constraint valid."""
        return schema.map_table(
            self.table, lambda t: t.without_constraint(self.before).with_constraint(self.after)
        )

    def inverse(self) -> LoosenConstraint:
        """Let rows be that break it."""
        return LoosenConstraint(self.table, self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        return f"validate constraint {self.after.name} of table {self.table}"


@dataclass(frozen=True, slots=True)
class LoosenConstraint:
    """Make a constraint NOT VALID again, by dropping it and adding it anew."""

    table: Name
    before: Check | ForeignKey
    after: Check | ForeignKey

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the constraint not valid."""
        return schema.map_table(
            self.table, lambda t: t.without_constraint(self.before).with_constraint(self.after)
        )

    def inverse(self) -> ValidateConstraint:
        """Hold all rows to it."""
        return ValidateConstraint(self.table, self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        return f"make constraint {self.after.name} of table {self.table} NOT VALID"
