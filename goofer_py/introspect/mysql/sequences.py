"""MariaDB's sequences, which are tables of one row."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.introspect.mysql.catalog import Catalog, quoted
from goofer_py.schema import Sequence
from goofer_py.stores.store import Row

_LARGEST = 2**63 - 2
_CACHE = 1000


def read_sequences(rows: Iterable[Row], catalog: Catalog) -> tuple[Sequence, ...]:
    """Return the sequences among the rows of TABLES, in one query for all of them."""
    named = [(row[0], row[1]) for row in rows]
    parts = [
        f"SELECT {catalog.literal(database)}, {catalog.literal(name)}, minimum_value,"
        f" maximum_value, start_value, increment, cycle_option, cache_size"
        f" FROM {quoted(database)}.{quoted(name)}"
        for database, name in named
    ]
    found = catalog.session.query(" UNION ALL ".join(parts)) if parts else []
    return tuple(_sequence(row, catalog) for row in found)


def _sequence(row: Row, catalog: Catalog) -> Sequence:
    database, name, minimum, maximum, start, increment, cycle, cache = row
    forward = increment >= 0
    first, last = (1, _LARGEST) if forward else (-(2**63) + 1, -1)
    begin = minimum if forward else maximum
    return Sequence(
        catalog.name(database, name),
        start=None if start == begin else start,
        increment=None if increment == 1 else increment,
        minimum=None if minimum == first else minimum,
        maximum=None if maximum == last else maximum,
        cycle=bool(cycle),
        cache=None if cache == _CACHE else cache,
    )
