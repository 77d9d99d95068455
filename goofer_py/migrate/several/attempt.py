"""One attempt at a migration over several databases, by which their books know each other."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goofer_py.migrate.progress import told

if TYPE_CHECKING:
    from goofer_py.migrate.progress import Step
    from goofer_py.migrate.state import Dirty

_TEXT = re.compile(
    r"several (?P<id>[0-9a-f]{16})(?P<undone> undone)?(?: in (?P<names>\[.*\]))?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """From the first change until all databases have it, or none has.

    `undoing` says that what was done of the way up is taken back, which was never all of it.
    `names` are those of the databases that its migration said it changes, at any of its runs.
    """

    id: str
    undoing: bool = False
    names: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """How the history of the migration's own database remembers it."""
        names = f" in {json.dumps(self.names)}" if self.names else ""
        return f"several {self.id}{' undone' if self.undoing else ''}{names}"

    def over(self, names: tuple[str, ...]) -> Attempt:
        """Return it as one that goes over databases of these names, too."""
        return replace(self, names=tuple(dict.fromkeys((*self.names, *names))))


def new_attempt() -> Attempt:
    """Return an attempt like no other."""
    return Attempt(os.urandom(8).hex())


def attempt_in(text: str | None) -> Attempt | None:
    """Return the attempt that a history remembers, None where it is about something else."""
    found = _TEXT.fullmatch(text or "")
    if found is None:
        return None
    return Attempt(found["id"], bool(found["undone"]), tuple(json.loads(found["names"] or "[]")))


def attempt_of(dirty: Dirty | None, direction: str) -> Attempt | None:
    """Return the attempt that a run in a direction goes on with; None where it begins one."""
    found = None if dirty is None else attempt_in(dirty.trace)
    if found is None or dirty is None or dirty.direction == direction:
        return found
    return replace(found, undoing=True)


def progress(dirty: Dirty, steps: list[Step]) -> str:
    """Say how far a migration in code is that stopped halfway, by the steps of its own database."""
    if attempt_in(dirty.trace) is None:
        return told(steps)
    return f"between its databases{f', here {told(steps)}' if steps else ''}"
