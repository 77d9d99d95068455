"""One check, and what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WHEN = ("before", "after")
DIRECTIONS = ("up", "down")
EXAMPLES = 3
"""How many of the rows that should not be there are shown."""
_LONGEST = 80

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Applies:
    """When a check is asked: before or after runs, up or down, and in which environments."""

    when: tuple[str, ...] = WHEN
    directions: tuple[str, ...] = DIRECTIONS
    environments: tuple[str, ...] = ()

    def to(self, when: str, direction: str, environment: str | None) -> bool:
        """Say whether it is asked then; "alone" and an empty direction are always meant."""
        timely = when not in WHEN or when in self.when
        there = not self.environments or environment in self.environments
        return timely and there and (not direction or direction in self.directions)


ALWAYS = Applies()


@dataclass(frozen=True, slots=True)
class Finding:
    """What is not as it should be: `rows` for example, and whether there are `more`.

    `rows` are texts, one for each row.
    """

    check: str
    message: str
    rows: tuple[str, ...] = ()
    more: bool = False
    place: str = ""

    def lines(self) -> list[str]:
        """Return it for a person."""
        place = f" ({self.place})" if self.place else ""
        more = ["    and more"] if self.more else []
        return [f"{self.check}{place}: {self.message}", *(f"    {row}" for row in self.rows), *more]

    def fields(self) -> Mapping[str, Any]:
        """Return it for a program."""
        return {
            "check": self.check,
            "message": self.message,
            "rows": list(self.rows),
            "more": self.more,
        }


class Skipped(Exception):
    """A check cannot be asked now; says why."""


def finding(check: str, message: str, rows: Sequence[Row], place: str = "") -> Finding:
    """Return what a check has found: rows of plain values, of which the first few are kept."""
    shown = tuple(", ".join(map(shown_value, row)) for row in rows[:EXAMPLES])
    return Finding(check, message, shown, len(rows) > EXAMPLES, place)


def shown_value(value: object) -> str:
    """Return a value as a message has it: on one line, and not too long."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes | bytearray | memoryview):
        value = f"x'{bytes(value[:_LONGEST]).hex()}'"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
