"""Whole databases as files, by the server's own tools."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from goofer_py.stores.store import Session, Store

Measured = tuple[int, int]
"""How many bytes are done of how many, which is 0 where nobody knows."""


class Far:
    """How far some work is, for a thread beside it: what does the work says how to find out."""

    def __init__(self) -> None:
        self._measure: Callable[[], Measured] | None = None
        self.guessed = False
        """Whether what is measured is only about right."""
        self.at = ""
        """What it is at, in words."""
        self.program: int | None = None
        """The process on this machine that does the work."""
        self.process: Callable[[Session], int | None] | None = None
        """Finds, over another session, the one that does the work, if the server sees it."""
        self.count: Callable[[Session, int], None] | None = None
        """Asks, over another session, the server how much that one has done."""

    def by(self, measure: Callable[[], Measured], *, guessed: bool = False) -> None:
        """Let `measure` say from now on how far it is."""
        self._measure, self.guessed = measure, guessed

    def measured(self) -> Measured:
        """Return how far it is."""
        try:
            return (0, 0) if self._measure is None else self._measure()
        except (OSError, ValueError):  # A file that is not there yet, or closed by now.
            return 0, 0


@dataclass(frozen=True, slots=True)
class Written:
    """What was found in a backup that was looked through: by which `tool` and how many `entries`.

    `warnings` are what a person should know about the tool.
    """

    tool: str
    entries: int
    warnings: tuple[str, ...] = ()


class Backups(Protocol):
    """Backs one database up and brings it back; holds no connection."""

    @property
    def suffix(self) -> str:
        """What the names of such files end with, with its dot."""

    def write(self, path: Path, far: Far | None = None) -> Written:
        """Write the database to a file that is there and empty, and look through it.

        Meanwhile `far` is told how far that is.
        Raises ToolMissing, or BackupFailed with the tool's own words.
        """

    def read(self, path: Path, far: Far | None = None, *, owners: bool = True) -> str:
        """Bring what is in a file into the database, which is empty; return the tool's name.

        Meanwhile `far` is told how far that is.
        Without `owners`, all of it belongs to whom goofer connects as. Raises ToolMissing, or
        BackupFailed, which says what stays.
        """

    def trial(self) -> AbstractContextManager[tuple[Backups, Store]]:
        """Give the same for an empty database of its own, gone when the context ends.

        Raises ScratchRefused where the role may not make one.
        """
