"""A migration that is ready to be written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from goofer_py.generate.proof import Proof
from goofer_py.hazards.finding import Finding
from goofer_py.migrate.files import DOWN, PYTHON, UP
from goofer_py.operations import Operation


@dataclass(frozen=True, slots=True)
class Draft:
    """Both files of one migration, and what led to them.

    `proof` is None when it was not proved. `removable_hints` are rename hints of the entities
    that are done. One that is a part of a change in steps has a `phase`, and the first of them
    holds those `following` it. `hazards` are those of its way up. With `code` it is a Python
    file, which does what `up` and `down` say.
    """

    version: str
    name: str
    up: str
    down: str
    operations: tuple[Operation, ...] = ()
    proof: Proof | None = None
    way_back: tuple[str, ...] = ()
    removable_hints: tuple[str, ...] = ()
    phase: str | None = None
    following: tuple[Draft, ...] = ()
    code: str | None = None
    hazards: tuple[Finding, ...] = ()

    @property
    def title(self) -> str:
        """The version and the name, as file names start."""
        return f"{self.version}_{self.name}"

    @property
    def all(self) -> tuple[Draft, ...]:
        """It and those that follow."""
        return (self, *self.following)

    def paths(self, directory: Path) -> tuple[Path, ...]:
        """Where its up and down files, or its Python file, belong in `directory`."""
        endings = (UP, DOWN) if self.code is None else (PYTHON,)
        return tuple(directory / f"{self.title}{ending}" for ending in endings)
