"""Tables and bars drawn by rich; imported only where stdout is a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

_STYLES = {
    "applied": "green",
    "reverted": "cyan",
    "pending": "yellow",
    "dirty": "bold red",
    "up dirty": "bold red",
    "down dirty": "bold red",
    "up failed": "red",
    "down failed": "red",
    "changed": "red",
    "missing": "red",
    "out of order": "magenta",
}


_FLEXIBLE = ("name", "by")
"""Columns that give way when the terminal is narrow."""


def draw_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw rows under the heads of their columns; states have their colors."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column not in _FLEXIBLE, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    Console().print(table)


class _Measured(MofNCompleteColumn):
    """How far a task is, as it is told where its numbers alone say little."""

    def render(self, task: Task) -> Text:
        """Return what is told, or "3/5"."""
        told = task.fields.get("told")
        return super().render(task) if told is None else Text(told, style="progress.download")


class RunBar:
    """A bar of the migrations of one run; lines that are written meanwhile stand above it.

    It is drawn on stdout, or `beside` it on stderr; without a `total` only parts are shown.
    """

    def __init__(self, total: int, *, beside: bool = False) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            _Measured(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            transient=True,
            console=Console(stderr=beside),
            # What is written to stdout then is for a file or another program.
            redirect_stdout=not beside,
        )
        self._step: TaskID | None = None
        self._part: tuple[str, TaskID] | None = None
        self._task = self._progress.add_task("", total=total, visible=total > 0)
        self._progress.start()

    def begin(self, title: str) -> None:
        """Show what is worked on now."""
        self._progress.update(self._task, description=escape(title))

    def advance(self) -> None:
        """Show one more as done."""
        self._progress.advance(self._task)
        if self._step is not None:
            self._progress.remove_task(self._step)
            self._step = None
        self.end_part()

    def within(self, title: str, done: int, total: int) -> None:
        """Show how far a step is, on a line of its own with the time that is left."""
        if self._step is None:
            self._step = self._progress.add_task("", total=None)
        self.end_part()
        self._progress.update(
            self._step,
            description=escape(title),
            completed=done,
            total=max(total, done) if total else None,
        )

    def part(self, title: str, done: int, total: int, told: str) -> None:
        """Show how far a part of some work is, on a line of its own."""
        new = self._part is None or self._part[0] != title
        if self._part is None or new:
            self.end_part()
            self._part = title, self._progress.add_task(escape(title), total=None, told=told)
        self._progress.update(
            self._part[1],
            completed=done,
            total=max(total, done) if total else None,
            told=told,
            refresh=new,
        )

    def end_part(self) -> None:
        """Show no part any more."""
        if self._part is not None:
            self._progress.remove_task(self._part[1])
            self._part = None

    def close(self) -> None:
        """Take the bar away; harmless when it is gone."""
        self._progress.stop()
