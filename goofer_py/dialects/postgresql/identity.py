"""Options of sequences: those that say what holds anyway are left out."""

from __future__ import annotations

from typing import TypeVar

from goofer_py.dialects.postgresql.respelled import respelled
from goofer_py.schema import Identity, Sequence

_LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}
_Options = TypeVar("_Options", Identity, Sequence)


def without_defaults(options: _Options, type_name: str) -> _Options:
    """Return the options of a sequence over `type_name` with None for what is the default."""
    largest = _LARGEST.get(type_name, _LARGEST["bigint"])
    upwards = (options.increment or 1) > 0
    lowest, highest = (1, largest) if upwards else (-largest - 1, -1)
    minimum = None if options.minimum == lowest else options.minimum
    maximum = None if options.maximum == highest else options.maximum
    first = _first(minimum, lowest) if upwards else _first(maximum, highest)
    return respelled(
        options,
        start=None if options.start == first else options.start,
        increment=None if options.increment == 1 else options.increment,
        minimum=minimum,
        maximum=maximum,
        cache=None if options.cache == 1 else options.cache,
    )


def _first(given: int | None, default: int) -> int:
    return default if given is None else given
