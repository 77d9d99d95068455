"""A picture in the language of Graphviz, for those who lay it out themselves."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from goofer_py.diagram.picture import Box, Mark, Picture, Relation, Row
from goofer_py.diagram.text import drawable

_HEADS = {
    Mark.SAME: "#e7ecf3",
    Mark.ADDED: "#dafbe1",
    Mark.CHANGED: "#fff1c2",
    Mark.DROPPED: "#ffe2df",
}
_TEXTS = {
    Mark.SAME: "#1f2328",
    Mark.ADDED: "#116329",
    Mark.CHANGED: "#7d4e00",
    Mark.DROPPED: "#a40e26",
}


def dot(picture: Picture) -> str:
    """Return `picture` as a directed graph; the same text for the same picture."""
    numbers = {box.name: number for number, box in enumerate(picture.boxes)}
    lines = [
        f"digraph {_quoted(picture.title)} {{",
        "  graph [rankdir=RL, ranksep=1, nodesep=0.4];",
        '  node [shape=plain, fontname="monospace", fontsize=11];',
        '  edge [arrowtail=crow, arrowhead=tee, dir=both, color="#6e7781"];',
    ]
    lines += (f"  t{numbers[box.name]} [label=<{_label(box)}>];" for box in picture.boxes)
    for relation in picture.relations:
        source, target = numbers[relation.source], numbers[relation.target]
        lines.append(f"  t{source} -> t{target} [{', '.join(_edge(relation))}];")
    return "\n".join([*lines, "}\n"])


def _label(box: Box) -> str:
    rows = "".join(_row(row) for row in box.rows)
    return (
        '<table border="0" cellborder="1" cellspacing="0" cellpadding="4">'
        f'<tr><td bgcolor="{_HEADS[box.mark]}" colspan="3" align="left">'
        f"<b>{_text(box.title, box.mark)}</b></td></tr>{rows}</table>"
    )


def _row(row: Row) -> str:
    if row.is_note:
        return f'<tr><td colspan="3" align="left">{_text(row.name, row.mark)}</td></tr>'
    cells = (
        _colored(escape(" ".join(row.keys)), row.mark),
        _text(row.name, row.mark),
        _colored(escape(drawable(row.detail)), row.mark),
    )
    return "<tr>" + "".join(f'<td align="left">{cell or " "}</td>' for cell in cells) + "</tr>"


def _text(text: str, mark: Mark) -> str:
    return _colored(escape(f"{mark} {drawable(text)}" if mark else drawable(text)), mark)


def _colored(text: str, mark: Mark) -> str:
    return f'<font color="{_TEXTS[mark]}">{text}</font>' if mark and text else text


def _edge(relation: Relation) -> Iterator[str]:
    yield f"tooltip={_quoted(relation.label)}"
    if relation.inherits:
        yield "style=dashed, dir=forward, arrowhead=empty"
    else:
        if not relation.many:
            yield "arrowtail=tee"
        if relation.optional:
            yield "arrowhead=teeodot"
    if relation.mark:
        yield f'color="{_TEXTS[relation.mark]}", penwidth=2, label={_quoted(relation.mark.value)}'


def _quoted(text: str) -> str:
    escaped = drawable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
