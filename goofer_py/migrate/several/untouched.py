"""The other databases in a trial: a migration may do anything with them, and nothing is done."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from numbers import Number
from typing import Any, Self

from goofer_py.errors import UsageError

_SMALL = (Number, str, bytes, bytearray, list, tuple, dict, set, frozenset)
"""The types of which something without content is less than all that has some."""


class Nothing:
    """What a trial has in the place of another database, and of all that is asked of it.

    It is called, looped over and counted as something without content, and compared and added as
    the empty value of the other side's type: 0 beside a number, "" beside a text. Raises UsageError
    where there is no such value, as beside a date.
    """

    def __getattr__(self, name: str) -> Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: object, **__: object) -> Nothing:
        """Return nothing again."""
        return self

    def __getitem__(self, _: object) -> Nothing:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __contains__(self, _: object) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __int__(self) -> int:
        return 0

    def __index__(self) -> int:
        return 0

    def __float__(self) -> float:
        return 0.0

    def __str__(self) -> str:
        return ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Nothing):
            return True
        return isinstance(other, _SMALL) and other == type(other)()

    def __lt__(self, other: object) -> bool:
        return bool(_with(operator.lt, other, "compared with"))

    def __le__(self, other: object) -> bool:
        return bool(_with(operator.le, other, "compared with"))

    def __gt__(self, other: object) -> bool:
        return bool(_with(operator.gt, other, "compared with"))

    def __ge__(self, other: object) -> bool:
        return bool(_with(operator.ge, other, "compared with"))

    def __add__(self, other: object) -> Any:
        return _with(operator.add, other, "added to")

    def __radd__(self, other: object) -> Any:
        return _with(lambda empty, one: one + empty, other, "added to")

    def __sub__(self, other: object) -> Any:
        return _with(operator.sub, other, "reduced by")

    def __rsub__(self, other: object) -> Any:
        return _with(lambda empty, one: one - empty, other, "taken from")


def _with(work: Callable[[Any, Any], Any], other: object, how: str) -> Any:
    """Return what comes of the empty value of the other side's type, and that side."""
    if isinstance(other, Nothing):
        return work(0, 0)
    if isinstance(other, _SMALL):
        return work(type(other)(), other)
    raise UsageError(
        "A migration is tried where its other databases have nothing, and what one of them did not"
        f" answer cannot be {how} a {type(other).__name__}.",
        hint="ask first whether there is an answer: `if found: ...`",
    )


class Untouched(Mapping[str, Any]):
    """Every other database, for a run in an empty database that stands for the migration's own."""

    def __getitem__(self, _: str) -> Nothing:
        return Nothing()

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


UNTOUCHED = Untouched()
"""Given as `databases` to a Migrator, it tries migrations of several databases in its own alone."""
