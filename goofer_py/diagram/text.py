"""How much room text takes, and what of it can be drawn."""

from __future__ import annotations

import re
import unicodedata

_UNDRAWABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile(r"[\t\n\r\x85\u2028\u2029]")


def drawable(text: str) -> str:
    """Return `text` on one line, without what XML cannot hold."""
    return _BREAKS.sub(" ", _UNDRAWABLE.sub("\ufffd", text))


def cells(text: str) -> int:
    """Return how many characters' room `text` takes in a font of one width."""
    return sum(_cells(character) for character in text)


def clipped(text: str, most: int) -> str:
    """Return `text` within so much room, its end as three dots where it is longer."""
    if cells(text) <= most:
        return text
    kept = ""
    for character in text:
        if cells(kept) + _cells(character) > most - 1:
            break
        kept += character
    return f"{kept}…"


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
