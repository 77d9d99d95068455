"""Values that are in both of two places: only the way back has to bring them."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.operations.move_values import MoveValues


@dataclass(frozen=True, slots=True)
class ReturnValues(MoveValues):
    """Leave the values of `moves` where they are, for they are there; the inverse brings them."""

    back: bool = False

    def inverse(self) -> ReturnValues:
        """Bring them, or leave them."""
        moves = tuple(move.inverse() for move in self.moves)
        return ReturnValues(moves, not self.back)

    def describe(self) -> str:
        """Say what happens."""
        if self.back:
            # The class with slots is another one than super() without arguments means.
            return MoveValues.describe(self)
        places = (
            f"{move.source}.{old} in {move.target}.{new}"
            for move in self.moves
            for old, new in move.columns
        )
        return f"leave the values of {', '.join(places)}"
