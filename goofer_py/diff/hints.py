"""What the entities, the command line or a person say about a change beyond the two schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from goofer_py.schema import Name


@dataclass(frozen=True, slots=True)
class Hints:
    """Answers to what two schemas alone cannot tell.

    `tables` maps new table names to old ones. `columns` maps (new table name, new column name)
    to the old column name; `fills` and `conversions` map (table, column) to the SQL expression
    for rows that are there: for a new or newly required column, and for a changed type;
    `ways_back` to the one that turns a converted value into what it was.
    """

    tables: Mapping[Name, Name] = field(default_factory=dict)
    columns: Mapping[tuple[Name, str], str] = field(default_factory=dict)
    fills: Mapping[tuple[Name, str], str] = field(default_factory=dict)
    conversions: Mapping[tuple[Name, str], str] = field(default_factory=dict)
    ways_back: Mapping[tuple[Name, str], str] = field(default_factory=dict)

    def merged(self, other: Hints) -> Hints:
        """Both together; `other` wins."""
        return Hints(
            {**self.tables, **other.tables},
            {**self.columns, **other.columns},
            {**self.fills, **other.fills},
            {**self.conversions, **other.conversions},
            {**self.ways_back, **other.ways_back},
        )
