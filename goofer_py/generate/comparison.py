"""A database and the entities side by side."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.operations import Operation
from goofer_py.schema import Schema, Unmanaged


@dataclass(frozen=True, slots=True)
class Comparison:
    """The database and the entities side by side, and what leads from one to the other."""

    current: Schema
    desired: Schema
    operations: tuple[Operation, ...]
    removable_hints: tuple[str, ...] = ()
    by_rules: bool = False
    """The server could not be asked how it spells what the entities say."""

    @property
    def unmanaged(self) -> tuple[Unmanaged, ...]:
        """What the entities or the database hold that goofer leaves as it is, by kind and name."""
        found = {(u.kind, u.name): u for u in (*self.desired.unmanaged, *self.current.unmanaged)}
        return tuple(found[key] for key in sorted(found, key=lambda k: (k[0], k[1].sort_key)))
