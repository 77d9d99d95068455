"""When the likely renames are asked: as soon as it is known what is wanted."""

from __future__ import annotations

from collections.abc import Callable

from goofer_py.diff.hints import Hints
from goofer_py.diff.renames import after_renames
from goofer_py.diff.resolve import RenameResolver, settle_renames
from goofer_py.schema import Schema


def renames_asked(
    current: Schema,
    desired: Schema,
    hints: Hints,
    resolver: RenameResolver,
    spelled: Callable[[Schema, Schema], tuple[Schema, bool]],
) -> tuple[Hints, Schema, bool]:
    """Return the hints with every likely rename answered, and what `spelled` makes of `desired`.

    It gets the current schema after the renames. Tables that statements declare are known only
    once the server has made them: where there are such, it is asked then. Raises AnswerNeeded
    when a likely rename has no answer.
    """
    if not desired.declared:
        hints = settle_renames(current, desired, hints, resolver)
        return hints, *spelled(desired, after_renames(current, hints))
    found, ruled = spelled(desired, after_renames(current, hints))
    asked = settle_renames(current, found, hints, resolver)
    if asked == hints:
        return hints, found, ruled
    return asked, *spelled(desired, after_renames(current, asked))
