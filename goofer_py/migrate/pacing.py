"""What batches of rows go by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pacing:
    """What batches of rows go by; times in seconds.

    A batch is made so large that it takes about `seconds`. Before each, replicas may be behind by
    `lag`, and so many statements of others may be at work as `load` says: without it, twice as
    many as at the start, and at least 25. What stays beyond that for `wait` ends the run.
    `replicas` are the URLs of those to ask, where the server itself cannot tell.
    """

    seconds: float = 0.2
    lag: float = 10
    load: float | None = None
    wait: float = 600
    replicas: tuple[str, ...] = ()


DEFAULT_PACING = Pacing()
