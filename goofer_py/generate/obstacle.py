"""Rows that stand in the way of a change, and the ways out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LIMIT = 10_000
"""As many rows are counted, and no more."""
EXAMPLES = 3
"""How many rows are shown."""
WIDEST = 60
"""The most characters of a value that are shown."""

Kind = Literal[
    "required", "null", "conversion", "unique", "exclusion", "check", "foreign key", "value"
]


@dataclass(frozen=True, slots=True)
class Way:
    """A way out that was chosen.

    `text` is the SQL expression of a fill or a conversion, or the statement of a fix.
    """

    kind: Literal["fill", "convert", "fix", "later"]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """So many rows, counted up to LIMIT, a few of them, and the query that finds all."""

    rows: int
    examples: tuple[str, ...] = ()
    query: str = ""

    @property
    def more(self) -> bool:
        """Whether there are more rows than were counted."""
        return self.rows > LIMIT

    def __str__(self) -> str:
        if self.more:
            return f"more than {LIMIT:,} rows"
        return "1 row" if self.rows == 1 else f"{self.rows:,} rows"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Rows in the way of one change at `place`; `choices` are the ways out that can be answered."""

    kind: Kind
    place: str
    problem: str
    found: Found
    ways: tuple[str, ...]
    choices: Mapping[str, str]

    def __str__(self) -> str:
        lines = [self.problem, *(f"  - {way}" for way in self.ways)]
        if self.found.query:
            lines.append(f"  All of them: {self.found.query};")
        return "\n".join(lines)

    @property
    def fields(self) -> dict[str, object]:
        """What a program can act on."""
        return {
            "kind": self.kind,
            "place": self.place,
            "rows": min(self.found.rows, LIMIT),
            "more": self.found.more,
            "examples": list(self.found.examples),
            "query": self.found.query,
            "ways": [" ".join(way.split()) for way in self.ways],
        }


def shown(value: object) -> str:
    """Return a value for a person, cut when it is long."""
    text = "NULL" if value is None else repr(value)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 4]} ..."
