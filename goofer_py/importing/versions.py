"""Versions for migrations that come from another program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from goofer_py.importing.model import Imported

_WIDTH = 4


def versions(migrations: Sequence[Imported], known: Mapping[str, str]) -> list[str]:
    """Return a version for each, in their order.

    They keep their own numbers where these give the same order; otherwise all are counted. Those
    that were imported before keep what they have, by origin in `known`; in that case, where
    numbers of their own don't fit, new ones come after all of them.
    """
    own = [one.number for one in migrations if one.number is not None]
    if len(own) == len(migrations) and _ascending([int(number) for number in own]):
        if all(known.get(one.origin, one.number) == one.number for one in migrations):
            return own
    elif not known:
        width = max(_WIDTH, len(str(len(migrations))))
        return [str(place).zfill(width) for place in range(1, len(migrations) + 1)]
    return _continued(migrations, known)


def _continued(migrations: Sequence[Imported], known: Mapping[str, str]) -> list[str]:
    last = max(known.values(), key=int)
    found = []
    for one in migrations:
        version = known.get(one.origin)
        if version is None:
            following = str(int(last) + 1).zfill(len(last))
            version = last = max(one.number or following, following, key=int)
        found.append(version)
    return found


def _ascending(numbers: Sequence[int]) -> bool:
    return all(before < after for before, after in pairwise(numbers))
