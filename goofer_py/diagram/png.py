"""A picture as PNG; imported only where one is wanted, for it needs the extra `png`."""

from __future__ import annotations

from functools import cache

from goofer_py.diagram.picture import Picture
from goofer_py.diagram.svg import FONTS, svg
from goofer_py.errors import MissingExtra, UsageError

_MOST_PIXELS = 50_000_000
_BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">{}</svg>'
_LETTER = f"<text x='2' y='16' font-family='{FONTS}' font-size='14'>M</text>"


def png(picture: Picture, zoom: float = 2.0) -> bytes:
    """Return `picture` as a PNG, `zoom` pixels for one of the SVG, fewer where it is very large.

    Raises MissingExtra without the library that draws, and UsageError without any font.
    """
    drawn = svg(picture)
    if not _has_fonts():
        raise UsageError(
            "No font is installed here, so a PNG would have no text. Nothing was written.",
            hint="--format svg, or install a font such as DejaVu Sans Mono",
        )
    width, height = _size(drawn)
    return _drawn(drawn, min(zoom, (_MOST_PIXELS / (width * height)) ** 0.5))


def _size(drawn: str) -> tuple[float, float]:
    _, _, width, height = drawn.partition('viewBox="')[2].partition('"')[0].split()
    return float(width), float(height)


def _drawn(text: str, zoom: float) -> bytes:
    try:
        import resvg_py
    except ImportError as error:
        raise MissingExtra("A PNG", "resvg_py", "png") from error
    width = round(_size(text)[0] * zoom)
    return bytes(resvg_py.svg_to_bytes(svg_string=text, width=width))


@cache
def _has_fonts() -> bool:
    return _drawn(_BLANK.format(""), 1) != _drawn(_BLANK.format(_LETTER), 1)
