"""What it costs PostgreSQL to give a column another type."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from goofer_py.dialects.postgresql.types import TypeParts, parse


class Retyping(Enum):
    """What is written anew when the type of a column changes."""

    NOTHING = "nothing"
    INDEXES = "the indexes on the column"
    REWRITE = "the table"


_TEXTS = ("text", "character varying")
_ZONED = {"timestamp without time zone", "timestamp with time zone"}
_MOST_FRACTION = "6"


def retyping(before: str, after: str, *, utc: bool = False) -> Retyping:
    """Return the cost of the change; `utc` says that the session's time zone is UTC, from 12 on.

    Only what servers from 11 to 18 were seen to do without a rewrite counts as that.
    """
    old, new = parse(before), parse(after)
    if old == new:
        return Retyping.NOTHING
    if old.array or new.array:
        return Retyping.REWRITE
    if utc and {old.name, new.name} == _ZONED and not (old.arguments or new.arguments):
        return Retyping.INDEXES
    if (old.name, new.name) == ("bit", "bit varying") and not new.arguments:
        return Retyping.INDEXES
    reader = _SAFE.get((old.name, new.name))
    return Retyping.NOTHING if reader is not None and reader(old, new) else Retyping.REWRITE


def _longer(old: TypeParts, new: TypeParts) -> bool:
    """Say whether the new one takes all that fits the old one; without a length all fits."""
    if not new.arguments:
        return True
    return bool(old.arguments) and int(new.arguments[0]) >= int(old.arguments[0])


def _finer(old: TypeParts, new: TypeParts) -> bool:
    """Say whether the new one has as many digits of a second; without a number 6."""
    digits = [(one.arguments or (_MOST_FRACTION,))[0] for one in (old, new)]
    return int(digits[1]) >= int(digits[0])


def _more_digits(old: TypeParts, new: TypeParts) -> bool:
    """Say whether the new one has the same scale, and as many digits."""
    if not new.arguments:
        return True
    return (
        bool(old.arguments)
        and old.arguments[1:] == new.arguments[1:]
        and int(new.arguments[0]) >= int(old.arguments[0])
    )


def _whole(old: TypeParts, new: TypeParts) -> bool:  # noqa: ARG001 - as the others are called
    return not new.arguments


_TIMES = ("time without time zone", "time with time zone", "interval", *_ZONED)
_SAFE: dict[tuple[str, str], Callable[[TypeParts, TypeParts], bool]] = {
    **{(one, other): _longer for one in _TEXTS for other in _TEXTS},
    **{(one, one): _finer for one in _TIMES},
    ("numeric", "numeric"): _more_digits,
    ("bit varying", "bit varying"): _longer,
    ("cidr", "inet"): _whole,
    ("xml", "text"): _whole,
}
