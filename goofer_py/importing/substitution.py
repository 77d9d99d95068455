"""Variables in the scripts of other programs, written as goofer has them."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"(?P<escape>\\\\|\\\$|\$\$)"
    r"|\$(?P<name>[A-Za-z_]\w*)"
    r"|\$\{(?P<braced>[A-Za-z_]\w*)(?P<rest>[^{}]*)\}"
    r"|(?P<open>\$\{)"
)


def plain(text: str) -> str:
    """Return a text in which goofer fills in nothing."""
    return text.replace("${", "$${")


def variables(text: str) -> tuple[str, list[str]]:
    """Return a text with goose's variables as goofer's, and notes on what differs.

    Raises ValueError for what goofer has no counterpart of.
    """
    notes: list[str] = []
    parts: list[str] = []
    at = 0
    for found in _TOKEN.finditer(text):
        parts += [text[at : found.start()], _token(found, notes)]
        at = found.end()
    return "".join([*parts, text[at:]]), notes


def _token(found: re.Match[str], notes: list[str]) -> str:
    if escape := found["escape"]:
        following = found.string[found.end() : found.end() + 1]
        if escape == r"\\":
            return "\\"
        return "$$" if following == "{" else "$"
    if found["open"]:
        raise ValueError("goofer has no variables inside of one another as goose has them.")
    name, rest = found["name"] or found["braced"], found["rest"] or ""
    return _expansion(name, rest, notes)


def _expansion(name: str, rest: str, notes: list[str]) -> str:
    if not rest:
        # goose takes a variable that is not set for an empty one.
        return f"${{{name}:-}}"
    if rest.startswith(":-"):
        return f"${{{name}{rest}}}"
    if rest.startswith("?"):
        return f"${{{name}}}"
    if rest.startswith("-"):
        notes.append(f"${{{name}}}: the default now stands for an empty value, too")
        return f"${{{name}:{rest}}}"
    raise ValueError(f"goofer has no ${{{name}{rest}}}.")
