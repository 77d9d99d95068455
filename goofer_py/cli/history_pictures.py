"""The history of one or several databases as a picture: who ran what when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from goofer_py.cli.called import shortened
from goofer_py.cli.history_graph import Entry, lanes_of, moments_of, titled
from goofer_py.cli.records import outcome
from goofer_py.cli.wording import duration
from goofer_py.diagram.measure import CHARACTER
from goofer_py.diagram.svg import FONTS
from goofer_py.diagram.text import cells, drawable
from goofer_py.migrate.record import DONE, Record

_ROW, _LANE, _PAD, _GAP, _BAR = 24.0, 22.0, 20.0, 16.0, 120.0
_STYLE = f"""\
svg{{font:12px {FONTS},monospace}}
text{{fill:#1f2328}}
.ground{{fill:#fff}}
.lane{{stroke:#d0d7de;stroke-width:2}}
.name,.day{{font-weight:bold}}
.quiet{{fill:#57606a}}
.up{{fill:#1a7f37;stroke:#1a7f37}}.down{{fill:#fff;stroke:#9a6700}}.failed{{stroke:#cf222e}}
.sign{{stroke-width:2.4}}
.error{{fill:#a40e26}}
.bar{{fill:#afb8c1}}
"""
# A colon or a semicolon ends what it stands in, and a number sign begins a comment.
_NOT_IN_TIMELINES = re.compile(r"[;#\"%\\`{}<>]")
_COLON = "\u2236"


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the picture: what stands in its columns, and which record it is of."""

    texts: tuple[str, ...] = ()
    record: Record | None = None
    lane: int = -1
    kind: str = ""


def history_svg(histories: Mapping[str, Sequence[Entry]]) -> str:
    """Return an SVG with a lane for each database, in which time goes down."""
    lanes = lanes_of(histories)
    lines = list(_lines(histories, lanes))
    rows = [line.texts for line in lines if line.record is not None and not line.kind]
    widths = [max(map(cells, column)) * CHARACTER for column in zip(*rows, strict=True)]
    left = _PAD + _LANE * len(lanes)
    places = [left]
    for width in widths:
        places.append(places[-1] + width + _GAP)
    wide = max((left + cells(t) * CHARACTER for one in lines for t in one.texts), default=0)
    width = max(places[-1] + _BAR, wide) + _PAD
    height = _ROW * len(lines) + 2 * _PAD
    longest = max((one.record.duration or 0.0 for one in lines if one.record), default=0.0)
    parts = [*_lanes(lines, len(lanes)), *_rows(lines, places, longest)]
    size = f'width="{width:.0f}" height="{height:.0f}"'
    box = f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-labelledby="title"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}>',
            f'<title id="title">{_plain(", ".join(histories))}: who ran what when</title>',
            f"<style>\n{_STYLE}</style>",
            f'<rect class="ground" {size}/>',
            *parts,
            "</svg>\n",
        ]
    )


def history_mermaid(histories: Mapping[str, Sequence[Entry]]) -> str:
    """Return a Mermaid timeline: a section for each day, and below each moment what ran."""
    moments = moments_of(histories)
    several = len(histories) > 1
    lines = ["timeline"]
    for day, of_day in groupby(moments, key=lambda one: f"{one[1].started_at:%Y-%m-%d}"):
        lines.append(f"    section {day} (UTC)")
        for moment, same in groupby(of_day, key=lambda one: f"{one[1].started_at:%H:%M:%S}"):
            told = (_told(name, one, of, several=several) for name, one, of in same)
            lines.append(f"        {_word(moment)} : {' : '.join(told)}")
    return "\n".join(lines) + "\n"


def _told(name: str, one: Record, of: str, *, several: bool) -> str:
    said = [*([name] if several else []), outcome(one), titled(one, of)]
    said += [] if one.duration is None else [f"({duration(one.duration)})"]
    return _word(f"{' '.join(said)} by {one.user}@{one.host}")


def _word(text: str) -> str:
    return _NOT_IN_TIMELINES.sub("_", drawable(text)).replace(":", _COLON)


def _lines(histories: Mapping[str, Sequence[Entry]], lanes: Sequence[str]) -> Iterator[_Line]:
    several = len(histories) > 1
    if len(lanes) > 1:
        for place, name in enumerate(lanes):
            yield _Line((name,), lane=place, kind="name")
    day = ""
    before: tuple[str, int] | None = None
    for name, one, of in moments_of(histories):
        if (today := f"{one.started_at:%Y-%m-%d}") != day:
            day = today
            yield _Line((f"{day} (UTC)",), kind="day")
        elif before != (name, one.run):
            yield _Line()
        before = name, one.run
        took = "" if one.duration is None else duration(one.duration)
        whose = (name,) if several else ()
        texts = (f"{one.started_at:%H:%M:%S}", *whose, outcome(one), titled(one, of))
        lane = lanes.index(name) if name in lanes else 0
        yield _Line((*texts, f"{one.user}@{one.host}", took), one, lane)
        if one.status != DONE and one.error:
            yield _Line((shortened(one.error),), kind="error")


def _lanes(lines: Sequence[_Line], count: int) -> Iterator[str]:
    for place in range(count):
        begins = next(
            (n for n, one in enumerate(lines) if one.kind == "name" and one.lane == place), 0
        )
        x, bottom = _PAD + _LANE * place, _PAD + _ROW * len(lines)
        top = _PAD + _ROW * (begins + 0.5)
        yield f'<path class="lane" d="M{x:g} {top:g}V{bottom:g}"/>'


def _rows(lines: Sequence[_Line], places: Sequence[float], longest: float) -> Iterator[str]:
    left = places[0]
    for number, line in enumerate(lines):
        y = _PAD + _ROW * (number + 0.5)
        if line.kind == "name":
            yield _text(left, y, line.texts[0], "name")
        elif line.record is None:
            yield from (_text(left, y, text, line.kind) for text in line.texts)
        else:
            yield _sign(_PAD + _LANE * line.lane, y, line.record)
            last = len(line.texts) - 2
            for place, text in enumerate(line.texts):
                yield _text(places[place], y, text, "quiet" if place in (0, last) else "")
            took = line.record.duration or 0.0
            if took and longest:
                wide = max(2.0, _BAR * took / longest)
                at = f'x="{places[-1]:.1f}" y="{y - 6:g}"'
                yield f'<rect class="bar" {at} width="{wide:.1f}" height="12"/>'


def _text(x: float, y: float, text: str, kind: str) -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y + 4:g}">{_plain(text)}</text>'


def _sign(x: float, y: float, one: Record) -> str:
    if one.status != DONE:
        return f'<path class="sign failed" d="M{x - 5:g} {y - 5:g}l10 10m0 -10l-10 10"/>'
    kind = "down" if one.direction == "down" else "up"
    return f'<circle class="sign {kind}" cx="{x:g}" cy="{y:g}" r="5"/>'


def _plain(text: str) -> str:
    return escape(drawable(text))
