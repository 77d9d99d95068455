"""How long a lease lasts, and how long others wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Orphans = Literal["wait", "end"]


@dataclass(frozen=True, slots=True)
class LeaseOptions:
    """How long a run's lease lasts, and how others wait for it; times in seconds.

    `ttl` is how long it lasts unless it is renewed, which happens every `heartbeat`. Others ask
    for it `tries` times, with about `pause` between. What a run that was ended left at work on
    the server is waited for as long, or ended.
    """

    ttl: float = 10.0
    heartbeat: float = 5.0
    tries: int = 140
    pause: float = 0.5
    orphans: Orphans = "wait"

    @property
    def patience(self) -> float:
        """How long to ask for it altogether, in seconds."""
        return self.tries * self.pause


DEFAULT_LEASE = LeaseOptions()
