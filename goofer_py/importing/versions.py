"""Versions for migrations that come from another program."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from goofer_py.importing.model import Imported

_WIDTH = 4


def versions(migrations: Sequence[Imported]) -> list[str]:
    """Return a version for each, in their order.

    They keep their own numbers where these give the same order; otherwise all are counted.
    """
    own = [one.number for one in migrations if one.number is not None]
    if len(own) == len(migrations) and _ascending([int(number) for number in own]):
        return own
    width = max(_WIDTH, len(str(len(migrations))))
    return [str(place).zfill(width) for place in range(1, len(migrations) + 1)]


def _ascending(numbers: Sequence[int]) -> bool:
    return all(before < after for before, after in pairwise(numbers))
