"""How the health of a server is watched while a run goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from goofer_py.migrate.precheck.options import DEFAULT_PRECHECK, PrecheckOptions

if TYPE_CHECKING:
    from goofer_py.stores.store import Session


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What a run goes by while others use the database; times in seconds.

    Replicas and the `check` of the user's are looked at `every` so long: a URL that has to answer,
    or a query whose first value has to be true. While they are not well, the run pauses where it
    holds nothing, and ends when that lasts for `pause`. It ends at once when others have waited
    for it for `max_downtime`. `limits` says how far replicas may be behind, and which to ask.
    """

    every: float = 10
    check: str | None = None
    pause: float = 60
    max_downtime: float = 30
    limits: PrecheckOptions = field(default=DEFAULT_PRECHECK)


@dataclass(frozen=True, slots=True)
class Watching:
    """The options of a watch, and what opens the connection that it has for itself."""

    options: WatchOptions
    beside: Callable[[], Session]
