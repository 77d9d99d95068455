"""Columns of a table that stays."""

from __future__ import annotations

from collections.abc import Iterator

from goofer_py.diff.hints import Hints
from goofer_py.diff.moves import Moves
from goofer_py.diff.phase import Phase, Step
from goofer_py.operations import AddColumn, AlterColumn, DropColumn
from goofer_py.schema import Column, Name, Table
from goofer_py.schema.expression import identifiers


def column_steps(
    old: Table, new: Table, remade: frozenset[str], hints: Hints, moves: Moves
) -> Iterator[Step]:
    """Yield what leads from the columns of `old` to those of `new`.

    `remade` names columns that are dropped and added again, because no database can alter what
    they are.
    """
    for column in reversed(_readers_last(old.columns[::-1])):
        if (new.name, column.name) in moves.heirs:
            yield from moves.dropped(new.name, column)
        elif column.name in remade or new.find_column(column.name) is None:
            yield _drop_phase(column), DropColumn(new.name, column)
    for column in _readers_last(new.columns):
        before = old.find_column(column.name)
        if before is None or column.name in remade:
            fill = hints.fills.get((new.name, column.name))
            if fill is None and before is not None and column.computed is None:
                fill = _computed_until_now(before, old, new, remade)
            if (new.name, column.name) in moves.arrivals:
                yield from moves.added(new.name, column, fill)
                continue
            yield _add_phase(column), AddColumn(new.name, column, fill)
        elif before != column:
            yield Phase.ALTER_COLUMN, _altered(new.name, before, column, hints)


def _readers_last(columns: tuple[Column, ...]) -> list[Column]:
    """Return the columns in their order, but none before another that it is computed from."""
    computed = {column.name: column for column in columns if column.computed is not None}
    found: dict[str, Column] = {}
    seen: set[str] = set()

    def take(column: Column) -> None:
        if column.name in seen:
            return
        seen.add(column.name)
        if column.computed is not None:
            read = identifiers(column.computed.expression) & computed.keys()
            for name in sorted(read):
                take(computed[name])
        found[column.name] = column

    for column in columns:
        take(column)
    return list(found.values())


def remade_columns(old: Table, new: Table) -> frozenset[str]:
    """Return the columns that can only be dropped and added again.

    Those that start or cease to be computed, or compute something else, and computed ones that
    read a column whose type or collation changes.
    """
    pairs = [(c, new.find_column(c.name)) for c in old.columns]
    both = [(before, after) for before, after in pairs if after is not None]
    retyped = retyped_columns(old, new)
    return frozenset(
        before.name
        for before, after in both
        if before.computed != after.computed or _computed_from(before, retyped)
    )


def retyped_columns(old: Table, new: Table) -> frozenset[str]:
    """Return the columns that stay under their name and change their type or collation."""
    pairs = ((c, new.find_column(c.name)) for c in old.columns)
    return frozenset(
        before.name
        for before, after in pairs
        if after is not None and (before.type, before.collation) != (after.type, after.collation)
    )


def _computed_from(column: Column, retyped: frozenset[str]) -> bool:
    return column.computed is not None and bool(
        retyped & (identifiers(column.computed.expression) | {column.name})
    )


def _computed_until_now(
    before: Column, old: Table, new: Table, remade: frozenset[str]
) -> str | None:
    """Return what gave the rows their values, while all that it reads is still there."""
    if before.computed is None or not _stays(before, new):
        return None
    expression = before.computed.expression
    reads = identifiers(expression).intersection(old.column_names)
    there = all(_stays(old.column(name), new) and name not in remade for name in reads)
    return expression if there else None


def _stays(column: Column, new: Table) -> bool:
    after = new.find_column(column.name)
    return after is not None and after.type == column.type


def _altered(table: Name, before: Column, after: Column, hints: Hints) -> AlterColumn:
    key = (table, after.name)
    required = before.nullable and not after.nullable
    return AlterColumn(
        table,
        before,
        after,
        using=hints.conversions.get(key),
        back=hints.ways_back.get(key),
        fill=hints.fills.get(key) if required else None,
    )


def _drop_phase(column: Column) -> Phase:
    return Phase.DROP_COLUMN if column.computed is None else Phase.DROP_COMPUTED


def _add_phase(column: Column) -> Phase:
    return Phase.ADD_COLUMN if column.computed is None else Phase.ADD_COMPUTED
