"""Whole databases as files, by the server's own tools."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from goofer_py.stores.far import Far
from goofer_py.stores.store import Store


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
