"""Tables that are on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goofer_py.diff import constraints, indexes
from goofer_py.diff.columns import column_steps, remade_columns, retyped_columns
from goofer_py.diff.hints import Hints
from goofer_py.diff.moves import Moves
from goofer_py.diff.overrides import override_steps
from goofer_py.diff.phase import Phase, Step
from goofer_py.operations import AlterTable
from goofer_py.schema import Constraint, ForeignKey, Name, Schema, Table


@dataclass(frozen=True, slots=True)
class _Pair:
    """A table before and after, with the columns that disturb what stands on them."""

    old: Table
    new: Table
    remade: frozenset[str]
    retyped: frozenset[str]


def table_steps(current: Schema, desired: Schema, hints: Hints, moves: Moves) -> Iterator[Step]:
    """Yield what leads from the tables of `current` to those of the same names in `desired`."""
    there = current.by_name
    pairs = {t.name: _pair(there[t.name], t) for t in desired.tables if t.name in there}
    for pair in pairs.values():
        if pair.old != pair.new or _disturbed_keys(pair, pairs):
            yield from _steps(pair, pairs, hints, moves)
        if pair.old.overrides or pair.new.overrides:
            yield from override_steps(pair.old, pair.new, there, desired.by_name)


def _pair(old: Table, new: Table) -> _Pair:
    if old.columns == new.columns:
        return _Pair(old, new, frozenset(), frozenset())
    return _Pair(old, new, remade_columns(old, new), retyped_columns(old, new))


def _steps(pair: _Pair, pairs: Mapping[Name, _Pair], hints: Hints, moves: Moves) -> Iterator[Step]:
    old, new = pair.old, pair.new
    remade: frozenset[Constraint] = frozenset(
        c for c in old.constraints if constraints.columns_read(c) & pair.remade
    ) | _disturbed_keys(pair, pairs)
    remade_indexes = frozenset(i.name for i in old.indexes if indexes.columns_read(i) & pair.remade)
    yield from constraints.constraint_steps(old, new, remade)
    yield from indexes.index_steps(old, new, remade_indexes)
    yield from column_steps(old, new, pair.remade, hints, moves)
    if (old.comment, frozenset(old.options)) != (new.comment, frozenset(new.options)):
        change = AlterTable(new.name, (old.comment, new.comment), (old.options, new.options))
        yield Phase.ALTER_TABLE, change


def _disturbed_keys(pair: _Pair, pairs: Mapping[Name, _Pair]) -> frozenset[ForeignKey]:
    """Return the foreign keys that stay but have to let go while either end changes."""
    return frozenset(
        key
        for key in pair.old.foreign_keys
        if set(key.columns) & pair.retyped or _target_changes(key, pairs.get(key.target))
    )


def _target_changes(key: ForeignKey, target: _Pair | None) -> bool:
    if target is None:
        return False
    if set(key.target_columns) & (target.retyped | target.remade):
        return True
    if target.old == target.new:
        return False
    there = constraints.keys_over(target.old, key)
    return bool(there) and not there & constraints.keys_over(target.new, key)
