"""Names that changed in letter case alone, where the server takes both for one name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from goofer_py.diff.hints import Hints
from goofer_py.schema import Name, Schema


def recased(current: Schema, desired: Schema, hints: Hints, caseless: Collection[str]) -> Hints:
    """Return `hints` with the renames that can be nothing else: no two such names could be there.

    `caseless` are kinds of names, "table" and "column", whose letter case counts for nothing.
    """
    if "table" in caseless:
        hints = hints.merged(Hints(tables=_tables(current, desired, hints)))
    if "column" in caseless:
        hints = hints.merged(Hints(columns=_columns(current, desired, hints)))
    return hints


def _tables(current: Schema, desired: Schema, hints: Hints) -> dict[Name, Name]:
    answered = {*hints.tables, *hints.tables.values()}
    old = [table.name for table in current.tables if table.name not in desired.by_name]
    free = {_folded(name): name for name in old if name not in answered}
    new = (table.name for table in desired.tables if table.name not in current.by_name)
    return {n: free[_folded(n)] for n in new if n not in answered and _folded(n) in free}


def _columns(current: Schema, desired: Schema, hints: Hints) -> dict[tuple[Name, str], str]:
    found: dict[tuple[Name, str], str] = {}
    for table in desired.tables:
        old = current.find_table(hints.tables.get(table.name, table.name))
        if old is None or old.columns == table.columns:
            continue
        answered = {c: o for (t, c), o in hints.columns.items() if t == table.name}
        gone = _without(old.column_names, {*table.column_names, *answered.values()})
        come = _without(table.column_names, {*old.column_names, *answered})
        free = {name.lower(): name for name in gone}
        found |= {(table.name, c): free[c.lower()] for c in come if c.lower() in free}
    return found


def _without(names: Iterable[str], others: Collection[str]) -> list[str]:
    return [name for name in names if name not in others]


def _folded(name: Name) -> Name:
    return replace(name, name=name.name.lower())
