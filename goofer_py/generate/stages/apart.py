"""What is looked at before one of two tables goes that are kept the same, or its columns do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goofer_py.dialects.dialect import Dialect
from goofer_py.generate.stages.guards import FAKED
from goofer_py.generate.stages.moved import SyncTables
from goofer_py.hazards.volatility import Volatility, volatility
from goofer_py.operations import Move
from goofer_py.operations.refuse_rows import RefuseRows
from goofer_py.schema import Column, Name

_DIFFER = (
    "Where two values differ, write the right one to the table that has the other one: the"
    " triggers do the rest"
)
_FILE = "what the file says at that line"

Guards = tuple[RefuseRows, RefuseRows]


@dataclass(frozen=True, slots=True)
class _Value:
    """A value in both places; `fill` stands for NULL of the first, `other_fill` of the second."""

    one: Column
    other: Column
    fill: str | None
    other_fill: str | None


def between_tables(move: Move, pair: SyncTables, dialect: Dialect) -> Guards:
    """Refuse rows whose values are in the old place alone; on the way back, in the new one."""
    parts = move.source == pair.parent
    fills = dict(move.fills)
    values = [
        _Value(one.ours, one.theirs, one.fill, None)
        if parts
        else _Value(one.theirs, one.ours, fills.get(one.ours.name), one.fill)
        for one in pair.columns
    ]
    key = pair.key if parts else tuple((theirs, ours) for ours, theirs in pair.key)
    old = _Side(move.source, move.target, key, tuple(values), dialect)
    back = (_Value(one.other, one.one, one.other_fill, one.fill) for one in values)
    turned = tuple((there, here) for here, there in key)
    new = _Side(move.target, move.source, turned, tuple(back), dialect)
    return old.refused(fills=True, wins=not parts), new.refused(fills=False)


@dataclass(frozen=True, slots=True)
class _Side:
    """The rows of `table` beside those of `other`; `key` pairs columns of the two."""

    table: Name
    other: Name
    key: tuple[tuple[str, str], ...]
    values: tuple[_Value, ...]
    dialect: Dialect

    def refused(self, *, fills: bool, wins: bool = False) -> RefuseRows:
        """Refuse rows with a value that the other table lacks.

        Where it goes for good, with `fills`, one that is missing here and not there is another
        value as well; on the way back it was not brought yet. What is here `wins` where rows are
        written as they are.
        """
        where, columns = self._where(fills), ", ".join(one.one.name for one in self.values)
        look = f"SELECT * FROM {self.dialect.qualified(self.table)} WHERE {where}"
        right = f"{self.table} is right, or " if wins else ""
        redo = (f"Where {right}{self.other} has nothing: goofer redo", FAKED) if fills else ()
        does = f"brings what {self.table} has" if wins else "fills what is empty"
        came = "past the triggers, or were never moved" if fills else "past the triggers"
        return RefuseRows(
            self.table,
            where,
            f"lack in {self.other} what they have in {columns}",
            f"goofer redo, which {does}" if fills else _FILE,
            (
                f"They came {came}: what they have there alone would be lost.",
                *redo,
                _DIFFER,
                f"Which they are: {look}",
            ),
        )

    def _where(self, fills: bool) -> str:
        match = " AND ".join(f"{self._there(b)} = {self._here(a)}" for a, b in self.key)
        differ = _any(self._differs(one, fills) for one in self.values)
        alone = _any(self._is_written(one) for one in self.values)
        found = f"SELECT {differ} FROM {self.dialect.qualified(self.other)} WHERE {match}"
        return f"COALESCE(({found}), {alone})"

    def _differs(self, one: _Value, fills: bool) -> str:
        here, there = self._here(one.one.name), self._there(one.other.name)
        differs = self.dialect.differs(one.one, here, there, one.other)
        if fills and one.fill is None and one.other_fill is None:
            return differs
        written = self._is_written(one)
        return f"({written} AND {differs})"

    def _is_written(self, one: _Value) -> str:
        """Whether there is a value that somebody wrote: what fills one is none."""
        here, fill = self._here(one.one.name), one.other_fill
        there = f"{here} IS NOT NULL"
        if fill is None:
            return there
        if volatility(fill) is not Volatility.CONSTANT:
            return f"{there} AND 1 = 0"
        return f"{there} AND {self.dialect.differs(one.one, here, fill)}"

    def _here(self, column: str) -> str:
        return f"{self.dialect.qualified(self.table)}.{self.dialect.quote(column)}"

    def _there(self, column: str) -> str:
        return f"{self.dialect.qualified(self.other)}.{self.dialect.quote(column)}"


def _any(conditions: Iterable[str]) -> str:
    return f"({' OR '.join(conditions)})"
