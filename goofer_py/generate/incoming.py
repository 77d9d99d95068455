"""The values and rows that a change brings itself."""

from __future__ import annotations

from collections.abc import Sequence

from goofer_py.operations import AddColumn, CreateTable, MoveValues, Operation
from goofer_py.schema import Name


class Incoming:
    """What is known of columns that are not there yet, and of tables that get rows."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        additions = [op for op in operations if isinstance(op, AddColumn)]
        self._added = {(op.table, op.column.name): op for op in additions}
        moves = [move for op in operations if isinstance(op, MoveValues) for move in op.moves]
        self._moved = {move.target for move in moves}
        kept = [op for op in operations if isinstance(op, CreateTable) and op.kept is not None]
        self._moved |= {op.table.name for op in kept}

    def value(self, table: Name, column: str) -> str | None:
        """Return the expression for what rows that are there get in a new column.

        None when it is not known, or is NULL.
        """
        addition = self._added.get((table, column))
        if addition is None or addition.kept is not None or table in self._moved:
            return None
        return addition.fill or addition.column.default

    def brings_rows(self, table: Name) -> bool:
        """Whether rows come into the table from others."""
        return table in self._moved
