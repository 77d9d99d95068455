"""Numbers and durations in words."""

from __future__ import annotations


def count(number: int, noun: str, plural: str = "") -> str:
    """Return "1 migration", "2 migrations"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def duration(seconds: float) -> str:
    """Return how long something took, in the unit that a person would take."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def size(number: float) -> str:
    """Return a number of bytes in the unit that a person would take."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000 or unit == "GB":
            break
        number /= 1000
    return f"{number:.0f} {unit}" if unit == "bytes" else f"{number:,.1f} {unit}"


def joined(names: list[str], most: int = 5) -> str:
    """Return names with commas between them, and how many more there are."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
