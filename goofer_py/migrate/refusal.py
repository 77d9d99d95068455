"""What a script says when it refuses to go on for the sake of rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SAID = re.compile(r"goofer: (\d+ of the rows of .*?)'?\.?(?: \(\d+\))?\Z", re.DOTALL)
_STATE = ". Nothing was changed"
_NEXT = " (next: "


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which rows stand in the way, and what to type next; nothing was changed."""

    why: str
    next: str | None


def refusal(error: str) -> Refusal | None:
    """Return what a server's error says of it, None when it is another error.

    Around it stands what the server says of the function that was given it, where there is none
    for errors; that may cut its end.
    """
    found = _SAID.search(error)
    if found is None:
        return None
    why, _, rest = found[1].partition(_STATE)
    whole = rest.startswith(_NEXT) and rest.endswith(")")
    return Refusal(why, rest[len(_NEXT) : -1] if whole else None)
