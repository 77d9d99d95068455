"""`${VAR}` and `${VAR:-default}` in settings and scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Unset(Exception):
    """A variable that a text needs is not in the environment."""

    def __init__(self, variable: str) -> None:
        super().__init__(variable)
        self.variable = variable


class Malformed(Exception):
    """A text opens `${` and goes on as nothing known."""


def expand(text: str, environ: Mapping[str, str]) -> str:
    """Return `text` with its variables filled in; `$${` stands for a plain `${`.

    A default is taken for a variable that is unset or empty, and may hold variables itself.
    Raises Unset and Malformed.
    """
    parts: list[str] = []
    at = 0
    while (start := text.find("${", at)) >= 0:
        if start > at and text[start - 1] == "$":
            parts.append(text[at : start - 1] + "${")
            at = start + 2
            continue
        end = _end(text, start)
        parts += [text[at:start], _value(text[start + 2 : end], environ)]
        at = end + 1
    return "".join([*parts, text[at:]])


def _end(text: str, start: int) -> int:
    """Return where the brace opened at `start` closes."""
    depth = 0
    for found in re.finditer(r"\$\{|\}", text[start:]):
        depth += 1 if found[0] == "${" else -1
        if depth == 0:
            return start + found.start()
    raise Malformed(f"{text[start:]} is never closed by }}")


def _value(inside: str, environ: Mapping[str, str]) -> str:
    name, separator, default = inside.partition(":-")
    if not _NAME.fullmatch(name):
        raise Malformed(f"${{{inside}}} is neither ${{VARIABLE}} nor ${{VARIABLE:-default}}")
    value = environ.get(name)
    if separator:
        return value or expand(default, environ)
    if value is None:
        raise Unset(name)
    return value
