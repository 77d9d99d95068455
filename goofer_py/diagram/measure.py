"""How large a box is, and where in it its texts stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goofer_py.diagram.picture import Box
from goofer_py.diagram.text import cells, clipped, drawable

CHARACTER = 7.25
"""The width of a character of a text of 12 pixels, in a font whose characters are all as wide."""
HEAD = 28.0
ROW = 20.0
PAD = 10.0
_LONGEST_NAME = 44
_LONGEST_DETAIL = 46
_BOLD = 1.05


@dataclass(frozen=True, slots=True)
class Measured:
    """The size of a box in pixels, its texts as they are drawn, and where columns of texts begin.

    `rows` are pairs of name and detail.
    """

    box: Box
    width: float
    height: float
    title: str
    rows: tuple[tuple[str, str], ...]
    keys_at: float
    names_at: float
    details_at: float

    def height_of(self, columns: Sequence[str]) -> float:
        """Return where a line for these columns ends, below the top of the box."""
        places = (self.box.place_of(column) for column in columns)
        place = next((place for place in places if place is not None), None)
        return HEAD / 2 if place is None else HEAD + ROW * place + ROW / 2


def measured(box: Box, *, signs: bool) -> Measured:
    """Return the size of a box; with `signs` there is room for what becomes of each row."""
    title = clipped(drawable(box.title), _LONGEST_NAME)
    rows = tuple(
        (
            clipped(drawable(row.name), _LONGEST_DETAIL + 16 if row.is_note else _LONGEST_NAME),
            clipped(drawable(row.detail), _LONGEST_DETAIL),
        )
        for row in box.rows
    )
    keys_at = PAD + (2 * CHARACTER if signs else 0)
    most_keys = max((len(" ".join(row.keys)) for row in box.rows), default=0)
    names_at = keys_at + (CHARACTER * (most_keys + 1.5) if most_keys else 0)
    columns = [pair for pair, row in zip(rows, box.rows, strict=True) if not row.is_note]
    names = max((cells(name) for name, _ in columns), default=0)
    details = max((cells(detail) for _, detail in columns), default=0)
    notes = max(
        (cells(one) for (one, _), r in zip(rows, box.rows, strict=True) if r.is_note), default=0
    )
    details_at = names_at + CHARACTER * (names + 2)
    width = max(
        details_at + CHARACTER * details + PAD,
        names_at + CHARACTER * notes + PAD,
        (cells(title) + (2 if signs else 0)) * CHARACTER * _BOLD + 2 * PAD,
        90.0,
    )
    height = HEAD + ROW * len(rows) + (6.0 if rows else 0.0)
    return Measured(box, round(width, 1), height, title, rows, keys_at, names_at, details_at)
