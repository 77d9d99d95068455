"""A table that was read from its text, held against what SQLite itself says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set

from goofer_py.dialects.sqlite.expression import canonical_default
from goofer_py.dialects.sqlite.types import type_text
from goofer_py.introspect.sqlite.catalog import Catalog, ColumnFacts, KeyFacts
from goofer_py.schema import Column, ForeignKey, Table

Key = tuple[str, ...]
_QUOTES = frozenset("'\"`[]")


def disagreements(table: Table, catalog: Catalog) -> list[str]:
    """Return, in words, where the canonical `table` is not what SQLite made of its text."""
    name = table.name.name
    facts = catalog.columns.get(name, ())
    return [
        *_column_names(table, facts),
        *_columns(table, facts),
        *_keys(table, facts, catalog.keys.get(name, frozenset())),
        *_foreign_keys(table, catalog.foreign_keys.get(name, ())),
    ]


def _column_names(table: Table, facts: Sequence[ColumnFacts]) -> Iterator[str]:
    known = tuple(fact.name for fact in facts)
    if known != table.column_names:
        yield f"columns {', '.join(table.column_names)} instead of {', '.join(known)}"


def _columns(table: Table, facts: Sequence[ColumnFacts]) -> Iterator[str]:
    for fact in facts:
        column = table.find_column(fact.name)
        for what, read, known in _aspects(column, fact) if column is not None else ():
            if read != known:
                yield f"{what} of column {fact.name} {read!r} instead of {known!r}"


def _aspects(column: Column, fact: ColumnFacts) -> Iterator[tuple[str, object, object]]:
    if not _QUOTES & set(fact.type):  # quotes in a type are taken off it badly
        yield "type", column.type.text, type_text(fact.type)
    yield "computed", column.computed is not None, fact.computed
    if column.computed is None:
        default = None if fact.default is None else canonical_default(fact.default)
        yield "default", column.default, default
    if not fact.key_position:
        yield "NOT NULL", not column.nullable, fact.not_null


def _keys(table: Table, facts: Sequence[ColumnFacts], known: Set[Key]) -> Iterator[str]:
    read = () if table.primary_key is None else table.primary_key.columns
    placed = sorted((f.key_position, f.name) for f in facts if f.key_position)
    if read != tuple(name for _, name in placed):
        yield f"primary key {read} instead of {placed}"
    for key in known - {read, *(unique.columns for unique in table.uniques)}:
        yield f"no key over {', '.join(key)}"


def _foreign_keys(table: Table, facts: Sequence[KeyFacts]) -> Iterator[str]:
    read = Counter(map(_described, table.foreign_keys))
    known = Counter(map(_told, facts))
    if read != known:
        yield f"foreign keys {sorted(read)} instead of {sorted(known)}"


def _described(key: ForeignKey) -> str:
    actions = f"{key.on_delete or 'NO ACTION'} {key.on_update or 'NO ACTION'}"
    return f"{', '.join(key.columns)} to {key.target.name} {actions}".lower()


def _told(key: KeyFacts) -> str:
    return f"{', '.join(key.columns)} to {key.target} {key.on_delete} {key.on_update}".lower()
