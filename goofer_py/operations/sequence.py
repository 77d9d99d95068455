"""Sequences that no column owns."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Schema, Sequence


@dataclass(frozen=True, slots=True)
class CreateSequence:
    """Create the sequence."""

    sequence: Sequence

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the sequence."""
        return replace(schema, sequences=(*schema.sequences, self.sequence))

    def inverse(self) -> DropSequence:
        """Drop it again."""
        return DropSequence(self.sequence)

    def describe(self) -> str:
        """Say what happens."""
        return f"create sequence {self.sequence.name}"


@dataclass(frozen=True, slots=True)
class DropSequence:
    """Drop the sequence; its counter is lost."""

    sequence: Sequence

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` without the sequence."""
        rest = (s for s in schema.sequences if s.name != self.sequence.name)
        return replace(schema, sequences=tuple(rest))

    def inverse(self) -> CreateSequence:
        """Create it again."""
        return CreateSequence(self.sequence)

    def describe(self) -> str:
        """Say what happens."""
        return f"drop sequence {self.sequence.name}"


@dataclass(frozen=True, slots=True)
class AlterSequence:
    """Change a sequence's options."""

    before: Sequence
    after: Sequence

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new options."""
        found = (self.after if s.name == self.before.name else s for s in schema.sequences)
        return replace(schema, sequences=tuple(found))

    def inverse(self) -> AlterSequence:
        """Change them back."""
        return AlterSequence(self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        return f"change sequence {self.before.name}"
