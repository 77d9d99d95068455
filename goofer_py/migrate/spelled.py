"""A version as a person types it."""

from __future__ import annotations

from collections.abc import Mapping


def spelled(wanted: str, names: Mapping[str, str]) -> str | None:
    """Return which version of `names` is meant, None for none.

    Zeros in front of it make no difference, and its name may follow: 3, 0003, 3_teams.
    """
    if wanted in names:
        return wanted
    number, line, name = wanted.partition("_")
    if not (number.isascii() and number.isdecimal()):
        return None
    fits = (one for one in names if int(one) == int(number) and (not line or names[one] == name))
    return next(fits, None)
