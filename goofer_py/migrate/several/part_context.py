"""What a migration is given for another database that it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from goofer_py.migrate.context import Context, Remembered


@dataclass(frozen=True, slots=True)
class PartContext(Context):
    """A context of another database: each statement commits, and is remembered with that.

    A run that goes on with the migration passes over what is done here.
    """

    def execute(self, sql: str, *parameters: object) -> int:
        """Run one statement, with `?` for parameters, once; returns how many rows it touched."""
        self._check()
        return cast("Remembered", self.steps).executed(sql, parameters)

    def run(self, script: str) -> None:
        """Run the statements of a script, each once."""
        self.once(script)
