"""Which tables of a picture are drawn, and how much of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from goofer_py.diagram.picture import Box, Mark, Picture, Row
from goofer_py.schema import Name


def matching(picture: Picture, patterns: Sequence[str]) -> frozenset[Name]:
    """Return the boxes that patterns such as users, app.* or order_* name."""
    return frozenset(
        box.name
        for box in picture.boxes
        if any(_names(box.name, p) or (box.was and _names(box.was, p)) for p in patterns)
    )


def touched(picture: Picture) -> frozenset[Name]:
    """Return the boxes in which or between which something differs."""
    ends = ((one.source, one.target) for one in picture.relations if one.mark)
    return frozenset(
        (*(box.name for box in picture.boxes if box.mark), *(n for e in ends for n in e))
    )


def with_neighbours(picture: Picture, names: Iterable[Name], steps: int) -> frozenset[Name]:
    """Return `names` and all that is joined with them over so many relations."""
    found = set(names)
    for _ in range(steps):
        ends = ((one.source, one.target) for one in picture.relations)
        found |= {name for pair in ends if not found.isdisjoint(pair) for name in pair}
    return frozenset(found)


def only(picture: Picture, names: frozenset[Name]) -> Picture:
    """Return the picture with no other boxes than those named."""
    boxes = tuple(box for box in picture.boxes if box.name in names)
    relations = (r for r in picture.relations if r.source in names and r.target in names)
    return replace(picture, boxes=boxes, relations=tuple(relations))


def with_keys_only(picture: Picture) -> Picture:
    """Return the picture whose boxes show keys and what differs, and how many columns more."""
    return replace(picture, boxes=tuple(map(_shortened, picture.boxes)))


def without_columns(picture: Picture) -> Picture:
    """Return the picture whose boxes are names; of a change they show what differs."""
    return replace(
        picture,
        boxes=tuple(
            replace(box, rows=tuple(row for row in box.rows if row.mark and not _all(box)))
            for box in picture.boxes
        ),
    )


def _all(box: Box) -> bool:
    return box.mark in (Mark.ADDED, Mark.DROPPED)


def _shortened(box: Box) -> Box:
    if _all(box):
        kept = [row for row in box.rows if row.keys]
    else:
        kept = [row for row in box.rows if row.keys or row.mark or row.is_note]
    left = len(box.rows) - len(kept)
    more = (Row(f"{left} more", is_note=True),) if left else ()
    return replace(box, rows=(*kept, *more))


def _names(name: Name, pattern: str) -> bool:
    return fnmatchcase(str(name), pattern) or (
        "." not in pattern and fnmatchcase(name.name, pattern)
    )
