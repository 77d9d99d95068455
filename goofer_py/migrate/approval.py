"""What somebody saw of a run before it began: nothing else runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from goofer_py.errors import FileError, UsageError
from goofer_py.migrate.choice import Choice
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.state import REPEATED

if TYPE_CHECKING:
    from goofer_py.migrate.results import RunPlan


@dataclass(frozen=True, slots=True)
class Approval:
    """The scripts that may run, in their order, each with the checksum that it had."""

    direction: str
    checksums: Mapping[str, str | None]

    @classmethod
    def of(cls, plan: RunPlan) -> Self:
        """Return what lets a run do what a plan says, and nothing else: for its `approved`."""
        keys = (one.title if one.direction == "repeat" else one.version for one in plan.migrations)
        return cls(
            plan.direction,
            dict(zip(keys, (one.checksum for one in plan.migrations), strict=True)),
        )

    def check_choice(self, choice: Choice) -> None:
        """Raise UsageError where other migrations would run than those that were seen."""
        repeated = (f"{REPEATED}__{one.name}" for one in choice.repeatables)
        if (choice.direction, *choice.versions, *repeated) != (self.direction, *self.checksums):
            raise UsageError(
                "What would run is not what was approved any more. Nothing was run.",
                hint="look at what would run now, and approve of that",
            )

    def check_script(self, migration: Migration, checksum: str | None) -> None:
        """Raise FileError where the script that is about to run is not the one that was seen."""
        key = migration.title if migration.repeatable else migration.version
        if self.checksums.get(key) != checksum:
            path = migration.script(self.direction).path
            raise FileError("it was changed after it was approved. Nothing of it ran.", path=path)
