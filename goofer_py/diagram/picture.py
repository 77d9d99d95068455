"""What a diagram shows, whatever form it is written in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goofer_py.schema import Name


class Mark(StrEnum):
    """What becomes of something; the value is its sign, which stands beside its color."""

    SAME = ""
    ADDED = "+"
    CHANGED = "~"
    DROPPED = "-"

    @property
    def word(self) -> str:
        """The mark as a word."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Row:
    """A column of a table, or a line about it (`is_note`).

    `keys` are PK, FK and UK; `detail` is its type, or what of it changes.
    """

    name: str
    detail: str = ""
    keys: tuple[str, ...] = ()
    mark: Mark = Mark.SAME
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A table. `was` is its name before, where it has another one then."""

    name: Name
    rows: tuple[Row, ...] = ()
    mark: Mark = Mark.SAME
    was: Name | None = None
    comment: str | None = None

    @property
    def title(self) -> str:
        """Its name, and the one before."""
        return str(self.name) if self.was is None else f"{self.name} (was {self.was})"

    def place_of(self, column: str) -> int | None:
        """Return which row a column is, None where it is not shown."""
        for place, row in enumerate(self.rows):
            if row.name == column and not row.is_note:
                return place
        return None


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key, or with `inherits` where a table has its columns from.

    The names are those of boxes. `many`: several rows may name the same one; `optional`: a row
    may name none.
    """

    source: Name
    target: Name
    columns: tuple[str, ...] = ()
    target_columns: tuple[str, ...] = ()
    many: bool = True
    optional: bool = False
    mark: Mark = Mark.SAME
    inherits: bool = False
    actions: str = ""
    """What becomes of rows when what they name goes or changes."""

    @property
    def label(self) -> str:
        """What joins the two, in words."""
        if self.inherits:
            return f"{self.source} inherits from {self.target}"
        ends = f"({', '.join(self.columns)}) to {self.target} ({', '.join(self.target_columns)})"
        return f"{self.source} {ends} {self.actions}".rstrip()


@dataclass(frozen=True, slots=True)
class Picture:
    """Tables and what joins them, in the order of their names.

    Every relation's ends are boxes. `is_change` says that it tells of a change, with marks.
    """

    title: str
    boxes: tuple[Box, ...] = ()
    relations: tuple[Relation, ...] = ()
    is_change: bool = False
