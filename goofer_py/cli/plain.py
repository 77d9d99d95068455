"""Tables as aligned lines, for pipes and files."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence


def table_lines(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the heads and the rows, each column as wide as its widest cell, two blanks between."""
    lines = [tuple(columns), *(tuple(row) for row in rows)]
    widths = [max(map(width, cells)) for cells in zip(*lines, strict=True)]
    for line in lines:
        padded = (cell + " " * (w - width(cell)) for cell, w in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def width(text: str) -> int:
    """Return how many cells of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
