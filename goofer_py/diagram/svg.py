"""A picture as SVG, which needs nothing else to be shown."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from goofer_py.diagram.flow import Point
from goofer_py.diagram.layout import Frame, Layout, Line, Placed, laid_out
from goofer_py.diagram.measure import HEAD, PAD, ROW
from goofer_py.diagram.picture import Mark, Picture, Row
from goofer_py.diagram.text import drawable

_LEGEND = 30.0
_NARROWEST = 760.0
FONTS = ",".join(
    f'"{name}"'
    for name in (
        "DejaVu Sans Mono",
        "Menlo",
        "Consolas",
        "Liberation Mono",
        "Noto Sans Mono",
        "Ubuntu Mono",
        "Courier New",
        "DejaVu Sans",
        "Liberation Sans",
        "Noto Sans",
        "Arial",
    )
)
"""Those as wide as it is reckoned with, the likeliest first, and then any that has letters."""
_COLORS = """\
.ground{fill:#fff}
.frame{fill:#f6f8fa;stroke:#d0d7de}
.frame-title{font-weight:bold;fill:#57606a}
.body{fill:#fff;stroke:#8c959f}
.head{fill:#e7ecf3}
.name{font-weight:bold}
.key{fill:#0a53a8;font-size:10px}
.detail,.note,.legend{fill:#57606a}
.line{fill:none;stroke:#6e7781;stroke-width:1.3}
.far{stroke:#afb8c1;stroke-width:1}
.inherits{stroke-dasharray:5 4}
.sign{font-weight:bold}
.added .head,.row-added{fill:#dafbe1}.added .body{stroke:#1a7f37;stroke-width:2}
.changed .head,.row-changed{fill:#fff1c2}.changed .body{stroke:#9a6700;stroke-width:2}
.dropped .head,.row-dropped{fill:#ffe2df}.dropped .body{stroke:#cf222e;stroke-width:2}
.t-added{fill:#116329}.t-changed{fill:#7d4e00}.t-dropped{fill:#a40e26}
.dropped .name,.gone{text-decoration:line-through}
.line-added{stroke:#1a7f37;stroke-width:2.4}
.line-changed{stroke:#9a6700;stroke-width:2.4}
.line-dropped{stroke:#cf222e;stroke-width:2.4;stroke-dasharray:8 4}
"""
STYLE = f"svg{{font:12px {FONTS},monospace}}\ntext{{fill:#1f2328}}\n{_COLORS}"


def svg(picture: Picture) -> str:
    """Return `picture` as an SVG document; the same text for the same picture."""
    return svg_of(laid_out(picture))


def svg_of(layout: Layout) -> str:
    """Return what is laid out as an SVG document."""
    width, height = _n(max(layout.width, _NARROWEST)), _n(layout.height + _LEGEND)
    legend = _legend(layout.picture, layout.height + _LEGEND - 14)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"',
        f' viewBox="0 0 {width} {height}" role="img" aria-labelledby="title">',
        f'<title id="title">{escape(drawable(layout.picture.title))}</title>',
        f"<style>\n{STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{height}"/>',
        *parts(layout),
        f'<g class="legend">{legend}</g>',
        "</svg>\n",
    ]
    return "\n".join(lines)


def parts(layout: Layout) -> Iterator[str]:
    """Yield the elements of what is laid out, what lies below first."""
    yield from (_frame(frame, layout.title_size) for frame in layout.frames)
    numbers = {placed.box.name: number for number, placed in enumerate(layout.placed)}
    for far in (True, False):
        for line in layout.lines:
            if line.far == far:
                ends = numbers[line.relation.source], numbers[line.relation.target]
                yield _line(line, *ends)
    for number, placed in enumerate(layout.placed):
        yield "".join(_box(placed, number, signs=layout.picture.is_change))


def _legend(picture: Picture, y: float) -> str:
    counted = (("table", picture.boxes), ("relation", picture.relations))
    numbers = (f"{len(all_)} {noun}{'' if len(all_) == 1 else 's'}" for noun, all_ in counted)
    said = f"{picture.title}: {', '.join(numbers)}"
    texts = [f'<text class="legend" x="{_n(PAD + 18)}" y="{_n(y)}">{escape(drawable(said))}']
    if picture.is_change:
        marks = (Mark.ADDED, Mark.CHANGED, Mark.DROPPED)
        texts += (f'<tspan class="t-{m.word} sign" dx="18">{m} {m.word}</tspan>' for m in marks)
    else:
        texts.append('<tspan dx="18">type? may be null</tspan>')
    return f"{''.join(texts)}</text>"


def _frame(frame: Frame, size: float) -> str:
    return (
        f'<rect class="frame" x="{_n(frame.x)}" y="{_n(frame.y)}" width="{_n(frame.width)}"'
        f' height="{_n(frame.height)}" rx="8"/>'
        f'<text class="frame-title" x="{_n(frame.x + 16)}" y="{_n(frame.y + 1.5 * size)}"'
        f' font-size="{_n(size)}">'
        f"{escape(drawable(frame.title))}</text>"
    )


def _box(placed: Placed, number: int, *, signs: bool) -> Iterator[str]:
    box, size = placed.box, placed.size
    said = box.title if box.comment is None else f"{box.title}: {box.comment}"
    if box.mark:
        said = f"{said} ({box.mark.word})"
    yield (
        f'<g class="box {box.mark.word if box.mark else ""}" id="t{number}"'
        f' transform="translate({_n(placed.x)} {_n(placed.y)})">'
        f"<title>{escape(drawable(said))}</title>"
        f'<rect class="body" width="{_n(size.width)}" height="{_n(size.height)}" rx="4"/>'
        f'<path class="head" d="{_head(size.width, rounded=not size.rows)}"/>'
    )
    sign = f"{box.mark} " if signs and box.mark else ""
    yield f'<text class="name" x="{_n(PAD)}" y="18.5">{escape(sign + size.title)}</text>'
    for place, row in enumerate(box.rows):
        yield from _row(placed, place, row)
    yield "</g>"


def _head(width: float, *, rounded: bool) -> str:
    """Return the path of a box's head, within its border."""
    right, bottom = width - 1, HEAD - 1
    top = f"M1 4a3 3 0 0 1 3-3H{_n(right - 3)}a3 3 0 0 1 3 3"
    if rounded:
        return f"{top}V{_n(bottom - 3)}a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3Z"
    return f"{top}V{_n(HEAD)}H1Z"


def _row(placed: Placed, place: int, row: Row) -> Iterator[str]:
    size, whole = placed.size, placed.box.mark in (Mark.ADDED, Mark.DROPPED)
    name, detail = size.rows[place]
    top = HEAD + ROW * place + 3
    y = _n(top + 14)
    tone = f" t-{row.mark.word}" if row.mark else ""
    gone = " gone" if row.mark is Mark.DROPPED else ""
    if row.mark and not whole:
        yield (
            f'<rect class="row-{row.mark.word}" x="1" y="{_n(top)}"'
            f' width="{_n(size.width - 2)}" height="{_n(ROW)}"/>'
        )
    if row.mark:
        yield f'<text class="sign{tone}" x="{_n(PAD)}" y="{y}">{row.mark}</text>'
    if row.keys:
        yield f'<text class="key" x="{_n(size.keys_at)}" y="{y}">{" ".join(row.keys)}</text>'
    kind = "note" if row.is_note else "column"
    yield _text(f"{kind}{tone}{gone}", size.names_at, y, name, row.name)
    if detail:
        yield _text(f"detail{tone}", size.details_at, y, detail, row.detail)


def _text(kind: str, x: float, y: str, shown: str, whole: str) -> str:
    """Return a text, with the whole of it where it is too long to be shown."""
    hint = "" if shown == drawable(whole) else f"<title>{escape(drawable(whole))}</title>"
    return f'<text class="{kind}" x="{_n(x)}" y="{y}">{escape(shown)}{hint}</text>'


def _line(line: Line, source: int, target: int) -> str:
    relation = line.relation
    kinds = ["line", *(["far"] if line.far else []), *(["inherits"] if relation.inherits else [])]
    if relation.mark:
        kinds.append(f"line-{relation.mark.word}")
    said = f"{relation.mark.word}: {relation.label}" if relation.mark else relation.label
    ends = "" if relation.inherits else _many(line) + _one(line)
    if relation.inherits:
        ends = _arrow(line)
    return (
        f'<g class="relation" data-from="{source}" data-to="{target}">'
        f"<title>{escape(drawable(said))}</title>"
        f'<path class="{" ".join(kinds)}" d="{path(line.points)}{ends}"/></g>'
    )


def path(points: tuple[Point, ...]) -> str:
    """Return the points as a path: straight where they are at one height, and else a curve."""
    (x, y), *rest = points
    found = [f"M{_n(x)} {_n(y)}"]
    loop = len(points) == 4 and points[0][0] == points[-1][0] and points[1][0] == points[2][0]
    for to_x, to_y in rest:
        if to_y == y:
            found.append(f"H{_n(to_x)}")
        elif loop:
            found.append(f"V{_n(to_y)}")
        else:
            bend = _bend(x, to_x, points, (x, y))
            found.append(
                f"C{_n(x + bend[0])} {_n(y)} {_n(to_x + bend[1])} {_n(to_y)} {_n(to_x)} {_n(to_y)}"
            )
        x, y = to_x, to_y
    return "".join(found)


def _bend(x: float, to_x: float, points: tuple[Point, ...], here: Point) -> tuple[float, float]:
    """Return how far a curve goes on straight at its ends."""
    if here == points[1] and len(points) == 4:
        # Between two groups it leaves each box in the direction of its end.
        out = points[1][0] - points[0][0]
        back = points[2][0] - points[3][0]
        reach = max(30.0, abs(to_x - x) / 2)
        return (reach if out > 0 else -reach), (reach if back > 0 else -reach)
    half = (to_x - x) / 2
    return half, -half


def _many(line: Line) -> str:
    """Return the sign of the end that refers: a crow's foot for many, a bar for one."""
    (x, y), (other, _) = line.points[0], line.points[1]
    way = 1 if other > x else -1
    if not line.relation.many:
        return f"M{_n(x + 7 * way)} {_n(y - 5)}V{_n(y + 5)}"
    return f"M{_n(x)} {_n(y - 5)}L{_n(x + 10 * way)} {_n(y)}L{_n(x)} {_n(y + 5)}"


def _one(line: Line) -> str:
    """Return the sign of the end that is referred to: a bar, and a ring where it may be none."""
    (x, y), (other, _) = line.points[-1], line.points[-2]
    way = 1 if other > x else -1
    bar = f"M{_n(x + 6 * way)} {_n(y - 5)}V{_n(y + 5)}"
    if not line.relation.optional:
        return bar
    return f"{bar}M{_n(x + 9 * way)} {_n(y)}a3.5 3.5 0 1 0 {7 * way} 0a3.5 3.5 0 1 0 {-7 * way} 0"


def _arrow(line: Line) -> str:
    (x, y), (other, _) = line.points[-1], line.points[-2]
    way = 1 if other > x else -1
    return f"M{_n(x + 11 * way)} {_n(y - 6)}L{_n(x)} {_n(y)}L{_n(x + 11 * way)} {_n(y + 6)}Z"


def _n(number: float) -> str:
    """Return a number with no more digits than a picture needs."""
    return f"{number:.1f}".rstrip("0").rstrip(".")
