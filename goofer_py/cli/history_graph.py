"""The history of one or several databases as lines of text: who ran what when."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goofer_py.cli.called import shortened
from goofer_py.cli.plain import width
from goofer_py.cli.records import outcome
from goofer_py.cli.wording import duration
from goofer_py.migrate.record import DONE, Record

Entry = tuple[Record, str]
"""A record, and whose migration it is a part of."""
_MOST_LANES = 12
_BAR = 10


@dataclass(frozen=True, slots=True)
class Signs:
    """The characters of a graph."""

    up: str
    down: str
    failed: str
    lane: str
    begins: str
    bar: str


DRAWN = Signs("●", "○", "✗", "│", "┌", "■")
PLAIN = Signs("*", "o", "x", "|", ".", "=")


def signs() -> Signs:
    """Return the characters that stdout can show."""
    try:
        f"{DRAWN.up}{DRAWN.failed}{DRAWN.lane}{DRAWN.bar}".encode(sys.stdout.encoding)
    except (UnicodeEncodeError, LookupError, TypeError):
        return PLAIN
    return DRAWN


def entry_from(fields: Mapping[str, Any], number: int) -> Entry:
    """Return what --json shows of a record, as it was."""
    own = {name: value for name, value in fields.items() if name != "part_of"}
    own["started_at"] = datetime.fromisoformat(fields["started_at"])
    return Record(id=number, **own), fields["part_of"] or ""


def graph_lines(histories: Mapping[str, Sequence[Entry]], use: Signs) -> Iterator[str]:
    """Yield the records of all databases by time, each database in a lane of its own.

    A day stands before its first record, and lines of one run stand together. The bar of a
    record is as long as it took, measured by the longest of all.
    """
    moments = moments_of(histories)
    lanes = lanes_of(histories)
    if len(lanes) > 1:
        for place, name in enumerate(lanes):
            yield f"{f'{use.lane} ' * place}{use.begins} {name}"
    longest = max((one.duration or 0.0 for _, one, _ in moments), default=0.0)
    several = len(histories) > 1
    rows = [_cells(name, one, of, longest, use, several=several) for name, one, of in moments]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    before: tuple[str, Record] | None = None
    for (name, one, _), row in zip(moments, rows, strict=True):
        yield from _between(before, name, one, lanes, use)
        place = lanes.index(name) if name in lanes else 0
        cells = "  ".join(c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True))
        yield f"{_lanes(lanes, use, place, _sign(one, use))}  {cells}".rstrip()
        if one.status != DONE and one.error:
            yield f"{_lanes(lanes, use)}  {' ' * 10}{shortened(one.error)}"
        before = (name, one)


def lanes_of(histories: Mapping[str, Sequence[Entry]]) -> list[str]:
    """Return the databases that have a lane each, or one lane for all of them."""
    return list(histories) if 1 < len(histories) <= _MOST_LANES else [""]


def moments_of(histories: Mapping[str, Sequence[Entry]]) -> list[tuple[str, Record, str]]:
    """Return the records of all databases by time: whose each is, and of whom a part."""
    found = [(name, *entry) for name, entries in histories.items() for entry in entries]
    return sorted(found, key=lambda moment: moment[1].started_at)


def _between(
    before: tuple[str, Record] | None, name: str, one: Record, lanes: Sequence[str], use: Signs
) -> Iterator[str]:
    """Yield what stands between two records: a new day, or nothing but the lanes for a new run."""
    day = f"{one.started_at:%Y-%m-%d}"
    if before is None or f"{before[1].started_at:%Y-%m-%d}" != day:
        yield f"{_lanes(lanes, use)}  {day} (UTC)"
    elif before[0] != name or before[1].run != one.run:
        yield _lanes(lanes, use)


def _lanes(lanes: Sequence[str], use: Signs, place: int = -1, sign: str = "") -> str:
    return " ".join(sign if number == place else use.lane for number in range(len(lanes)))


def _sign(one: Record, use: Signs) -> str:
    if one.status != DONE:
        return use.failed
    return use.down if one.direction == "down" else use.up


def titled(one: Record, of: str) -> str:
    """Return what a record is of, as file names start, and whose part it is."""
    title = f"{one.version}_{one.name}" if one.version else one.name
    return f"{title} (part of {of})" if of else title


def _cells(
    name: str, one: Record, of: str, longest: float, use: Signs, *, several: bool
) -> tuple[str, ...]:
    took = "" if one.duration is None else duration(one.duration)
    length = round(_BAR * (one.duration or 0.0) / longest) if longest else 0
    bar = use.bar * max(length, 1 if one.duration else 0)
    return (
        f"{one.started_at:%H:%M:%S}",
        *((name,) if several else ()),
        outcome(one),
        titled(one, of),
        took,
        bar,
        f"{one.user}@{one.host}",
    )
