"""Shell patterns that names are held against."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache


def matches(patterns: tuple[str, ...], spellings: Iterable[str]) -> bool:
    """Whether one of `patterns` fits one of the `spellings` of a name."""
    match = _matcher(patterns).match
    return any(match(spelling) for spelling in spellings)


@lru_cache(maxsize=64)
def _matcher(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return one expression for all of the patterns, which every name is held against."""
    return re.compile("|".join(map(translate, patterns)) or "(?!)")
