"""A migration: a version, a name, and what it runs in each direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from goofer_py.errors import FileError, UsageError
from goofer_py.migrate.files import DOWN, UP
from goofer_py.migrate.script import Script, TextScript
from goofer_py.migrate.state import REPEATED


@dataclass(frozen=True, slots=True)
class Migration:
    """One migration; `down` is None when nothing leads back."""

    version: str
    name: str
    up: Script
    down: Script | None = None

    @classmethod
    def of_text(cls, version: str, name: str, up: str, down: str | None = None) -> Self:
        """Return a migration whose scripts are SQL in memory."""
        return cls(version, name, TextScript(up), None if down is None else TextScript(down))

    @property
    def title(self) -> str:
        """The version and the name, as file names start."""
        if self.repeatable:
            return f"{REPEATED}__{self.name}"
        return f"{self.version}_{self.name}" if self.name else self.version

    @property
    def repeatable(self) -> bool:
        """Whether it is run again when it changes."""
        return self.version == REPEATED

    def script(self, direction: str) -> Script:
        """Return what runs in `direction`; raises FileError when nothing leads back."""
        if direction not in ("up", "down"):
            raise UsageError(f"A migration goes up or down, not {direction!r}.")
        if direction == "up":
            return self.up
        if self.down is None:
            raise _no_way_back(self)
        return self.down


def _no_way_back(migration: Migration) -> FileError:
    name = f"{migration.title}{DOWN}"
    up = migration.up.path
    return FileError(
        f"{migration.title} has no down file {name}, so it cannot be reverted. Nothing ran.",
        path=up,
        hint=f"write {name} beside {migration.title}{UP}",
    )
