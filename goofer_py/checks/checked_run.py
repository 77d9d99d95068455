"""The checks of one run: what is asked when, and how things stand if they fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from goofer_py.checks.checking import Checking

_UNDONE = "The run is one transaction: nothing of it stayed."
_DONE = {"up": "Applied", "down": "Reverted"}


class Ran(Protocol):
    """One migration that ran."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def name(self) -> str:
        """Its name."""


class Runs(Protocol):
    """A run, and what asks before it commits, where it is one transaction."""

    verify: Callable[[], None] | None

    @property
    def done(self) -> Sequence[Ran]:
        """What is committed."""


class CheckedRun:
    """Asks what is to hold before a run, at its end, and when it has gone back."""

    def __init__(
        self, checking: Checking, direction: str, versions: Sequence[str], *, newest: bool
    ) -> None:
        self._checking = checking
        self._direction = direction
        self._versions = versions
        self._newest = newest
        self._run: Runs | None = None
        self._stays = True

    def begin(self, run: Runs, *, back: bool, together: bool) -> None:
        """Ask the checks before a run, which will go `back` if it fails; raises CheckFailed.

        A run that is one transaction, `together`, asks those after it before it commits.
        """
        self._run, self._stays = run, not back
        self._checking.before(self._direction, self._versions)
        if together:
            run.verify = self._verify_together

    def verify(self) -> None:
        """Ask the checks after the run; raises CheckFailed."""
        done = self._run.done if self._run is not None else ()
        titles = ", ".join(f"{one.version}_{one.name}" for one in done)
        state = f"{_DONE[self._direction]} by the run, and committed: {titles}."
        versions = tuple(one.version for one in done)
        self._after(versions, state, stays=self._stays)

    def verify_back(self) -> None:
        """Ask the checks for going down, once the run has gone back; raises CheckFailed."""
        self._checking.after("down", (), "The run has gone back.", stays=False)

    def _verify_together(self) -> None:
        self._after((), _UNDONE)

    def _after(self, versions: Sequence[str], state: str, *, stays: bool = True) -> None:
        self._checking.after(self._direction, versions, state, newest=self._newest, stays=stays)
