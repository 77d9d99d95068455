"""What a script allows by name: `-- goofer: allow PG101 reason`, and how other linters spell it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\S\n]*(?:--|#)[^\S\n]*(?P<text>[^\n]*)")
_OWN = re.compile(
    r"goofer:[^\S\n]*allow[^\S\n]+(?P<ids>[\w-]+(?:[^\S\n]*,[^\S\n]*[\w-]+)*)"
    r"[^\S\n]*(?P<reason>.*)"
)
_PEERS = (
    re.compile(
        r"squawk-ignore(?P<file>-file)?[^\S\n]+(?P<ids>[\w-]+(?:[^\S\n]*,[^\S\n]*[\w-]+)*)"
        r"[^\S\n]*(?P<reason>.*)"
    ),
    re.compile(
        r"atlas:nolint[^\S\n]+(?P<ids>[A-Z]{2}\d+(?:[^\S\n]+[A-Z]{2}\d+)*)"
        r"[^\S\n]*(?P<reason>.*)"
    ),
)
_BETWEEN = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Allowance:
    """Rules that are allowed, by their ids or the names that other linters have for them.

    `offset` is where the statement begins that it stands above, None where it is for the file.
    `own` says that it is goofer's own directive, and not another linter's.
    """

    names: tuple[str, ...]
    reason: str
    line: int
    offset: int | None = None
    own: bool = True


def allowances(text: str, statements: Iterable[int]) -> tuple[Allowance, ...]:
    """Return what `text` allows, whose statements begin at these offsets.

    What stands on the lines right above a statement is for that one. At the top of the text, with
    an empty line between it and the first statement, it is for all of them.
    """
    found: list[Allowance] = []
    offsets = sorted(statements) or [len(text)]
    for since, offset in pairwise((0, *offsets)):
        found += _above(text, since, offset, first=offset == offsets[0])
    return tuple(found)


def _above(text: str, since: int, offset: int, *, first: bool) -> Iterator[Allowance]:
    begin = text.rfind("\n", 0, offset) + 1
    above: list[tuple[int, int | None, str]] = []
    scope: int | None = offset
    while begin > since:
        start = text.rfind("\n", 0, begin - 1) + 1
        line = _LINE.fullmatch(text, start, begin - 1)
        if line is not None:
            above.append((text.count("\n", 0, start) + 1, scope, line["text"].strip()))
        elif first and not text[start : begin - 1].strip("\ufeff\r\t "):
            scope = None
        else:
            break
        begin = start
    for number, where, comment in reversed(above):
        if allowance := _read(comment, number, where):
            yield allowance


def _read(comment: str, line: int, offset: int | None) -> Allowance | None:
    for pattern in (_OWN, *_PEERS):
        if found := pattern.match(comment):
            whole = found.groupdict().get("file") is not None
            names = tuple(filter(None, _BETWEEN.split(found["ids"])))
            reason = found["reason"].strip(" -:\t")
            where = None if whole else offset
            return Allowance(names, reason, line, where, own=pattern is _OWN)
    return None
