"""Records the first five minutes of README.md in a terminal, as a picture that moves.

`--check` runs them again, and fails when goofer says something else than the picture.
"""

from __future__ import annotations

import argparse
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI as THEME
from rich.text import Text

from scripts.demo import WIDTH, in_terminal

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "assets" / "first-five-minutes.svg"
BLOCK = re.compile(r'```python title="app.py"\n(.*?)```', re.DOTALL)
PHONE = "    phone: Mapped[str | None] = mapped_column(String(40))"
VARYING = re.compile(r"\b\d+(\.\d+)? m?s\b|(?<!\d)\d{14}(?!\d)|\b\d+\.\d+\.\d+\b")
ROWS, LINE, CHARACTER = 28, 18, 8.4
TYPING, THINKING, READING = 0.045, 0.5, 1.6
"""Seconds for a character, before an answer, and after it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the terminal, and the second at which it comes."""

    at: float
    text: str


def played(folder: Path) -> Iterator[tuple[str, str]]:
    """Run the commands of the first five minutes; yield each with what it showed."""
    found = BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    app = folder / "app.py"
    app.write_text(found[1], encoding="utf-8")
    for command in ("goofer init", "goofer makemigrations", "goofer migrate", "goofer status"):
        yield command, in_terminal(shlex.split(command), folder)
    app.write_text(f"{found[1]}{PHONE}\n", encoding="utf-8")
    yield f"echo '{PHONE}' >> app.py", ""
    for command in ("goofer makemigrations", "cat migrations/*_add_phone_to_customers.up.sql"):
        yield command, in_terminal(["sh", "-c", command], folder)
    for command in ("goofer migrate", "goofer rollback", "goofer migrate", "goofer status"):
        yield command, in_terminal(shlex.split(command), folder)


def timed(calls: Iterator[tuple[str, str]]) -> list[Shown]:
    """Give each line its second, as if somebody typed and read."""
    now, lines = 0.5, []
    for command, said in calls:
        lines.append(Shown(now, f"\033[1m$ {command}\033[0m"))
        now += len(command) * TYPING + THINKING
        lines += [Shown(now, line) for line in said.rstrip("\n").split("\n")] if said else []
        now += READING
    return lines


def drawn(lines: list[Shown]) -> str:
    """Return the picture: each line appears at its second, and the screen rolls when it is full."""
    width, height = round(WIDTH * CHARACTER) + 32, ROWS * LINE + 32
    console = Console(width=WIDTH, force_terminal=True, color_system="truecolor")
    rows = [
        f'<text y="{number * LINE}" style="animation-delay:{line.at:.2f}s">'
        f"{_spans(console, line.text)}</text>"
        for number, line in enumerate(lines, 1)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            "<title>The first five minutes with goofer in a terminal</title>",
            f"<style>{_style(lines)}</style>",
            f'<rect width="{width}" height="{height}" rx="8" fill="{THEME.background_color.hex}"/>',
            f'<svg x="16" y="12" width="{width - 32}" height="{height - 24}"><g class="roll">',
            *rows,
            "</g></svg>",
            "</svg>\n",
        ]
    )


def _spans(console: Console, line: str) -> str:
    parts, column = [], 0
    for segment in console.render(Text.from_ansi(line), console.options.update(no_wrap=True)):
        text = segment.text.rstrip("\n")
        if text.strip():
            x = f' x="{column * CHARACTER:.1f}"'
            parts.append(f"<tspan{x}{_look(segment)}>{escape(text.rstrip())}</tspan>")
        column += len(text)
    return "".join(parts)


def _look(segment: Segment) -> str:
    style = segment.style or Style()
    look = ' font-weight="bold"' if style.bold else ""
    if style.color is not None and not style.color.is_default:
        look += f' fill="{style.color.get_truecolor(THEME).hex}"'
    return look + (' opacity="0.7"' if style.dim else "")


def _style(lines: list[Shown]) -> str:
    end = lines[-1].at + READING
    rolled = [(line.at, number - ROWS) for number, line in enumerate(lines, 1) if number > ROWS]
    steps = [f"{at / end:.4%}{{transform:translateY({-rows * LINE}px)}}" for at, rows in rolled]
    last = -(max(len(lines) - ROWS, 0)) * LINE
    return (
        f"text{{font:14px monospace;white-space:pre;fill:{THEME.foreground_color.hex};opacity:0;"
        "animation:come .01s forwards}"
        "@keyframes come{to{opacity:1}}"
        f".roll{{animation:roll {end:.2f}s step-end forwards}}"
        f"@keyframes roll{{0%{{transform:none}}{''.join(steps)}"
        f"to{{transform:translateY({last}px)}}}}"
        "@media (prefers-reduced-motion:reduce){text,.roll{animation-duration:0s!important;"
        "animation-delay:0s!important}}"
    )


def recorded() -> str:
    """Return the picture as it is now."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "shop"
        folder.mkdir()
        return drawn(timed(played(folder)))


def told(picture: str) -> list[str]:
    """Return the words of a picture, without what differs from run to run."""
    lines = re.findall(r"<text [^>]*>(.*?)</text>", picture)
    return [VARYING.sub("…", re.sub(r"(<[^>]*>|\s)+", " ", line)) for line in lines]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    picture = recorded()
    if not parser.parse_args().check:
        PICTURE.write_text(picture, encoding="utf-8")
    elif told(picture) != told(PICTURE.read_text(encoding="utf-8")):
        print(f"{PICTURE.relative_to(ROOT)} shows something else: run scripts/recording.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
