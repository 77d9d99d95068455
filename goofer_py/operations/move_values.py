"""Values brought from columns that go to columns that come, in other tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from goofer_py.schema import Column, Name, Schema

How = Literal["insert", "update", "both"]
"""Into new rows, into rows that are there, or into those and new ones for the rest."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Move:
    """What one table hands over to another.

    `columns` and `key` pair names of the source with names of the target; the key tells which
    rows belong together. `how` says what happens forward and backward. `fills` are expressions
    for target columns (forward) whose value would be NULL. With `every`, forward and backward,
    each row is inserted, else those with a value. `numbered` are the source's and the target's
    key column where its table numbers rows by itself.
    """

    source: Name
    target: Name
    columns: tuple[Pair, ...]
    key: tuple[Pair, ...]
    how: tuple[How, How] = ("insert", "update")
    every: tuple[bool, bool] = (True, True)
    fills: tuple[Pair, ...] = ()
    fills_back: tuple[Pair, ...] = ()
    numbered: tuple[Column | None, Column | None] = (None, None)

    def inverse(self) -> Move:
        """Return what hands it back."""
        return replace(
            self,
            source=self.target,
            target=self.source,
            columns=tuple((new, old) for old, new in self.columns),
            key=tuple((new, old) for old, new in self.key),
            how=self.how[::-1],
            every=self.every[::-1],
            fills=self.fills_back,
            fills_back=self.fills,
            numbered=self.numbered[::-1],
        )

    def describe(self) -> str:
        """Say what is handed over, and along which key."""
        columns = ", ".join(f"{old} to {new}" for old, new in self.columns)
        key = " and ".join(f"{self.target}.{new} = {self.source}.{old}" for old, new in self.key)
        return f"{columns} from {self.source} to {self.target} where {key}"


@dataclass(frozen=True, slots=True)
class MoveValues:
    """Do `moves` one after the other; the inverse keeps their order.

    So the first one makes the rows of a table that several share, there as well as back.
    """

    moves: tuple[Move, ...]

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is: only rows change."""
        return schema

    def inverse(self) -> MoveValues:
        """Hand all of it back."""
        return MoveValues(tuple(move.inverse() for move in self.moves))

    def describe(self) -> str:
        """Say what happens."""
        return "move " + "; ".join(move.describe() for move in self.moves)
