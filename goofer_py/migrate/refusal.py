"""What a script says when it refuses to go on for the sake of rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REFUSAL = re.compile(
    r"goofer: (?P<why>rows of .*?: \d+)\. (?P<state>Nothing was changed)"
    r"(?:; next: (?P<next>.*?))?'?\.?(?: \(\d+\))?\Z",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which rows stand in the way, and what to type next; nothing was changed."""

    why: str
    next: str | None


def refusal(error: str) -> Refusal | None:
    """Return what a server's error says of it, None when it is another error.

    Around it stands what the server says of the function that was given it, where there is none
    for errors.
    """
    found = _REFUSAL.search(error)
    return Refusal(found["why"], found["next"]) if found else None
