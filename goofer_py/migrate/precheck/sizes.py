"""Numbers as a person reads them."""

from __future__ import annotations


def size(number: float) -> str:
    """Return a number of bytes in the unit that a person would take."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if abs(number) < 1000:
            return f"{number:.0f} {unit}" if unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def age(seconds: float) -> str:
    """Return how long something takes or is ago."""
    for limit, unit, name in ((120, 1, "s"), (7200, 60, "min"), (172800, 3600, "hours")):
        if abs(seconds) < limit:
            return f"{seconds / unit:.{1 if unit == 1 else 0}f} {name}"
    return f"{seconds / 86400:.0f} days"
