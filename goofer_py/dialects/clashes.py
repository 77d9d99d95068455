"""Pairs of rows that an exclusion constraint does not let be there together, as SQL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clashes:
    """How to find them: by `query` alone, or faster by `pairs` in a copy that `copy` makes.

    The copy is a temporary table with an index. `pairs` is what stands after FROM and takes no
    WHERE; `shown` are the expressions of one row and of the other that tell which they are, in
    the order of `names`.
    """

    query: str
    copy: tuple[str, ...]
    pairs: str
    shown: tuple[str, ...]
    names: tuple[str, ...]
