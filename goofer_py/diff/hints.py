"""What the entities, the command line or a person say about a change beyond the two schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from goofer_py.schema import Name


@dataclass(frozen=True, slots=True)
class Origin:
    """The columns, of one table, that a new column gets its values from; they go with the change.

    The table's name may be the old or the new one. `key` pairs columns of that table with columns
    of the new column's table, where a foreign key or the primary keys do not tell; `back` gives,
    for columns that go, the SQL expression that makes them again.
    """

    table: Name
    columns: tuple[str, ...]
    key: tuple[tuple[str, str], ...] = ()
    back: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hints:
    """Answers to what two schemas alone cannot tell.

    `tables` maps new table names to old ones. `columns` maps (new table name, new column name)
    to the old column name; `fills` and `conversions` map (table, column) to the SQL expression
    for rows that are there: for a new or newly required column, and for a changed type;
    `ways_back` to the one that turns a converted value into what it was. `origins` say where the
    values of a new column come from. `values` map enum types to pairs of old and new values.
    `namespaces` map new schemas to old ones. `dropped` are partitions that are to go, and
    `external` the tables whose partitions are another tool's work. `objects` map kind and new
    name of views, functions and the like to the old name.
    """

    tables: Mapping[Name, Name] = field(default_factory=dict)
    columns: Mapping[tuple[Name, str], str] = field(default_factory=dict)
    fills: Mapping[tuple[Name, str], str] = field(default_factory=dict)
    conversions: Mapping[tuple[Name, str], str] = field(default_factory=dict)
    ways_back: Mapping[tuple[Name, str], str] = field(default_factory=dict)
    origins: Mapping[tuple[Name, str], Origin] = field(default_factory=dict)
    values: Mapping[Name, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    namespaces: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[Name] = frozenset()
    external: frozenset[Name] = frozenset()
    objects: Mapping[tuple[str, Name], Name] = field(default_factory=dict)

    def merged(self, other: Hints) -> Hints:
        """Both together; `other` wins."""
        return Hints(
            {**self.tables, **other.tables},
            {**self.columns, **other.columns},
            {**self.fills, **other.fills},
            {**self.conversions, **other.conversions},
            {**self.ways_back, **other.ways_back},
            {**self.origins, **other.origins},
            {n: self._pairs(n, other) for n in (*self.values, *other.values)},
            {**self.namespaces, **other.namespaces},
            self.dropped | other.dropped,
            self.external | other.external,
            {**self.objects, **other.objects},
        )

    @classmethod
    def of(cls, many: Iterable[Hints]) -> Hints:
        """All of `many` together; later ones win."""
        found = list(many)
        while len(found) > 1:
            # In pairs: one by one, each would copy all that came before it.
            pairs = zip_longest(found[::2], found[1::2])
            found = [a if b is None else a.merged(b) for a, b in pairs]
        return found[0] if found else cls()

    def _pairs(self, name: Name, other: Hints) -> tuple[tuple[str, str], ...]:
        """Return what both say of the values of one type."""
        return tuple(dict((*self.values.get(name, ()), *other.values.get(name, ()))).items())
