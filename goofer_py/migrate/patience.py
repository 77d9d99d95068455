"""How long statements may take and wait, and how often a lock is tried for again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goofer_py.stores.limits import Limits
    from goofer_py.stores.store import Session

DEFAULT_RETRIES = 5
"""How often it is tried again where a lock is not waited for any longer than was said."""
ONLINE_LOCK_TIMEOUT = 2.0
"""How long a lock is waited for while programs are at work, who all wait behind it, in seconds."""
_LONGEST_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Patience:
    """What migrations go by that say nothing of it themselves; times in seconds.

    Each statement may take `timeout` and wait `lock_timeout` for a lock; None leaves that to the
    server. What fails for a lock is tried again `lock_retries` times: a `pause` comes before the
    first, and each one after it is about twice as long, up to half a minute.
    """

    timeout: float | None = None
    lock_timeout: float | None = None
    lock_retries: int = 0
    pause: float = 0.5

    @property
    def limits(self) -> bool:
        """Whether any time is limited."""
        return self.timeout is not None or self.lock_timeout is not None

    def limited(
        self, session: Session, own: tuple[int | None, int | None], *, alone: bool
    ) -> Limits:
        """Return the limits of a script; what it says itself, in ms, comes first."""
        timeout, lock_timeout = own
        return session.limits(
            _milliseconds(self.timeout) if timeout is None else timeout,
            _milliseconds(self.lock_timeout) if lock_timeout is None else lock_timeout,
            alone=alone,
        )

    def pause_before(self, retry: int) -> float:
        """Return how long to wait before a retry, from 1 on: not all who wait come back at once."""
        from random import uniform

        longest = min(self.pause * 2.0 ** min(retry - 1, 20), _LONGEST_PAUSE)
        return longest * uniform(0.75, 1.25)  # noqa: S311


NO_PATIENCE = Patience()


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else max(round(seconds * 1000), 1)
