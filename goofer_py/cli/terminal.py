"""Tables drawn by rich; imported only where stdout is a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

_STYLES = {
    "applied": "green",
    "pending": "yellow",
    "dirty": "bold red",
    "changed": "red",
    "missing": "red",
    "out of order": "magenta",
}


def draw_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw rows under the heads of their columns; states have their colors."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    Console().print(table)
