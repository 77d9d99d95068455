"""Rows corrected by a statement that a person gave."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goofer_py.schema import Schema


@dataclass(frozen=True, slots=True)
class FixRows:
    """Run `text`, one statement or several, for the rows that stand in the way at `place`.

    The inverse is `done` already: nothing makes rows again that were deleted or changed.
    """

    place: str
    text: str
    done: bool = False

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is: only rows change."""
        return schema

    def inverse(self) -> FixRows:
        """Leave the rows as they are."""
        return replace(self, done=not self.done)

    def describe(self) -> str:
        """Say what happens."""
        if self.done:
            return f"leave the rows as they were corrected for {self.place}"
        return f"correct rows for {self.place}"
