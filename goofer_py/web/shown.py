"""Text as pages show it: whatever it holds, a reader sees what is there."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from markupsafe import Markup

# What turns the order of letters around, takes no room, or steers a terminal: a name or a script
# that holds it would look like another one.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Return `text` with the code of each character that nobody would see in its place."""
    return _HIDDEN.sub(_code, text)


def _code(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def shown(value: object) -> object:
    """Return what a template writes for `value`: nothing for None, and text that can be seen."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value


def moment(value: datetime | None) -> str:
    """Return a time for people, in UTC."""
    return "" if value is None else f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def machine(value: datetime | None) -> str:
    """Return a time for machines."""
    return "" if value is None else value.astimezone(UTC).isoformat(timespec="seconds")


def seconds(value: float | None) -> str:
    """Return a duration for people; nothing where nobody knows it."""
    if value is None:
        return ""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    if value < 60:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
