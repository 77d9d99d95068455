"""A trigger made from its text."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema import Schema, Trigger


@dataclass(frozen=True, slots=True)
class CreateTrigger:
    """Create a trigger that went with its table."""

    trigger: Trigger

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is: triggers are no part of what is compared."""
        return schema

    def inverse(self) -> DropTrigger:
        """Drop it again."""
        return DropTrigger(self.trigger)

    def describe(self) -> str:
        """Say what happens."""
        return f"create trigger {self.trigger.name} on table {self.trigger.table}"


@dataclass(frozen=True, slots=True)
class DropTrigger:
    """Drop a trigger."""

    trigger: Trigger

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is: triggers are no part of what is compared."""
        return schema

    def inverse(self) -> CreateTrigger:
        """Create it again."""
        return CreateTrigger(self.trigger)

    def describe(self) -> str:
        """Say what happens."""
        return f"drop trigger {self.trigger.name} on table {self.trigger.table}"
