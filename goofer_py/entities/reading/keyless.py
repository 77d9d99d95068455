"""Foreign keys that the server would refuse, because nothing makes what they point at unique."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from goofer_py.schema import ForeignKey, Name, Table, Unmanaged


def without_keyless(tables: Iterable[Table]) -> tuple[tuple[Table, ...], list[Unmanaged]]:
    """Return `tables` without the foreign keys that point at no key, and what was left out."""
    tables = tuple(tables)
    keys = {table.name: _keys(table) for table in tables}
    kept: list[Table] = []
    left_out: list[Unmanaged] = []
    for table in tables:
        good = tuple(key for key in table.foreign_keys if _points_at_a_key(key, keys))
        bad = [key for key in table.foreign_keys if key not in good]
        left_out += [Unmanaged("foreign key to no key", _name(table, key)) for key in bad]
        kept.append(replace(table, foreign_keys=good) if bad else table)
    return tuple(kept), left_out


def _points_at_a_key(key: ForeignKey, keys: dict[Name, set[frozenset[str]]]) -> bool:
    # Nothing is known of the keys of a table that goofer leaves alone.
    return key.target not in keys or frozenset(key.target_columns) in keys[key.target]


def _keys(table: Table) -> set[frozenset[str]]:
    """Return every set of columns that is unique at any moment."""
    keys = [key for key in (table.primary_key, *table.uniques) if key is not None]
    found = {frozenset(key.columns) for key in keys if not key.deferrable}
    for index in table.indexes:
        columns = [part.column for part in index.parts if part.column is not None]
        if index.unique and index.where is None and len(columns) == len(index.parts):
            found.add(frozenset(columns))
    return found


def _name(table: Table, key: ForeignKey) -> Name:
    return table.name.renamed(key.name or f"{table.name.name}.{','.join(key.columns)}")
