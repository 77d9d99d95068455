"""Checks in .sql files: queries that must return no rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from goofer_py.checks.check import DIRECTIONS, WHEN, Applies, Finding, finding
from goofer_py.errors import FileError
from goofer_py.migrate.files import read_text

if TYPE_CHECKING:
    from goofer_py.checks.looking import Looking
    from goofer_py.stores.store import Session

_COMMENTS = re.compile(r"\ufeff?(?:\s*--[^\n]*(?:\n|\Z))*")
_DIRECTIVE = re.compile(r"[^\S\n]*--[^\S\n]*goofer:[^\S\n]*(?P<word>\S*)[^\S\n]*(?P<rest>[^\n]*)")
_QUERY = re.compile(r"\(*\s*(?:SELECT|WITH|VALUES|TABLE|SHOW|PRAGMA|FROM)\b", re.IGNORECASE)
_WORDS = ("when", "direction", "environments", "message")
_NO_ROWS = "there are rows that should not be there."


@dataclass(frozen=True, slots=True)
class SQLCheck:
    """A query that must return no rows."""

    name: str
    path: Path
    query: str
    message: str
    applies: Applies

    def ask(self, looking: Looking) -> Sequence[Finding]:
        """Return the rows that are there, nothing without any; raises Skipped."""
        rows = looking.first_rows(self.query)
        return [finding(self.name, self.message, rows, str(self.path))] if rows else []


def read_folder(folder: Path, session: Session) -> list[SQLCheck]:
    """Return the checks of a folder by their names; raises FileError for a file that is none."""
    return [_read(path, session) for path in sorted(folder.glob("*.sql"))]


def _read(path: Path, session: Session) -> SQLCheck:
    from goofer_py.dialects.splitter import split

    text = read_text(path)
    said = _directives(text, path)
    statements = list(split(text, session.syntax))
    if len(statements) != 1 or not _QUERY.match(statements[0].text):
        raise FileError(
            "a check is one query, which returns what should not be there, such as SELECT ...;"
            f" this file has {_instead([one.text for one in statements])}. Nothing was run.",
            path=path,
            line=statements[-1].line if statements else None,
            hint="put each query into a file of its own",
        )
    applies = Applies(
        _among(said, "when", WHEN, path),
        _among(said, "direction", DIRECTIONS, path),
        tuple(filter(None, map(str.strip, said.get("environments", ("", 0))[0].split(",")))),
    )
    message = said.get("message", (_NO_ROWS, 0))[0]
    return SQLCheck(path.stem, path, statements[0].text, message, applies)


def _instead(statements: Sequence[str]) -> str:
    if len(statements) == 1:
        return f"{' '.join(statements[0].split())[:40]!r}"
    return f"{len(statements)} statements" if statements else "no statement"


def _directives(text: str, path: Path) -> dict[str, tuple[str, int]]:
    """Return what the lines `-- goofer: WORD ...` at the top say, each with its line."""
    top = _COMMENTS.match(text)
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(top[0].split("\n") if top else (), 1):
        if (match := _DIRECTIVE.match(line)) is None:
            continue
        word, rest = match["word"], match["rest"].strip()
        if word not in _WORDS:
            near = get_close_matches(word, _WORDS, n=1)
            known = f"did you mean {near[0]}" if near else f"known are {', '.join(_WORDS)}"
            message = f"a check has no directive {word!r}. Nothing was run."
            raise FileError(message, path=path, line=number, hint=known)
        if word in found or not rest:
            why = "is there twice" if word in found else "says nothing"
            raise FileError(f"the directive {word} {why}. Nothing was run.", path=path, line=number)
        found[word] = rest, number
    return found


def _among(
    said: dict[str, tuple[str, int]], word: str, known: tuple[str, ...], path: Path
) -> tuple[str, ...]:
    """Return what a directive lists, all of `known` without it."""
    if word not in said:
        return known
    rest, line = said[word]
    given = tuple(part.strip() for part in rest.split(","))
    if wrong := [one for one in given if one not in known]:
        message = f"the directive {word} takes {' and '.join(known)}, not {wrong[0]!r}."
        raise FileError(f"{message} Nothing was run.", path=path, line=line)
    return given
