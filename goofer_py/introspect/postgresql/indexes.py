"""The indexes of all tables, but for those behind constraints."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.dialects.postgresql.indexes import columns_read
from goofer_py.dialects.postgresql.options import TABLESPACE, Options
from goofer_py.dialects.postgresql.text import is_call, printed
from goofer_py.introspect.postgresql.catalog import Catalog
from goofer_py.introspect.postgresql.relations import pairs
from goofer_py.schema import Index, IndexPart
from goofer_py.stores.store import Row

_DESCENDING = 1
_NULLS_FIRST = 2
_EXPRESSION = "0"

Collations = dict[int, dict[str, int]]


def read_indexes(
    rows: Iterable[Row], catalog: Catalog, collations: Collations
) -> dict[int, list[Index]]:
    """Return the indexes by table; `collations` are those of the columns, by table and name."""
    found: dict[int, list[Index]] = {}
    for row in rows:
        names = catalog.numbers.columns.get(row[0])
        if names is not None:
            index = _index(row, names, catalog, collations[row[0]])
            found.setdefault(row[0], []).append(index)
    return found


def _index(row: Row, names: dict[int, str], catalog: Catalog, collations: dict[str, int]) -> Index:
    _, name, method, unique, nulls_not_distinct, valid, count, keys = row[:8]
    options, comment, predicate = row[10:13]
    numbers = keys.split()
    parts = _Parts(row, names, catalog, collations).parts(numbers[:count])
    where = None if predicate is None else printed(predicate)
    plain = where is None and _EXPRESSION not in numbers
    return Index(
        name,
        parts,
        unique,
        where,
        tuple(names[int(number)] for number in numbers[count:]),
        None if method == "btree" else method,
        index_options((*(options or ()), *(row[17] or ())), row[16]),
        nulls_not_distinct,
        comment,
        valid,
        () if plain else columns_read(parts, where, names.values()),
    )


def index_options(options: Iterable[str], tablespace: str | None) -> Options:
    """Return the storage parameters of an index, and where it is."""
    place = () if tablespace is None else ((TABLESPACE, tablespace),)
    return tuple(sorted((*pairs(options), *place)))


class _Parts:
    """The keys of one index."""

    def __init__(
        self, row: Row, names: dict[int, str], catalog: Catalog, collations: dict[str, int]
    ) -> None:
        self._names = names
        self._catalog = catalog
        self._column_collations = collations
        self._flags = row[8].split()
        self._collations = row[9].split()
        self._expressions = iter(row[13] or ())
        self._definition: str | None = row[14]
        self._classes: list[str] | None = row[15]

    def parts(self, numbers: list[str]) -> tuple[IndexPart, ...]:
        """Return the keys, each column or expression in its place."""
        return tuple(self._part(place, number) for place, number in enumerate(numbers))

    def _part(self, place: int, number: str) -> IndexPart:
        flags = int(self._flags[place])
        descending, first = bool(flags & _DESCENDING), bool(flags & _NULLS_FIRST)
        column = expression = None
        if number == _EXPRESSION:
            text = next(self._expressions)
            collation = self._collation_of_expression(text, place)
            bare = printed(text)
            expression = bare if is_call(bare) else f"({bare})"
        else:
            column = self._names[int(number)]
            collation = self._collation_of_column(column, place)
        return IndexPart(
            column,
            expression,
            descending,
            None if first == descending else first,
            collation,
            (self._classes[place] or None) if self._classes else None,
        )

    def _collation_of_column(self, column: str, place: int) -> str | None:
        number = int(self._collations[place])
        if number in (0, self._column_collations[column]):
            return None
        return self._catalog.collations[number]

    def _collation_of_expression(self, text: str, place: int) -> str | None:
        """Return the collation where the definition names one: an expression may have its own."""
        if self._definition is None or f"{text} COLLATE " not in self._definition:
            return None
        return self._catalog.collations[int(self._collations[place])]
