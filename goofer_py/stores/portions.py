"""What goes portion by portion, and is gone on with where an earlier run was cut off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from goofer_py.errors import UsageError


class Steps(Protocol):
    """What remembers how far a migration is."""

    def portions(
        self,
        name: str,
        work: Callable[[Any], Any],
        pause: float = 0.0,
        *,
        counts: str | None = None,
    ) -> Any:
        """Let `work` go on from where a step is, until it says that it is finished.

        What it goes through are those that the store `counts`, unless it is said.
        """


def remembering(steps: Steps | None, name: str, size: int = 1, of: str = "row") -> Steps:
    """Return what remembers how far a step is; raises UsageError without it.

    And for a `size` of portions in which there is nothing.
    """
    if size < 1:
        raise UsageError(f"A portion has at least one {of}; {size} is too few.")
    if steps is None:
        raise UsageError(f"Nothing remembers how far it is with: {name}.")
    return steps
