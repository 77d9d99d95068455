"""The text of definitions as the server spells them, taken apart and put together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

_TOKEN = re.compile(
    r"'(?:[^'\\]|''|\\.)*'|`(?:[^`\\]|``|\\.)*`|\"(?:[^\"\\]|\"\"|\\.)*\"|\w+|\s+|.", re.DOTALL
)
_OPENS, _CLOSES = "([{", ")]}"
_WORD = re.compile(r"\w")
_NAME = re.compile(r"`|\"|\w")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "a": "\a", "v": "\v"}


def tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the tokens of a text, each with where it is and in how many brackets."""
    depth = 0
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token in _CLOSES:
            depth -= 1
        yield found.start(), depth, token
        if token in _OPENS:
            depth += 1


def split(text: str) -> list[str]:
    """Return what the commas outside of brackets separate."""
    parts, begin = [], 0
    for at, depth, word in tokens(text):
        if word == "," and not depth:
            parts.append(text[begin:at].strip())
            begin = at + 1
    last = text[begin:].strip()
    return [*parts, last] if last else parts


def clauses(text: str, keywords: Sequence[str]) -> dict[str, str]:
    """Return what follows each of the keywords outside of brackets, and under "" what is first.

    The first occurrence counts.
    """
    found: dict[str, str] = {}
    begin, last = 0, ""
    for at, depth, token in tokens(text):
        if depth or not _WORD.match(token):
            continue
        keyword = next((one for one in keywords if _is_at(text, at, one)), None)
        if keyword is not None and keyword not in found and keyword != last:
            found[last] = text[begin:at].strip()
            begin, last = at + len(keyword), keyword
    found[last] = text[begin:].strip()
    return found


def _is_at(text: str, at: int, keyword: str) -> bool:
    end = at + len(keyword)
    return text.startswith(keyword, at) and not _WORD.match(text[end : end + 1])


def in_brackets(text: str) -> tuple[str, str, str]:
    """Return what is before, within and behind the first brackets of a text."""
    begin = None
    for at, depth, word in tokens(text):
        if begin is None and word == "(":
            begin = at
        elif begin is not None and word == ")" and not depth:
            return text[:begin].strip(), text[begin + 1 : at].strip(), text[at + 1 :].strip()
    return text.strip(), "", ""


def first_name(text: str) -> tuple[str, str]:
    """Return the name that a text begins with, without quotes, and the rest."""
    found = _TOKEN.match(text)
    token = found[0] if found else ""
    return plain(token), text[len(token) :].strip()


def plain(token: str) -> str:
    """Return a name or a text without its quotes."""
    if token[:1] not in ("`", '"', "'"):
        return token
    inner = token[1:-1].replace(token[0] * 2, token[0])
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), inner, flags=re.DOTALL)


def without_database(text: str, database: str, names: Collection[str]) -> str:
    """Return a text in which the tables `names` are not said to be in `database`."""
    found = [token for _, _, token in tokens(text)]
    kept: list[str] = []
    at = 0
    while at < len(found):
        token = found[at]
        if _leads(found, at, database, names):
            at += 2
            continue
        kept.append(_in_quotes(token, database, names) if token[0] == "'" else token)
        at += 1
    return "".join(kept)


def _leads(found: Sequence[str], at: int, database: str, names: Collection[str]) -> bool:
    """Say whether the database in front of one of its tables is there."""
    before, after = found[at - 1] if at else "", found[at + 1 : at + 3]
    return (
        _NAME.match(found[at]) is not None
        and plain(found[at]) == database
        and before != "."
        and len(after) == 2
        and after[0] == "."
        and plain(after[1]) in names
    )


def _in_quotes(token: str, database: str, names: Collection[str]) -> str:
    """Return the name of a dictionary, which stands in quotes, without its database."""
    first, dot, name = token[1:-1].partition(".")
    return f"'{name}'" if dot and first == database and name in names else token
