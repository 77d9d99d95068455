"""A picture as one HTML page to move about in, which needs nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from xml.sax.saxutils import escape

from goofer_py.diagram.layout import Layout, laid_out
from goofer_py.diagram.picture import Box, Picture
from goofer_py.diagram.svg import STYLE, parts
from goofer_py.diagram.text import drawable

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def html(picture: Picture, whole: Picture | None = None) -> str:
    """Return `picture` as a page with search, zoom, and what is known of each table.

    The tables are described as in `whole`, whose boxes may have more rows.
    """
    parts_of_page = {
        **page_parts(picture, whole),
        "policy": _POLICY,
        "style": page_style(),
        "script": page_script(),
    }
    return _filled("page.html", parts_of_page)


def page_parts(picture: Picture, whole: Picture | None = None) -> dict[str, str]:
    """Return what differs from page to page, as HTML: its title, search, view and data."""
    layout, title = laid_out(picture), escape(drawable(picture.title))
    return {
        "title": title,
        "search": _filled("search.html", {"title": title, "legend": _legend(picture)}),
        "view": _filled("view.html", {"svg": _svg(layout)}),
        "data": _json(_data(layout, whole or picture)),
    }


def page_style() -> str:
    """Return the style sheet of every page."""
    return STYLE + _file("page.css")


def page_script() -> str:
    """Return the program of every page."""
    return _file("page.js")


def _filled(name: str, given: Mapping[str, str]) -> str:
    return re.sub("@@([a-z]+)@@", lambda place: given[place[1]], _file(name))


def _file(name: str) -> str:
    return files("goofer_py.diagram").joinpath(name).read_text(encoding="utf-8")


def _svg(layout: Layout) -> str:
    title = escape(drawable(layout.picture.title))
    return (
        f'<svg id="picture" viewBox="0 0 {layout.width:g} {layout.height:g}" role="img"'
        f' aria-label="{title.replace(chr(34), "&quot;")}" tabindex="0">'
        f"<g>{''.join(parts(layout))}</g></svg>"
    )


def _legend(picture: Picture) -> str:
    if not picture.is_change:
        return "<span>type? may be null</span>"
    words = (("added", "+"), ("changed", "~"), ("dropped", "-"))
    return "".join(f'<span class="tag {word}">{sign} {word}</span>' for word, sign in words)


def _data(layout: Layout, whole: Picture) -> dict[str, object]:
    full = {box.name: box for box in whole.boxes}
    numbers = {placed.box.name: number for number, placed in enumerate(layout.placed)}
    return {
        "width": layout.width,
        "height": layout.height,
        "tables": [
            {
                "at": [one.x, one.y, one.size.width, one.size.height],
                **_table(full.get(one.box.name, one.box)),
            }
            for one in layout.placed
        ],
        "relations": [
            {
                "from": numbers[one.source],
                "to": numbers[one.target],
                "label": drawable(one.label),
                "mark": one.mark.value,
            }
            for one in layout.picture.relations
        ],
        "groups": [
            {"title": drawable(one.title), "at": [one.x, one.y, one.width, one.height]}
            for one in layout.frames
        ],
    }


def _table(box: Box) -> dict[str, object]:
    return {
        "name": drawable(box.title),
        "mark": box.mark.value,
        "word": box.mark.word if box.mark else "",
        "comment": drawable(box.comment or ""),
        "rows": [
            [row.mark.value, " ".join(row.keys), drawable(row.name), drawable(row.detail)]
            for row in box.rows
        ],
    }


def _json(data: dict[str, object]) -> str:
    """Return JSON in which nothing ends the element that holds it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
