"""Statements that a script marks as one, where the splitter can't know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement, line_and_column, statement_at
from goofer_py.dialects.syntax import Syntax
from goofer_py.errors import FileError, UnfinishedStatement
from goofer_py.migrate.directives import BEGIN, END

_MARK = re.compile(
    r"^\ufeff?[^\S\n]*--[^\S\n]*goofer:[^\S\n]*statement-(?P<side>begin|end)[^\S\n]*$",
    re.MULTILINE,
)
_VISIBLE = re.compile(r"\S")
_LEAD = re.compile(r"(?:\s|--[^\n]*(?:\n|\Z)|/\*(?!M?!).*?\*/)*", re.DOTALL)
MARKED = "goofer: statement-"
"""What a text holds that has to be looked through for marks."""


def statements_of(text: str, syntax: Syntax, path: Path | str | None = None) -> list[Statement]:
    """Return the statements of a script, each marked block as one.

    Raises FileError, of which UnfinishedStatement is one; nothing ran then.
    """
    try:
        if MARKED not in text or syntax.cut is not None:
            return list(split(text, syntax))
        return list(_with_blocks(text, syntax))
    except UnfinishedStatement as error:
        line, column = error.line or 1, error.column or 1
        raise UnfinishedStatement(error.opened, line, column, path=path) from None
    except FileError as error:
        raise error if path is None else _at(error, path) from None


def _with_blocks(text: str, syntax: Syntax) -> Iterator[Statement]:
    blocks = list(_blocks(text))
    # The rest keeps its places, and what a block holds is not read.
    rest, at = [], 0
    for begin, end in blocks:
        rest += [text[at:begin], _VISIBLE.sub(" ", text[begin:end])]
        at = end
    found = list(split("".join([*rest, text[at:]]), syntax))
    for begin, _ in blocks:
        for one in found:
            if one.offset < begin < one.offset + len(one.text):
                raise _wrong(text, one.offset, f"this has no end before {BEGIN}.", "add a ;")
    own = [_block(text, begin, end) for begin, end in blocks]
    yield from sorted([*found, *own], key=lambda one: one.offset)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the insides of the blocks begin and end."""
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if mark["side"] == "begin":
            if opened is not None:
                raise _wrong(text, mark.start(), f"{BEGIN} stands inside of another.", _HINT)
            opened = mark
        elif opened is None:
            raise _wrong(text, mark.start(), f"{END} ends what no {BEGIN} began.", _HINT)
        else:
            yield opened.end(), mark.start()
            opened = None
    if opened is not None:
        raise _wrong(text, opened.start(), f"{BEGIN} has no {END}.", _HINT)


_HINT = f"-- goofer: {END}, on a line of its own"


def _block(text: str, begin: int, end: int) -> Statement:
    lead = _LEAD.match(text, begin, end)
    start = lead.end() if lead else begin
    inside = text[start:end].rstrip()
    inside = inside.removesuffix(";").rstrip()
    if not inside:
        raise _wrong(text, begin, f"there is no statement behind {BEGIN}.", "take both lines out")
    return statement_at(inside, *line_and_column(text, start), start)


def _wrong(text: str, offset: int, message: str, hint: str) -> FileError:
    line, column = line_and_column(text, offset)
    return FileError(f"{message} Nothing of the file ran.", line=line, column=column, hint=hint)


def _at(error: FileError, path: Path | str) -> FileError:
    return FileError(
        error.message, path=path, line=error.line, column=error.column, hint=error.hint
    )
