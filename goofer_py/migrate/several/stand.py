"""How one of the databases of a migration stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goofer_py.migrate.progress import told

if TYPE_CHECKING:
    from goofer_py.migrate.progress import Step


@dataclass(frozen=True, slots=True)
class Stand:
    """One database: `name` in the program, empty for the migration's own, and its state.

    `state` is untouched, undone by its transaction, changed, done, undone (by the way down), or
    unknown; `far` says more.
    """

    name: str
    database: str
    state: str
    far: str = ""

    def __str__(self) -> str:
        """Say it in a line."""
        far = f": {self.far}" if self.far else ""
        return f"{self.name or 'its own'} ({self.database}): {self.state}{far}"

    @property
    def fields(self) -> dict[str, str]:
        """What a program can act on."""
        return {
            "name": self.name,
            "database": self.database,
            "state": self.state,
            "far": self.far,
        }


def far(steps: Sequence[Step]) -> str:
    """Say how far the steps are."""
    done = sum(step.finished for step in steps)
    said = f"{done} step{'' if done == 1 else 's'} done"
    return said if done == len(steps) else f"{said}, then {told(list(steps))}"


def listed(stands: Sequence[Stand]) -> str:
    """Return a line for each, under a title."""
    return "\n".join(("Where it stands:", *(f"    {one}" for one in stands)))
