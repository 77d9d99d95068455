"""A migration that is ready to be written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from goofer_py.generate.proof import Proof
from goofer_py.operations import Operation


@dataclass(frozen=True, slots=True)
class Draft:
    """Both files of one migration, and what led to them.

    `proof` is None when it was not proved. `removable_hints` are rename hints of the entities
    that are done.
    """

    version: str
    name: str
    up: str
    down: str
    operations: tuple[Operation, ...] = ()
    proof: Proof | None = None
    way_back: tuple[str, ...] = ()
    removable_hints: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The version and the name, as file names start."""
        return f"{self.version}_{self.name}"

    def paths(self, directory: Path) -> tuple[Path, Path]:
        """Where its up and down files belong in `directory`."""
        return directory / f"{self.title}.up.sql", directory / f"{self.title}.down.sql"
