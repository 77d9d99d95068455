"""Rows that cannot go where a change moves their values, because a NULL would not be let in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from goofer_py.errors import StatementFailed
from goofer_py.generate.located import Located
from goofer_py.generate.look import Look
from goofer_py.generate.obstacle import Found
from goofer_py.generate.trace import trace
from goofer_py.operations import (
    AddColumn,
    AlterColumn,
    CreateTable,
    Move,
    MoveValues,
    Operation,
)
from goofer_py.schema import Name, Schema
from goofer_py.schema.expression import rename_identifiers
from goofer_py.stores.store import Session


@dataclass(frozen=True, slots=True)
class Missing:
    """Rows that would bring, or be left with, NULL in the NOT NULL column at `place`.

    Those of a `late` column could keep their NULL for now.
    """

    place: str
    problem: str
    found: Found
    fillable: bool
    late: bool


class MovedRows:
    """Looks for the NULLs that moves would bring into columns that take none."""

    def __init__(
        self, session: Session, look: Look, current: Schema, operations: Sequence[Operation]
    ) -> None:
        self._dialect = session.dialect
        self._look = look
        self._current = current
        self._operations = operations
        self._late = {
            (op.table, op.after.name)
            for op in operations
            if isinstance(op, AlterColumn) and op.before.nullable and not op.after.nullable
        }
        self._strict = {
            (op.table, op.column.name)
            for op in operations
            if isinstance(op, AddColumn) and not op.column.nullable
        }
        made = [op.table for op in operations if isinstance(op, CreateTable)]
        self._strict |= {(t.name, c.name) for t in made for c in t.columns if not c.nullable}

    def missing(self, operation: MoveValues) -> Iterator[Missing]:
        """Yield what is missing for each column that the moves bring values to."""
        # Where things are once all is renamed, and nothing is dropped yet.
        before = self._operations[: self._operations.index(operation)]
        at = Located(self._dialect, self._current, trace(self._current, before))
        for move in operation.moves:
            if move.how[0] != "insert":
                yield from self._updated(move, at)
            if move.how[0] != "update":
                yield from self._inserted(move, at)

    def _updated(self, move: Move, at: Located) -> Iterator[Missing]:
        """Yield what rows that are there would be left without."""
        source, target = at.tables.get(move.source), at.tables.get(move.target)
        table = None if target is None else self._current.find_table(target)
        if source is None or target is None or table is None:
            return
        there = self._dialect.qualified(target)
        matching = self._matching(move, at, f"{there}.")
        for old, new in move.columns:
            place = (move.target, new)
            value = at.column(move.source, old)
            if value is None or matching is None or place not in self._late | self._strict:
                continue
            theirs = f"FROM {self._dialect.qualified(source)} AS moved WHERE {matching}"
            conditions = [f"(SELECT moved.{value} {theirs}) IS NULL"]
            if place in self._strict:
                conditions.append(f"EXISTS (SELECT 1 {theirs})")
            yield from self._found(move, (old, new), there, conditions, at, move.target)

    def _inserted(self, move: Move, at: Located) -> Iterator[Missing]:
        """Yield what new rows would come without."""
        source = at.tables.get(move.source)
        if source is None:
            return
        rows = self._dialect.qualified(source)
        conditions = self._coming(move, at, rows)
        for old, new in dict.fromkeys((*move.key, *move.columns)):
            value = at.column(move.source, old)
            if value is None or conditions is None or not self._is_required(move.target, new, at):
                continue
            those = [f"{rows}.{value} IS NULL", *conditions]
            yield from self._found(move, (old, new), rows, those, at, move.source)

    def _coming(self, move: Move, at: Located, rows: str) -> list[str] | None:
        """Return the conditions for rows that become new ones; None when nobody knows."""
        conditions = []
        if not move.every[0]:
            values = [at.column(move.source, old) for old, _ in move.columns]
            held = " OR ".join(f"{value} IS NOT NULL" for value in values if value is not None)
            conditions.append(f"({held})")
        target = at.tables.get(move.target)
        if move.how[0] == "both" and target is not None:
            ours = at.columns(move.source, [old for old, _ in move.key])
            theirs = at.columns(move.target, [new for _, new in move.key])
            if ours is None or theirs is None:
                return None
            pairs = zip(theirs, ours, strict=True)
            match = " AND ".join(f"known.{new} = {rows}.{old}" for new, old in pairs)
            known = f"SELECT 1 FROM {self._dialect.qualified(target)} AS known WHERE {match}"
            conditions.append(f"NOT EXISTS ({known})")
        return conditions

    def _matching(self, move: Move, at: Located, prefix: str) -> str | None:
        ours = at.columns(move.source, [old for old, _ in move.key])
        theirs = at.columns(move.target, [new for _, new in move.key])
        if ours is None or theirs is None:
            return None
        pairs = zip(ours, theirs, strict=True)
        return " AND ".join(f"moved.{old} = {prefix}{new}" for old, new in pairs)

    def _is_required(self, table: Name, column: str, at: Located) -> bool:
        if (table, column) in self._late | self._strict:
            return True
        before, name = at.tables.get(table), at.place(table, column)
        known = None if before is None else self._current.find_table(before)
        found = None if known is None or name is None else known.find_column(name)
        return found is not None and not found.nullable and not found.fills_itself

    def _found(
        self,
        move: Move,
        pair: tuple[str, str],
        rows: str,
        conditions: Sequence[str],
        at: Located,
        table: Name,
    ) -> Iterator[Missing]:
        old, new = pair
        where = [*conditions]
        fill = dict(move.fills).get(new)
        if fill is not None:
            where.append(f"({rename_identifiers(fill, at.names(table))}) IS NULL")
        before = self._current.find_table(at.tables[table])
        key = [] if before is None else at.key(before)
        if not self._look.holds_rows(rows):
            return
        with suppress(StatementFailed):
            found = self._look.rows(rows, " AND ".join(where), key)
            if found.rows:
                place = f"{move.target}.{new}"
                have = "has" if found.rows == 1 else "have"
                problem = (
                    f"{place} is NOT NULL and takes its values from {move.source}.{old}, and "
                    f"{found} of {table} {have} none there"
                )
                if fill is not None:
                    problem += f", for which {fill} gives NULL too"
                is_key = pair in move.key
                yield Missing(place, problem, found, not is_key, (move.target, new) in self._late)
